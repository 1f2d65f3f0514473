"""What a lookup says when it cannot answer: each names the value, the rule and what to do next."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from loans.domain.area.units import RESOLUTION, Commune, OldUnit, Place, Succession
from loans.domain.refusal import Refusal, Unknown

_PARTS = {
    "whole": ("toàn bộ", "whole"),
    "part_area_part_population": ("một phần diện tích và dân số", "part of the land and people"),
    "part_area_no_population": ("một phần diện tích, không có dân", "part of the land, no people"),
    "part_area_all_population": ("một phần diện tích, toàn bộ dân số", "part of the land, all people"),
    "remainder": ("phần còn lại", "the remainder"),
}


def _day(on: date) -> str:
    return on.strftime("%d/%m/%Y")


def _list(items: Iterable[str]) -> str:
    return "; ".join(items)


def _successors(parts: Sequence[Succession], language: int) -> str:
    return _list(f"{s.new_code} {s.new_name} ({_PARTS[s.part_kind][language]})" for s in parts)


def unknown_code(code: Any, suggestions: Sequence[str]) -> Unknown:
    """The code stands in no list of Hanoi, before the reform or after it."""
    vi = f" Gần giống: {_list(suggestions)}." if suggestions else ""
    en = f" Close: {_list(suggestions)}." if suggestions else ""
    return Unknown(
        "unknown_area_code",
        vi=f"Mã {code!r} không phải mã xã, phường nào của Hà Nội.{vi} Hãy kiểm tra mã gồm đúng 5 chữ số.",
        en=f"Code {code!r} is no unit of Hanoi.{en} Check the code: five digits, leading zeros included.",
        field="area_code",
        value=code,
        cites=(RESOLUTION,),
    )


def ambiguous_code(code: str, old: OldUnit, new: Commune) -> Refusal:
    """The code was in use on both sides of the reform and no day was given."""
    return Refusal(
        "ambiguous_area_code",
        vi=f"Mã {code} có hai nghĩa: đến hết 30/06/2025 là {old.full_name}; từ 01/07/2025 là {new.full_name}. "
        "Hãy cho biết ngày của số liệu.",
        en=f"Code {code} has two meanings: until 30/06/2025 {old.full_name}; from 01/07/2025 {new.full_name}. "
        "Give the day that the record speaks of.",
        field="area_code",
        value=code,
        cites=(RESOLUTION,),
    )


def old_code(old: OldUnit, on: date, parts: Sequence[Succession]) -> Refusal:
    """The code ended with the reform and is used for a later day."""
    return Refusal(
        "old_area_code",
        vi=f"Mã {old.code} là {old.full_name}, hết hiệu lực từ 01/07/2025, không dùng cho ngày {_day(on)}. "
        f"Nay thuộc: {_successors(parts, 0)}. Hãy chọn mã mới.",
        en=f"Code {old.code} is {old.full_name}, which ended on 30/06/2025 and is not in force on {_day(on)}. "
        f"Today: {_successors(parts, 1)}. Use a code of today.",
        field="area_code",
        value=old.code,
        cites=(RESOLUTION,),
    )


def no_communes_yet(on: date, field: str = "on", value: Any = None) -> Refusal:
    """A commune is asked for on a day before the reform, when the old list applied."""
    return Refusal(
        "no_communes_yet",
        vi=f"Ngày {_day(on)} chưa có 126 xã, phường (có từ 01/07/2025); khi đó áp dụng danh sách đơn vị cũ. "
        "Hãy tra theo đơn vị cũ, hoặc chọn ngày từ 01/07/2025.",
        en=f"On {_day(on)} the 126 communes did not exist (they begin on 01/07/2025); the list of old units "
        "applies. Look the old unit up, or take a day from 01/07/2025.",
        field=field,
        value=on.isoformat() if value is None else value,
        cites=(RESOLUTION,),
    )


def divided(old: OldUnit, parts: Sequence[Succession]) -> Refusal:
    """The people of the old unit were divided: only a person may say where a loan belongs."""
    return Refusal(
        "divided_area",
        vi=f"{old.full_name} (mã {old.code}) đã chia dân cho nhiều xã, phường: {_successors(parts, 0)}. "
        "Phải có người xác nhận khoản vay thuộc nơi nào.",
        en=f"The people of {old.full_name} (code {old.code}) were divided: {_successors(parts, 1)}. "
        "A person must confirm where the loan belongs.",
        field="area_code",
        value=old.code,
        cites=(RESOLUTION,),
    )


def ambiguous_name(name: str, hits: Sequence[Place]) -> Refusal:
    """The name fits several places of that day: each with its code, where it has one, and its district."""
    listed = _list(f"{getattr(place, 'code', '')} {place.full_name}".strip() for place in hits)
    district = next((place.district_name for place in hits if not isinstance(place, Commune)), "")
    vi = f", hoặc quận, huyện trong ngoặc, ví dụ «{name} ({district})»" if district else ""
    en = f", or the district in brackets, as “{name} ({district})”" if district else ""
    return Refusal(
        "ambiguous_area_name",
        vi=f"Tên {name!r} có thể là: {listed}. Hãy ghi rõ loại đơn vị (phường, xã, thị trấn){vi}.",
        en=f"The name {name!r} may be: {listed}. Give the kind (phường, xã, thị trấn){en}.",
        field="area_name",
        value=name,
        cites=(RESOLUTION,),
    )


def old_name(name: str, on: date, hits: Sequence[tuple[OldUnit, Sequence[Succession]]]) -> Refusal:
    """The name is none of today's but was one before the reform."""
    vi = _list(f"{old.full_name} nay thuộc {_successors(parts, 0)}" for old, parts in hits)
    en = _list(f"{old.full_name}, today {_successors(parts, 1)}" for old, parts in hits)
    return Refusal(
        "old_area_name",
        vi=f"{name!r} là tên cũ, không dùng cho ngày {_day(on)}: {vi}. Hãy chọn xã, phường hiện nay.",
        en=f"{name!r} is a name of before 01/07/2025, not in force on {_day(on)}: {en}. Use a commune of today.",
        field="area_name",
        value=name,
        cites=(RESOLUTION,),
    )


def unknown_name(name: str, on: date, district: str | None, suggestions: Sequence[str]) -> Unknown:
    """No place of that day is written so."""
    within = f" ({district})" if district else ""
    vi = f" Gần giống: {_list(suggestions)}." if suggestions else ""
    en = f" Close: {_list(suggestions)}." if suggestions else ""
    return Unknown(
        "unknown_area_name",
        vi=f"Không có xã, phường nào tên {name!r}{within} vào ngày {_day(on)}.{vi} Hãy kiểm tra tên và ngày.",
        en=f"No unit is called {name!r}{within} on {_day(on)}.{en} Check the name and the day.",
        field="area_name",
        value=name,
        cites=(RESOLUTION,),
    )


def unknown_district(district: str, suggestions: Sequence[str]) -> Unknown:
    """No district of before the reform is written so."""
    vi = f" Gần giống: {_list(suggestions)}." if suggestions else ""
    en = f" Close: {_list(suggestions)}." if suggestions else ""
    return Unknown(
        "unknown_district",
        vi=f"Hà Nội trước 01/07/2025 không có quận, huyện {district!r}.{vi} Hãy kiểm tra tên hoặc mã 3 chữ số.",
        en=f"Hanoi before 01/07/2025 had no district {district!r}.{en} Check its name or its three-digit code.",
        field="district",
        value=district,
        cites=(RESOLUTION,),
    )
