"""Commitments on both databases: released, cut, expired, carried, and approved against forecast recovery (§6.10)."""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest

from loans.domain.application import State
from loans.domain.commitment import Fate
from loans.domain.commitment import State as Became
from loans.domain.law import Overlay
from loans.domain.loan import Loan
from loans.domain.personal import PERSONAL_KEYS
from loans.domain.plan import Use
from loans.domain.refusal import Refusal
from loans.service import commitment, debt, overlay
from loans.service.commitment import Decided, Open, Standing, YearDecision
from loans.service.fund import below_zero
from loans.service.plan import uses
from tests.programme import CHIEF, COMMUNES, DAYS, DIRECTOR, MILLION, OFFICER, PLANNER, Programme, codes
from tests.store.test_audit import PLAIN_KEYS

WHY = "Khách hàng không còn nhu cầu (giả định)"
MARCH, APRIL = date(2026, 3, 2), date(2026, 4, 2)
DECEMBER, NEW_YEAR, JANUARY = date(2026, 12, 10), date(2026, 12, 31), date(2027, 1, 12)


class Office:
    """One source of a programme with its plan, and what is done with the commitments out of it."""

    def __init__(self, programme: Programme, capital: int = 1_000 * MILLION) -> None:
        self.made = programme
        self.source = programme.funded(capital)
        self.point = programme.point()

    def on(self, day: date) -> None:
        self.made.clock.now = datetime.combine(day, time(2), UTC)

    def signed(self, amount: int, *, on: date | None = None, paid: int = 0, approved: int | None = None) -> Loan:
        """A contract for ``amount`` (or what of it was approved), of which ``paid`` was disbursed on the same day."""
        days = dict.fromkeys(DAYS, on) if on else DAYS
        filing = self.made.filing(self.made.worker(), self.source, amount)
        application_id = self.made.appraised(filing, days=days)
        reason = "Mức phù hợp phương án (giả định)" if approved else ""
        self.made.approve(application_id, on=days["approved"], amount=approved, reason=reason)
        loan = self.made.sign(application_id, point=self.point, on=days["signed"])
        return self.made.disburse(loan.id, paid, on=days["signed"]) if paid else loan

    def sets(self, parameter: str, value: str | int, since: date = date(2026, 1, 1)) -> None:
        told = Overlay(
            parameter=parameter,
            since=since,
            value=value,
            cites=("QĐ-GIA/2026",),
            certainty="law",
            active=True,
            confirmed=True,
            note="",
        )
        with self.made.by(PLANNER) as uow:
            at = uow.funds.get(self.source).sequence
            overlay.record_overlay(uow, today=self.made.today, source_id=self.source, expected=at, overlay=told)

    def release(self, loan_id: int, on: date, amount: int | None = None) -> None:
        with self.made.by(DIRECTOR) as uow:
            at = uow.entries.sequence(loan_id)
            commitment.release(
                uow, DIRECTOR, today=self.made.today, loan_id=loan_id, expected=at, on=on, reason=WHY, amount=amount
            )

    def expire(self, application_ids: list[int], on: date, *, keep_good: bool = False) -> list[Decided]:
        with self.made.by(DIRECTOR) as uow:
            return commitment.expire(
                uow,
                DIRECTOR,
                today=self.made.today,
                on=on,
                application_ids=application_ids,
                reason=WHY,
                keep_good=keep_good,
            )

    def close(self, on: date, *fates: tuple[int, Fate], keep_good: bool = False) -> tuple[list[Decided], bool]:
        with self.made.by(DIRECTOR) as uow:
            return commitment.close_year(
                uow,
                DIRECTOR,
                today=self.made.today,
                source_id=self.source,
                year=2026,
                on=on,
                decisions=[YearDecision(*fate) for fate in fates],
                reason=WHY,
                keep_good=keep_good,
            )

    def open(self, year: int | None = None) -> list[Open]:
        with self.made.store.reading() as uow:
            return commitment.open_of(uow, on=self.made.today, source_id=self.source, year=year)

    def due(self) -> list[int]:
        with self.made.store.reading() as uow:
            found = commitment.due(uow, on=self.made.today, source_id=self.source)
            return [each.commitment.application_id for each in found]

    def became(self, loan_id: int) -> Standing:
        with self.made.store.reading() as uow:
            return commitment.of_loan(uow, loan_id)

    def use(self, year: int = 2026) -> Use:
        with self.made.store.reading() as uow:
            return uses(uow, source_id=self.source, year=year, on=date(year, 12, 31))[COMMUNES[0]]

    def balances(self, first: date, days: int) -> Iterator[tuple[int, int, int]]:
        """(available, committed, outstanding) of every day; the identity of §6.9 holds on each."""
        for past in range(days):
            found = self.made.statement(self.source, as_of=first + timedelta(days=past))
            assert found.preserved, found
            yield found.available, found.committed, found.outstanding


