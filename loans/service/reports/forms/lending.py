"""Forms 01.1/BCTD, 01.2/BCTD and 13/BC filled from the loan book: lending, collection, balances of a day."""

import pandas as pd

from loans.domain.programme import programmes
from loans.service.reports.forms.books import Books, Parts, communes_shown, standing_counts, total_in
from loans.service.reports.forms.lending_layout import BY_COMMUNE, BY_PROGRAMME, BY_SOURCE
from loans.service.reports.forms.records import Asked, Cell, Form, FormTable, Row, total_of
from loans.service.unit_of_work import UnitOfWork

TURNOVER = (
    "Doanh số cho vay là số đã giải ngân, không gồm đảo khoản (sổ không có đảo khoản). Thu nợ gồm thu trong hạn, quá "
    "hạn, khoanh; xóa nợ đứng riêng."
)
RECOUNTED = "Khách hàng đếm theo mã khách hàng riêng biệt, tính lại ở mỗi tổng, không cộng dồn."


def by_commune(uow: UnitOfWork, asked: Asked) -> FormTable:
    """01.1/BCTD: a row per commune."""
    books = Books.asked(uow, asked)
    shown = communes_shown(asked.communes, asked.as_of, books.loans["commune"].unique().tolist())
    parts = [Parts(frame, "commune") for frame in (books.loans, books.month, books.year)]
    rows = [{"commune": code, "name": name, **_figures(*(part.of(code) for part in parts))} for code, name in shown]
    return _table(BY_COMMUNE, asked, books, rows)


def by_programme(uow: UnitOfWork, asked: Asked) -> FormTable:
    """01.2/BCTD: a row per lending programme."""
    books = Books.asked(uow, asked)
    parts = [Parts(frame, "programme") for frame in (books.loans, books.month, books.year)]
    rows = [
        {
            "programme_code": each.bank_code,
            "name": each.title_vi,
            **_figures(*(part.of(each.code) for part in parts)),
        }
        for each in sorted(programmes().values(), key=lambda each: each.bank_code)
    ]
    return _table(BY_PROGRAMME, asked, books, rows)


def by_source(uow: UnitOfWork, asked: Asked) -> FormTable:
    """13/BC: lending and collection of the year, balance and overdue, by central and local capital and commune."""
    books = Books.asked(uow, asked)
    shown = communes_shown(asked.communes, asked.as_of, books.loans["commune"].unique().tolist())
    loans, year = Parts(books.loans, "commune"), Parts(books.year, "commune")
    rows = [{"commune": code, "name": name, **_by_level(loans.of(code), year.of(code))} for code, name in shown]
    return FormTable(
        form=BY_SOURCE,
        rows=tuple(rows),
        total=total_of(BY_SOURCE, rows, {}),
        as_of=asked.as_of,
        since=asked.as_of.replace(month=1, day=1),
        until=asked.as_of,
        source_level=asked.source_level or "",
        notes=(TURNOVER,),
    )


def _table(form: Form, asked: Asked, books: Books, rows: list[dict[str, Cell]]) -> FormTable:
    customers, _ = standing_counts(books.loans)
    return FormTable(
        form=form,
        rows=tuple(rows),
        total=total_of(form, rows, {"customers": customers}),
        as_of=asked.as_of,
        since=asked.as_of.replace(month=1, day=1),
        until=asked.as_of,
        source_level=asked.source_level or "",
        notes=(TURNOVER, RECOUNTED),
    )


def _figures(loans: pd.DataFrame, month: pd.DataFrame, year: pd.DataFrame) -> dict[str, Cell]:
    """Columns (3) to (17) of one row."""
    customers, count = standing_counts(loans)
    terms = {term: total_in(loans[loans["term_class"] == term], "outstanding") for term in ("short", "medium", "long")}
    return {
        "lent_month": total_in(month, "lent"),
        "lent_year": total_in(year, "lent"),
        "collected_month": total_in(month, "collected"),
        "collected_year": total_in(year, "collected"),
        "written_off_month": total_in(month, "written_off_principal"),
        "written_off_year": total_in(year, "written_off_principal"),
        **{name: total_in(loans, name) for name in ("outstanding", "in_term", "overdue", "frozen")},
        **terms,
        "customers": customers,
        "loans": count,
    }


def _by_level(loans: pd.DataFrame, year: pd.DataFrame) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    for level in ("central", "local"):
        own, moved = loans[loans["source_level"] == level], year[year["source_level"] == level]
        found |= {f"{level}_{name}": total_in(moved, name) for name in ("lent", "collected")}
        found |= {f"{level}_{name}": total_in(own, name) for name in ("outstanding", "overdue")}
    both: Row = {
        **{name: total_in(year, name) for name in ("lent", "collected")},
        **{name: total_in(loans, name) for name in ("outstanding", "overdue")},
    }
    return {**found, **both}
