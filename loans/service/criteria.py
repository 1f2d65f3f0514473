"""What an allocation may be shared by: figures of each commune, computed from the books or recorded by people.

Demand, workers and jobs come from the demand review; the last plan, absorption and overdue debt from the books; any
other name is a recorded figure (job_target, population …): user data, never law.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

import numpy as np

from loans.domain.area import areas
from loans.service.books.columns import summed
from loans.service.books.evening import evening
from loans.service.plan import lending_plan
from loans.service.unit_of_work import UnitOfWork

ASKED = ("demand", "workers", "jobs")
OWED = ("overdue", "outstanding")
LAST, ABSORPTION = "last", "absorption"
PERMILLE = 1_000
NAME = re.compile(r"[a-z_]{1,40}")
"""What a recorded figure may be called; nothing else is looked up."""


def criteria_of(
    uow: UnitOfWork, *, today: date, year: int, source_id: int, names: Collection[str]
) -> dict[str, dict[str, int]]:
    """Each commune in force ``today`` with the criteria named, and its demand: whole numbers, 0 where nothing is known.

    A name that nobody has recorded is left out, so that the sharing refuses it as unknown.
    """
    codes = [commune.code for commune in areas().in_force(today)]
    columns: dict[str, Mapping[str, int]] = dict(_asked(uow, year))
    if set(names) & set(OWED):
        columns |= _owed(uow, source_id, today)
    if LAST in names:
        columns[LAST] = last_plan(uow, source_id=source_id, year=year)
    if ABSORPTION in names:
        columns[ABSORPTION] = absorption(uow, source_id=source_id, year=year - 1)
    for name in {name for name in names if NAME.fullmatch(name)} - columns.keys():
        recorded = uow.figures.of_year(name, year)
        if recorded:
            columns[name] = {figure["commune"]: figure["amount"] for figure in recorded}
    return {code: {name: values.get(code, 0) for name, values in columns.items()} for code in codes}


def last_plan(uow: UnitOfWork, *, source_id: int, year: int) -> dict[str, int]:
    """The plan that a new round is held against: this year's so far, else last year's; đồng by commune."""
    this_year = lending_plan(uow, source_id, year)
    return this_year or lending_plan(uow, source_id, year - 1)


def absorption(uow: UnitOfWork, *, source_id: int, year: int) -> dict[str, int]:
    """What was disbursed of a year's plan, in thousandths of it; a commune without a plan is left out."""
    taken = uow.plans.taken(source_id, year)
    plans = lending_plan(uow, source_id, year).items()
    return {code: taken.get(code, (0, 0))[0] * PERMILLE // plan for code, plan in plans if plan > 0}


def _asked(uow: UnitOfWork, year: int) -> dict[str, Mapping[str, int]]:
    """Demand in đồng, workers and jobs of the newest answers."""
    sums: dict[str, dict[str, int]] = {name: defaultdict(int) for name in ASKED}
    for answer in uow.demands.of_year(year):
        for name, column in (("demand", "amount"), ("workers", "workers"), ("jobs", "jobs")):
            sums[name][answer["commune"]] += answer[column]
    return dict(sums)


def _owed(uow: UnitOfWork, source_id: int, as_of: date) -> dict[str, Mapping[str, int]]:
    """Overdue and outstanding principal of the source's loans, by commune."""
    held = evening(uow, as_of)
    own = np.flatnonzero(held.view.column("source_id") == source_id)
    commune = held.view.coded("commune")
    sums: dict[str, Mapping[str, int]] = {}
    for name in OWED:
        totals = summed(commune.own[own], getattr(held.figures, name)[own], len(commune.texts))
        sums[name] = defaultdict(
            int, {commune.texts[code]: int(totals[code]) for code in set(commune.own[own].tolist())}
        )
    return sums
