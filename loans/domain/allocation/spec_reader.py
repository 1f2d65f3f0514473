"""A specification out of plain values (JSON, a form): every key known, every value strict, every fault reported."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from loans.domain.allocation.method import GroupBound, Method, Tier
from loans.domain.allocation.spec import LAST, Spec
from loans.domain.allocation.table import DEMAND
from loans.domain.allocation.terms import Weight, Weights, read_terms, whole
from loans.domain.columns import AMOUNT_MAX
from loans.domain.refusal import Faults

FRACTION = re.compile(r"[0-9]{1,30}/[1-9][0-9]{0,29}")
PERMILLE_MAX = 10**6
KEYS = tuple(sorted(spec_field.name for spec_field in fields(Spec)))


def spec_from(mapping: Mapping[str, Any]) -> Spec:
    """The specification that ``Spec.as_record`` wrote, or a form filled in; raises ``Refusal`` with every finding.

    Only ``pool`` must be there. Amounts are integers or texts of digits, weights exact (text, integer, ``1/3``).
    """
    faults = Faults()
    spec = read_spec(mapping, faults)
    faults.refuse(
        "allocation_spec_refused",
        vi="Phương án phân bổ chưa hợp lệ: hãy sửa các lỗi sau.",
        en="The specification of the allocation is refused: correct the following faults.",
    )
    return spec


def read_spec(mapping: Mapping[str, Any], faults: Faults) -> Spec:
    """``spec_from`` that records the faults and lets a harmless value stand for each."""
    read = _Reading(mapping, faults)
    for key in mapping:
        if key not in KEYS:
            read.fault(str(key), mapping[key], f"khóa lạ; các khóa: {', '.join(KEYS)}", "unknown key; drop it")
    method = read.word("method", Method.PROPORTIONAL, tuple(Method))
    weights = read.weights()
    terms = read_terms(
        pool=read.amount_as_given("pool"),
        grain=read.amount_as_given("grain", 1),
        weights=weights if weights is not None else {DEMAND: 1},
        faults=faults,
    )
    return Spec(
        method=Method(method),
        pool=terms.pool,
        grain=terms.grain,
        weights=weights,
        tiers=tuple(read.each("tiers", ("name", "amount", "codes", "at_least"), _tier)),
        tiers_by=read.text("tiers_by", DEMAND),
        scale=read.flag("scale"),
        last=read.text("last", LAST),
        down_permille=read.number("down_permille", 1000),
        up_permille=read.number("up_permille", PERMILLE_MAX),
        steps=read.steps(),
        groups=tuple(read.each("groups", ("name", "codes", "least", "most"), _group)),
        cap_at_demand=read.flag("cap_at_demand"),
        beyond_demand=read.flag("beyond_demand"),
        leave_rest=read.flag("leave_rest"),
        overdue_permille_max=read.number("overdue_permille_max", PERMILLE_MAX),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    given: Mapping[str, Any]
    faults: Faults
    within: str = ""

    def fault(self, key: str, value: Any, vi: str, en: str) -> None:
        place = f"{self.within}{key}"
        self.faults.add(
            place,
            "allocation_spec_value",
            vi=f"{place} = {value!r}: {vi}",
            en=f"{place} = {value!r}: {en}",
            field=place,
            value=value,
        )

    def word(self, key: str, default: str, words: Sequence[str]) -> str:
        value = self.given.get(key, default)
        if isinstance(value, str) and value in words:
            return value
        listed = ", ".join(words)
        self.fault(key, value, f"chọn một trong: {listed}", f"choose one of: {listed}")
        return default

    def text(self, key: str, default: str) -> str:
        value = self.given.get(key, default)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.fault(key, value, "cần một tên, không để trống", "write a name, not blank")
        return default

    def flag(self, key: str) -> bool:
        value = self.given.get(key, False)
        if isinstance(value, bool):
            return value
        self.fault(key, value, "cần true hoặc false", "write true or false")
        return False

    def number(self, key: str, most: int = AMOUNT_MAX) -> int | None:
        value = self.given.get(key)
        if value is None:
            return None
        read = whole(value)
        if read is not None and read <= most:
            return read
        self.fault(key, value, f"cần một số nguyên từ 0 đến {most}", f"write a whole number from 0 to {most}")
        return None

    def amount_as_given(self, key: str, default: int | None = None) -> Any:
        """Left to ``read_terms``, which refuses what is no amount."""
        return self.given.get(key, default)

    def weights(self) -> Weights | None:
        value = self.given.get("weights")
        if isinstance(value, Mapping):
            return {str(name): _weight(weight) for name, weight in value.items()}
        if value is not None and not isinstance(value, str):
            self.fault("weights", value, 'cần dạng {"demand": "0.7"}', 'write {"demand": "0.7"}')
            return None
        return value

    def codes(self, key: str = "codes") -> tuple[str, ...]:
        value = self.given.get(key, ())
        if isinstance(value, list | tuple) and all(isinstance(code, str) and code.strip() for code in value):
            return tuple(dict.fromkeys(code.strip() for code in value))
        self.fault(key, value, "cần một danh sách mã dạng chữ", "write a list of codes as text")
        return ()

    def steps(self) -> dict[str, int]:
        value = self.given.get("steps") or {}
        if isinstance(value, Mapping) and all(_step(code, step) for code, step in value.items()):
            return dict(value)
        self.fault("steps", value, 'cần dạng {"mã": ±đồng}, số nguyên', 'write {"code": ±đồng}, whole numbers')
        return {}

    def each(self, key: str, keys: Sequence[str], one: "Callable[[_Reading], Any]") -> list[Any]:
        value = self.given.get(key) or []
        if not isinstance(value, list | tuple):
            self.fault(key, value, "cần một danh sách", "write a list")
            return []
        made = []
        for place, item in enumerate(value):
            within = f"{self.within}{key}[{place}]."
            if not isinstance(item, Mapping):
                self.fault(f"{key}[{place}]", item, f"cần các khóa {', '.join(keys)}", f"give the keys {list(keys)}")
                continue
            reading = _Reading(item, self.faults, within)
            for name in item:
                if name not in keys:
                    reading.fault(str(name), item[name], f"khóa lạ; các khóa: {', '.join(keys)}", "unknown key")
            made.append(one(reading))
        return made


def _tier(read: _Reading) -> Tier:
    amount = read.number("amount")
    if read.given.get("amount") is None:
        read.fault("amount", None, "thiếu số tiền của nhóm, đồng", "give the amount of the tier in đồng")
    return Tier(read.text("name", ""), amount or 0, read.codes(), read.number("at_least"))


def _group(read: _Reading) -> GroupBound:
    return GroupBound(read.text("name", ""), read.codes(), read.number("least"), read.number("most"))


def _weight(given: Any) -> Weight:
    """``1/3`` as a fraction; everything else as it stands, for ``read_terms`` to judge."""
    if isinstance(given, str) and FRACTION.fullmatch(given):
        return Fraction(given)
    weight: Weight = given
    return weight


def _step(code: object, step: object) -> bool:
    return isinstance(code, str) and type(step) is int and abs(step) <= AMOUNT_MAX
