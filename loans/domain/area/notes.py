"""What a match of an old record to today's communes says of the way it took; each ends with what to do."""

from collections.abc import Sequence
from datetime import date

from loans.domain.area import answers
from loans.domain.area.facts import areas
from loans.domain.area.units import RESOLUTION, AbolishedName, Commune, OldUnit, Place
from loans.domain.refusal import Finding, Refusal

SECONDARY = "Danh sách tên trước 01/01/2025 (nguồn phụ)"

HARMLESS = frozenset({"area_code_zeros", "area_of_other_time", "commune_by_succession", "commune_by_hamlet"})
"""Findings that say what was repaired or moved by rule; every other one asks for a person."""


def of(refused: Refusal) -> Finding:
    """A refused lookup as a finding of a batch."""
    return Finding("", refused.code, refused.vi, refused.en, refused.field, refused.value, refused.cites)


def zeros(code: str) -> Finding:
    """A code that a spreadsheet took for a number."""
    whole = code.zfill(5)
    return _note(
        "area_code_zeros",
        code,
        f"Mã xã «{code}» thiếu số 0 ở đầu, đã hiểu là {whole}. Kiểm tra lại nếu không đúng.",
        f"The code {code} lacks its leading zeros; it was read as {whole}. Check it if that is wrong.",
    )


def unknown_bank_code(code: str) -> Finding:
    """One of the bank's codes for which no commune is recorded on the day."""
    return _note(
        "unknown_bank_code",
        code,
        f"Mã xã {code} của ngân hàng chưa ứng với xã, phường nào vào ngày số liệu. Ghi mã này trong mạng lưới.",
        f"The bank's code {code} stands for no commune on the day. Record it in the network.",
    )


def of_other_time(written: str, unit: Place, on: date) -> Finding:
    """A code or name that is none of the day's but was, or is, one of the other time."""
    since = "từ" if isinstance(unit, Commune) else "trước"
    after = "from" if isinstance(unit, Commune) else "before"
    return _note(
        "area_of_other_time",
        written,
        f"«{written}» không dùng vào ngày {on:%d/%m/%Y}; đã hiểu là {unit.full_name} ({since} 01/07/2025). "
        "Kiểm tra lại nếu không đúng.",
        f"“{written}” is not in use on {on:%d/%m/%Y}; it was read as {unit.full_name} ({after} 01/07/2025). "
        "Check it if that is wrong.",
    )


def moved(old: OldUnit, commune: str) -> Finding:
    """A certain succession."""
    return _note(
        "commune_by_succession",
        old.code,
        f"{old.full_name} nay thuộc {commune} theo {RESOLUTION}; khoản vay được chuyển theo quy định này. "
        "Nếu thực tế khác, xác nhận lại địa bàn khoản vay.",
        f"{old.full_name} became part of {commune} by {RESOLUTION}; the loan moved by that rule. "
        "Where that is not so, confirm the loan's commune.",
        (RESOLUTION,),
    )


def by_hamlet(old: OldUnit, commune: str) -> Finding:
    """A divided unit whose hamlet is recorded."""
    return _note(
        "commune_by_hamlet",
        old.code,
        f"{old.full_name} đã chia cho nhiều xã, phường; thôn của khoản vay được ghi nhận ở {commune}. "
        "Nếu thực tế khác, xác nhận lại địa bàn khoản vay.",
        f"{old.full_name} was divided; the loan's hamlet is recorded in {commune}. "
        "Where that is not so, confirm the loan's commune.",
        (RESOLUTION,),
    )


def divided(old: OldUnit) -> Finding:
    """A unit whose people were divided: a person must confirm."""
    return of(answers.divided(old, areas().successors(old.code)))


def abolished(unit: AbolishedName) -> Finding:
    """A name that ended before the last list of old units, known from a secondary source alone."""
    heirs = "; ".join(f"{code} {name}" for code, name in unit.successors)
    return _note(
        "abolished_area_name",
        unit.name,
        f"{unit.full_name} không còn từ 01/01/2025; theo nguồn phụ nay thuộc: {heirs}. Phải có người xác nhận.",
        f"{unit.full_name} ended on 01/01/2025; by a secondary source it lies in {heirs}. A person must confirm.",
        (SECONDARY,),
    )


def differ(code: str, name: str, meanings: Sequence[Commune | OldUnit]) -> Refusal:
    """A code and a name of two places."""
    listed = "; ".join(unit.full_name for unit in meanings)
    return Refusal(
        "area_code_and_name_differ",
        vi=f"Mã {code} là {listed}, không phải «{name}». Sửa mã hoặc tên.",
        en=f"The code {code} is {listed}, not “{name}”. Correct the code or the name.",
        field="area_code",
        value=code,
        cites=(RESOLUTION,),
    )


def not_of_district(name: str, unit: Place) -> Refusal:
    """A commune of today that took no land of the district written beside it."""
    return Refusal(
        "area_not_of_district",
        vi=f"{unit.full_name} không có phần nào của quận, huyện ghi kèm «{name}». Kiểm tra tên và quận, huyện.",
        en=f"{unit.full_name} has no part of the district written beside “{name}”. Check the name and the district.",
        field="area_name",
        value=name,
        cites=(RESOLUTION,),
    )


def needs_day(name: str, meanings: Sequence[Place]) -> Refusal:
    """A name that meant one place before the reform and means another now."""
    listed = "; ".join(unit.full_name for unit in meanings)
    return Refusal(
        "ambiguous_area_name",
        vi=f"Tên «{name}» có thể là: {listed}. Hãy cho biết ngày của số liệu.",
        en=f"The name “{name}” may be: {listed}. Give the day that the record speaks of.",
        field="area_name",
        value=name,
        cites=(RESOLUTION,),
    )


def not_given() -> Refusal:
    """A record without code and name."""
    return Refusal(
        "area_not_given",
        vi="Không có mã và tên xã, phường. Ghi mã (5 số, hoặc 6 số của ngân hàng) hoặc tên.",
        en="Neither code nor name of the commune is given. Give the code (5 digits, or 6 of the bank) or the name.",
        field="area_code",
    )


def _note(code: str, value: str, vi: str, en: str, cites: tuple[str, ...] = ()) -> Finding:
    return Finding("", code, vi, en, "area_code", value, cites)
