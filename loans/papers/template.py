"""Templates (biểu mẫu) that communes fill in: a row for every commune, protected codes, drop-downs, bounds on entries.

The headings are the very columns that ``read_sheet`` looks for, so what was handed out can be handed in.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

from loans.domain.area import Commune
from loans.domain.columns import AMOUNT_MAX
from loans.domain.demand import ALL, COUNT_MAX, PlanningGroup
from loans.papers.sheet import FORM_MARK, Column, folded

SPARE_ROWS = 300
"""Rows below the communes, for those that break their demand down by group."""

CODE = Column("commune", ("Mã xã",), "code")
NAME_HEADING = "Tên xã, phường"
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_HEADING_ROW = 4
_PARTS = "Danh mục"


def demand_form(year: int) -> str:
    """The name that a demand template of a year bears."""
    return f"nhu-cau/{year}"


def figure_form(name: str, year: int) -> str:
    """The name that a template of a figure bears."""
    return f"so-lieu/{name}/{year}"


def job_report_form(since: date, through: date) -> str:
    """The name that a template of job results bears."""
    return f"viec-lam/{since.isoformat()}/{through.isoformat()}"


def demand_columns(groups: Sequence[PlanningGroup], purposes: Mapping[str, tuple[str, str]]) -> tuple[Column, ...]:
    """The columns of demand; groups and purposes may be written by their code or their Vietnamese title."""
    by_group = {folded(word): group.code for group in groups for word in (group.title_vi, group.code)}
    by_purpose = {folded(word): code for code, (title, _) in purposes.items() for word in (title, code)}
    return (
        CODE,
        Column("beneficiaries", ("Nhóm đối tượng",), "word", words=by_group),
        Column("purpose", ("Mục đích",), "word", words=by_purpose),
        Column("workers", ("Số lao động (người)", "Số lao động"), "whole", entry=True),
        Column("amount", ("Số tiền (đồng)",), "whole", entry=True),
        Column("jobs", ("Việc làm dự kiến (người)", "Việc làm dự kiến"), "whole", entry=True),
    )


FIGURE_COLUMNS = (CODE, Column("amount", ("Giá trị",), "whole", entry=True))
JOB_REPORT_COLUMNS = (
    CODE,
    Column("jobs", ("Tổng số việc làm (người)",), "whole", entry=True),
    Column("by_loans", ("Trong đó: từ vốn vay (người)",), "whole", entry=True),
    Column("abroad", ("Trong đó: đi làm việc ở nước ngoài (người)",), "whole", entry=True),
)


def demand_template(
    year: int,
    communes: Sequence[Commune],
    groups: Sequence[PlanningGroup],
    purposes: Mapping[str, tuple[str, str]],
) -> bytes:
    """The demand review of a year as XLSX: one line a commune, not broken down, and spare rows for groups."""
    titles = [group.title_vi for group in groups]
    first = next(group.title_vi for group in groups if group.code == ALL)
    purpose_titles = [title for title, _ in purposes.values()]
    form = _Form(
        demand_form(year),
        f"Rà soát nhu cầu vay vốn giải quyết việc làm năm {year}",
        demand_columns(groups, purposes),
        {"beneficiaries": titles, "purpose": purpose_titles},
        {"beneficiaries": first, "purpose": purpose_titles[0]},
        (
            "Mỗi xã, phường một dòng «Chưa phân nhóm». Muốn chia theo nhóm: dùng các dòng trống phía dưới, chọn mã xã, "
            "nhóm và mục đích. Mỗi người, mỗi đồng chỉ kê ở một dòng; dòng «Chưa phân nhóm» chỉ ghi phần còn lại.",
            "Không có nhu cầu: ghi 0 vào cả ba ô. Để trống cả hàng nghĩa là chưa trả lời, xã vẫn còn nợ báo cáo.",
            "Bình quân một việc làm thường từ 15 đến 100 triệu đồng; ngoài khoảng này hệ thống sẽ nhắc kiểm tra lại.",
        ),
        SPARE_ROWS,
    )
    return _drawn(form, communes, date(year, 1, 1))


def figures_template(name: str, year: int, communes: Sequence[Commune]) -> bytes:
    """A figure of a year by commune as XLSX; ``job_target`` is Phụ lục 01 of the city's plan."""
    title = "Chỉ tiêu giải quyết việc làm (Phụ lục 01)" if name == "job_target" else f"Số liệu «{name}»"
    notes = ("Để trống nghĩa là chưa có số; ghi 0 nếu số bằng không.",)
    form = _Form(figure_form(name, year), f"{title} năm {year}", FIGURE_COLUMNS, {}, {}, notes, 0)
    return _drawn(form, communes, date(year, 1, 1))


