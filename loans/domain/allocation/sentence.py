"""An explanation as one formal sentence, fit for a letter: Vietnamese first, English second, the same figures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from loans.domain.allocation.records import Explained, Reason
from loans.domain.allocation.why import CAP, CHANGE, EXCLUDED, FIXED, FLOOR, GROUP, OVERDUE_THRESHOLD, ROUNDING, TIER

MILLION = 10**6

LABELS_VI: Mapping[str, str] = {
    "demand": "nhu cầu vay vốn",
    "workers": "số lao động",
    "jobs": "số việc làm dự kiến",
    "job_target": "chỉ tiêu việc làm",
    "absorption": "tỷ lệ giải ngân năm trước",
    "overdue": "nợ quá hạn",
    "overdue_permille": "tỷ lệ nợ quá hạn",
    "poor_households": "số hộ nghèo",
    "population": "dân số",
    "last": "số được giao đợt trước",
    "remainder": "phần vốn còn lại sau khi đáp ứng nhu cầu",
    FLOOR: "mức tối thiểu",
    CAP: "mức trần",
}
LABELS_EN: Mapping[str, str] = {
    "demand": "demand for loans",
    "workers": "workers",
    "jobs": "expected jobs",
    "job_target": "the job target",
    "absorption": "last year's disbursement rate",
    "overdue": "overdue debt",
    "overdue_permille": "the overdue rate",
    "poor_households": "poor households",
    "population": "population",
    "last": "the last round's amount",
    "remainder": "what is left after the demand is met",
    FLOOR: "the minimum",
    CAP: "the cap",
}
"""What well-known criteria are called; a caller's labels come first, other criteria stand in quotes."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The same sentence in one of the two languages."""

    labels: Mapping[str, str]
    money: Callable[[int, bool], str]
    less: str
    by: str
    floor: str
    cap: str
    rounding: str
    change: str
    tier: str
    capped: str
    whole: str
    parts: str
    one_part: str
    end: Mapping[str, str]
    more: tuple[str, str, str]
    last: tuple[str, str, str]


def sentence_vi(explained: Explained, *, name: str, labels: Mapping[str, str] | None = None) -> str:
    """The sentence in Vietnamese; ``name`` is the commune's ("Xã Đa Phúc"), ``labels`` call criteria and bounds.

    The figure and its parts are in triệu đồng where all of them are whole numbers of it, else in đồng.
    """
    return _sentence(explained, name, labels or {}, VI)


def sentence_en(explained: Explained, *, name: str, labels: Mapping[str, str] | None = None) -> str:
    """The sentence in English, for the same reader and with the same figures."""
    return _sentence(explained, name, labels or {}, EN)


def _sentence(explained: Explained, name: str, labels: Mapping[str, str], words: _Words) -> str:
    clauses = [
        _whole(explained, name, labels, words),
        _bound(explained, labels, words),
        _more(explained, words),
        _last(explained, words),
    ]
    return "; ".join(clause for clause in clauses if clause) + "."


def _whole(explained: Explained, name: str, labels: Mapping[str, str], words: _Words) -> str:
    """The figure and its steps in one unit, each with its sign, so that they add up as they are written."""
    amounts = [explained.allocated, *(step.amount for step in explained.why)]
    in_millions = not any(amount % MILLION for amount in amounts)

    def money(amount: int) -> str:
        return words.money(abs(amount), in_millions)

    begun = name[:1].upper() + name[1:]
    whole = words.whole.format(name=begun, amount=money(explained.allocated))
    return whole + _parts(explained, labels, words, money)


def _parts(explained: Explained, labels: Mapping[str, str], words: _Words, money: Callable[[int], str]) -> str:
    steps = [step for step in explained.why if step.amount and step.reason not in {FIXED, EXCLUDED, OVERDUE_THRESHOLD}]
    if not steps:
        return ""
    if len(steps) == 1:
        return words.one_part.format(part=_by(steps[0], labels, words))
    told = [f"{words.less if step.amount < 0 else ''}{money(step.amount)} {_by(step, labels, words)}" for step in steps]
    return words.parts.format(parts=", ".join(told))


def _by(step: Reason, labels: Mapping[str, str], words: _Words) -> str:
    if step.reason.startswith(f"{TIER}:"):
        return words.tier.format(name=step.reason.removeprefix(f"{TIER}:"))
    plain = {ROUNDING: words.rounding, CHANGE: words.change}
    if step.reason in plain:
        return plain[step.reason]
    label = _label(step.reason, labels, words)
    if step.reason == FLOOR:
        return words.floor.format(label=label)
    return (words.cap if step.reason == CAP else words.by).format(label=label)


