"""The overdue statement (sao kê nợ quá hạn) as of any day, as known at any moment (DOMAIN §6.4–6.5, §6.15).

Money is whole đồng. Customers are distinct customer numbers with principal above 0, recounted for every total.
Every figure is drawn from the loan book.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from loans.domain.area import UNPLACED, UNPLACED_NAME, areas
from loans.domain.calendar import FIRST_DAY, today_in_hanoi
from loans.domain.law import law
from loans.domain.refusal import Refusal
from loans.service.checks import FIRST_DAY_SAID, not_before
from loans.service.reports.book import (
    MONEY,
    behind,
    loan_book,
    ratio_percent,
    summary,
    total,
    with_plain_days,
)
from loans.service.reports.book.doubtful import Doubtful, doubtful
from loans.service.reports.book.loans import DETAILS
from loans.service.reports.book.shelf import ANEW, Shelf
from loans.service.unit_of_work import Known, UnitOfWork

__all__ = [
    "EXPORT",
    "OverdueStatement",
    "check_days",
    "export_rows",
    "loans_behind",
    "month_export",
    "overdue_by_commune",
    "overdue_by_loan",
    "overdue_export",
    "overdue_statement",
    "ratio_percent",
    "vietnamese_days",
]

LOAN_COLUMNS = [
    "commune",
    "loan_id",
    "contract_no",
    "borrower_id",
    *MONEY,
    "days_overdue",
    "days_late",
    "overdue_since",
    "oldest_due",
    "doubt",
]
COMMUNE_COLUMNS = [
    "commune",
    "name",
    *MONEY,
    "loans",
    "customers",
    "overdue_loans",
    "overdue_customers",
    "overdue_ratio",
    "most_days_overdue",
]
EXPORT = {
    "Mã PGD": "office_code",
    "Mã xã": "bank_commune",
    "Tên xã": "commune_name",
    "Thôn": "hamlet_name",
    "Mã điểm GD": "point_code",
    "Tên điểm GD": "point_name",
    "Mã tổ": "group_no",
    "Tên tổ trưởng": "group_leader",
    "ĐVUT": "organisation",
    "Tên ĐVUT": "organisation_name",
    "Mã khách hàng": "customer_no",
    "Tên khách hàng": "customer_name",
    "Số khế ước": "contract_no",
    "Dư nợ quá hạn": "overdue",
    "Chuyển QH trong tháng": "moved_to_overdue",
    "Ngày chuyển quá hạn": "overdue_since",
    "Nguồn vốn": "funding_code",
    "Chương trình": "programme_code",
    "Chương trình VT": "",
    "Tên Chương trình": "programme_name",
    "Số dư 105": "",
    "Ngày báo cáo": "as_of",
}
"""Export 2 of the bank, SAO KÊ DANH SÁCH NỢ QUÁ HẠN: its headings in order, each with our column ("": not held)."""


@dataclass(frozen=True, slots=True)
class OverdueStatement:
    """The statement by commune (or by what ``by`` names) and its total, with what is needed to have it again.

    ``doubtful`` names the loans among them of which something cannot be known.
    """

    as_of: date
    known: Known
    law_digests: dict[str, str]
    by_commune: pd.DataFrame
    total: dict[str, Any]
    by: str = "commune"
    since: date | None = None
    doubtful: Doubtful = field(default_factory=Doubtful)

    @property
    def rows(self) -> pd.DataFrame:
        """The summary by whatever ``by`` names."""
        return self.by_commune


def overdue_by_loan(uow: UnitOfWork, *, as_of: date, communes: Sequence[str] | None = None) -> pd.DataFrame:
    """One row per loan with principal outstanding at the end of ``as_of``, in the book's order; days as ``date``."""
    return loans_behind(loan_book(uow, as_of=as_of, communes=communes))[LOAN_COLUMNS]


def loans_behind(book: pd.DataFrame, by: str = "", key: str | None = None) -> pd.DataFrame:
    """The loans of a book behind one total or all, with every column; days as ``date``, None where there is none."""
    return with_plain_days(behind(book, by, key).reset_index(drop=True))


def overdue_by_commune(by_loan: pd.DataFrame, on: date) -> pd.DataFrame:
    """The statement by commune out of ``overdue_by_loan``: sums of money and loans, and recounted customers and ratios.

    ``on`` is the day that picks the names. ``summary`` of a loan book says more.
    """
    counted = by_loan.assign(
        commune_name=[_name(str(code), on) for code in by_loan["commune"]],
        customer_no=by_loan["borrower_id"].astype("str"),
        ageing=pd.Categorical([""] * len(by_loan), categories=[""]),
    )
    return summary(counted, "commune")[COMMUNE_COLUMNS]


def _name(code: str, on: date) -> str:
    return UNPLACED_NAME if code == UNPLACED else areas().commune(code, on).full_name


