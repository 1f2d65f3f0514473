"""What each borrower owed and was promised on any day, and what each commune had used of a plan (§6.12–6.13).

Drawn from vouchers, write-offs and commitments alone, not from what an approval recorded of itself.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any, NamedTuple

from loans.domain.programme import programmes
from loans.service.unit_of_work import UnitOfWork

LAST = 2**63
"""Beyond the number of every entry."""


class Move(NamedTuple):
    """Principal or a commitment that changed by ``amount`` đồng, in the order of day and booking."""

    day: date
    entry_id: int
    amount: int


class Sums:
    """Running sums by key: what stood after every move up to a day and, on that day, up to an entry."""

    def __init__(self, moves: Mapping[Any, Iterable[Move]]) -> None:
        self._ordered: dict[Any, list[tuple[Any, ...]]] = {key: sorted(own) for key, own in moves.items()}
        self._sums = {key: list(accumulate(move[2] for move in own)) for key, own in self._ordered.items()}

    @property
    def keys(self) -> set[Any]:
        """What has any moves."""
        return set(self._ordered)

    def at(self, key: Any, day: date, before: int | None = None) -> int:
        """The sum at the end of a day; with ``before``, just before that entry of the day was booked."""
        own = self._ordered.get(key)
        if not own:
            return 0
        last = bisect_left(own, (day, LAST if before is None else before))
        return self._sums[key][last - 1] if last else 0


@dataclass(frozen=True)
class Exposure:
    """Sums of principal and commitments: by application, by (source, commune) and by (source, commune, plan year)."""

    of_application: Sums
    owed: Sums
    committed: Sums
    disbursed: Sums
    by_borrower: Mapping[int, tuple[int, ...]]
    """The applications of each borrower that count towards the job-purpose maximum."""

    @classmethod
    def read(cls, uow: UnitOfWork) -> "Exposure":
        """Of all loans and applications as known."""
        loans = uow.reporting.loans()
        names = ("id", "application_id", "source_id", "commune")
        place = {row[0]: row[1:] for row in zip(*(loans[name] for name in names), strict=True)}
        mine: dict[Any, list[Move]] = defaultdict(list)
        owed: dict[Any, list[Move]] = defaultdict(list)
        for loan_id, move in _principal(uow):
            application_id, source_id, commune = place[loan_id]
            mine[application_id].append(move)
            owed[source_id, commune].append(move)
        committed: dict[Any, list[Move]] = defaultdict(list)
        disbursed: dict[Any, list[Move]] = defaultdict(list)
        taken = uow.findings.plan_uses()
        for day, entry_id, source_id, commune, year, application_id, promised, lent in zip(
            *(taken[name] for name in _TAKEN), strict=True
        ):
            mine[application_id].append(Move(day, entry_id, promised))
            committed[source_id, commune, year].append(Move(day, entry_id, promised))
            disbursed[source_id, commune, year].append(Move(day, entry_id, lent))
        return cls(Sums(mine), Sums(owed), Sums(committed), Sums(disbursed), _counted(uow))

    def of_borrower(self, borrower_id: int, day: date, *, before: int | None = None) -> dict[int, int]:
        """Job-purpose principal owed and promised by application, those above 0, at a day or before an entry of it."""
        own = self.by_borrower.get(borrower_id, ())
        sums = {application_id: self.of_application.at(application_id, day, before) for application_id in own}
        return {application_id: amount for application_id, amount in sums.items() if amount > 0}


_TAKEN = (
    "effective_on",
    "entry_id",
    "source_id",
    "commune",
    "year",
    "application_id",
    "committed",
    "disbursed",
)


def _principal(uow: UnitOfWork) -> Iterable[tuple[int, Move]]:
    paid = uow.reporting.vouchers()
    names = ("loan_id", "effective_on", "entry_id", "disbursed", "principal")
    for loan_id, day, entry_id, out, back in zip(*(paid[name] for name in names), strict=True):
        yield loan_id, Move(day, entry_id, out - back)
    for lost in uow.debts.of().write_offs:
        yield lost.loan_id, Move(lost.effective_on, lost.entry_id, -lost.principal)


def _counted(uow: UnitOfWork) -> dict[int, tuple[int, ...]]:
    counting = {code for code, programme in programmes().items() if programme.counts_to_job_cap}
    found: dict[int, list[int]] = defaultdict(list)
    filed = uow.findings.applications()
    for application_id, borrower_id, programme in zip(
        filed["id"], filed["borrower_id"], filed["programme"], strict=True
    ):
        if programme in counting:
            found[borrower_id].append(application_id)
    return {borrower_id: tuple(own) for borrower_id, own in found.items()}
