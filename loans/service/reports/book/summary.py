"""Totals of the loan book by anything that it holds; customers and ratios recounted, never summed (§6.15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from loans.domain.area import unplaced_last
from loans.domain.books.ledger import Coded
from loans.domain.columns import Column
from loans.domain.refusal import Refusal
from loans.service.books.columns import summed
from loans.service.reports.book.ageing import NOT_OVERDUE, Bucket

MONEY = ["outstanding", "in_term", "overdue", "frozen"]
COUNTS = ["loans", "customers", "overdue_loans", "overdue_customers"]
MOST = ["most_days_overdue", "most_days_late"]
RATIOS = ["overdue_ratio", "frozen_ratio", "overdue_and_frozen_ratio"]
MOVED = ["moved_to_overdue", "cured"]

BY = {
    "commune": ("commune", "commune_name"),
    "old_unit": ("old_unit", "old_unit_name"),
    "group": ("group_no", "group_leader"),
    "organisation": ("organisation", "organisation_name"),
    "source": ("source_code", "source_name"),
    "investor": ("investor_code", ""),
    "beneficiary": ("beneficiary", ""),
    "regime": ("regime", ""),
    "officer": ("officer", ""),
    "point": ("point_code", "point_name"),
    "office": ("office_code", "office_name"),
    "programme": ("programme_code", "programme_name"),
    "term_class": ("term_class", ""),
}
"""What a summary can be drawn by: the column of the loan book that is its key, and the one that names it."""


Turnover = pd.DataFrame | None


def summary(frame: pd.DataFrame, by: str, *, turnover: Turnover = None) -> pd.DataFrame:
    """One row per group of a loan book that owes principal, by the key, what nobody has placed last; đồng and counts
    are int64.

    The first column has the name ``by`` and holds the key ("" is the group of those that have none), then ``name``,
    ``MONEY``, ``COUNTS`` (customers distinct by number, with principal above 0), ``overdue_ratio`` (per cent, text),
    ``most_days_overdue``, the other ratios, ``most_days_late`` and, per ageing class of the book, principal and loans.
    With ``turnover``, the movements of a period that ends on the book's day, also ``MOVED``, and groups that only
    moved. An unknown ``by`` is refused (``unknown_by``).
    """
    return summed_by(_rows_of(frame), _key(frame, key_of(by)), by, turnover)


def total(frame: pd.DataFrame, *, turnover: Turnover = None) -> dict[str, Any]:
    """The same figures of the whole book, recounted."""
    return total_of(_rows_of(frame), turnover)


@dataclass(frozen=True)
class Rows:
    """What totals are counted from, a value a loan: đồng, days, the ageing class (0: not overdue) and the customer."""

    loan_id: Column
    customer: Column
    outstanding: Column
    in_term: Column
    overdue: Column
    frozen: Column
    days_overdue: Column
    days_late: Column
    ageing: Column
    classes: tuple[Bucket, ...]


def summed_by(rows: Rows, key: tuple[Coded, Sequence[str]], by: str, turnover: Turnover = None) -> pd.DataFrame:
    """``summary`` of rows by a key and the names of its groups."""
    own, names = key
    found = _Groups(own, rows, turnover).counted()
    texts = [own.texts[code] for code in found.index]
    found.insert(0, "name", pd.Series([str(names[code]) for code in found.index], index=found.index, dtype="str"))
    found.insert(0, by, pd.Series(texts, index=found.index, dtype="str"))
    order = sorted(range(len(texts)), key=lambda place: unplaced_last(texts[place]))
    return found.iloc[order].reset_index(drop=True)


def total_of(rows: Rows, turnover: Turnover = None) -> dict[str, Any]:
    """``total`` of rows."""
    counted = _Groups(Coded(np.zeros(rows.loan_id.size, np.int64), [""]), rows, turnover).counted()
    if not len(counted):
        ratios = dict.fromkeys(RATIOS, ratio_percent(0, 0))
        return {str(name): ratios.get(str(name), 0) for name in counted.columns}
    row = counted.iloc[0]
    return {str(name): value if isinstance(value, str) else int(value) for name, value in row.items()}


def _rows_of(frame: pd.DataFrame) -> Rows:
    columns = {name: frame[name].to_numpy() for name in ("loan_id", *MONEY, "days_overdue", "days_late")}
    customer, _ = pd.factorize(frame["customer_no"])
    return Rows(customer=customer, ageing=frame["ageing"].cat.codes.to_numpy(), classes=classes(frame), **columns)


def _key(frame: pd.DataFrame, of: tuple[str, str]) -> tuple[Coded, Sequence[str]]:
    column, name = of
    own, texts = pd.factorize(frame[column])
    if not name:
        return Coded(own, [str(text) for text in texts]), [""] * len(texts)
    _, first = np.unique(own, return_index=True)
    return Coded(own, [str(text) for text in texts]), [str(each) for each in frame[name].iloc[first]]


def key_of(by: str) -> tuple[str, str]:
    """The key column of a way to group, and its naming column ("": none)."""
    if by in BY:
        return BY[by]
    known = ", ".join(BY)
    raise Refusal(
        "unknown_by",
        field="by",
        value=by,
        vi=f"Không tổng hợp được theo «{by}». Chọn một trong: {known}.",
        en=f"There is no summary by {by}. Choose one of {known}.",
    )


def behind(frame: pd.DataFrame, by: str = "", key: str | None = None) -> pd.DataFrame:
    """The loans with principal behind a total: those of one group, or all; in the book's order."""
    owing = frame[frame["outstanding"] > 0]
    return owing if key is None else owing[owing[key_of(by)[0]] == key]