def job_report_template(since: date, through: date, communes: Sequence[Commune]) -> bytes:
    """Job results of a window of days by commune as XLSX."""
    title = f"Kết quả giải quyết việc làm từ {since:%d/%m/%Y} đến {through:%d/%m/%Y}"
    notes = (
        "Hai cột «Trong đó» nằm trong tổng số. Chỉ ghi số phát sinh trong kỳ, không lũy kế.",
        "Để trống cả hàng nghĩa là chưa báo cáo; ghi 0 nếu không phát sinh.",
    )
    form = _Form(job_report_form(since, through), title, JOB_REPORT_COLUMNS, {}, {}, notes, 0)
    return _drawn(form, communes, since)


@dataclass(frozen=True, slots=True)
class _Form:
    """What one template is made of; ``lists`` are drop-downs by column, ``filled`` what stands there already."""

    name: str
    title: str
    columns: tuple[Column, ...]
    lists: Mapping[str, Sequence[str]]
    filled: Mapping[str, str]
    notes: Sequence[str]
    spare: int


def _drawn(form: _Form, communes: Sequence[Commune], day: date) -> bytes:
    room = io.BytesIO()
    book = Workbook(room, _OPTIONS)
    book.set_properties({"title": form.title, "created": datetime(day.year, day.month, day.day, tzinfo=UTC)})
    sheet = book.add_worksheet("Số liệu")
    help_sheet, parts = book.add_worksheet("Hướng dẫn"), book.add_worksheet(_PARTS)
    ranges = _draw_parts(parts, communes, form.lists)
    _Drawing(book, sheet, form, communes, ranges).draw()
    _draw_help(book, help_sheet, form)
    book.close()
    return room.getvalue()