@pytest.fixture
def office(programme: Programme) -> Office:
    return Office(programme)


def refused(work: Callable[[], object]) -> list[str]:
    with pytest.raises(Refusal) as said:
        work()
    return list(codes(said.value))


# --- released and cut


@pytest.mark.parametrize("part", [0, 1])
def test_what_is_released_is_as_if_it_had_never_been_approved(
    programme: Programme, draw: random.Random, part: int
) -> None:
    """The plan remaining and every balance from the release on are those of an approval of what was paid alone."""
    paid = part * draw.randrange(1, 60 * MILLION)
    office, other = Office(programme), Office(programme)
    released = date(2026, 3, 20)
    loan = office.signed(60 * MILLION, paid=paid)
    if paid:
        other.signed(60 * MILLION, approved=paid, paid=paid)
    before = programme.statement(office.source, as_of=released - timedelta(days=1))
    assert (before.committed, before.preserved) == (60 * MILLION - paid, True)
    office.release(loan.id, released)
    assert office.use() == other.use()
    assert list(office.balances(released, 3)) == list(other.balances(released, 3))
    assert list(office.balances(date(2026, 1, 4), 40))  # and on every day before it
    state = Became.CUT if paid else Became.CANCELLED
    assert (office.became(loan.id).state, office.became(loan.id).released) == (state, 60 * MILLION - paid)
    assert refused(lambda: programme.disburse(loan.id, 1, on=released)) == ["beyond_commitment"]
    assert refused(lambda: office.release(loan.id, released)) == ["nothing_committed"]


def test_what_was_never_disbursed_falls_due_last_and_never_moves_to_overdue(office: Office) -> None:
    """60 of 80 in four instalments: the first three fall due as agreed, the fourth is nobody's debt, nor extended."""
    loan = office.signed(80 * MILLION, paid=60 * MILLION)
    office.release(loan.id, date(2026, 3, 20))
    for day, overdue in (("2026-09-07", 20), ("2027-03-07", 40), ("2027-09-07", 60), ("2028-06-01", 60)):
        owed = office.made.standing(loan.id, date.fromisoformat(day))
        assert (owed.overdue, owed.outstanding) == (overdue * MILLION, 60 * MILLION), day
    office.made.repay(loan.id, on=date(2026, 8, 6), principal=20 * MILLION, interest=0)
    office.made.debt(debt.extend, loan.id, on=date(2026, 10, 1), months=9)
    for when, late in (("2027-09-07", 20), ("2028-05-06", 20), ("2028-05-07", 40)):  # the third, extended to 06/05/2028
        assert office.made.standing(loan.id, date.fromisoformat(when)).overdue == late * MILLION, when


