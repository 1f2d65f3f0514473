"""What the city plan's reports count: capital, lending, collection, balances, customers, jobs of a period and a day."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from loans.domain.borrower import JOB_CREATION
from loans.domain.fund import Source
from loans.service.fund import statement_of, turnover_of
from loans.service.plan import bridge, lending_plan
from loans.service.reports.forms.books import Books, begun, standing_counts, total_in
from loans.service.unit_of_work import UnitOfWork

MONEY, LOANS, PEOPLE, PER_CENT = "đồng", "lượt", "người", "%"

INDICATORS: dict[str, tuple[str, str]] = {
    "capital": ("Tổng nguồn vốn ủy thác", MONEY),
    "capital_added": ("Vốn ủy thác, bổ sung trong năm", MONEY),
    "lent": ("Doanh số cho vay", MONEY),
    "collected": ("Doanh số thu nợ gốc", MONEY),
    "written_off": ("Xóa nợ gốc", MONEY),
    "outstanding": ("Tổng dư nợ", MONEY),
    "overdue": ("Trong đó: nợ quá hạn", MONEY),
    "frozen": ("Trong đó: nợ khoanh", MONEY),
    "turns": ("Số lượt khách hàng vay vốn", LOANS),
    "customers": ("Số khách hàng còn dư nợ", "khách hàng"),
    "jobs_by_loans": ("Lao động được tạo, duy trì, mở rộng việc làm từ vốn vay (theo sổ cho vay)", PEOPLE),
    "jobs_reported": ("Người được giải quyết việc làm (xã, phường báo cáo)", PEOPLE),
    "jobs_reported_by_loans": ("Trong đó: từ vốn vay (xã, phường báo cáo)", PEOPLE),
}
"""Field: what it is called, and its unit; the order is that of the report."""

FLOWS = (
    "capital_added",
    "lent",
    "collected",
    "written_off",
    "turns",
    "jobs_by_loans",
    "jobs_reported",
    "jobs_reported_by_loans",
)
"""What adds up over a year; the rest stands on a day."""


def sources_of(uow: UnitOfWork, level: str | None) -> list[Source]:
    """The sources of a kind of capital; of the city's where none is named."""
    return [source for source in uow.funds.all() if source.level == (level or "local")]


def of_loans(books: Books, since: date) -> dict[str, int | None]:
    """Figures of the loan book over ``[since, as_of]`` and at its end."""
    moved = books.moved(since)
    new = begun(moved, since, books.as_of)
    customers, _ = standing_counts(books.loans)
    return {
        "lent": total_in(moved, "lent"),
        "collected": total_in(moved, "collected"),
        "written_off": total_in(moved, "written_off_principal"),
        **{name: total_in(books.loans, name) for name in ("outstanding", "overdue", "frozen")},
        "turns": len(new),
        "customers": customers,
        "jobs_by_loans": workers_of(new[new["programme"] == JOB_CREATION]),
    }


def workers_of(new: pd.DataFrame) -> int:
    """Workers supported by loans: those of the contract, and the borrower of a worker's loan at the least."""
    own = new["workers"].where(new["borrower_class"] != "worker", new["workers"].clip(lower=1))
    return int(own.sum())


def of_capital(uow: UnitOfWork, sources: Sequence[Source], since: date, as_of: date) -> dict[str, int | None]:
    """Net entrusted capital at the end of a day, and what was entrusted and supplemented in a period."""
    added = 0
    for source in sources:
        moved = turnover_of(uow, source_id=source.id, since=since, as_of=as_of).capital
        added += moved.entrusted + moved.supplemented + moved.interest_added
    standing = sum(statement_of(uow, source_id=source.id, as_of=as_of).entrusted for source in sources)
    return {"capital": standing, "capital_added": added}


def of_reports(uow: UnitOfWork, since: date, until: date, communes: Sequence[str] | None) -> dict[str, dict[str, int]]:
    """The communes' own results of the windows that lie within ``[since, until]``, summed by commune."""
    found: dict[str, dict[str, int]] = {}
    for report in uow.job_reports.touching(since, until, communes):
        if since <= report.since and report.through <= until:
            own = found.setdefault(report.commune, {"jobs": 0, "by_loans": 0, "abroad": 0})
            for name in own:
                own[name] += getattr(report, name)
    return found


def summed_reports(found: dict[str, dict[str, int]]) -> dict[str, int | None]:
    """The indicators of the communes' own results; blank where nobody has reported."""
    if not found:
        return {"jobs_reported": None, "jobs_reported_by_loans": None}
    return {
        "jobs_reported": sum(own["jobs"] for own in found.values()),
        "jobs_reported_by_loans": sum(own["by_loans"] for own in found.values()),
    }


def planned(
    uow: UnitOfWork, sources: Sequence[Source], year: int, communes: Sequence[str] | None
) -> dict[str, int | None]:
    """The year's plan: lending; collection and balance by the bridge where all communes are shown."""
    lending: dict[str, int] = {}
    collected = target = 0
    begun_one = False
    for source in sources:
        for code, amount in lending_plan(uow, source.id, year).items():
            lending[code] = lending.get(code, 0) + amount
        measure, span = bridge(uow, source_id=source.id, year=year)
        begun_one |= measure is not None
        collected, target = collected + span.recovery, target + span.target
    if not begun_one:
        return {}
    shown = [amount for code, amount in lending.items() if communes is None or code in communes]
    whole = {"collected": collected, "outstanding": target} if communes is None else {}
    return {"lent": sum(shown), **whole}
