"""How a file that was handed in is refused as a whole: what was found, and what to hand in instead."""

from collections.abc import Iterator
from contextlib import contextmanager

import python_calamine

from loans.domain.refusal import Refusal


@contextmanager
def readable() -> Iterator[None]:
    """Whatever the reader of workbooks says of a damaged file becomes a refusal, its panics too: no ``Exception``."""
    try:
        yield
    except (python_calamine.CalamineError, OSError, ValueError) as fault:
        raise unreadable(str(fault)) from fault
    except BaseException as fault:
        if type(fault).__module__ != "pyo3_runtime":
            raise
        raise unreadable("tệp hỏng / damaged") from fault


def unreadable(reason: str) -> Refusal:
    """The file is no workbook and no CSV that can be read."""
    return Refusal(
        "file_unreadable",
        field="body",
        value=reason[:200],
        vi=f"Không đọc được tệp ({reason[:200]}). Hãy tải biểu mẫu, điền rồi lưu dạng Excel (.xlsx) hoặc CSV UTF-8.",
        en=f"The file cannot be read ({reason[:200]}). Take the template, fill it in, save as .xlsx or as CSV UTF-8.",
    )


def too_large(found: str, most: object) -> Refusal:
    """The file holds more than any sheet of 126 communes needs."""
    return Refusal(
        "file_too_large",
        field="body",
        value=found,
        vi=f"Tệp quá lớn: {found}, nhiều nhất {most}. Chỉ giữ bảng số liệu, xóa phần thừa, rồi gửi lại.",
        en=f"The file is too large: {found}, at most {most}. Keep the table alone and send it again.",
    )


def encoding(found: str) -> Refusal:
    """A CSV in another encoding than UTF-8, in which Vietnamese letters would be read wrongly."""
    return Refusal(
        "file_encoding",
        field="body",
        value=found,
        vi=f"Tệp CSV có bảng mã {found}, không phải UTF-8: chữ Việt sẽ sai. Trong Excel chọn Lưu thành → "
        "«CSV UTF-8 (Comma delimited)», hoặc gửi tệp .xlsx.",
        en=f"The CSV file is in {found}, not in UTF-8: Vietnamese letters would be wrong. In Excel save as "
        "“CSV UTF-8 (Comma delimited)”, or send the .xlsx.",
    )


def no_heading(wanted: str, found: str) -> Refusal:
    """No row of the file holds every heading."""
    return Refusal(
        "file_no_heading",
        field="body",
        value=found[:500],
        vi=f"Không thấy hàng tiêu đề có đủ các cột: {wanted}. Hàng gần nhất có: {found[:500]}. Không đổi tên cột của "
        "biểu mẫu (đơn vị là đồng, không phải triệu đồng).",
        en=f"No row holds all the headings {wanted}. The nearest holds: {found[:500]}. Leave the headings of the "
        "template as they are (the unit is đồng, not millions).",
    )


def heading_twice(heading: str) -> Refusal:
    """Two columns of the heading row say the same."""
    return Refusal(
        "file_heading_twice",
        field="body",
        value=heading,
        vi=f"Tiêu đề «{heading}» có ở hai cột. Giữ một cột.",
        en=f"The heading “{heading}” stands over two columns. Keep one.",
    )


def other_form(found: str, wanted: str) -> Refusal:
    """The file says of itself that it is another form, or of another year."""
    return Refusal(
        "file_of_other_form",
        field="body",
        value=found,
        vi=f"Tệp là biểu «{found}», không phải «{wanted}». Chọn đúng tệp, hoặc đúng năm, kỳ, loại số liệu.",
        en=f"The file is the form “{found}”, not “{wanted}”. Choose the right file, year, window or figure.",
    )
