"""The lists of frozen debt, of inactive loans and of job-creation loans, filled from the loan book."""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from loans.domain.borrower import JOB_CREATION
from loans.domain.calendar import add_months
from loans.domain.law import law
from loans.domain.network import bank_codes
from loans.service.books.columns import with_plain_days
from loans.service.reports.forms.books import Books
from loans.service.reports.forms.lists_layout import FROZEN, INACTIVE, JOB_LOANS
from loans.service.reports.forms.records import Asked, Cell, Form, FormTable, Kind, total_of
from loans.service.unit_of_work import UnitOfWork

CAUSES = {
    "damage": "Thiệt hại",
    "death": "Người vay chết",
    "missing": "Người vay mất tích",
    "policy": "Theo chính sách của Nhà nước",
    "other": "Nguyên nhân khác",
}
"""Causes of a freeze as the list names them (``domain.lending.freezing``)."""

BANK_CODE = "Mã xã là mã sáu chữ số của NHCSXH; xã chưa khai báo mã trong mạng lưới thì để trống."


def frozen_list(uow: UnitOfWork, asked: Asked) -> FormTable:
    """Export 13: every loan with frozen principal at the end of the day, the freeze that is on and its last day."""
    loans = Books.asked(uow, asked).loans
    own = loans[loans["frozen"] > 0]
    several = "Khoản có nhiều quyết định khoanh: dư nợ khoanh là tổng, ngày và nguyên nhân theo quyết định sau cùng."
    return _table(FROZEN, asked, _rows(uow, FROZEN, own, asked.as_of), (BANK_CODE, several))


def inactive_list(uow: UnitOfWork, asked: Asked) -> FormTable:
    """Export 14: a balance above 0 and the last transaction before the same day N months ago; frozen loans left out.

    N is ``inactive_months`` of the law unless another is asked for (DOMAIN §1.6).
    """
    months = asked.months or int(law().reading("inactive_months", asked.as_of).value or 0)
    limit = add_months(asked.as_of, -months)
    loans = Books.asked(uow, asked).loans
    silent = loans["last_transaction_on"] < pd.Timestamp(limit)
    own = loans[(loans["outstanding"] > 0) & (loans["frozen"] == 0) & silent]
    form = replace(INACTIVE, title=INACTIVE.title.format(months=months))
    notes = (
        f"Giao dịch gần nhất trước ngày {limit:%d/%m/%Y}; không gồm khoản có dư nợ khoanh.",
        "Mã CN, Mã sản phẩm: sổ không có, để trống. Ngày đăng ký khoản vay là ngày ký hợp đồng.",
    )
    return _table(form, asked, _rows(uow, form, own, asked.as_of), notes)


def job_loans(uow: UnitOfWork, asked: Asked) -> FormTable:
    """The statement of job-creation loans with a balance (sao kê GQVL)."""
    books = Books.asked(uow, asked)
    own = books.loans[(books.loans["programme"] == JOB_CREATION) & (books.loans["outstanding"] > 0)]
    year = books.year[["loan_id", "lent"]].rename(columns={"lent": "disbursed_year"})
    notes = (
        BANK_CODE,
        "Cột sau «Ngày đến hạn» là ngày đến hạn sau gia hạn. PL NV là mã nguồn vốn của sổ.",
        "Mã CAPQLV, Mã PNKT, Tên PNKT, Dư tk, NQ11: sổ không có, để trống.",
    )
    rows = _rows(uow, JOB_LOANS, own.merge(year, on="loan_id", how="left", validate="one_to_one"), asked.as_of)
    return _table(JOB_LOANS, asked, rows, notes)


def _table(form: Form, asked: Asked, rows: list[dict[str, Cell]], notes: tuple[str, ...]) -> FormTable:
    return FormTable(
        form=form,
        rows=tuple(rows),
        total=total_of(form, rows, {}),
        as_of=asked.as_of,
        source_level=asked.source_level or "",
        notes=notes,
    )


def _rows(uow: UnitOfWork, form: Form, frame: pd.DataFrame, as_of: date) -> list[dict[str, Cell]]:
    """The rows of a list; a column that the book lacks is blank."""
    codes = bank_codes(uow.network.bank_communes(), as_of)
    days = {point.code: _monthly_day(point.days, as_of) for point in uow.network.points()}
    plain = with_plain_days(frame)
    plain = plain.assign(
        bank_commune=[codes.get(code, "") for code in plain["commune"]],
        session_day=[days.get(code, "") for code in plain["point_code"]],
        interest_owed=plain["interest_in_term"] + plain["interest_overdue"],
        freeze_cause=[CAUSES.get(cause, cause) for cause in plain["freeze_cause"]],
    )
    return [
        {column.field: _cell(column.kind, row.get(column.field)) for column in form.columns} for row in _each(plain)
    ]


def _each(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame.sort_values(["commune", "contract_no"]).to_dict("records")


def _cell(kind: Kind, value: Any) -> Cell:
    if value is None or (kind in (Kind.TEXT, Kind.CODE) and value == ""):
        return None
    if kind is Kind.DAY:
        return value if isinstance(value, date) else None
    return str(value) if kind in (Kind.TEXT, Kind.CODE) else int(value)


def _monthly_day(days: Any, as_of: date) -> str:
    held = [fact for fact in days if fact.since <= as_of]
    return f"{held[-1].monthly_day:02d}" if held else ""
