"""How an export is refused as a whole, and what is said of its rows."""

from collections.abc import Iterable
from typing import Any

from loans.domain.refusal import Finding, Refusal


def too_large(found: str, most: str) -> Refusal:
    """The workbook is larger than what is read whole."""
    return Refusal(
        "export_too_large",
        field="body",
        value=found,
        vi=f"Tệp quá lớn để đọc cả tệp: {found}, nhiều nhất {most}. Xuất theo từng xã, hoặc lưu dạng CSV UTF-8.",
        en=f"The file is too large to be read whole: {found}, at most {most}. Export by commune, or save as CSV UTF-8.",
    )


def unknown_layout(nearest: str, missing: Iterable[str], found: str) -> Refusal:
    """No sheet has the headings of a layout that is known."""
    lacks = ", ".join(f"«{heading}»" for heading in missing)
    return Refusal(
        "export_layout_unknown",
        field="body",
        value=found[:500],
        vi=f"Không nhận ra mẫu sao kê. Gần nhất là {nearest or '—'}, thiếu cột {lacks or '—'}; hàng tiêu đề có: "
        f"{found[:500] or '—'}. Xuất lại đủ cột, hoặc khai báo ánh xạ cột.",
        en=f"No known export layout. The nearest is {nearest or '—'}, which lacks {lacks or '—'}; the headings are "
        f"{found[:500] or '—'}. Export all columns, or declare a mapping.",
    )


def several_layouts(names: Iterable[str]) -> Refusal:
    """The headings fit several layouts and no title says which."""
    listed = ", ".join(names)
    return Refusal(
        "export_layout_ambiguous",
        field="layout",
        value=listed,
        vi=f"Các cột khớp nhiều mẫu: {listed}. Chọn mẫu, hoặc giữ hàng tên báo cáo trong tệp.",
        en=f"The columns fit several layouts: {listed}. Name the layout, or keep the title in the file.",
    )


def no_such_layout(code: str, known: Iterable[str]) -> Refusal:
    """A layout is asked for that there is not."""
    listed = ", ".join(known)
    return Refusal(
        "export_layout_unknown",
        field="layout",
        value=code,
        vi=f"Không có mẫu «{code}». Dùng một trong: {listed}.",
        en=f"There is no layout {code}. Use one of {listed}.",
    )


def in_millions(cell: str) -> Refusal:
    """The sheet says that it is in triệu đồng: a table for people, rounded."""
    return Refusal(
        "export_in_millions",
        field="body",
        value=cell[:200],
        vi=f"Bảng tính bằng triệu đồng («{cell[:200]}»), đã làm tròn. Nộp bản xuất gốc tính bằng đồng.",
        en=f"The table is in triệu đồng (“{cell[:200]}”), which is rounded. Hand in the raw export in đồng.",
    )


def passed_over(sheet: str, name: str, read: str) -> Finding:
    """A sheet of another layout than the one that is being read."""
    return finding(
        sheet,
        "sheet_passed_over",
        f"Trang có mẫu «{name}», không phải «{read}» đang đọc: bỏ qua. Nộp trang này riêng nếu cần.",
        f"The sheet has the layout {name}, not {read}, which is being read: passed over. Hand it in apart if needed.",
        "layout",
        name,
    )


def finding(place: Any, code: str, vi: str, en: str, field: str = "", value: Any = None) -> Finding:
    """Something about a row of the export, with its place."""
    return Finding(str(place), code, vi, en, field, value if value is None else str(value)[:100])
