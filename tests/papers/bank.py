"""Exports in the bank's true layouts, drawn from invented loans, with faults planted one by one.

Every number begins with 99 and every name says that it is invented; no real borrower looks like this.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from loans.papers.exports import Layout, layouts

DAY = date(2026, 10, 31)
EPOCH = date(1899, 12, 30)
MONEY = ("outstanding", "in_term", "overdue", "frozen")
TITLES = {
    "1": "TỔNG DƯ NỢ THEO CHƯƠNG TRÌNH",
    "2": "SAO KÊ DANH SÁCH NỢ QUÁ HẠN",
    "13": "DANH SÁCH NỢ KHOANH",
    "14": "SAO KÊ MÓN VAY 3 THÁNG KHÔNG HOẠT ĐỘNG",
    "GQVL": "SAO KÊ CHO VAY GQVL",
    "10": "10. SAO KÊ CHI TIẾT",
    "31": "31. HỒ SƠ TÍN DỤNG CHI TIẾT",
    "due": "NỢ ĐẾN HẠN PHÂN KỲ",
    "entries": "SỔ GIAO DỊCH KHOẢN VAY",
    "groups": "DANH SÁCH TỔ TIẾT KIỆM VÀ VAY VỐN",
    "borrowers": "DANH SÁCH KHÁCH HÀNG VAY VỐN",
}
FAULTS = frozenset(
    {
        "repeated_headings",
        "blank_rows",
        "total",
        "wrong_total",
        "signatures",
        "odd_first_sheet",
        "semicolons",
        "compact_days",
        "serial_days",
        "lost_zeros",
        "decomposed",
        "two_savings_books",
        "lines_that_differ",
        "float_money",
        "grouped_money",
        "ambiguous_money",
        "broken_split",
        "plain_headings",
        "headings_in_lines",
        "number_contract",
        "names_after_signatures",
        "repeated_titles",
    }
)


@dataclass(frozen=True)
class BankLoan:
    """An invented loan as the bank has it."""

    contract_no: str
    commune_code: str
    in_term: int = 0
    overdue: int = 0
    frozen: int = 0
    customer_no: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def outstanding(self) -> int:
        return self.in_term + self.overdue + self.frozen

    def values(self) -> dict[str, Any]:
        """Its values by our fields; what a layout asks for beyond them is invented from its number."""
        tail = self.contract_no[-6:]
        found: dict[str, Any] = {
            "office_code": "009901",
            "branch_code": "009900",
            "commune_code": self.commune_code,
            "commune_name": "Xã Giả Định",
            "hamlet_code": "00990001",
            "hamlet_name": "Thôn Giả Định",
            "point_code": f"TXN{tail}",
            "point_name": "Điểm Giả Định",
            "group_no": f"0{tail}",
            "leader_name": "Tổ Trưởng Giả Định",
            "organisation": "12",
            "organisation_name": "Hội LH Phụ nữ",
            "customer_no": self.customer_no or f"0099{tail}",
            "customer_name": f"Người Vay Giả {tail}",
            "identity_no": f"000099{tail}",
            "contract_no": self.contract_no,
            "lent_on": DAY - timedelta(300),
            "contract_due_on": DAY + timedelta(300),
            "session_due_on": DAY + timedelta(307),
            "overdue_since": DAY - timedelta(20),
            "frozen_since": DAY - timedelta(20),
            "frozen_through": DAY + timedelta(400),
            "last_transaction_on": DAY - timedelta(120),
            "due_on": DAY + timedelta(12),
            "due": self.in_term,
            "effective_on": DAY - timedelta(100),
            "voucher_no": f"GD{tail}",
            "principal": 5_000_000,
            "interest": 300_000,
            "term_months": 24,
            "rate_e7": "7,9248",
            "disbursed": self.outstanding + 5_000_000,
            "savings": 1_500_000,
            "outstanding": self.outstanding,
            "in_term": self.in_term,
            "overdue": self.overdue,
            "frozen": self.frozen,
            "funding_code": "2",
            "investor_code": "99GIA",
            "programme_code": "03",
            "programme_short": "GQVL",
            "programme_name": "Giải quyết việc làm",
            "customers": 1,
            "report_day": DAY,
        }
        return found | dict(self.more)


@dataclass(frozen=True)
class Planted:
    """A file with what was planted in it."""

    content: bytes = field(repr=False)
    loans: tuple[BankLoan, ...]
    faults: frozenset[str]


def some_loans(count: int = 7) -> list[BankLoan]:
    """Invented loans in two communes, some late, one frozen."""
    return [
        BankLoan(
            f"0099{number:012d}",
            "009904" if number % 2 else "009908",
            in_term=20_000_000 + number * 1_111_111,
            overdue=3_000_000 * (number % 3 == 1),
            frozen=7_000_000 * (number % 4 == 2),
        )
        for number in range(1, count + 1)
    ]


def export(
    code: str, loans: Sequence[BankLoan], faults: Iterable[str] = (), *, form: str = "xlsx", day: date | None = DAY
) -> Planted:
    """The export of that layout, with the faults planted; those that a form cannot hold are left out."""
    planted = frozenset(faults)
    assert planted <= FAULTS, planted - FAULTS
    dated = [replace(loan, more={**loan.more, "report_day": day}) for loan in loans] if day != DAY else list(loans)
    layout = layouts()[code]
    rows = _rows(layout, _lines(layout, dated, planted), planted, day)
    content = _csv(rows, ";" if "semicolons" in planted else ",") if form == "csv" else book({"BCQUERY": rows}, planted)
    return Planted(content, tuple(dated), planted)


def _lines(layout: Layout, loans: Sequence[BankLoan], planted: frozenset[str]) -> list[dict[str, Any]]:
    lines = [loan.values() for loan in loans]
    if layout.subject in ("overdue", "frozen"):
        lines = [line for line in lines if line[layout.subject]]
    if not lines:
        return lines
    if "broken_split" in planted:
        lines[0] = lines[0] | {"outstanding": lines[0]["outstanding"] + 1}
    if "two_savings_books" in planted:
        lines.insert(1, lines[0] | {"savings": 777_000})
    if "lines_that_differ" in planted:
        measure = next(each.name for each in layout.fields if each.name in ("in_term", "overdue", "frozen", "due"))
        last = lines[-1]
        changed = {measure: last[measure] + 1_000_000, "outstanding": last["outstanding"] + 1_000_000}
        lines.append(last | changed)
    if "ambiguous_money" in planted:
        lines[-1] = lines[-1] | dict.fromkeys((*MONEY, "savings", "due"), "1.234")
    if "number_contract" in planted:
        lines[-1] = lines[-1] | {"contract_no": 9900000000000123.0}
    return lines


def _rows(
    layout: Layout, lines: Sequence[Mapping[str, Any]], planted: frozenset[str], day: date | None
) -> list[list[Any]]:
    """Column A empty, the title in B2, headings in row 5 from B, data from row 6."""
    heads = [None, *(_heading(each.headings[0], planted) for each in layout.fields)]
    title = f"{TITLES[layout.code]}{f' NGÀY {day:%d/%m/%Y}' if day else ''}"
    rows: list[list[Any]] = [[], [None, title], [], [], heads]
    for number, line in enumerate(lines):
        if number and number % 2 == 0:
            rows += [[]] if "blank_rows" in planted else []
            rows += [[None, title], [None, None, None, "Trang 2/5"]] if "repeated_titles" in planted else []
            rows += [heads] if "repeated_headings" in planted else []
        rows.append([None, *(_cell(each.name, each.kind, line.get(each.name), planted) for each in layout.fields)])
    if {"total", "wrong_total"} & planted:
        rows.append(_total(layout, lines, off="wrong_total" in planted))
    if "signatures" in planted:
        rows += [[], [None, "Người lập biểu", None, None, "Kiểm soát"]]
        if "names_after_signatures" in planted:
            rows += [[], [None, "Nguyễn Thị Giả", None, None, "Trần Văn Giả"]]
    return rows


def _total(layout: Layout, lines: Sequence[Mapping[str, Any]], *, off: bool) -> list[Any]:
    cells: list[Any] = [None, "Tổng cộng"]
    for each in layout.fields[1:]:
        amounts = [line.get(each.name, 0) for line in lines]
        whole = sum(amount for amount in amounts if isinstance(amount, int))
        cells.append(whole + off if each.name in (*MONEY, "savings", "due") else None)
    return cells


def _heading(text: str, planted: frozenset[str]) -> str | None:
    if "plain_headings" in planted:
        bare = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
        text = "".join(sign for sign in bare if not unicodedata.combining(sign)).upper()
    if "headings_in_lines" in planted:
        text = text.replace(" ", "\n", 1) + " "
    if "decomposed" in planted:
        text = unicodedata.normalize("NFD", text)
    return text if text.strip() else None


def _cell(name: str, kind: str, value: Any, planted: frozenset[str]) -> Any:
    if isinstance(value, date):
        return _day(value, planted)
    if kind == "code" and "lost_zeros" in planted and isinstance(value, str) and len(value) < 16:
        return int(value)
    if kind == "money" and isinstance(value, int):
        return _amount(value, planted)
    if kind == "text" and "decomposed" in planted and isinstance(value, str):
        return unicodedata.normalize("NFD", value)
    return value


def _day(value: date, planted: frozenset[str]) -> Any:
    if "serial_days" in planted:
        return (value - EPOCH).days
    return f"{value:%Y%m%d}" if "compact_days" in planted else f"{value:%d/%m/%Y}"


def _amount(value: int, planted: frozenset[str]) -> Any:
    if "grouped_money" in planted and value >= 1_000_000:
        return f"{value:,}".replace(",", ".")
    return float(value) if "float_money" in planted else value


def book(sheets: Mapping[str, Sequence[Sequence[Any]]], planted: frozenset[str] = frozenset()) -> bytes:
    """A workbook of some sheets, text as text and numbers as numbers."""
    room = io.BytesIO()
    made = Workbook(room, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    if "odd_first_sheet" in planted:
        odd = made.add_worksheet("Trang bìa")
        odd.write(0, 0, "Sheet này không phải báo cáo")
        odd.write_row(3, 1, ["STT", "Nội dung", "Tổng cộng"])
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for row, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                if cell is not None:
                    (sheet.write_string if isinstance(cell, str) else sheet.write)(row, place, cell)
    made.close()
    return room.getvalue()


def rows_of(code: str, loans: Sequence[BankLoan], faults: Iterable[str] = ()) -> list[list[Any]]:
    """The rows of an export, for a workbook of several."""
    planted, layout = frozenset(faults), layouts()[code]
    return _rows(layout, _lines(layout, loans, planted), planted, DAY)


def _csv(rows: Sequence[Sequence[Any]], separator: str) -> bytes:
    room = io.StringIO(newline="")
    writer = csv.writer(room, delimiter=separator)
    writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    return room.getvalue().encode("utf-8-sig")
