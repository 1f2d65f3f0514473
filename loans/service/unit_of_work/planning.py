"""Ports of the annual plan: demand, figures, scenarios, rounds, the plan as it stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from loans.domain.application import Application
from loans.domain.books.outcome import PlanUse
from loans.domain.commitment import Commitment
from loans.domain.job_report import JobReport
from loans.domain.plan import Line, Measure, Round, Version
from loans.service.unit_of_work.history import Booked


class Rounds(Protocol):
    def add(self, booked: Booked, year: int, source_id: int, number: int, measure: Measure) -> None: ...
    def add_lines(self, booked: Booked, round_id: int, lines: Iterable[Line], *, decided: bool) -> None: ...
    def get(self, round_id: int) -> Round: ...
    def all(self, year: int | None = None, source_id: int | None = None) -> Sequence[Round]: ...
    def versions(self, round_id: int) -> Sequence[Version]:
        """Every version that was written, oldest first: drafts, revisions, the decision."""

    def next_number(self, year: int, source_id: int) -> int: ...


class Plans(Protocol):
    """The plan as it stands; amounts in đồng by commune, one commune alone where it is named."""

    def began(self, source_id: int, year: int) -> tuple[Measure, date] | None:
        """The measure of a year's plan and the first day on which a round of it is in force."""

    def assigned(self, source_id: int, year: int, commune: str | None = None) -> Mapping[str, list[tuple[date, int]]]:
        """What decided rounds assign from which day; by the outstanding measure with the base."""

    def based(self, source_id: int, year: int) -> Mapping[str, tuple[int, int]]:
        """The base at 31/12 and the recovery expected of it, where the first round names them."""

    def taken(self, source_id: int, year: int, commune: str | None = None) -> Mapping[str, tuple[int, int]]:
        """(disbursed, committed) out of a year's plan."""

    def pledged(self, source_id: int, commune: str | None = None) -> Mapping[str, int]:
        """Committed and neither disbursed nor released, out of whatever year's plan."""

    def peak(self, source_id: int, since: date, until: date, commune: str | None = None) -> Mapping[str, int]:
        """The most principal owed at the end of any day from ``since`` to ``until``."""

    def owed(self, source_id: int, commune: str | None = None, as_of: date | None = None) -> Mapping[str, int]:
        """Principal owed of a source: disbursed, less repaid and written off."""

    def take(
        self, booked: Booked, application: Application, year: int, *, committed: int = 0, disbursed: int = 0
    ) -> None: ...
    def of_entries(self, entry_ids: Sequence[int]) -> Mapping[int, Sequence[PlanUse]]:
        """What some entries took of plans, or gave back."""


class Commitments(Protocol):
    def open(
        self,
        *,
        source_id: int | None = None,
        year: int | None = None,
        application_id: int | None = None,
        communes: Sequence[str] | None = None,
    ) -> Sequence[Commitment]:
        """What is left of approvals, one each a plan year, in the order of their days."""

    def by_year(self, application_id: int) -> Mapping[int, int]:
        """What stands committed of an approval by plan year, in đồng."""

    def moves(self, application_ids: Sequence[int]) -> Sequence[tuple[int, date, int]]:
        """Every change of some commitments: (application, day, đồng ±)."""

    def approvals(self, source_id: int, *, naming: str) -> Sequence[tuple[int, Mapping[str, Any]]]:
        """Approvals of a source whose body names a key: (application, body), in the order of booking."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named way to share a year's pool, as its newest version has it; ``made`` is what it came to."""

    id: int
    year: int
    source_id: int
    name: str
    version: int
    sequence: int
    saved_by: str
    saved_at: datetime
    note: str
    spec: Mapping[str, Any]
    made: Mapping[str, Any]


class Scenarios(Protocol):
    def add(self, booked: Booked, year: int, source_id: int, name: str) -> None: ...
    def get(self, scenario_id: int, version: int | None = None) -> Scenario: ...
    def all(self, year: int, source_id: int | None = None) -> Sequence[Scenario]: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """One commune's answer to the demand review as it was booked; no lines: it asks for nothing."""

    entry_id: int
    year: int
    commune: str
    booked_at: datetime
    actor: str
    lines: tuple[Mapping[str, Any], ...]


class Demands(Protocol):
    def add(self, booked: Booked, year: int, commune: str, lines: Sequence[Mapping[str, Any]]) -> None: ...
    def of_year(self, year: int) -> Sequence[Mapping[str, Any]]: ...
    def versions(self, year: int, commune: str | None = None) -> Sequence[Answer]: ...


class Figures(Protocol):
    def add(self, booked: Booked, name: str, year: int, values: Mapping[str, int]) -> None: ...
    def of_year(self, name: str, year: int) -> Sequence[Mapping[str, Any]]: ...
    def names(self, year: int) -> Sequence[str]: ...


class JobReports(Protocol):
    def add(self, booked: Booked, report: JobReport) -> None: ...
    def touching(self, since: date, through: date, communes: Sequence[str] | None = None) -> Sequence[JobReport]: ...


class Turnovers(Protocol):
    """Sums in đồng by commune at the end of a day, reversed entries left out."""

    def disbursed(self, source_id: int, year: int, as_of: date) -> dict[str, dict[int, int]]: ...
    def committed(self, source_id: int, year: int, as_of: date) -> dict[str, int]: ...
    def lent(self, source_id: int, since: date, as_of: date) -> dict[str, int]: ...
    def collected(self, source_id: int, since: date, as_of: date) -> dict[str, int]: ...
    def pending(self, source_id: int, as_of: date) -> dict[str, tuple[int, int]]: ...
