"""Loans as columns: the one road from entries, facts and law to balances, overdue and interest of any day.

Every screen, report and payment goes through ``Portfolio``: one loan is a portfolio of one.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial

import numpy as np

from loans.domain.arrears import (
    KEEP,
    Balances,
    Delay,
    Instalments,
    InterestOwed,
    Timeline,
    balances,
    delay,
    interest_owed,
    timeline,
)
from loans.domain.books.doubt import Doubt
from loans.domain.columns import Column
from loans.domain.debt import Debts, Relief, ReliefKind, WriteOff
from loans.domain.due import Frozen, NotOwedError, Outlook, Postponed, outlook
from loans.domain.law import Law, law
from loans.domain.law.rates import loan_rate_history
from loans.domain.loan import Instalment, InstalmentRule, Loan, LoanEntry, Position
from loans.domain.opening import Opening
from loans.domain.programme import programme_of
from loans.domain.refusal import Refusal
from loans.service.piece import Transfers, pieces_of
from loans.service.unit_of_work import UnitOfWork

FORMULA_SWITCH = "job_loan_formula_of_old_loans"
_OWED = ("brought_in_term", "brought_overdue")
COLUMNS = ("disbursed", "repaid", "moved", "frozen", "settled", "interest", "waived", *_OWED)


@dataclass(frozen=True)
class Portfolio:
    """Some loans as of a day, with the columns that their balances follow from."""

    loans: Sequence[Loan]
    as_of: date
    lines: Timeline
    instalments: Instalments
    settled: Column
    doubts: Column
    """Per loan what cannot be known of it (``Doubt``), 0 for nothing."""

    @cached_property
    def balances(self) -> Balances:
        """In-term, overdue and frozen principal per loan at the end of the day."""
        return balances(self.lines, np.datetime64(self.as_of, "D"))

    @cached_property
    def delay(self) -> Delay:
        """Days overdue and days late per loan."""
        return delay(self.instalments, self.balances, np.datetime64(self.as_of, "D"), self.settled)

    @cached_property
    def interest_owed(self) -> InterestOwed:
        """Interest accrued and not collected, in đồng, apart by portion (§6.3)."""
        return interest_owed(self.lines, np.datetime64(self.as_of, "D"))

    def position(self, index: int = 0) -> Position:
        """What one of the loans owes."""
        held, interest = self.balances, self.interest_owed
        return Position(
            in_term=int(held.in_term[index]),
            overdue=int(held.overdue[index]),
            interest_in_term=int(interest.in_term[index]),
            interest_overdue=int(interest.overdue[index]),
            frozen=int(held.frozen[index]),
            credit=int(interest.credit[index]),
        )


def portfolio(
    uow: UnitOfWork,
    loans: Sequence[Loan],
    as_of: date,
    *,
    only: Sequence[int] | None = None,
    without: Collection[int] = (),
) -> Portfolio:
    """The portfolio of some loans as of a day, ``only`` narrows what is read, ``without`` leaves entries out."""
    index = {loan.id: place for place, loan in enumerate(loans)}
    booked = (each for each in uow.loans.entries(only) if each.effective_on <= as_of and each.entry_id not in without)
    entries = [entry for entry in booked if entry.loan_id in index]
    debts = uow.debts.of(only).until(as_of).without(without)
    openings = _openings(uow, only)
    found = _outlooks(_contracts(uow, loans, only), openings, entries, debts, Transfers(uow), loans, as_of)
    outlooks, doubts = [each for each, _ in found], np.array([doubt for _, doubt in found], np.uint8)
    rows = _Rows()
    _add_money(rows, entries, debts, index)
    _add_brought(rows, openings, index)
    for place, one in enumerate(outlooks):
        for change in one.changes:
            rows.add(place, change.day, moved=change.moved, frozen=change.frozen)
    unpriced = _add_rates(rows, uow, loans, as_of)
    return Portfolio(
        loans=loans,
        as_of=as_of,
        lines=rows.timeline(len(loans)),
        instalments=_instalments(outlooks),
        settled=np.array([one.settled for one in outlooks], np.int64),
        doubts=np.maximum(doubts, unpriced),
    )


def outlook_of(uow: UnitOfWork, loan: Loan, as_of: date) -> Outlook:
    """One loan's pieces and what its decisions change, from what was effective by a day."""
    entries = [entry for entry in uow.loans.entries([loan.id]) if entry.effective_on <= as_of]
    debts = uow.debts.of([loan.id]).until(as_of)
    contracts = _contracts(uow, [loan], [loan.id])
    [(found, _doubt)] = _outlooks(contracts, _openings(uow, [loan.id]), entries, debts, Transfers(uow), [loan], as_of)
    return found


