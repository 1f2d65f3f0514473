"""The history of one loan: everything recorded that bears on what it owes, on any day.

It is read once (``store.books.history``) and holds every day: what depends on a day is a function of the history and
the day. ``applied`` is the history after an act that is decided and not yet recorded, so a trial, the check of every
later day and the second act of a correction all read the same thing.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

from loans.domain.books.course import course
from loans.domain.books.doubt import Doubt
from loans.domain.books.outcome import Outcome, PlanUse, Recovered, Reversal
from loans.domain.calendar import calendar
from loans.domain.debt import Debts, Freeze, FrozenPart, Refund, Relief, ReliefKind, WriteOff
from loans.domain.due import Course, Era, Frozen, Piece, Postponed
from loans.domain.law import Overlay, law
from loans.domain.loan import Instalment, InstalmentRule, Loan, LoanEntry
from loans.domain.network import fact_on
from loans.domain.opening import Opening, opened_pieces, past_and_unpaid
from loans.domain.refusal import Refusal
from loans.domain.session import PointDay, RecordedSession, first_session_after

_ONE_DAY = timedelta(days=1)
PROVISIONAL = 10**15
"""Entries of a trial stand behind every recorded one of their day."""

Fact = TypeVar("Fact")
NEVER = date.max
"""The day on which principal moves of which nobody can say when: its point has no monthly day."""


@dataclass(frozen=True)
class Meeting:
    """A transaction point as a loan sees it: its monthly days over time and its recorded sessions."""

    days: tuple[PointDay, ...] = ()
    recorded: tuple[RecordedSession, ...] = ()
    _found: dict[date, date] = field(default_factory=dict, compare=False, repr=False)

    def after(self, due: date) -> date:
        """The first session after a due day (§6.4), each worked out once; raises ``point_without_day``."""
        if due not in self._found:
            equal_day = str(law().reading("equal_day", due).value).removesuffix("_session")
            found = first_session_after(due, self.days, self.recorded, calendar(), equal_day=equal_day)
            self._found[due] = found.day
        return self._found[due]


@dataclass(frozen=True, slots=True)
class Met:
    """From ``since`` on a group meets the bank at a point."""

    since: date
    point_id: int


@dataclass(frozen=True, slots=True)
class Entered:
    """An entry of the loan: its number there, its kind and day, who booked it, what it says; ``undone`` if reversed."""

    id: int
    sequence: int
    kind: str
    effective_on: date
    actor: str
    said: str
    undone: bool = False

    @property
    def body(self) -> dict[str, Any]:
        """What it says, read from its canonical text."""
        found: dict[str, Any] = json.loads(self.said)
        return found


@dataclass(frozen=True)
class History:
    """One loan with all that bears on it; what was reversed is left out, but for ``entries``.

    ``vouchers`` stand in the order of their days and numbers, past ones and what an opening brought too; ``moves`` are
    the dated facts of its group, of one alone that has met at more than one point; ``meetings`` the points at which it
    met; ``overlays`` what its source set for itself; ``taken`` which of the voucher numbers asked about are used.
    """

    loan: Loan
    contract: tuple[Instalment, ...] = ()
    vouchers: tuple[LoanEntry, ...] = ()
    opening: Opening | None = None
    debts: Debts = field(default_factory=Debts)
    recovered: tuple[Recovered, ...] = ()
    moves: tuple[Met, ...] = ()
    meetings: Mapping[int, Meeting] = field(default_factory=dict)
    overlays: tuple[Overlay, ...] = ()
    closed_through: date | None = None
    entries: tuple[Entered, ...] = ()
    taken: frozenset[str] = frozenset()

    def transfer(self, due: date) -> date:
        """The session on which what is due on a day and unpaid moves to overdue (§6.4): the first after it of the
        group's point of that day, or of a direct loan's own point."""
        point_id = fact_on(self.moves, due).point_id if self.moves else self.loan.point_id
        return self.meetings[point_id].after(due)

    def session_after(self, day: date) -> date:
        """The first session after a day, never on it, whatever the law says of a due day that is a session day."""
        found = self.transfer(day)
        return found if found > day else self.transfer(day + _ONE_DAY)

    @property
    def doubt(self) -> Doubt:
        """What of this history cannot be followed."""
        return self._followed[1]

    @property
    def course(self) -> Course:
        """What becomes of its pieces over its whole life, with all that is recorded."""
        return self._followed[0]

    @cached_property
    def _followed(self) -> tuple[Course, Doubt]:
        missed: list[date] = []

        def transfer(due: date) -> date:
            try:
                return self.transfer(due)
            except (Refusal, OverflowError):  # a point without a day; a day at the end of the calendar
                missed.append(due)
                return NEVER

        pieces, past = self._pieces(transfer)
        found = course(pieces, self._money, self.decisions, transfer, past, all_lent=self.opening is not None)
        doubt = Doubt.DECISION_NOT_FOLLOWED if found.doubted else Doubt.NONE
        return found, max(doubt, Doubt.NO_SESSION if missed else Doubt.NONE)

    @property
    def _paid_at_once(self) -> bool:
        """Whether nothing was decided and all was lent at once: what is repaid bears on no piece's course."""
        lent = 1 if self.opening else sum(1 for each in self.vouchers if each.disbursed)
        return lent <= 1 and not self.decisions

    def session_of(self, era: Era) -> date | None:
        """The session after the last due day that is in force in an era: of unpaid pieces, else as agreed."""
        extended = [
            each.due_on
            for each in self.debts.reliefs
            if each.kind is ReliefKind.EXTENDED and each.effective_on <= era.since
        ]
        listed = [piece.due for piece in era.pieces] or extended or [part.due_on for part in self.contract]
        try:
            return self.transfer(max(listed))
        except (Refusal, ValueError, OverflowError):
            return None

    def _pieces(self, transfer: Any) -> tuple[list[Piece], list[tuple[date, int]]]:
        """The contract's pieces, and what was paid of it before the loan came from another system: (day, đồng).

        Where only the final maturity moves, every piece moves with the last one.
        """
        opening = self.opening
        paid, unpaid = past_and_unpaid(self.contract, opening) if opening else ([], list(self.contract))
        last = max((part.due_on for part in unpaid), default=self.loan.signed_on)
        whole = self.final_only

        def rule(due: date) -> date:
            day: date = transfer(last if whole else due)
            return day

        if opening:
            session = transfer(opening.effective_on)
            first = session if session > opening.effective_on else transfer(opening.effective_on + _ONE_DAY)
            pieces = opened_pieces(unpaid, opening, rule, first)
            return pieces, [(part.due_on, part.principal) for part in paid]
        return [
            Piece(part.due_on, part.number, part.principal, rule(part.due_on)) for part in unpaid if part.principal
        ], []

    @property
    def came_over(self) -> bool:
        """Whether it came from another system: no commitment of a plan stands behind it here."""
        return self.loan.application_id == self.loan.id

    @property
    def final_only(self) -> bool:
        """Whether an unpaid interim instalment waits for the final maturity."""
        return self.loan.instalment_rule is InstalmentRule.FINAL_MATURITY_ONLY

    @cached_property
    def decisions(self) -> tuple[Postponed | Frozen, ...]:
        """Reliefs and freezes in the order in which they were entered."""
        found: list[tuple[int, Postponed | Frozen]] = []
        for each in self.debts.reliefs:
            waits = each.kind == "rescheduled" and self.final_only
            on, due = each.effective_on, each.due_on
            found.append((each.entry_id, Postponed(on, each.number, each.amount, due, each.kind, waits)))
        for freeze in self.debts.freezes:
            named = [part for part in self.debts.frozen_parts if part.freeze_id == freeze.entry_id]
            paid = tuple((part.effective_on, part.amount) for part in named)
            held = Frozen(freeze.effective_on, freeze.last_on, freeze.in_term, freeze.overdue, paid)
            found.append((freeze.entry_id, held))
        return tuple(decision for _, decision in sorted(found, key=lambda pair: pair[0]))

    @property
    def _money(self) -> list[tuple[date, int, int]]:
        """Principal lent, and paid or written off outside a freeze, in its order: (day, đồng lent, đồng paid); of one
        day vouchers by number (§6.18), then write-offs."""
        lent = [each.disbursed for each in self.vouchers] + [0] * len(self.debts.write_offs)
        found = [(on, out, paid) for out, (on, paid) in zip(lent, self.covering, strict=True)]
        return sorted(found, key=lambda each: each[0])

    @cached_property
    def of_frozen(self) -> dict[int, int]:
        """What each voucher or write-off named of a freeze, by its entry, in đồng."""
        sums: dict[int, int] = {}
        for part in self.debts.frozen_parts:
            sums[part.entry_id] = sums.get(part.entry_id, 0) + part.amount
        return sums

    @cached_property
    def covering(self) -> tuple[tuple[date, int], ...]:
        """Principal paid or written off outside a freeze: (day, đồng)."""
        gone: tuple[LoanEntry | WriteOff, ...] = (*self.vouchers, *self.debts.write_offs)
        return tuple((each.effective_on, each.principal - self.of_frozen.get(each.entry_id, 0)) for each in gone)

    def without(self, entry_ids: Collection[int]) -> "History":
        """As if some entries had never been: what they brought goes, they stand as undone."""
        return replace(
            self,
            vouchers=tuple(each for each in self.vouchers if each.entry_id not in entry_ids),
            debts=self.debts.without(entry_ids),
            recovered=tuple(each for each in self.recovered if each.entry_id not in entry_ids),
            entries=tuple(replace(each, undone=True) if each.id in entry_ids else each for each in self.entries),
        )

    def applied(self, outcome: Outcome, entry_id: int | None = None) -> "History":
        """The history after an act: recorded under an entry, or as if it were, behind every entry there is."""
        booked = PROVISIONAL + len(self.entries) if entry_id is None else entry_id
        undone = {fact.reversed_id for fact in outcome.facts if isinstance(fact, Reversal)}
        kept = self.without(undone) if undone else self
        new = [replace(fact, entry_id=booked) for fact in outcome.facts if not isinstance(fact, Reversal | PlanUse)]
        sequence = self.loan.sequence + 1
        said = json.dumps(outcome.body, default=str)
        entry = Entered(booked, sequence, outcome.kind, outcome.on, "", said)
        made = replace(
            kept,
            loan=replace(self.loan, sequence=sequence),
            vouchers=_more(kept.vouchers, new, LoanEntry, key=_of_voucher),
            debts=_more_debts(kept.debts, new),
            recovered=_more(kept.recovered, new, Recovered, key=_of_fact),
            entries=(*kept.entries, entry),
            taken=kept.taken | {each.voucher_no for each in new if isinstance(each, LoanEntry)},
        )
        lends = any(isinstance(each, LoanEntry) and each.disbursed for each in new)
        if kept is self and made._paid_at_once and not lends and "_followed" in self.__dict__:
            made.__dict__["_followed"] = self._followed  # no payment changes the course of such a loan
        return made


def _of_voucher(each: LoanEntry) -> tuple[date, str, int]:
    return each.effective_on, each.voucher_no, each.entry_id


def _of_fact(each: Any) -> tuple[date, int]:
    return each.effective_on, each.entry_id


def _more(held: tuple[Fact, ...], new: Sequence[object], kind: type[Fact], key: Any) -> tuple[Fact, ...]:
    """The facts of a kind with those that came, in their order."""
    came = [each for each in new if isinstance(each, kind)]
    return tuple(sorted((*held, *came), key=key)) if came else held


def _more_debts(held: Debts, new: Sequence[object]) -> Debts:
    return Debts(
        reliefs=_more(held.reliefs, new, Relief, _of_fact),
        freezes=_more(held.freezes, new, Freeze, _of_fact),
        frozen_parts=_more(held.frozen_parts, new, FrozenPart, _of_fact),
        write_offs=_more(held.write_offs, new, WriteOff, _of_fact),
        refunds=_more(held.refunds, new, Refund, _of_fact),
    )
