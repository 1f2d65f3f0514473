"""Which groups of the law a loan's evidence shows on the day of its decision (DOMAIN §6.14)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from loans.service.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Members:
    """Distinct members by group, of how many workers, on the day of the decision."""

    on: date
    groups: Mapping[str, int]
    workers: int


def members_of(uow: UnitOfWork, wanted: Sequence[tuple[int, date]]) -> dict[int, Members]:
    """What the evidence of some applications shows, each on its own day of decision."""
    found = {}
    for application_id, day in wanted:
        application = uow.applications.get(application_id)
        names: dict[str, set[str]] = {}
        for paper in application.evidence:
            if paper.holds(day):
                names.setdefault(paper.group, set()).add(paper.member)
        groups = {group: len(members) for group, members in sorted(names.items())}
        found[application_id] = Members(day, groups, application.total_workers)
    return found
