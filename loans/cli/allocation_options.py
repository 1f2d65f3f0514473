"""The options of the methods as text: read into a specification, every fault in one run."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from loans.domain.allocation import Spec
from loans.domain.allocation.terms import Terms
from loans.domain.refusal import Faults
from loans.service.methods import read_spec

PERCENT = re.compile(r"[0-9]{1,6}([.,][0-9])?")
STEP = re.compile(r"[+-]?[0-9]{1,16}")
TIER_FORM = "TÊN:SỐ TIỀN[:CỘT>=N | :MÃ+MÃ+…]"
GROUP_FORM = "TÊN:ÍT NHẤT..NHIỀU NHẤT:MÃ+MÃ+…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was typed; ``None``, empty or false where it was not."""

    pool: str
    grain: str
    method: str
    weights: str | None
    tiers: str | None = None
    scale: bool = False
    last: str | None = None
    down: str | None = None
    up: str | None = None
    steps: str | None = None
    groups: Sequence[str] = ()
    overdue_max: str | None = None
    cap_at_demand: bool = False
    beyond_demand: bool = False
    leave_rest: bool = False


def spec_of(options: Options, faults: Faults) -> tuple[Spec, Terms]:
    """The specification and its terms; what is at fault goes to ``faults`` and something harmless stands instead."""
    tiers, by = _tiers(options.tiers, faults)
    if options.cap_at_demand and options.beyond_demand:
        _fault(
            faults, "--beyond-demand", "--cap-at-demand", "hai lựa chọn trái nhau; hãy bỏ một", "drop one of the two"
        )
    given: dict[str, Any] = {
        "pool": 0,  # pool, grain and weights are read below, once
        "method": options.method,
        "tiers": tiers,
        "scale": options.scale,
        "down_permille": _permille("--down", options.down, faults),
        "up_permille": _permille("--up", options.up, faults),
        "overdue_permille_max": _permille("--overdue-max", options.overdue_max, faults),
        "steps": dict(_steps(options.steps, faults)),
        "groups": list(_groups(options.groups, faults)),
        "cap_at_demand": options.cap_at_demand,
        "beyond_demand": options.beyond_demand,
        "leave_rest": options.leave_rest,
    }
    given |= {key: value for key, value in (("tiers_by", by), ("last", options.last)) if value is not None}
    spec = replace(read_spec(given, faults), weights=options.weights)
    sound = not faults.found
    terms = spec.read_terms(pool=options.pool, grain=options.grain, faults=faults)
    return replace(spec, pool=terms.pool, grain=terms.grain), replace(terms, sound=terms.sound and sound)


def _permille(option: str, text: str | None, faults: Faults) -> int | None:
    """Per cent with one decimal at most, as thousandths."""
    if text is None:
        return None
    if PERCENT.fullmatch(text):
        return int(Fraction(text.replace(",", ".")) * 10)
    _fault(faults, option, text, "cần số phần trăm, tối đa một chữ số lẻ: 5 hoặc 2.5", "write per cent: 5 or 2.5")
    return None


def _tiers(text: str | None, faults: Faults) -> tuple[list[dict[str, Any]], str | None]:
    """The tiers and the one column that their thresholds read."""
    made: list[dict[str, Any]] = []
    columns: dict[str, None] = {}
    for part in _parts(text):
        name, _, rest = part.partition(":")
        amount, _, who = rest.partition(":")
        tier: dict[str, Any] = {"name": name.strip(), "amount": amount.strip()}
        if ">=" in who:
            column, _, least = who.partition(">=")
            columns[column.strip()] = None
            tier["at_least"] = least.strip()
        elif who.strip():
            tier["codes"] = _codes(who)
        if not amount.strip():
            _fault(faults, "--tiers", part, f"viết {TIER_FORM}", "write NAME:AMOUNT[:COLUMN>=N | :CODE+CODE+…]")
            continue
        made.append(tier)
    if len(columns) > 1:
        listed = ", ".join(columns)
        _fault(faults, "--tiers", listed, "các nhóm phải dùng cùng một cột; hãy chọn một", "tiers read one column")
    return made, next(iter(columns), None)


def _steps(text: str | None, faults: Faults) -> Iterator[tuple[str, int]]:
    seen: set[str] = set()
    for part in _parts(text):
        code, _, step = (word.strip() for word in part.partition("="))
        if code and code not in seen and STEP.fullmatch(step):
            seen.add(code)
            yield code, int(step)
        else:
            _fault(faults, "--steps", part, "viết MÃ=±đồng, mỗi mã một lần", "write CODE=±đồng, each code once")


def _groups(texts: Sequence[str], faults: Faults) -> Iterator[Mapping[str, Any]]:
    for text in texts:
        name, _, rest = text.partition(":")
        bounds, _, codes = rest.partition(":")
        least, dots, most = (word.strip() for word in bounds.partition(".."))
        if name.strip() and dots and codes.strip():
            yield {"name": name.strip(), "codes": _codes(codes), "least": least or None, "most": most or None}
        else:
            _fault(faults, "--group", text, f"viết {GROUP_FORM}", "write NAME:LEAST..MOST:CODE+CODE+…")


def _parts(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def _codes(text: str) -> list[str]:
    return [code.strip() for code in text.split("+") if code.strip()]


def _fault(faults: Faults, option: str, value: str, vi: str, en: str) -> None:
    faults.add(
        option,
        "allocation_option_refused",
        vi=f"{option} {value}: {vi}",
        en=f"{option} {value}: {en}",
        field=option.removeprefix("--"),
        value=value,
    )
