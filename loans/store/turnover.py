"""Turnover of lending by commune: disbursed under a plan, lent and collected in a period, what waits for a decision."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import extract, func, select

from loans.store.base import whole
from loans.store.place import PlacedPort
from loans.store.tables import application, entry, loan, plan_use
from loans.store.vouchers import LENDING

_FILED = "application_submitted"
_DECIDED = ("application_approved", "application_refused", "application_withdrawn")


class SqlTurnovers(PlacedPort):
    """Sums in whole đồng, as of the end of a day; what was reversed counts on no day."""

    def disbursed(self, source_id: int, year: int, as_of: date) -> dict[str, dict[int, int]]:
        """Disbursed under the plan of a year, by commune and month of that year (1 to 12)."""
        month = extract("month", entry.c.effective_on)
        found: dict[str, dict[int, int]] = defaultdict(dict)
        for commune, number, amount in self._of_plan(source_id, year, as_of, month, whole(plan_use.c.disbursed)):
            found[commune][int(number)] = int(amount)
        return dict(found)

    def committed(self, source_id: int, year: int, as_of: date) -> dict[str, int]:
        """Committed under the plan of a year and neither disbursed nor released, by commune."""
        rows = self._of_plan(source_id, year, as_of, plan_use.c.commune, whole(plan_use.c.committed))
        return {commune: int(amount) for commune, _, amount in rows}

    def lent(self, source_id: int, since: date, as_of: date) -> dict[str, int]:
        """Paid out from ``since`` to ``as_of``, both included, by commune, under whatever plan."""
        return self._of_loans(source_id, since, as_of, "disbursed")

    def collected(self, source_id: int, since: date, as_of: date) -> dict[str, int]:
        """Principal collected from ``since`` to ``as_of``, both included, by commune; a write-off collects nothing."""
        return self._of_loans(source_id, since, as_of, "principal")

    def pending(self, source_id: int, as_of: date) -> dict[str, tuple[int, int]]:
        """Applications filed by a day and not decided by it: how many, and the đồng they ask for, by commune."""
        decided = self._known(select(entry.c.stream_id), entry.c.id).where(
            entry.c.kind.in_(_DECIDED), entry.c.effective_on <= as_of
        )
        query = (
            select(application.c.commune, func.count(), whole(application.c.amount))
            .join(entry, entry.c.id == application.c.entry_id)
            .where(application.c.source_id == source_id, entry.c.effective_on <= as_of)
            .where(application.c.id.not_in(decided), entry.c.kind == _FILED)
            .group_by(application.c.commune)
        )
        rows = self._connection.execute(self._known(query, application.c.entry_id))
        return {commune: (int(count), int(amount)) for commune, count, amount in rows}

    def _of_plan(self, source_id: int, year: int, as_of: date, apart: Any, amount: Any) -> list[Any]:
        """Sums of what was taken out of a plan; a reversal takes back on the day of what it reverses."""
        query = (
            select(plan_use.c.commune, apart, amount)
            .join(entry, entry.c.id == plan_use.c.entry_id)
            .where(plan_use.c.source_id == source_id, plan_use.c.year == year, entry.c.effective_on <= as_of)
            .group_by(plan_use.c.commune, apart)
        )
        return list(self._connection.execute(self._known(query, plan_use.c.entry_id)))

    def _of_loans(self, source_id: int, since: date, as_of: date, amount: str) -> dict[str, int]:
        """Sums of vouchers, those of before an opening too; what an opening brought was neither lent nor collected."""
        found: dict[str, int] = defaultdict(int)
        for part in LENDING:
            query = (
                select(whole(part.c[amount]))
                .select_from(part)
                .join(loan, loan.c.id == part.c.loan_id)
                .where(loan.c.source_id == source_id, part.c.effective_on.between(since, as_of))
            )
            query, here = self._placed(query)
            query = query.add_columns(here).group_by(here)
            for paid, commune in self._connection.execute(self._valid(query, part.c.entry_id)):
                found[commune] += int(paid)
        return dict(found)