def test_a_cut_leaves_the_rest_to_be_paid_out_and_is_reversed_only_where_plan_and_capital_are_left(
    office: Office,
) -> None:
    loan = office.signed(60 * MILLION)
    assert refused(lambda: office.release(loan.id, date(2026, 3, 20), 61 * MILLION)) == ["beyond_commitment"]
    assert refused(lambda: office.release(loan.id, date(2026, 2, 4), MILLION)) == ["day_too_early"]
    office.release(loan.id, date(2026, 3, 20), 20 * MILLION)
    assert refused(lambda: office.made.disburse(loan.id, 41 * MILLION)) == ["beyond_commitment"]
    assert refused(lambda: office.made.reverse(loan.id)) == ["approver_needed"]
    for again in (OFFICER, DIRECTOR):  # who filed it, who released it
        assert refused(partial(office.made.reverse, loan.id, by=again, approver=True)) == ["same_person"]
    office.made.reverse(loan.id, by=CHIEF)
    assert office.became(loan.id).left == 60 * MILLION
    office.release(loan.id, date(2026, 3, 20), 20 * MILLION)
    for amount in (200, 200, 200, 200, 160):
        office.signed(amount * MILLION, on=APRIL)
    assert office.use().remaining == 0
    assert refused(lambda: office.made.reverse(loan.id, by=CHIEF)) == ["beyond_plan"]
    office.made.disburse(loan.id, 40 * MILLION)
    assert office.became(loan.id).state is Became.CUT


def test_capital_is_whole_on_every_day_whatever_ends_a_commitment(office: Office, draw: random.Random) -> None:
    """§6.9 on every day of a random history; plan and ledger commit the same, and nothing is promised below zero."""
    loans, day = [office.signed(amount * MILLION) for amount in (40, 90, 200)], DAYS["signed"]
    for _ in range(18):
        day, loan = day + timedelta(days=draw.randrange(3)), draw.choice(loans)
        amount, name = draw.randrange(1, loan.amount), draw.choice(("disburse", "cut", "release", "reverse", "repay"))
        done: dict[str, Callable[[], object]] = {
            "disburse": partial(office.made.disburse, loan.id, amount, on=day),
            "cut": partial(office.release, loan.id, day, amount),
            "release": partial(office.release, loan.id, day),
            "reverse": partial(office.made.reverse, loan.id, by=CHIEF),
            "repay": partial(office.made.repay, loan.id, on=day, principal=amount, interest=0),
        }
        with suppress(Refusal):
            done[name]()
    held = list(office.balances(DAYS["approved"], 60))
    assert all(min(each) >= 0 for each in held)
    standings = [office.became(loan.id) for loan in loans]
    assert all(each.amount == each.paid + each.left + each.released for each in standings)
    assert office.use().committed == held[-1][1] == sum(each.left for each in standings)


def test_an_approval_not_yet_signed_is_signed_for_what_a_cut_leaves_and_lapses_with_the_rest(office: Office) -> None:
    made = office.made
    filed = [made.applied(office.source, 60 * MILLION) for _ in range(2)]
    for application_id in filed:
        made.approve(application_id)

    def end(application_id: int, amount: int | None, by: Any = DIRECTOR) -> None:
        with made.by(by) as uow:
            at = uow.entries.sequence(application_id)
            told: dict[str, Any] = {"application_id": application_id, "expected": at, "amount": amount}
            commitment.release(uow, by, today=made.today, on=date(2026, 2, 20), reason=WHY, **told)

    assert refused(lambda: end(filed[0], None, OFFICER)) == ["same_person"]
    end(filed[0], 25 * MILLION)
    assert made.sign(filed[0], point=office.point).amount == 35 * MILLION
    assert refused(lambda: end(filed[0], None)) == ["application_step_out_of_order"]
    end(filed[1], None)
    with made.store.reading() as uow:
        assert uow.applications.get(filed[1]).state is State.LAPSED
    assert refused(lambda: made.sign(filed[1], point=office.point)) == ["application_step_out_of_order"]
    assert office.use().committed == 35 * MILLION


# --- expiry