def overdue_statement(
    uow: UnitOfWork,
    known: Known,
    *,
    as_of: date,
    communes: Sequence[str] | None = None,
    by: str = "commune",
    since: date | None = None,
    shelf: Shelf = ANEW,
) -> OverdueStatement:
    """The statement as of the end of a day, as known at a moment; a day later than that moment is refused.

    With ``since`` also what moved to overdue and was cured from that day to ``as_of``.
    """
    check_days(as_of, known)
    _check_since(since, as_of)
    book = shelf.loan_book(uow, as_of=as_of, communes=communes, without=DETAILS)
    moved = shelf.turnover_book(uow, since=since, until=as_of, communes=communes) if since else None
    return OverdueStatement(
        as_of=as_of,
        known=known,
        law_digests=dict(sorted(law().files.items())),
        by_commune=summary(book, by, turnover=moved),
        total=total(book, turnover=moved),
        by=by,
        since=since,
        doubtful=doubtful(book),
    )


def overdue_export(
    book: pd.DataFrame, turnover: pd.DataFrame | None = None, *, old_units: bool = False
) -> pd.DataFrame:
    """The 22 columns of export 2 under the bank's headings: a row per loan with overdue principal, in the book's order.

    ``turnover`` is that of the month up to the book's day, for ``Chuyển QH trong tháng``. What is not held (``Chương
    trình VT``, ``Số dư 105``, without ``turnover`` the month's transfers) is "". ``Mã xã`` is the bank's own code of
    six digits, where none is recorded the State's of five. With ``old_units`` the code and name of the unit of before
    2025-07-01 stand there, for loans that record one. Đồng are int64, days ``datetime64[s]``.
    """
    late = book[book["overdue"] > 0].reset_index(drop=True)
    held = late.assign(
        bank_commune=late["bank_commune"].where(late["bank_commune"] != "", late["commune"]),
        as_of=pd.Timestamp(book.attrs["as_of"]).as_unit("s"),
    )
    if old_units:
        recorded = held["old_code"] != ""
        held["bank_commune"] = held["old_code"].where(recorded, held["bank_commune"])
        held["commune_name"] = held["old_unit_name"].where(recorded, held["commune_name"])
    if turnover is not None:
        moved = turnover.set_index("loan_id")["moved_to_overdue"]
        held["moved_to_overdue"] = moved.reindex(held["loan_id"], fill_value=0).to_numpy()
    blank = pd.Series([""] * len(held), index=held.index, dtype="str")
    return pd.DataFrame({title: held.get(name, blank) for title, name in EXPORT.items()})


def month_export(
    uow: UnitOfWork,
    *,
    as_of: date,
    communes: Sequence[str] | None = None,
    old_units: bool = False,
    shelf: Shelf = ANEW,
) -> pd.DataFrame:
    """``overdue_export`` of a day with what moved to overdue from the first of its month."""
    moved = shelf.turnover_book(uow, since=as_of.replace(day=1), until=as_of, communes=communes)
    book = shelf.loan_book(uow, as_of=as_of, communes=communes, without=DETAILS)
    return overdue_export(book, moved, old_units=old_units)


def export_rows(export: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """The rows of an export as plain values for a workbook: ``int``, ``str``, ``date``, None where nothing is held."""
    plain = with_plain_days(export)
    for row in zip(*(plain[name].tolist() for name in plain.columns), strict=True):
        yield tuple(None if value == "" else value for value in row)


def vietnamese_days(frame: pd.DataFrame) -> pd.DataFrame:
    """The same table with its days as text, dd/mm/yyyy, "" where there is none."""
    shown = frame.copy()
    for name in frame.columns[[dtype.kind == "M" for dtype in frame.dtypes]]:
        shown[name] = frame[name].dt.strftime("%d/%m/%Y").fillna("")
    return shown


def check_days(as_of: date, known: Known) -> None:
    """Refuse a report of a day that had not ended when it was known (§6.17), or of one before the books."""
    not_before(as_of, FIRST_DAY, "as_of", *FIRST_DAY_SAID)
    day = today_in_hanoi(known.moment)
    if as_of > day:
        raise Refusal(
            "as_of_after_known_at",
            field="as_of",
            value=as_of.isoformat(),
            vi=f"Ngày số liệu {as_of:%d/%m/%Y} sau ngày của thời điểm biết {day:%d/%m/%Y}. Chọn ngày sớm hơn.",
            en=f"The as-of day {as_of} is later than the day of known_at, {day}. Choose an earlier day.",
        )


def _check_since(since: date | None, as_of: date) -> None:
    if since is None:
        return
    not_before(since, FIRST_DAY, "since", *FIRST_DAY_SAID)
    if since > as_of:
        raise Refusal(
            "since_after_as_of",
            field="since",
            value=since.isoformat(),
            vi=f"Ngày đầu kỳ {since:%d/%m/%Y} sau ngày số liệu {as_of:%d/%m/%Y}. Chọn ngày sớm hơn.",
            en=f"The first day of the period, {since}, is later than the as-of day, {as_of}. Choose an earlier day.",
        )
