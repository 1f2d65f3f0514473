"""Two days of the loan book side by side, or one day as known at two moments, with what explains every difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from loans.domain.area import unplaced_last
from loans.domain.refusal import Refusal
from loans.service.reports.book import MONEY, summary
from loans.service.reports.book.loans import DETAILS
from loans.service.reports.book.shelf import ANEW, Shelf
from loans.service.reports.book.summary import COUNTS, key_of
from loans.service.unit_of_work import Happened, Known, UnitOfWork

FIGURES = [*MONEY, *COUNTS]
EXPLAINED = [
    "lent",
    "collected",
    "written_off",
    "moved_to_overdue",
    "cured",
    "frozen_in_period",
    "thawed",
    "collected_frozen",
    "written_off_frozen",
    "opened",
    "opened_overdue",
    "opened_frozen",
]
REGROUPED = ["regrouped_outstanding", "regrouped_overdue", "regrouped_frozen"]

PLACED = "area_confirmation"
NOUNS = ("loan", "point", "group", "overlay", "source", PLACED)
"""Streams whose entries can change a figure: vouchers and decisions, sessions, groups, what a source sets, places."""


def compare_days(
    uow: UnitOfWork,
    *,
    first: date,
    second: date,
    by: str = "commune",
    communes: Sequence[str] | None = None,
    shelf: Shelf = ANEW,
) -> pd.DataFrame:
    """The book by some groups on two days, as known by ``uow``, the difference, and what explains it; đồng, int64.

    A row per group: ``by``, ``name``, then each of ``FIGURES`` as ``…_first``, ``…_second`` and ``…_change``
    (customers are recounted on each day, their change is that of the counts), then ``EXPLAINED`` and ``REGROUPED``:

    - outstanding: change = lent + opened − collected − written_off + regrouped_outstanding
    - overdue: change = opened_overdue + moved_to_overdue − cured + regrouped_overdue
    - frozen: change = opened_frozen + frozen_in_period − thawed − collected_frozen − written_off_frozen
      + regrouped_frozen

    ``collected`` and ``written_off`` are of all principal, frozen too. Loans count in the group of each day; what
    stood in another group on the first day is ``regrouped_…``. A first day not before the second is refused.
    """
    _check_days(first, second)
    column, _name = key_of(by)
    books = [shelf.loan_book(uow, as_of=day, communes=communes, without=DETAILS) for day in (first, second)]
    moved = shelf.turnover_book(uow, since=first + timedelta(days=1), until=second, communes=communes)
    result = _side_by_side(summary(books[0], by), summary(books[1], by), by, ("first", "second"))
    own = books[1].set_index("loan_id")[column]
    explained = _explained(moved).groupby(moved["loan_id"].map(own).rename("key")).sum()
    regrouped = _regrouped(books[0], own, column)
    keys = result[by].tolist()
    missing = sorted({*explained.index[(explained != 0).any(axis=1)], *regrouped.index} - set(keys))
    if missing:
        result = pd.concat([result, _empty(result, by, missing)]).sort_values(by, ignore_index=True)
    for figures, names in ((explained, EXPLAINED), (regrouped, REGROUPED)):
        for name in names:
            result[name] = figures[name].reindex(result[by], fill_value=0).astype("int64").to_numpy()
    return result


@dataclass(frozen=True, slots=True)
class Change:
    """Why one day's figures differ between two moments: by group, by loan, and the entries booked in between.

    ``groups`` is as in ``compare_days`` with ``…_before`` and ``…_after``; ``loans`` are those whose principal, delay
    or commune differs; ``entries`` have ``loan_id`` (0: an entry of a point, a group or a source, which several loans
    share), ``contract_no`` and whatever the book keeps of an entry, in the order in which they became known.
    """

    as_of: date
    before: Known
    after: Known
    by: str
    groups: pd.DataFrame
    loans: pd.DataFrame
    entries: tuple[tuple[int, str, Happened], ...]


def compare_known(
    before: UnitOfWork,
    after: UnitOfWork,
    *,
    as_of: date,
    known: tuple[Known, Known],
    by: str = "commune",
    communes: Sequence[str] | None = None,
    shelves: tuple[Shelf, Shelf] = (ANEW, ANEW),
) -> Change:
    """The book of one day as known at two moments, the earlier first: what was booked in between, and what it changed.

    A loan's own entries count when effective by ``as_of``; sessions, groups and settings of a source are listed where
    a loan that changed depends on them.
    """
    _check_moments(*known)
    books = [
        shelf.loan_book(uow, as_of=as_of, communes=communes, without=DETAILS)
        for shelf, uow in zip(shelves, (before, after), strict=True)
    ]
    loans = _changed(*books)
    happened = after.reporting.happened(known[0].position, known[1].position, NOUNS)
    own = dict(zip(loans["loan_id"].tolist(), loans["contract_no"].tolist(), strict=True))
    shared = {("point", key) for key in {*loans["point_code"], *loans["point_code_before"]}}
    shared |= {("group", key) for key in {*loans["group_no"], *loans["group_no_before"]}}
    shared |= {("source", key) for key in loans["source_code"]} | {("overlay", key) for key in loans["source_code"]}
    entries = [
        (each.stream_id if each.noun == "loan" else 0, own.get(each.stream_id, ""), each)
        for each in happened
        if (each.stream_id in own and each.effective_on <= as_of)
        or (each.noun != "loan" and ((each.noun, each.key) in shared))
        or (each.noun == PLACED and not own.keys().isdisjoint(after.confirmations.get(each.stream_id).loans))
    ]
    groups = _side_by_side(summary(books[0], by), summary(books[1], by), by, ("before", "after"))
    return Change(as_of, *known, by, groups, loans, tuple(entries))


def _side_by_side(one: pd.DataFrame, other: pd.DataFrame, by: str, suffixes: tuple[str, str]) -> pd.DataFrame:
    """Two summaries by the same groups; a group that one of them lacks stands at 0 in it."""
    keys = sorted({*one[by], *other[by]}, key=unplaced_last)
    names = pd.concat([other, one]).drop_duplicates(by).set_index(by)["name"]
    sides = [each.set_index(by)[FIGURES].reindex(keys, fill_value=0).astype("int64") for each in (one, other)]
    columns: dict[str, Any] = {
        by: pd.Series(keys, dtype="str"),
        "name": pd.Series(names.reindex(keys).tolist(), dtype="str"),
    }
    for name in FIGURES:
        values = [side[name].to_numpy() for side in sides]
        columns |= dict(zip([f"{name}_{suffix}" for suffix in suffixes], values, strict=True))
        columns[f"{name}_change"] = values[1] - values[0]
    return pd.DataFrame(columns)


def _explained(moved: pd.DataFrame) -> pd.DataFrame:
    """The movements under the names of ``EXPLAINED``."""
    collected = moved["collected_in_term"] + moved["collected_overdue"] + moved["collected_frozen"]
    named = moved.assign(
        collected=collected, written_off=moved["written_off_principal"], frozen_in_period=moved["frozen"]
    )
    return named[EXPLAINED]


def _regrouped(first: pd.DataFrame, own: "pd.Series[Any]", column: str) -> pd.DataFrame:
    """What loans that changed their group held on the first day: out of the one, into the other."""
    later = first["loan_id"].map(own)
    held = first[later != first[column]]
    amounts = held[["outstanding", "overdue", "frozen"]].set_axis(REGROUPED, axis=1)
    into, out = (amounts.groupby(keys.rename("key")).sum() for keys in (later[held.index], held[column]))
    every = into.index.union(out.index)
    return into.reindex(every, fill_value=0) - out.reindex(every, fill_value=0)


def _empty(result: pd.DataFrame, by: str, keys: Sequence[str]) -> pd.DataFrame:
    rows = {name: 0 for name in result.columns if name not in (by, "name")}
    return pd.DataFrame([{by: key, "name": "", **rows} for key in keys])


def _changed(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The loans whose principal, delay or commune differs, with both; a loan not yet known before stood at 0."""
    figures = [*MONEY, "days_overdue", "days_late"]
    facts = ["loan_id", "contract_no", "commune", "customer_no", "point_code", "group_no", "source_code"]
    known = before.set_index("loan_id")
    every = pd.concat([after, before]).drop_duplicates("loan_id")
    ids = every["loan_id"]
    found = every[facts].reset_index(drop=True)
    for name in figures:
        for suffix, side in (("before", known), ("after", after.set_index("loan_id"))):
            found[f"{name}_{suffix}"] = side[name].reindex(ids, fill_value=0).astype("int64").to_numpy()
    for name in ("commune", "point_code", "group_no"):
        found[f"{name}_before"] = pd.Series(known[name].reindex(ids, fill_value="").tolist(), dtype="str")
    differs = [found[f"{name}_before"] != found[f"{name}_after"] for name in figures]
    differs.append((found["commune_before"] != "") & (found["commune_before"] != found["commune"]))
    return found[pd.concat(differs, axis=1).any(axis=1)].sort_values(["commune", "contract_no"]).reset_index(drop=True)


def _check_days(first: date, second: date) -> None:
    if first >= second:
        raise Refusal(
            "days_out_of_order",
            field="from",
            value=first.isoformat(),
            vi=f"Ngày đầu {first:%d/%m/%Y} phải trước ngày sau {second:%d/%m/%Y}. Đổi lại hai ngày.",
            en=f"The first day, {first}, must be before the second, {second}. Exchange the days.",
        )


def _check_moments(before: Known, after: Known) -> None:
    if before.moment >= after.moment:
        raise Refusal(
            "moments_out_of_order",
            field="known_before",
            value=before.moment.isoformat(),
            vi="Thời điểm known_before phải trước known_at. Đổi lại hai thời điểm.",
            en="known_before must be earlier than known_at. Exchange the moments.",
        )