@dataclass(slots=True)
class _Rows:
    """Rows of a timeline on their way into columns."""

    loan: list[int] = field(default_factory=list)
    day: list[date] = field(default_factory=list)
    amounts: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    rate: list[int] = field(default_factory=list)
    overdue_rate: list[int] = field(default_factory=list)

    def add(self, place: int, day: date, *, rate: int = KEEP, overdue_rate: int = KEEP, **amounts: int) -> None:
        """One row; amounts not named are 0."""
        self.loan.append(place)
        self.day.append(day)
        self.rate.append(rate)
        self.overdue_rate.append(overdue_rate)
        for name in COLUMNS:
            self.amounts[name].append(amounts.get(name, 0))

    def timeline(self, loans: int) -> Timeline:
        """The rows as columns."""
        return timeline(
            loans,
            loan=np.array(self.loan, np.int64),
            day=np.array(self.day, "datetime64[D]"),
            rate_e7=np.array(self.rate, np.int64),
            overdue_rate_e7=np.array(self.overdue_rate, np.int64),
            **{name: np.array(values, np.int64) for name, values in self.amounts.items()},
        )


def _contracts(uow: UnitOfWork, loans: Sequence[Loan], only: Sequence[int] | None) -> dict[int, list[Instalment]]:
    contracts: dict[int, list[Instalment]] = {loan.id: [] for loan in loans}
    for part in uow.loans.instalments(only):
        if part.loan_id in contracts:
            contracts[part.loan_id].append(part)
    return contracts


def _openings(uow: UnitOfWork, only: Sequence[int] | None) -> dict[int, Opening]:
    return {opening.loan_id: opening for opening in uow.loans.openings(only)}


def _outlooks(
    contracts: dict[int, list[Instalment]],
    openings: dict[int, Opening],
    entries: Sequence[LoanEntry],
    debts: Debts,
    transfers: Transfers,
    loans: Sequence[Loan],
    until: date,
) -> list[tuple[Outlook, Doubt]]:
    """Each loan's outlook and what is in doubt of it; only a loan with decisions needs its payments one by one."""
    decided: dict[int, list[Postponed | Frozen]] = defaultdict(list)
    final_only = {loan.id for loan in loans if loan.instalment_rule is InstalmentRule.FINAL_MATURITY_ONLY}
    for relief in debts.reliefs:
        decided[relief.loan_id].append(_postponed(relief, final_only))
    for freeze in debts.freezes:
        paid = tuple(
            (part.effective_on, part.amount) for part in debts.frozen_parts if part.freeze_id == freeze.entry_id
        )
        decided[freeze.loan_id].append(
            Frozen(freeze.effective_on, freeze.last_on, freeze.in_term, freeze.overdue, paid)
        )
    repaid = _repaid(entries, debts, decided.keys())
    found = []
    for loan in loans:
        sessions = _Sessions(transfers)
        pieces, past = pieces_of(loan, contracts[loan.id], openings.get(loan.id), sessions)
        followed, transfer = Doubt.NONE, partial(sessions.of, loan)
        try:
            seen = outlook(pieces, decided[loan.id], repaid.get(loan.id, ()), transfer, until, past)
        except NotOwedError:
            seen, followed = outlook(pieces, (), (), transfer, until, past), Doubt.DECISION_NOT_FOLLOWED
        found.append((seen, max(followed, sessions.doubt)))
    return found


class _Sessions:
    """The sessions of one loan; principal of which no session is known never moves, and the loan is in doubt."""

    def __init__(self, transfers: Transfers) -> None:
        self._transfers, self.doubt = transfers, Doubt.NONE

    def of(self, loan: Loan, due: date) -> date:
        """The first session after a due day."""
        return self._known(self._transfers.of, loan, due)

    def strictly_after(self, loan: Loan, day: date) -> date:
        """The first session after a day, never on it."""
        return self._known(self._transfers.strictly_after, loan, day)

    def _known(self, session: Callable[[Loan, date], date], loan: Loan, day: date) -> date:
        try:
            return session(loan, day)
        except (Refusal, OverflowError):  # a point without a day; a day at the end of the calendar
            self.doubt = Doubt.NO_SESSION
            return date.max


def _postponed(relief: Relief, final_only: Collection[int]) -> Postponed:
    waits = relief.kind is ReliefKind.RESCHEDULED and relief.loan_id in final_only
    return Postponed(relief.effective_on, relief.number, relief.amount, relief.due_on, relief.kind, waits)


