"""Totals of the loan book by anything that it holds; customers and ratios recounted, never summed (§6.15)."""

from typing import Any

import pandas as pd

from loans.domain.area import unplaced_last
from loans.domain.refusal import Refusal
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


def summary(frame: pd.DataFrame, by: str, *, turnover: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per group of a loan book that owes principal, by the key, what nobody has placed last; đồng and counts
    are int64.

    The first column has the name ``by`` and holds the key ("" is the group of those that have none), then ``name``,
    ``MONEY``, ``COUNTS`` (customers distinct by number, with principal above 0), ``overdue_ratio`` (per cent, text),
    ``most_days_overdue``, the other ratios, ``most_days_late`` and, per ageing class of the book, principal and loans.
    With ``turnover``, the movements of a period that ends on the book's day, also ``MOVED``, and groups that only
    moved. An unknown ``by`` is refused (``unknown_by``).
    """
    column, name = key_of(by)
    keyed = frame.assign(_key=frame[column])
    result = _counted(keyed, turnover)
    names = frame.drop_duplicates(column).set_index(column)[name] if name else pd.Series(dtype="str")
    found = [str(names.get(key, "")) for key in result.index]
    result.insert(0, "name", pd.Series(found, index=result.index, dtype="str"))
    result.insert(0, by, pd.Series(result.index, index=result.index, dtype="str"))
    return result.reset_index(drop=True)


def total(frame: pd.DataFrame, *, turnover: pd.DataFrame | None = None) -> dict[str, Any]:
    """The same figures of the whole book, recounted."""
    counted = _counted(frame.assign(_key=""), turnover).reindex([""])
    row = counted.iloc[0]
    if row.isna().all():
        ratios = dict.fromkeys(RATIOS, ratio_percent(0, 0))
        return {name: ratios.get(name, 0) for name in counted.columns}
    return {str(name): value if isinstance(value, str) else int(value) for name, value in row.items()}


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
    labels = [str(label) for label in frame["ageing"].cat.categories if label != NOT_OVERDUE]
    return tuple(Bucket.of(label) for label in labels)


def ratio_percent(part: int, whole: int) -> str:
    """``part ÷ whole`` in per cent with two decimals, halves up, as text; nothing out of nothing is "0.00"."""
    hundredths = (2 * 10_000 * part + whole) // (2 * whole) if whole else 0
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _counted(frame: pd.DataFrame, turnover: pd.DataFrame | None) -> pd.DataFrame:
    """Every figure by ``_key``; a column is int64 or text."""
    owing = frame[frame["outstanding"] > 0]
    late = owing[owing["overdue"] > 0]
    moved = _moved(frame, turnover)
    keys = pd.Index(sorted({*owing["_key"], *moved.index}, key=unplaced_last), dtype="str")

    def filled(figure: Any) -> Any:
        return figure.reindex(keys, fill_value=0).astype("int64")

    every, overdue = owing.groupby("_key"), late.groupby("_key")
    columns: dict[str, Any] = {name: filled(every[name].sum()) for name in MONEY}
    for prefix, rows in (("", every), ("overdue_", overdue)):
        columns[f"{prefix}loans"] = filled(rows.size())
        columns[f"{prefix}customers"] = filled(rows["customer_no"].nunique())
    result = pd.DataFrame({name: columns[name] for name in [*MONEY, *COUNTS]}, index=keys)
    ratios = _ratios(result)
    result["overdue_ratio"] = ratios["overdue_ratio"]
    result["most_days_overdue"] = filled(overdue["days_overdue"].max())
    result["frozen_ratio"] = ratios["frozen_ratio"]
    result["overdue_and_frozen_ratio"] = ratios["overdue_and_frozen_ratio"]
    result["most_days_late"] = filled(every["days_late"].max())
    for bucket in classes(frame):
        own = late[late["ageing"] == bucket.label].groupby("_key")
        result[bucket.column] = filled(own["overdue"].sum())
        result[f"{bucket.column}_loans"] = filled(own.size())
    for name in moved.columns:
        result[name] = filled(moved[name])
    return result


def _ratios(sums: pd.DataFrame) -> dict[str, Any]:
    """Three figures out of one group's own sums: none is the sum of rounded others."""
    parts = {
        "overdue_ratio": sums["overdue"],
        "frozen_ratio": sums["frozen"],
        "overdue_and_frozen_ratio": sums["overdue"] + sums["frozen"],
    }
    whole = sums["outstanding"].tolist()
    texts = {
        name: [ratio_percent(each, of) for each, of in zip(part.tolist(), whole, strict=True)]
        for name, part in parts.items()
    }
    return {name: pd.Series(found, index=sums.index, dtype="str") for name, found in texts.items()}


def _moved(frame: pd.DataFrame, turnover: pd.DataFrame | None) -> pd.DataFrame:
    """What moved to overdue and was cured, by ``_key``; groups in which anything did."""
    if turnover is None:
        return pd.DataFrame()
    some = turnover[(turnover[MOVED] > 0).any(axis=1)]
    return some.merge(frame[["loan_id", "_key"]], on="loan_id").groupby("_key")[MOVED].sum()