def classes(frame: pd.DataFrame) -> tuple[Bucket, ...]:
    """The ageing classes of a book, youngest first."""
    return classes_of(frame["ageing"].cat)


def classes_of(ageing: Any) -> tuple[Bucket, ...]:
    """The ageing classes of a categorical, youngest first."""
    return tuple(Bucket.of(str(label)) for label in ageing.categories if label != NOT_OVERDUE)


def ratio_percent(part: int, whole: int) -> str:
    """``part ÷ whole`` in per cent with two decimals, halves up, as text; nothing out of nothing is "0.00"."""
    hundredths = (2 * 10_000 * part + whole) // (2 * whole) if whole else 0
    return f"{hundredths // 100}.{hundredths % 100:02d}"


class _Groups:
    """Figures by the groups of a key; a column is int64 or text, its index the code of the group."""

    def __init__(self, key: Coded, rows: Rows, turnover: Turnover) -> None:
        self._own, self._size, self._rows = key.own, len(key.texts), rows
        self._owing = np.flatnonzero(rows.outstanding > 0)
        self._late = self._owing[rows.overdue[self._owing] > 0]
        self._turnover = turnover

    def counted(self) -> pd.DataFrame:
        """Every figure of the groups in which anybody owes, or anything moved."""
        rows = self._rows
        columns: dict[str, Any] = {name: self._sum(self._owing, getattr(rows, name)) for name in MONEY}
        loans, late = self._count(self._owing), self._count(self._late)
        columns |= {"loans": loans, "customers": self._distinct(self._owing)}
        columns |= {"overdue_loans": late, "overdue_customers": self._distinct(self._late)}
        moved = self._moved()
        some = np.flatnonzero((loans > 0) | np.any([*moved.values(), np.zeros(self._size, np.int64)], axis=0))
        columns |= dict.fromkeys(("overdue_ratio", "most_days_overdue", "frozen_ratio", "overdue_and_frozen_ratio"))
        columns |= {"most_days_late": self._most(self._owing, rows.days_late)}
        columns["most_days_overdue"] = self._most(self._late, rows.days_overdue)
        for place, bucket in enumerate(rows.classes, 1):
            own = self._late[rows.ageing[self._late] == place]
            columns[bucket.column] = self._sum(own, rows.overdue)
            columns[f"{bucket.column}_loans"] = self._count(own)
        shown = {name: column[some] for name, column in (columns | moved).items() if column is not None}
        ratios = _ratios(shown)
        return pd.DataFrame({name: shown.get(name, ratios.get(name)) for name in (*columns, *moved)}, index=some)

    def _sum(self, places: Column, amounts: Column) -> Column:
        return summed(self._own[places], amounts[places], self._size)

    def _count(self, places: Column) -> Column:
        return np.bincount(self._own[places], minlength=self._size).astype(np.int64)

    def _most(self, places: Column, days: Column) -> Column:
        found = np.zeros(self._size, np.int64)
        np.maximum.at(found, self._own[places], days[places])
        return found

    def _distinct(self, places: Column) -> Column:
        """How many customers each group has; one who owes on several loans counts once."""
        pairs = pd.unique(self._own[places].astype(np.int64) * (_CUSTOMERS) + self._rows.customer[places])
        return np.bincount(pairs // _CUSTOMERS, minlength=self._size).astype(np.int64)

    def _moved(self) -> dict[str, Column]:
        """What moved to overdue and was cured."""
        if self._turnover is None:
            return {}
        order = np.argsort(self._rows.loan_id)
        found = np.searchsorted(self._rows.loan_id[order], self._turnover["loan_id"].to_numpy())
        place = order[np.minimum(found, max(order.size - 1, 0))] if order.size else found
        own = place[self._rows.loan_id[place] == self._turnover["loan_id"].to_numpy()] if order.size else place
        moved = self._turnover[np.isin(self._turnover["loan_id"].to_numpy(), self._rows.loan_id)]
        return {name: summed(self._own[own], moved[name].to_numpy(), self._size) for name in MOVED}


_CUSTOMERS = 2**40
"""More than there are customers: a group and a customer make one number."""


def _ratios(sums: Mapping[str, Column]) -> dict[str, Any]:
    """Three figures out of one group's own sums: none is the sum of rounded others."""
    parts = {
        "overdue_ratio": sums["overdue"],
        "frozen_ratio": sums["frozen"],
        "overdue_and_frozen_ratio": sums["overdue"] + sums["frozen"],
    }
    whole = sums["outstanding"].tolist()
    return {
        name: pd.array([ratio_percent(each, of) for each, of in zip(part.tolist(), whole, strict=True)], dtype="str")
        for name, part in parts.items()
    }
