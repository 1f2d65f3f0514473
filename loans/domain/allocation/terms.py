"""The terms of an allocation: pool, grain and weights, read strictly, every fault reported."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from loans.domain.columns import AMOUNT_MAX
from loans.domain.refusal import Faults

WEIGHT_TEXT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,20})?")
RESERVED = ("code", "floor", "cap", "fixed", "excluded")

Weight = Fraction | Decimal | int | str
Weights = Mapping[str, Weight] | str
"""``{"demand": "0.7", "-overdue": Fraction(3, 10)}`` or the same as text: ``demand=0.7,-overdue=0.3``."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A column that counts, and how much; ``less_is_better`` shares by (max − x) instead of x."""

    name: str
    weight: Fraction

    @property
    def less_is_better(self) -> bool:
        """Whether the name was written with a minus in front."""
        return self.name.startswith("-")

    @property
    def column(self) -> str:
        """The column that the criterion reads."""
        return self.name.removeprefix("-")


@dataclass(frozen=True, slots=True)
class Terms:
    """``pool`` and ``grain`` in đồng, and the criteria.

    ``sound`` is false where pool or grain was refused (0 and 1 stand instead), ``weighed`` where a weight was (0).
    """

    pool: int
    grain: int
    criteria: tuple[Criterion, ...]
    sound: bool = True
    weighed: bool = True


def read_terms(*, pool: int | str, grain: int | str, weights: Weights, faults: Faults) -> Terms:
    """The terms out of numbers or text; what is at fault goes to ``faults``."""
    read_pool = _amount("pool", pool, 0, faults)
    read_grain = _amount("grain", grain, 1, faults)
    sound = read_pool is not None and read_grain is not None
    known = len(faults.found)
    criteria = tuple(_criteria(weights, faults))
    return Terms(read_pool or 0, read_grain or 1, criteria, sound, weighed=len(faults.found) == known)


def check_terms(*, pool: int | str, grain: int | str, weights: Weights, faults: Faults) -> None:
    """Record the faults of the terms alone, where the rows themselves cannot be read."""
    read_terms(pool=pool, grain=grain, weights=weights, faults=faults)


def whole(value: object) -> int | None:
    """The whole number of 0 or more that an ``int`` or a text of ASCII digits names, or ``None``."""
    if type(value) is int:
        return value if value >= 0 else None
    if not isinstance(value, str) or not (value.isascii() and value.isdigit()):
        return None
    digits = value.lstrip("0")
    # a text of thousands of digits is beyond every amount: do not spend time on reading it
    return int(digits or "0") if len(digits) <= len(str(AMOUNT_MAX)) else AMOUNT_MAX + 1


def _amount(name: str, given: int | str, least: int, faults: Faults) -> int | None:
    value = whole(given.strip() if isinstance(given, str) else given)
    if value is not None and least <= value <= AMOUNT_MAX:
        return value
    faults.add(
        f"--{name}",
        f"allocation_{name}_refused",
        vi=f"{name} = {given}: cần một số nguyên đồng từ {least} đến {AMOUNT_MAX}, chỉ viết chữ số",
        en=f"{name} = {given}: write a whole number of đồng from {least} to {AMOUNT_MAX}, digits only",
        field=name,
        value=given,
    )
    return None


def _criteria(weights: Weights, faults: Faults) -> Iterator[Criterion]:
    """The criteria in the order given; each bad one is recorded."""
    seen: set[str] = set()
    pairs = list(_pairs(weights)) if isinstance(weights, str) else list(weights.items())
    if not pairs:
        _bad_weight("", weights, "cần ít nhất một tiêu chí", "give at least one criterion", faults)
    for name, given in pairs:
        weight = _weight(given)
        if not name.removeprefix("-") or weight is None:
            _bad_weight(
                name,
                given,
                "viết tên=trọng số, trọng số không âm, dấu chấm thập phân, tối đa 20 chữ số lẻ, ví dụ demand=0.7",
                "write name=weight, a weight of 0 or more with a decimal point and at most 20 decimals: demand=0.7",
                faults,
            )
            if name.removeprefix("-"):
                yield Criterion(name, Fraction(0))  # so that its column is still looked for
        elif name in seen:
            _bad_weight(name, given, "tiêu chí xuất hiện hai lần; hãy giữ một", "it stands twice; keep one", faults)
        elif name.removeprefix("-") in RESERVED:
            _bad_weight(
                name,
                given,
                f"tên dành riêng ({', '.join(RESERVED)}) không làm tiêu chí; hãy đổi tên cột",
                f"reserved names ({', '.join(RESERVED)}) are no criteria; rename the column",
                faults,
            )
        else:
            yield Criterion(name, weight)
        seen.add(name)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for part in text.split(","):
        name, _, weight = part.partition("=")
        yield name.strip(), weight.strip()


def _weight(given: object) -> Fraction | None:
    if isinstance(given, str):
        return Fraction(given) if WEIGHT_TEXT.fullmatch(given) else None
    if isinstance(given, Decimal) and not given.is_finite():
        return None
    if isinstance(given, Fraction | Decimal) or type(given) is int:
        return Fraction(given) if given >= 0 else None
    return None  # a float too: 0.1 is not a tenth


def _bad_weight(name: str, given: object, vi: str, en: str, faults: Faults) -> None:
    shown = f"{name}={given}"
    faults.add(
        "--weights",
        "allocation_weight_refused",
        vi=f"weights: {shown}: {vi}",
        en=f"weights: {shown}: {en}",
        field="weights",
        value=shown,
    )
