"""Likely causes of a difference, from data alone: each takes its part, what none takes stays "chưa rõ nguyên nhân"."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from loans.domain.reconcile.records import (
    FROZEN,
    IN_TERM,
    MEASURES,
    NOTHING,
    OUTSTANDING,
    OVERDUE,
    Cause,
    Event,
    Explained,
    Figures,
    Pair,
    minus,
)

CAUSES: Mapping[str, tuple[str, str]] = {
    "not_moved": ("chưa chuyển quá hạn", "not moved to overdue by the bank"),
    "moved_by_bank": ("ngân hàng đã chuyển quá hạn, sổ ta còn trong hạn", "moved by the bank, in-term in our books"),
    "not_frozen": ("ngân hàng chưa ghi khoanh", "not frozen in the bank's books"),
    "frozen_by_bank": ("ngân hàng đã khoanh, sổ ta chưa", "frozen by the bank, not in our books"),
    "collected_after_day": ("thu nợ ghi sau ngày số liệu", "collection recorded after the day of the export"),
    "disbursed_after_day": ("giải ngân ghi sau ngày số liệu", "disbursement recorded after the day of the export"),
    "day_differs": ("khác ngày số liệu", "another day than the export's"),
    "duplicate_line": ("khoản trùng dòng", "a line that repeats"),
    "old_commune_code": ("mã xã cũ", "an old commune code"),
    "commune_differs": ("khác mã xã", "another commune"),
    "rounded_to_million": ("lệch do làm tròn triệu đồng", "rounding to millions"),
    "split_broken": ("dòng ngân hàng: tổng khác trong hạn + quá hạn + khoanh", "the bank's line does not add up"),
    "commune_not_in_export": ("xã không có trong tệp", "the commune is not in the file"),
    "not_rescheduled": ("ngân hàng chưa ghi điều chỉnh kỳ hạn", "rescheduling not recorded by the bank"),
    "not_extended": ("ngân hàng chưa ghi gia hạn nợ", "extension not recorded by the bank"),
    "not_recalled": ("ngân hàng chưa ghi thu hồi trước hạn", "early recall not recorded by the bank"),
    "opening_single_piece": ("số dư ban đầu của ta là một kỳ", "our opening is a single instalment"),
    "payment_order": ("thu nợ trừ vào kỳ khác", "a payment taken from another instalment"),
    "due_day_differs": ("khác ngày đến hạn", "another due day"),
    "only_theirs": ("chỉ có trong tệp ngân hàng", "in the bank's file alone"),
    "only_ours": ("chỉ có trong sổ ta", "in our books alone"),
    "unexplained": ("chưa rõ nguyên nhân", "cause unknown"),
}
"""Code → Vietnamese, English."""

_MILLION = 1_000_000
_ALL = len(MEASURES)


@dataclass(frozen=True, slots=True)
class Facts:
    """What causes are found from. ``day`` is the export's, ``as_of`` the one at which ours was drawn up.

    ``then`` is ours at the end of the export's own day where that is another; ``earlier`` names the communes for which
    a code of the bank stood before; ``named`` the communes that the export speaks of.
    """

    as_of: date
    day: date
    measures: tuple[str, ...] = MEASURES
    complete: bool = True
    then: Mapping[str, Figures] | None = None
    events: Mapping[str, Sequence[Event]] = field(default_factory=dict)
    earlier: Mapping[str, frozenset[str]] = field(default_factory=dict)
    named: frozenset[str] | None = None


Rule = Callable[[Pair, Figures, Facts], Cause | None]


def explained(pair: Pair, facts: Facts) -> Explained:
    """A difference taken apart into causes; they add up to it exactly."""
    left, found = pair.difference, []
    for rule in _RULES:
        if not any(left):
            break
        cause = rule(pair, left, facts)
        if cause is not None and any(cause.figures):
            found.append(cause)
            left = minus(left, cause.figures)
    if any(left):
        found.append(_cause("unexplained", left, "Đối chiếu hồ sơ và sổ phụ.", "Compare the papers and the ledger."))
    return Explained(pair, tuple(found))


def _cause(code: str, took: Figures, vi: str = "", en: str = "") -> Cause:
    label = CAUSES[code]
    return Cause(code, took, f"{label[0]}. {vi}".strip(), f"{label[1]}. {en}".strip())


def _commune(pair: Pair, left: Figures, facts: Facts) -> Cause | None:
    """They place it in another commune: a code that stood for ours before, or another one."""
    if not pair.moved:
        return None
    took = left if pair.moved == "theirs" else minus(NOTHING, pair.elsewhere)
    home = pair.held.commune if pair.held else ""
    if home in facts.earlier.get(pair.bank_commune, frozenset()):
        return _cause(
            "old_commune_code",
            took,
            f"Mã {pair.bank_commune} trước đây ứng với xã {home}. Cập nhật mã xã tại ngân hàng.",
            f"Code {pair.bank_commune} stood for {home} before. Have the code updated at the bank.",
        )
    return _cause(
        "commune_differs",
        took,
        f"Ngân hàng ghi mã xã {pair.bank_commune}, sổ ta ghi xã {home}. Xác định xã của khoản vay.",
        f"The bank's code is {pair.bank_commune}, our commune {home}. Settle where the loan belongs.",
    )


def _duplicate(pair: Pair, left: Figures, _facts: Facts) -> Cause | None:
    if len(pair.lines) > 1 and pair.ours in pair.lines:
        count = len(pair.lines)
        return _cause(
            "duplicate_line",
            left,
            f"{count} dòng khác số tiền, một dòng khớp sổ ta. Hỏi ngân hàng các dòng còn lại.",
            f"{count} lines with other amounts, one agrees with ours. Ask the bank about the rest.",
        )
    return None


def _other_day(pair: Pair, left: Figures, facts: Facts) -> Cause | None:
    if facts.then is None or facts.then.get(pair.contract_no, NOTHING) != pair.theirs or pair.moved:
        return None
    return _cause(
        "day_differs",
        left,
        f"Khớp sổ ta ngày {facts.day:%d/%m/%Y}. Đối chiếu cùng ngày.",
        f"It agrees with our books on {facts.day}. Reconcile on the same day.",
    )


def _missing(pair: Pair, left: Figures, facts: Facts) -> Cause | None:
    """One side knows nothing of the contract at all."""
    if not pair.contract_no or pair.moved:
        return None
    if pair.held is None:
        return _cause("only_theirs", left, "Kiểm tra đã nhập khoản vay chưa.", "See whether the loan was entered.")
    if pair.places or not facts.complete or "outstanding" not in facts.measures:
        return None
    if facts.named is not None and pair.commune not in facts.named:
        return _cause("commune_not_in_export", left, "Xuất tệp có xã này.", "Export a file with this commune.")
    lent = [event for event in facts.events.get(pair.contract_no, ()) if event.amount < 0]
    if lent and all(event.effective_on > facts.day for event in lent):
        return _cause("disbursed_after_day", left, "Xuất tệp ngày sau.", "Export a later day.")
    return _cause("only_ours", left, "Hỏi ngân hàng về khế ước này.", "Ask the bank about this contract.")


def _rounded(pair: Pair, left: Figures, _facts: Facts) -> Cause | None:
    in_millions = any(pair.theirs) and all(amount % _MILLION == 0 for amount in pair.theirs)
    if in_millions and left == pair.difference and all(abs(amount) * 2 <= _MILLION for amount in left):
        return _cause("rounded_to_million", left, "Xuất tệp tính bằng đồng.", "Export in đồng.")
    return None


def _broken(pair: Pair, _left: Figures, facts: Facts) -> Cause | None:
    gap = pair.theirs[OUTSTANDING] - sum(pair.theirs[IN_TERM:])
    if len(facts.measures) == _ALL and gap and not pair.moved:
        return _cause("split_broken", (gap, 0, 0, 0), "Kiểm tra tại ngân hàng.", "Check it at the bank.")
    return None


def _late(pair: Pair, left: Figures, facts: Facts) -> Cause | None:
    """A collection that one side had recorded and the other had not yet."""
    events = [event for event in facts.events.get(pair.contract_no, ()) if event.amount > 0]
    after = [e for e in events if e.effective_on <= facts.as_of and e.booked_on > facts.day]
    ahead = [e for e in events if e.effective_on > facts.as_of]
    whole = left[OUTSTANDING] if "outstanding" in facts.measures else sum(left[IN_TERM:])
    for some, sign in ((after, 1), (ahead, -1)):
        for chosen in ([event] for event in some):
            if sign * chosen[0].amount == whole:
                return _collected(left, whole, chosen, facts)
        if len(some) > 1 and sign * sum(event.amount for event in some) == whole:
            return _collected(left, whole, some, facts)
    return None


def _collected(left: Figures, whole: int, events: Sequence[Event], facts: Facts) -> Cause | None:
    took, rest = [0, 0, 0, 0], whole
    took[OUTSTANDING] = whole if "outstanding" in facts.measures else 0
    for place in (OVERDUE, IN_TERM, FROZEN):
        if left[place] * whole > 0:
            part = min(rest, left[place], key=abs)
            took[place], rest = part, rest - part
    if rest:
        return None
    amount, on = sum(event.amount for event in events), events[-1].effective_on
    booked = max(event.booked_on for event in events)
    return _cause(
        "collected_after_day",
        (took[0], took[1], took[2], took[3]),
        f"Thu gốc {amount} đồng ngày {on:%d/%m/%Y}, ghi sổ {booked:%d/%m/%Y}.",
        f"Principal {amount} đồng collected on {on}, booked on {booked}.",
    )


def _swap(code: str, more: int, less: int) -> Rule:
    """Their balance stands in ``more`` where ours stands in ``less``."""

    def rule(pair: Pair, left: Figures, _facts: Facts) -> Cause | None:
        if left[more] <= 0 or left[less] >= 0 or pair.moved == "theirs":
            return None
        amount = min(left[more], -left[less])
        took = [0, 0, 0, 0]
        took[more], took[less] = amount, -amount
        return _cause(code, (took[0], took[1], took[2], took[3]), *_since(code, pair))

    return rule


def _alone(pair: Pair, left: Figures, facts: Facts) -> Cause | None:
    """An export of overdue or frozen balances alone: what is missing there stands elsewhere in the other's books."""
    if len(facts.measures) > 1 or pair.held is None or pair.moved == "theirs":
        return None
    place = MEASURES.index(facts.measures[0])
    if place not in (OVERDUE, FROZEN):
        return None
    codes = {OVERDUE: ("not_moved", "moved_by_bank"), FROZEN: ("not_frozen", "frozen_by_bank")}[place]
    if left[place] < 0:
        return _cause(codes[0], left, *_since(codes[0], pair))
    if left[place] <= pair.held.figures[OUTSTANDING] - pair.held.figures[place]:
        return _cause(codes[1], left, *_since(codes[1], pair))
    return None


def _since(code: str, pair: Pair) -> tuple[str, str]:
    since = pair.held.overdue_since if pair.held else None
    if code == "not_moved" and since:
        return (
            f"Sổ ta chuyển quá hạn tại phiên giao dịch {since:%d/%m/%Y}. Đề nghị ngân hàng chuyển.",
            f"Our books moved it at the session of {since}. Ask the bank to move it.",
        )
    return "Kiểm tra quyết định và ngày đến hạn ở hai bên.", "Check decisions and due days on both sides."


_RULES: tuple[Rule, ...] = (
    _commune,
    _duplicate,
    _other_day,
    _missing,
    _rounded,
    _broken,
    _late,
    _swap("not_moved", IN_TERM, OVERDUE),
    _swap("moved_by_bank", OVERDUE, IN_TERM),
    _swap("not_frozen", IN_TERM, FROZEN),
    _swap("not_frozen", OVERDUE, FROZEN),
    _swap("frozen_by_bank", FROZEN, IN_TERM),
    _swap("frozen_by_bank", FROZEN, OVERDUE),
    _alone,
)