def test_an_expired_commitment_is_due_is_not_paid_out_and_is_ended_by_a_person(office: Office) -> None:
    office.sets("commitment_expiry_days", 30)
    begun, late = office.signed(50 * MILLION, paid=MILLION), office.signed(50 * MILLION)
    last = DAYS["approved"] + timedelta(days=30)
    office.on(last)
    assert office.due() == []
    office.on(last + timedelta(days=1))
    assert office.due() == [late.application_id]
    assert office.use().committed == 99 * MILLION  # no day ends it
    assert refused(lambda: office.made.disburse(late.id, MILLION, on=office.made.today)) == ["commitment_expired"]
    office.made.disburse(begun.id, MILLION, on=office.made.today)
    rows = [late.application_id, begun.application_id, 10**6]
    bad = ["commitments_refused", "commitment_not_expired", "unknown_application"]
    assert refused(lambda: office.expire(rows, office.made.today)) == bad
    assert office.due() == [late.application_id]
    results = office.expire(rows, office.made.today, keep_good=True)
    assert [(row.amount, [each.code for each in row.findings]) for row in results] == [
        (50 * MILLION, []),
        (0, ["commitment_not_expired"]),
        (0, ["unknown_application"]),
    ]
    assert (office.due(), office.became(late.id).state) == ([], Became.CANCELLED)
    assert office.made.history(late.id)[-1].kind == "commitment_expired"


# --- the close of a plan year


def test_a_commitment_is_carried_or_released_at_the_close_of_its_year(office: Office) -> None:
    office.on(DECEMBER)
    big, small = office.signed(150 * MILLION, on=DECEMBER, paid=50 * MILLION), office.signed(80 * MILLION, on=DECEMBER)
    ids = big.application_id, small.application_id
    assert refused(lambda: office.close(DECEMBER, (ids[0], Fate.CARRY))) == ["plan_year_not_over"]
    office.on(JANUARY)
    assert refused(lambda: office.made.disburse(big.id, MILLION, on=JANUARY)) == ["commitment_of_other_year"]
    assert refused(lambda: office.close(NEW_YEAR, (ids[0], Fate.CARRY))) == ["commitments_refused", "beyond_plan"]
    office.made.decide(office.made.draft(office.source, {COMMUNES[0]: 150 * MILLION}, year=2027), on=date(2027, 1, 5))
    assert [each.proposal for each in office.open(2026)] == [Fate.CARRY, Fate.RELEASE]
    both = (ids[0], Fate.CARRY), (ids[1], Fate.CARRY)
    rows, closed = office.close(JANUARY, *both, keep_good=True)
    assert ([row.amount for row in rows], closed) == ([100 * MILLION, 0], False)
    assert "50000000" in rows[1].findings[0].vi
    assert (office.use().committed, office.use(2027).remaining) == (80 * MILLION, 50 * MILLION)
    rows, closed = office.close(JANUARY, (ids[1], Fate.RELEASE))
    assert closed
    assert (office.use().used, office.use(2027).committed) == (50 * MILLION, 100 * MILLION)
    assert refused(lambda: office.signed(MILLION, on=NEW_YEAR)) == ["plan_year_closed"]
    assert refused(lambda: office.made.disburse(big.id, MILLION, on=NEW_YEAR)) == ["commitment_of_other_year"]
    assert list(office.balances(date(2026, 12, 9), 36))
    carried = next(each.id for each in office.made.history(big.id) if each.kind == "commitment_carried_to")
    office.made.disburse(big.id, 60 * MILLION, on=JANUARY)
    assert refused(lambda: office.made.reverse(big.id, carried, by=CHIEF)) == ["books_contradict"]
    office.made.reverse(big.id)
    assert refused(lambda: office.made.reverse(big.id, carried)) == ["approver_needed"]
    assert refused(lambda: office.made.reverse(small.id, by=CHIEF)) == ["plan_year_closed"]
    office.made.reverse(big.id, carried, by=CHIEF)
    assert (office.use().committed, office.use(2027).committed) == (100 * MILLION, 0)
    assert office.close(JANUARY, (ids[0], Fate.RELEASE))[1]
    assert office.became(big.id).state is Became.CUT


