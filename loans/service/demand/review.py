"""The demand review: every commune of the city with its answer, what to look at, and last year where it is exact."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from loans.domain.area import areas
from loans.domain.demand import Totals, against_last_year, line_warnings, totals, totals_by
from loans.domain.refusal import Finding
from loans.service.actor import Actor
from loans.service.demand.last_year import Lending, last_lending, last_totals, reason_blank
from loans.service.unit_of_work import Answer, UnitOfWork


@dataclass(frozen=True, slots=True)
class LastYear:
    """Last year's demand, lending and plan of a commune; None with a reason where a figure is not exact (§6.19)."""

    demand: Totals | None
    reason: str | None
    lending: Lending | None


@dataclass(frozen=True, slots=True)
class Answered:
    """One commune's row of the review; its sums are zero where ``answered`` is false."""

    commune: str
    name: str
    answered: bool
    answered_at: datetime | None
    answered_by: str
    versions: int
    asked: Totals
    warnings: tuple[Finding, ...]
    last_year: LastYear


@dataclass(frozen=True, slots=True)
class Review:
    """All communes in force, their sum, the sums by planning group, and who still owes an answer."""

    year: int
    rows: tuple[Answered, ...]
    total: Totals
    by_group: Mapping[str, Totals]
    by_purpose: Mapping[str, Totals]

    @property
    def owing(self) -> tuple[Answered, ...]:
        """The communes that have not answered."""
        return tuple(row for row in self.rows if not row.answered)


def demand_review(uow: UnitOfWork, actor: Actor, *, on: date, year: int) -> Review:
    """The review of a year by the communes in force on a day, as far as this person may see (plan V.1)."""
    communes = [each for each in areas().in_force(on) if actor.limit is None or each.code in actor.limit]
    mine = {commune.code for commune in communes}
    by_commune: dict[str, list[Answer]] = {}
    for answer in uow.demands.versions(year):
        by_commune.setdefault(answer.commune, []).append(answer)
    demand, lending = last_totals(uow, year), last_lending(uow, year)
    rows = []
    for commune in communes:
        last = LastYear(
            demand.get(commune.code),
            None if commune.code in demand else reason_blank(year),
            None if lending is None else lending.get(commune.code, Lending()),
        )
        rows.append(_row(commune.code, commune.full_name, by_commune.get(commune.code, []), last))
    lines = [line for code, answers in by_commune.items() if code in mine for line in answers[-1].lines]
    return Review(
        year,
        tuple(rows),
        sum((row.asked for row in rows), Totals()),
        totals_by("beneficiaries", lines),
        totals_by("purpose", lines),
    )


def _row(code: str, name: str, answers: list[Answer], last: LastYear) -> Answered:
    if not answers:
        return Answered(code, name, False, None, "", 0, Totals(), (), last)
    newest = answers[-1]
    asked = totals(newest.lines)
    warnings = [*line_warnings(newest.lines, newest.year), *against_last_year(code, asked, last.demand)]
    return Answered(code, name, True, newest.booked_at, newest.actor, len(answers), asked, tuple(warnings), last)
