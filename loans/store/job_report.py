"""What communes report of jobs: the newest report of each (commune, window) stands, all are kept."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, insert, select

from loans.domain.job_report import JobReport
from loans.service.unit_of_work import Booked
from loans.store.base import Port
from loans.store.tables import entry, job_report


class SqlJobReports(Port):
    def add(self, booked: Booked, report: JobReport) -> None:
        self._connection.execute(
            insert(job_report).values(
                entry_id=booked.entry_id,
                commune=report.commune,
                since=report.since,
                through=report.through,
                jobs=report.jobs,
                by_loans=report.by_loans,
                abroad=report.abroad,
            )
        )

    def touching(self, since: date, through: date, communes: Sequence[str] | None = None) -> Sequence[JobReport]:
        """The reports that stand and whose window shares a day with ``[since, through]``, by commune and window."""
        latest = self._known(select(func.max(job_report.c.entry_id)), job_report.c.entry_id).group_by(
            job_report.c.commune, job_report.c.since, job_report.c.through
        )
        query = (
            select(job_report, entry.c.booked_at, entry.c.actor)
            .join(entry, entry.c.id == job_report.c.entry_id)
            .where(job_report.c.entry_id.in_(latest))
            .where(job_report.c.since <= through, job_report.c.through >= since)
            .order_by(job_report.c.commune, job_report.c.since, job_report.c.through)
        )
        if communes is not None:
            query = query.where(job_report.c.commune.in_(communes))
        return [JobReport(**row) for row in self._connection.execute(query).mappings()]