def _draw_parts(sheet: Any, communes: Sequence[Commune], lists: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The lists behind the drop-downs; returns where each of them stands."""
    listed = {"commune": [each.code for each in communes], "name": [each.full_name for each in communes], **lists}
    found = {}
    for column, (name, words) in enumerate(listed.items()):
        sheet.write_string(0, column, f"Danh sách {name}")
        for row, word in enumerate(words, 1):
            sheet.write_string(row, column, word)
        letter = xl_col_to_name(column, col_abs=True)
        found[name] = f"='{_PARTS}'!{letter}$2:{letter}${len(words) + 1}"
    sheet.set_column(0, len(listed) - 1, 30)
    sheet.protect()
    return found


class _Drawing:
    """The sheet that is filled in."""

    def __init__(
        self, book: Any, sheet: Any, form: _Form, communes: Sequence[Commune], ranges: Mapping[str, str]
    ) -> None:
        self._sheet, self._form, self._communes, self._ranges = sheet, form, communes, ranges
        self._locked = book.add_format({"num_format": "@", "bg_color": "#EEEEEE", "border": 1})
        self._open_text = book.add_format({"num_format": "@", "locked": False, "bg_color": "#FFF9DB", "border": 1})
        self._open_number = book.add_format(
            {"num_format": "#,##0", "locked": False, "bg_color": "#FFF9DB", "border": 1}
        )
        self._sum = book.add_format({"num_format": "#,##0", "bold": True})
        self._bold = book.add_format({"bold": True, "font_size": 14})
        self._heading = book.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "align": "center",
                "valign": "vcenter",
                "bg_color": "#DCE6F1",
                "border": 1,
            }
        )

    @property
    def _last(self) -> int:
        return _HEADING_ROW + len(self._communes) + self._form.spare

    def draw(self) -> None:
        """Title, sums, headings, a row a commune, spare rows, drop-downs, protection."""
        self._head()
        for row, commune in enumerate(self._communes, _HEADING_ROW + 1):
            self._sheet.write_string(row, 0, commune.code, self._locked)
            self._sheet.write_string(row, 1, commune.full_name, self._locked)
            self._entries(row, self._form.filled)
        for row in range(_HEADING_ROW + 1 + len(self._communes), self._last + 1):
            self._spare(row)
        self._validate()
        self._sheet.protect("", {"format_columns": True, "format_rows": True})
        self._sheet.ignore_errors({"number_stored_as_text": f"A1:A{self._last + 1}"})
        self._sheet.freeze_panes(_HEADING_ROW + 1, 2)
        self._sheet.repeat_rows(_HEADING_ROW)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)

    def _head(self) -> None:
        self._sheet.write_string(0, 0, self._form.title, self._bold)
        self._sheet.write_string(1, 0, f"{FORM_MARK}: {self._form.name}")
        self._sheet.write_string(2, 0, "Chỉ điền các ô màu vàng, bằng số nguyên; không sửa tên cột, mã và tên xã.")
        self._sheet.write_string(3, 1, "Tổng cộng", self._sum)
        self._sheet.set_column(0, 0, 10)
        self._sheet.set_column(1, 1, 30)
        self._sheet.write_string(_HEADING_ROW, 0, CODE.headings[0], self._heading)
        self._sheet.write_string(_HEADING_ROW, 1, NAME_HEADING, self._heading)
        for place, column in self._filled_in():
            self._sheet.write_string(_HEADING_ROW, place, column.headings[0], self._heading)
            self._sheet.set_column(place, place, 18 if column.entry else 38)
            if column.entry:
                letter = xl_col_to_name(place)
                cells = f"{letter}{_HEADING_ROW + 2}:{letter}{self._last + 1}"
                self._sheet.write_formula(3, place, f"=SUM({cells})", self._sum, 0)

    def _filled_in(self) -> list[tuple[int, Column]]:
        return list(enumerate(self._form.columns[1:], 2))

    def _entries(self, row: int, filled: Mapping[str, str]) -> None:
        for place, column in self._filled_in():
            if column.name in filled:
                self._sheet.write_string(row, place, filled[column.name], self._open_text)
            else:
                self._sheet.write_blank(row, place, None, self._open_number if column.entry else self._open_text)

    def _spare(self, row: int) -> None:
        self._sheet.write_blank(row, 0, None, self._open_text)
        table = f"'{_PARTS}'!$A$2:$B${len(self._communes) + 1}"
        formula = f'=IF(A{row + 1}="","",IFERROR(VLOOKUP(A{row + 1},{table},2,FALSE),"?"))'
        self._sheet.write_formula(row, 1, formula, self._locked, "")
        self._entries(row, {})

    def _validate(self) -> None:
        first = _HEADING_ROW + 1
        if self._form.spare:
            self._list(first + len(self._communes), 0, self._ranges["commune"])
        for place, column in self._filled_in():
            if column.name in self._form.lists:
                self._list(first, place, self._ranges[column.name])
            if column.entry:
                most = AMOUNT_MAX if column.name == "amount" else COUNT_MAX
                rule = {
                    "validate": "integer",
                    "criteria": "between",
                    "minimum": 0,
                    "maximum": most,
                    "error_title": "Số không hợp lệ",
                    "error_message": f"Ghi số nguyên từ 0 đến {most}, không phần lẻ.",
                }
                self._sheet.data_validation(first, place, self._last, place, rule)

    def _list(self, first: int, place: int, source: str) -> None:
        message = {"error_title": "Không có trong danh mục", "error_message": "Chọn một mục trong danh sách thả xuống."}
        self._sheet.data_validation(first, place, self._last, place, {"validate": "list", "source": source, **message})


def _draw_help(book: Any, sheet: Any, form: _Form) -> None:
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    lines = (
        form.title,
        "Điền các ô màu vàng của trang «Số liệu» rồi gửi lại tệp này (.xlsx), hoặc lưu dạng «CSV UTF-8» rồi gửi.",
        *form.notes,
        "Số tiền ghi bằng đồng, không phải triệu đồng.",
        "Mã xã gồm đúng 5 chữ số, kể cả số 0 ở đầu; mã theo danh sách 126 xã, phường từ 01/07/2025 "
        "(Nghị quyết 1656/NQ-UBTVQH15).",
        "Gửi lại bất kỳ lúc nào: bản mới thay bản cũ của xã đó, mọi bản đều được lưu.",
    )
    sheet.set_column(0, 0, 110)
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, wrapped)
    sheet.protect()