def _repaid(entries: Sequence[LoanEntry], debts: Debts, wanted: Iterable[int]) -> dict[int, list[tuple[date, int]]]:
    """Principal paid or written off outside a freeze, per loan that needs it: (day, đồng)."""
    paid: dict[int, list[tuple[date, int]]] = {loan_id: [] for loan_id in wanted}
    of_frozen = _frozen_by_entry(debts)
    vouchers: list[LoanEntry | WriteOff] = [*entries, *debts.write_offs]
    for voucher in vouchers:
        if voucher.loan_id in paid:
            rest = voucher.principal - of_frozen.get(voucher.entry_id, 0)
            paid[voucher.loan_id].append((voucher.effective_on, rest))
    return paid


def _frozen_by_entry(debts: Debts) -> dict[int, int]:
    sums: dict[int, int] = defaultdict(int)
    for part in debts.frozen_parts:
        sums[part.entry_id] += part.amount
    return sums


def _add_money(rows: _Rows, entries: Sequence[LoanEntry], debts: Debts, index: dict[int, int]) -> None:
    """Vouchers, write-offs and refunds."""
    of_frozen = _frozen_by_entry(debts)
    for entry in entries:
        settled = of_frozen.get(entry.entry_id, 0)
        rows.add(
            index[entry.loan_id],
            entry.effective_on,
            disbursed=entry.disbursed,
            repaid=entry.principal - settled,
            settled=settled,
            interest=entry.interest,
        )
    for lost in debts.write_offs:
        if lost.loan_id in index:
            settled = of_frozen.get(lost.entry_id, 0)
            rows.add(
                index[lost.loan_id],
                lost.effective_on,
                repaid=lost.principal - settled,
                settled=settled,
                waived=lost.interest,
            )
    for back in debts.refunds:
        if back.loan_id in index:
            rows.add(index[back.loan_id], back.effective_on, interest=-back.interest)


def _add_brought(rows: _Rows, openings: dict[int, Opening], index: dict[int, int]) -> None:
    """Interest owed at an opening; where past vouchers are held it follows from them instead."""
    for opening in openings.values():
        if opening.loan_id in index and opening.interest_known and not opening.has_history:
            owed = {"brought_in_term": opening.interest_in_term, "brought_overdue": opening.interest_overdue}
            rows.add(index[opening.loan_id], opening.effective_on, **owed)


def _add_rates(rows: _Rows, uow: UnitOfWork, loans: Sequence[Loan], as_of: date) -> Column:
    """Rates per loan: a fixed one stays; a formula follows its regime and each re-pricing (§6.2).

    Where no formula gives one the contract's rates stand; answers the doubt of each loan.
    """
    histories: dict[tuple[str, date, str, int], list[tuple[date, int, int]] | None] = {}
    doubts = np.zeros(len(loans), np.uint8)
    for place, loan in enumerate(loans):
        if loan.rate_fixed:
            rows.add(place, loan.approved_on, rate=loan.rate_e7, overdue_rate=loan.overdue_rate_e7)
            continue
        family = programme_of(loan.programme).rate_family
        key = (family, loan.approved_on, loan.rate_group, loan.source_id)
        if key not in histories:
            switch = [each for each in uow.overlays.of_source(loan.source_id) if each.parameter == FORMULA_SWITCH]
            until = max(as_of, loan.approved_on)
            rules = law().under(switch)
            histories[key] = rates_held(rules, family, loan.approved_on, loan.rate_group, until)
        held = histories[key]
        if held is None:
            held, doubts[place] = [(loan.approved_on, loan.rate_e7, loan.overdue_rate_e7)], Doubt.RATE_UNKNOWN
        for since, rate, overdue in held:
            rows.add(place, since, rate=rate, overdue_rate=overdue)
    return doubts


def rates_held(
    rules: Law, family: str, approved_on: date, group: str, until: date
) -> list[tuple[date, int, int]] | None:
    """The history of a loan's rates; None where the law held gives none."""
    try:
        return loan_rate_history(rules, family, approved_on, group, until)
    except Refusal:
        return None


def _instalments(outlooks: Sequence[Outlook]) -> Instalments:
    pieces = [(place, piece) for place, found in enumerate(outlooks) for piece in found.pieces]
    return Instalments(
        loan=np.array([place for place, _ in pieces], np.int64),
        due=np.array([piece.due for _, piece in pieces], "datetime64[D]"),
        transfer=np.array([piece.moves for _, piece in pieces], "datetime64[D]"),
        principal=np.array([piece.amount for _, piece in pieces], np.int64),
    )