def _label(reason: str, labels: Mapping[str, str], words: _Words) -> str:
    """The caller's word, else the usual one, else the criterion's own name in quotes; ``-name``: less is better."""
    known = {**words.labels, **labels}
    return known.get(reason) or known.get(reason.removeprefix("-")) or f"“{reason}”"


def _bound(explained: Explained, labels: Mapping[str, str], words: _Words) -> str:
    groups = [step.reason.removeprefix(f"{GROUP}:") for step in explained.why if step.reason.startswith(f"{GROUP}:")]
    told = []
    if explained.bound in words.end:
        label = _label(explained.bound, labels, words)
        told.append(words.end[explained.bound].format(label=label) + (words.capped if _capped(explained) else ""))
    if groups:
        told.append(words.end[GROUP].format(names=", ".join(f"“{name}”" for name in groups)))
    return "; ".join(told)


def _capped(explained: Explained) -> bool:
    return explained.bound == CAP and explained.one_more_billion == 0


def _alone(amount: int, words: _Words) -> str:
    """An amount that nothing else has to add up with."""
    return words.money(abs(amount), amount % MILLION == 0)


def _more(explained: Explained, words: _Words) -> str:
    gain = explained.one_more_billion
    if explained.bound in {FIXED, EXCLUDED, OVERDUE_THRESHOLD} or _capped(explained):
        return ""  # nothing moves it, which has been said
    return words.more[0 if gain > 0 else 1 if gain == 0 else 2].format(amount=_alone(gain, words))


def _last(explained: Explained, words: _Words) -> str:
    difference = explained.difference
    if difference is None:
        return ""
    return words.last[0 if difference > 0 else 1 if difference == 0 else 2].format(amount=_alone(difference, words))


def _money_vi(amount: int, in_millions: bool) -> str:
    in_millions = in_millions and amount > 0
    return (
        f"{amount // MILLION:,} triệu đồng".replace(",", ".") if in_millions else f"{amount:,} đồng".replace(",", ".")
    )


def _money_en(amount: int, in_millions: bool) -> str:
    in_millions = in_millions and amount > 0
    return f"{amount // MILLION:,} million đồng" if in_millions else f"{amount:,} đồng"


VI = _Words(
    labels=LABELS_VI,
    money=_money_vi,
    less="trừ ",
    by="theo {label}",
    floor="bổ sung cho đủ {label}",
    cap="do vượt {label}",
    rounding="do làm tròn",
    change="điều chỉnh so với đợt trước",
    tier="theo nhóm “{name}”",
    capped=" nên không tăng thêm khi nguồn vốn tăng",
    whole="{name} được phân bổ {amount}",
    parts=", gồm {parts}",
    one_part=", toàn bộ {part}",
    end={
        FLOOR: "mức này bằng {label} của địa phương",
        CAP: "mức này chạm {label} của địa phương",
        FIXED: "mức này được ấn định, không chia theo tiêu chí",
        EXCLUDED: "địa phương không thuộc diện phân bổ đợt này",
        OVERDUE_THRESHOLD: "địa phương chưa được phân bổ đợt này vì tỷ lệ nợ quá hạn vượt ngưỡng quy định",
        GROUP: "giới hạn của nhóm {names} đã chi phối mức này",
    },
    more=(
        "nếu nguồn vốn tăng thêm 1 tỷ đồng thì địa phương được thêm {amount}",
        "nếu nguồn vốn tăng thêm 1 tỷ đồng thì mức này không đổi",
        "nếu nguồn vốn tăng thêm 1 tỷ đồng thì mức này giảm {amount}",
    ),
    last=("so với đợt trước tăng {amount}", "so với đợt trước không đổi", "so với đợt trước giảm {amount}"),
)
EN = _Words(
    labels=LABELS_EN,
    money=_money_en,
    less="less ",
    by="by {label}",
    floor="to reach {label}",
    cap="above {label}",
    rounding="by rounding",
    change="as a change from the last round",
    tier="by the tier “{name}”",
    capped=" and does not rise when the pool does",
    whole="{name} is allocated {amount}",
    parts=", made up of {parts}",
    one_part=", all of it {part}",
    end={
        FLOOR: "this is {label} of the commune",
        CAP: "this meets {label} of the commune",
        FIXED: "the amount is fixed and not shared by criteria",
        EXCLUDED: "the commune does not take part in this round",
        OVERDUE_THRESHOLD: "the commune takes nothing in this round, its overdue rate being above the threshold",
        GROUP: "the bounds of the group {names} held this figure",
    },
    more=(
        "with one billion đồng more in the pool it would gain {amount}",
        "with one billion đồng more in the pool it would not change",
        "with one billion đồng more in the pool it would lose {amount}",
    ),
    last=(
        "compared with the last round it rises by {amount}",
        "compared with the last round it does not change",
        "compared with the last round it falls by {amount}",
    ),
)