# --- approved against forecast recovery


def test_an_approval_against_forecast_recovery_waits_for_the_cash_and_keeps_nobody_else_waiting(
    programme: Programme,
) -> None:
    office = Office(programme, 200 * MILLION)
    programme.plan(office.source, {COMMUNES[0]: 500 * MILLION})
    lent = office.signed(80 * MILLION, paid=80 * MILLION)  # 20 million fall due in August 2026
    covered = office.signed(100 * MILLION)
    assert refused(lambda: office.signed(40 * MILLION, on=MARCH)) == ["source_short"]
    office.sets("forecast_approval", "yes")
    assert refused(lambda: office.signed(41 * MILLION, on=MARCH)) == ["source_short"]
    ahead = office.signed(40 * MILLION, on=MARCH)
    with programme.store.reading() as uow:
        rests = commitment.on_forecast(uow, source_id=office.source, on=programme.today)
        assert [(each.commitment.application_id, each.part, each.wait) for each in rests] == [
            (ahead.application_id, 20 * MILLION, 20 * MILLION)
        ]
        assert below_zero(uow, since=DAYS["entrusted"]) == []  # a forecast explains it: no shortage
    stands = programme.statement(office.source)
    assert (stands.available, stands.committed, stands.committed_on_forecast) == (
        -20 * MILLION,
        140 * MILLION,
        20 * MILLION,
    )
    assert programme.statement(office.source, as_of=MARCH - timedelta(days=1)).committed_on_forecast == 0
    assert refused(lambda: programme.disburse(ahead.id, 20 * MILLION + 1, on=MARCH)) == ["recovery_not_come"]
    programme.disburse(ahead.id, 20 * MILLION, on=MARCH)
    programme.disburse(covered.id, 100 * MILLION, on=MARCH)
    assert refused(lambda: programme.disburse(ahead.id, 1, on=date(2026, 8, 5))) == ["recovery_not_come"]
    programme.repay(lent.id, on=date(2026, 8, 6), principal=20 * MILLION, interest=0)
    assert refused(lambda: programme.disburse(ahead.id, 1, on=date(2026, 8, 5))) == ["recovery_not_come"]
    programme.disburse(ahead.id, 20 * MILLION, on=date(2026, 8, 6))
    assert programme.statement(office.source).committed_on_forecast == 0
    held = list(office.balances(DAYS["entrusted"], 220))
    assert all(available + committed >= 0 for available, committed, _ in held)  # cash is never overdrawn
    assert held[-1] == (0, 0, 200 * MILLION)
    programme.reverse(lent.id)  # the collection was booked by mistake: now the source is short, and says so
    with programme.store.reading() as uow:
        assert [each.lowest for each in below_zero(uow, since=DAYS["entrusted"])] == [-20 * MILLION]


def test_bodies_of_commitments_say_nothing_personal(office: Office) -> None:
    office.on(DECEMBER)
    loan = office.signed(60 * MILLION, on=DECEMBER)
    office.release(loan.id, DECEMBER, MILLION)
    office.on(JANUARY)
    office.made.decide(office.made.draft(office.source, {COMMUNES[0]: 150 * MILLION}, year=2027), on=date(2027, 1, 5))
    office.close(JANUARY, (loan.application_id, Fate.CARRY))
    keys = {key for each in office.made.history(loan.id) for key in each.body}
    with office.made.store.reading() as uow:
        stream = uow.entries.find("plan_year", f"{office.source}/2026")
        assert stream is not None
        keys |= {key for each in uow.entries.history([stream]) for key in each.body}
    keys |= {"on_forecast", "expected_recovery"}
    assert keys - set(PLAIN_KEYS.split()) - PERSONAL_KEYS == set()
