"""Which loans a reader must look at again: what was sealed between two positions, and what each kind of entry bears on.

A loan is named too often rather than too seldom. What a ledger does not hold (offices, hamlets and the bank's commune
codes are read with every report) bears on none. A kind of entry that nobody has placed here bears on everything.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from loans.domain.commitment import Carried, Ending
from loans.domain.debt import ReliefKind
from loans.domain.fund import Movement
from loans.domain.opening import KINDS as OPENINGS
from loans.domain.plan.chain import StepKind
from loans.domain.turnover import DISTRIBUTED
from loans.service.unit_of_work import Sealed, UnitOfWork

MOST = 200_000
"""So many entries are looked at one by one; after more of them, everything is read anew."""


NETWORK = frozenset({"point", "group", "office", "hamlet", "bank_commune"})
"""The nouns of which ``service.books.network`` is made."""


class Bearing(StrEnum):
    """By what an entry finds the loans on which it bears."""

    LOAN = "loan"
    APPLICATION = "application"
    BORROWER = "borrower"
    SOURCE = "source"
    POINT = "point"
    GROUP = "group"
    CONFIRMATION = "confirmation"
    NONE = "none"


def _kinds(bearing: Bearing, *kinds: str) -> dict[str, Bearing]:
    return {str(kind): bearing for kind in kinds}


_B = Bearing
_M = Movement
_CAPITAL = (_M.ENTRUSTED, _M.SUPPLEMENTED, _M.WITHDRAWN, _M.REDUCED, _M.COVERED)
_PLAN = (*Ending, *Carried, "entry_reversed")
BEARS: Mapping[str, Mapping[str, Bearing]] = {
    "loan": _kinds(
        _B.LOAN,
        "loan_signed",
        *OPENINGS,
        _M.DISBURSED,
        "loan_repaid",
        "loan_frozen",
        *(f"loan_{kind}" for kind in ReliefKind),
        "loan_written_off",
        "loan_recovered",
        "interest_refunded",
        "loan_use_checked",
        *_PLAN,
    ),
    "application": _kinds(
        _B.APPLICATION,
        "application_submitted",
        "application_complete",
        "application_appraised",
        "application_approved",
        "application_refused",
        "application_withdrawn",
        "application_signed",
        *_PLAN,
    ),
    "borrower": _kinds(_B.BORROWER, "borrower_registered"),
    "source": {
        **_kinds(_B.SOURCE, "overlay_recorded"),
        **_kinds(_B.NONE, "source_opened", *_CAPITAL, "interest_shares_set", DISTRIBUTED),
    },
    "point": {
        **_kinds(_B.POINT, "point_opened", "point_day_changed", "session_recorded"),
        **_kinds(_B.NONE, "point_office_assigned"),
    },
    "group": _kinds(_B.GROUP, "group_registered", "group_changed"),
    "area_confirmation": _kinds(_B.CONFIRMATION, "area_confirmed", "area_confirmation_withdrawn"),
    "office": _kinds(_B.NONE, "office_opened"),
    "hamlet": _kinds(_B.NONE, "hamlet_recorded"),
    "bank_commune": _kinds(_B.NONE, "commune_mapped"),
    "load": _kinds(  # each loan of a load has its own entry
        _B.NONE,
        "load_opened",
        "load_choices_set",
        "load_file_given",
        "load_file_again",
        "load_file_withdrawn",
        "load_file_staged",
        "load_reopened",
        "load_posted",
        "load_dropped",
    ),
    "mapping": _kinds(_B.NONE, "mapping_saved"),
    "account": _kinds(_B.NONE, "account_opened", "account_changed"),
    "scenario": _kinds(_B.NONE, "scenario_saved"),
    "round": _kinds(_B.NONE, *StepKind),
    "demand": _kinds(_B.NONE, "demand_recorded"),
    "figure": _kinds(_B.NONE, "figures_recorded"),
    "job_report": _kinds(_B.NONE, "jobs_reported"),
    "paper": _kinds(_B.NONE, "paper_kept"),
    "period": _kinds(_B.NONE, "period_closed"),
    "plan_year": _kinds(_B.NONE, "plan_year_closed"),
    "demo": _kinds(_B.NONE, "demo_built"),
}
"""By the noun of a stream and the kind of an entry, on what it bears; a test writes every kind and holds it here."""


@dataclass(frozen=True)
class Touched:
    """What was touched, by the way its loans are found; ``strange`` names the kinds that nobody has placed."""

    found: Mapping[Bearing, frozenset[int]] = field(default_factory=dict)
    strange: frozenset[str] = frozenset()


def touched(sealed: Iterable[Sealed]) -> Touched:
    """What some entries bear on."""
    found: dict[Bearing, set[int]] = defaultdict(set)
    strange: set[str] = set()
    for each in sealed:
        bearing = BEARS.get(each.noun, {}).get(each.kind)
        if bearing is None:
            strange.add(f"{each.noun}: {each.kind}")
        elif bearing is not Bearing.NONE:
            found[bearing].add(each.stream_id)
    return Touched({bearing: frozenset(ids) for bearing, ids in found.items()}, frozenset(strange))


def touched_loans(uow: UnitOfWork, first: int, second: int) -> frozenset[int] | None:
    """The loans that may differ between two positions, in whichever order; None: any may."""
    after, until = min(first, second), max(first, second)
    if until - after > MOST:
        return None
    bears = touched(uow.changes.sealed(after, until))
    if bears.strange:
        return None
    loans = set(bears.found.get(Bearing.LOAN, ()))
    for bearing, ids in bears.found.items():
        if bearing is not Bearing.LOAN:
            loans.update(uow.changes.loans_of(bearing, ids))
    return frozenset(loans)
