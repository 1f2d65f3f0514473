"""Capital as a ledger on both databases: movements under decisions, losses, interest, statements of any day."""

import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from loans.domain.fund import Account, Movement, Posting, Source, Statement, postings, reversed_postings
from loans.domain.interest_share import PARTS
from loans.domain.refusal import Conflict, Refusal
from loans.domain.turnover import CapitalTurnover, InterestTurnover, LossTurnover, ProvisionTurnover
from loans.service import fund
from loans.service.fund import Turnover, below_zero, turnover_of
from loans.service.interest_share import Distribution, distribute_interest, set_interest_shares
from loans.service.unit_of_work import Known, Posted
from loans.store.unit_of_work import SqlUnitOfWork, Store
from tests.programme import COMMUNES, PLANNER, Programme, codes
from tests.store.tools import PATIENCE_S, refusals, together

SHARES = {"capital": "40", "provision": "30", "management_fee": "17.5", "management_expense": "12.5"}
DECISION = "QĐ-GIẢ 15/2026"
JANUARY = date(2026, 1, 5)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def refusal_of(work: Callable[[], object]) -> list[str]:
    with pytest.raises(Refusal) as refused:
        work()
    return list(codes(refused.value))


class Capital:
    """One source of a programme, changed step by step; what loans do to it is booked as they would."""

    def __init__(self, programme: Programme, entrusted: int = 0) -> None:
        self.programme = programme
        self.id = programme.source(entrusted, on=JANUARY)

    def _at(self) -> int:
        with self.programme.store.reading() as uow:
            return uow.funds.get(self.id).sequence

    def do(
        self,
        deed: Callable[..., Source],
        amount: int,
        on: date,
        *,
        decision: str = DECISION,
        expected: int | None = None,
    ) -> Source:
        at = self._at() if expected is None else expected
        with self.programme.by(PLANNER) as uow:
            return deed(
                uow,
                today=self.programme.today,
                source_id=self.id,
                expected=at,
                amount=amount,
                on=on,
                decision=decision,
            )

    def set_shares(
        self, since: date = JANUARY, shares: Mapping[str, str] = SHARES, cites: tuple[str, ...] = (DECISION,)
    ) -> Source:
        at = self._at()
        with self.programme.by(PLANNER) as uow:
            return set_interest_shares(
                uow,
                today=self.programme.today,
                source_id=self.id,
                expected=at,
                since=since,
                shares=shares,
                cites=cites,
            )

    def distribute(self, on: date, amount: int | None = None) -> Distribution:
        at = self._at()
        with self.programme.by(PLANNER) as uow:
            return distribute_interest(
                uow,
                today=self.programme.today,
                source_id=self.id,
                expected=at,
                on=on,
                decision=DECISION,
                amount=amount,
            )

    def book(self, movement: Movement, amount: int, on: date, kind: str = "") -> int:
        """What a loan's own entry would post; answers the entry."""
        return self._post(kind or movement.value, on, postings(movement, self.id, amount))

    def undo(self, entry_id: int, on: date) -> int:
        """A reversal: the same postings with the other sign, tied to the entry that it takes back."""
        with self.programme.store.reading() as uow:
            held = uow.funds.posted(self.id, self.programme.today, after=(0, 0), limit=1_000)
        parts = [Posting(self.id, Account(each.account), each.amount) for each in held if each.entry_id == entry_id]
        return self._post("entry_reversed", on, reversed_postings(parts), entry_id)

    def _post(self, kind: str, on: date, parts: tuple[Posting, ...], reversed_id: int | None = None) -> int:
        at = self._at()
        with self.programme.by(PLANNER) as uow:
            booked = uow.entries.append(self.id, at, kind, on, {})
            uow.funds.post(booked, on, parts)
            if reversed_id is not None:
                uow.debts.add_reversal(booked, reversed_id)
        return booked.entry_id

    def lend(self, amount: int, on: date) -> None:
        self.book(Movement.COMMITTED, amount, on)
        self.book(Movement.DISBURSED, amount, on)

    def stands(self, as_of: date | None = None, known: Known | None = None) -> Statement:
        return self.programme.statement(self.id, as_of=as_of, known=known)

    def turnover(self, since: date, as_of: date) -> Turnover:
        with self.programme.store.reading() as uow:
            return turnover_of(uow, source_id=self.id, since=since, as_of=as_of)


@pytest.fixture
def capital(programme: Programme) -> Capital:
    return Capital(programme, 1_000)


def test_the_worked_case_of_a_loss_as_of_every_day(capital: Capital) -> None:
    """§6.9: 985 = 925 + 0 + 60 + 0; then 10 of interest added → 995 = 935 + 0 + 60 + 0."""
    none = dict.fromkeys(PARTS, "0")
    capital.set_shares(shares=none | {"provision": "50", "management_fee": "50"})
    capital.set_shares(day("05-01"), none | {"capital": "100"})
    capital.lend(100, day("02-02"))
    capital.book(Movement.INTEREST_COLLECTED, 60, day("03-02"), "loan_repaid")
    capital.distribute(day("03-03"), 50)
    capital.book(Movement.WRITTEN_OFF, 40, day("04-01"), "loan_written_off")
    capital.do(fund.cover_loss, 25, day("04-02"))
    capital.do(fund.reduce, 15, day("04-03"))
    capital.distribute(day("05-01"), 10)
    shown = {
        "02-01": (1_000, 1_000, 0, 0, "100.00"),
        "02-02": (1_000, 900, 100, 0, "100.00"),
        "04-01": (1_000, 900, 60, 40, "96.00"),
        "04-02": (1_000, 925, 60, 15, "98.50"),
        "04-03": (985, 925, 60, 0, "100.00"),
        "05-01": (995, 935, 60, 0, "100.00"),
    }
    for on, wanted in shown.items():
        found = capital.stands(day(on))
        assert found.preserved
        assert (
            found.entrusted,
            found.available,
            found.outstanding,
            found.loss_uncovered,
            found.preservation,
        ) == wanted, on
    assert (capital.stands().provision, capital.stands().interest_undistributed) == (0, 0)


def test_a_turnover_carries_its_opening_to_the_statement_of_its_last_day(capital: Capital) -> None:
    capital.do(fund.supplement, 200, day("02-01"))
    capital.lend(100, day("02-02"))
    capital.set_shares()
    capital.book(Movement.INTEREST_COLLECTED, 100, day("02-20"), "loan_repaid")
    capital.book(Movement.INTEREST_REFUNDED, 4, day("02-21"), "interest_refunded")
    capital.distribute(day("02-28"), 90)
    capital.book(Movement.WRITTEN_OFF, 40, day("03-01"), "loan_written_off")
    capital.do(fund.cover_loss, 20, day("03-02"))
    capital.do(fund.reduce, 5, day("03-03"))
    capital.do(fund.withdraw, 50, day("03-04"))
    capital.book(Movement.RECOVERED_BEFORE_COVER, 10, day("03-05"), "loan_recovered")
    capital.book(Movement.RECOVERED_AFTER_COVER, 6, day("03-05"), "loan_recovered")
    year = capital.turnover(day("01-01"), day("03-31"))
    assert year.capital == CapitalTurnover(0, 1_000, 200, 37, 50, 5)
    assert year.interest == InterestTurnover(0, 96, 90)
    assert year.provision == ProvisionTurnover(0, 27, 6, 20)
    assert year.loss == LossTurnover(0, 40, 20, 5, 10)
    march = capital.turnover(day("03-01"), day("03-31"))
    assert march.capital == CapitalTurnover(1_237, 0, 0, 0, 50, 5)
    assert march.interest == InterestTurnover(6, 0, 0)
    assert march.provision == ProvisionTurnover(27, 0, 6, 20)
    found = capital.stands(day("03-31"))
    closings = (march.capital.closing, march.interest.closing, march.provision.closing, march.loss.closing)
    assert closings == (found.entrusted, found.interest_undistributed, found.provision, found.loss_uncovered)
    assert refusal_of(lambda: capital.turnover(day("04-01"), day("03-31"))) == ["period_reversed"]


def test_a_reversal_counts_under_the_heading_of_what_it_reverses(capital: Capital) -> None:
    capital.lend(100, day("02-02"))
    capital.set_shares()
    capital.book(Movement.INTEREST_COLLECTED, 100, day("02-20"), "loan_repaid")
    capital.distribute(day("02-28"), 100)
    written_off = capital.book(Movement.WRITTEN_OFF, 40, day("03-01"), "loan_written_off")
    recovered = capital.book(Movement.RECOVERED_BEFORE_COVER, 10, day("03-05"), "loan_recovered")
    capital.undo(recovered, day("03-05"))
    capital.undo(written_off, day("03-01"))
    assert capital.turnover(day("01-01"), day("03-31")).loss == LossTurnover(0, 0, 0, 0, 0)
    collected = capital.book(Movement.INTEREST_COLLECTED, 7, day("03-10"), "loan_repaid")
    capital.undo(collected, day("03-10"))
    assert capital.turnover(day("03-01"), day("03-31")).interest == InterestTurnover(0, 0, 0)


# --- limits (§6.11)


def test_a_withdrawal_is_checked_on_every_later_day(capital: Capital) -> None:
    capital.do(fund.withdraw, 700, day("06-01"))
    early = partial(capital.do, fund.withdraw, 301, day("03-01"))
    assert capital.stands(day("03-01")).available == 1_000
    assert refusal_of(early) == ["source_short"]
    capital.do(fund.withdraw, 300, day("03-01"))
    assert (capital.stands().available, capital.stands().entrusted) == (0, 0)
    assert capital.stands().preservation is None


def test_a_loss_is_neither_covered_nor_reduced_beyond_what_is_left_of_it(capital: Capital) -> None:
    capital.lend(100, day("02-02"))
    capital.book(Movement.INTEREST_COLLECTED, 100, day("02-20"), "loan_repaid")
    capital.set_shares()
    capital.distribute(day("02-28"))  # 30 to the provision
    assert refusal_of(lambda: capital.do(fund.reduce, 1, day("03-01"))) == ["beyond_uncovered_loss"]
    capital.book(Movement.WRITTEN_OFF, 40, day("03-10"), "loan_written_off")
    assert refusal_of(lambda: capital.do(fund.cover_loss, 1, day("03-09"))) == ["beyond_uncovered_loss"]
    assert refusal_of(lambda: capital.do(fund.cover_loss, 31, day("03-10"))) == ["provision_short"]
    capital.do(fund.reduce, 25, day("05-01"))
    assert refusal_of(lambda: capital.do(fund.cover_loss, 16, day("03-10"))) == ["beyond_uncovered_loss"]
    capital.do(fund.cover_loss, 15, day("03-10"))
    assert capital.stands().loss_uncovered == 0


def test_interest_is_distributed_once(capital: Capital) -> None:
    capital.set_shares()
    capital.book(Movement.INTEREST_COLLECTED, 60, day("02-20"), "loan_repaid")
    capital.book(Movement.INTEREST_COLLECTED, 40, day("05-20"), "loan_repaid")
    capital.distribute(day("06-01"), 70)
    assert refusal_of(lambda: capital.distribute(day("03-01"), 31)) == ["interest_short"]
    assert capital.distribute(day("03-01")).amount == 30
    assert refusal_of(lambda: capital.distribute(day("06-01"))) == ["nothing_to_distribute"]
    assert capital.stands().interest_undistributed == 0


def test_shares_of_the_day_distribute_and_without_any_nothing_is(capital: Capital) -> None:
    capital.book(Movement.INTEREST_COLLECTED, 1_001, day("02-20"), "loan_repaid")
    assert refusal_of(lambda: capital.distribute(day("03-01"))) == ["interest_shares_unset"]
    capital.set_shares(day("03-01"))
    capital.set_shares(day("07-01"), dict.fromkeys(PARTS, "25"))
    assert refusal_of(lambda: capital.distribute(day("02-28"), 1)) == ["interest_shares_unset"]
    first = capital.distribute(day("06-30"), 1_000)
    assert first.parts == {"capital": 400, "provision": 300, "management_fee": 175, "management_expense": 125}
    assert (first.shares.since, first.shares.cites) == (day("03-01"), (DECISION,))
    assert capital.distribute(day("07-01")).parts["capital"] == 1
    found = capital.stands()
    assert (found.entrusted, found.available, found.provision) == (1_401, 1_401, 300)


def test_shares_that_do_not_add_up_or_rest_on_nothing_are_refused(capital: Capital) -> None:
    assert refusal_of(lambda: capital.set_shares(shares={**SHARES, "capital": "39"})) == ["shares_not_100"]
    assert refusal_of(lambda: capital.set_shares(cites=())) == ["decision_missing"]
    assert refusal_of(lambda: capital.set_shares(cites=(" ",))) == ["decision_missing"]


@pytest.mark.parametrize("deed", [fund.entrust, fund.supplement, fund.withdraw, fund.reduce, fund.cover_loss])
def test_every_change_needs_a_decision_a_day_that_has_come_and_the_present_state(
    capital: Capital, deed: Callable[..., Source]
) -> None:
    on = day("03-01")
    assert refusal_of(lambda: capital.do(deed, 1, on, decision=" ")) == ["decision_missing"]
    assert refusal_of(lambda: capital.do(deed, 0, on)) == ["amount_not_positive"]
    tomorrow = capital.programme.today + timedelta(days=1)
    assert refusal_of(lambda: capital.do(deed, 1, tomorrow)) == ["day_in_future"]
    with pytest.raises(Conflict):
        capital.do(deed, 1, on, expected=1)


def test_a_withdrawal_and_an_approval_do_not_spend_the_same_capital(
    programme: Programme, database_url: str, open_store: Callable[[str], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have read before either locks, where the database lets them; then exactly one is short."""
    capital = Capital(programme, 100)
    programme.plan(capital.id, {COMMUNES[0]: 100})
    application_id = programme.applied(capital.id, 60)
    if programme.store.engine.dialect.name == "postgresql":
        line, lock = Barrier(2), SqlUnitOfWork.lock

        def wait_then_lock(uow: SqlUnitOfWork, **keys: Any) -> None:
            line.wait(PATIENCE_S)
            lock(uow, **keys)

        monkeypatch.setattr(SqlUnitOfWork, "lock", wait_then_lock)
    other = Programme(open_store(database_url), programme.clock)
    results = together(
        [partial(capital.do, fund.withdraw, 60, JANUARY), partial(other.approve, application_id)]  # in either order
    )
    assert [refused.code for refused in refusals(results)] == ["source_short"]
    assert capital.stands().available == 40
    assert capital.stands().preserved


# --- shortage (§6.11)


def test_a_correction_is_not_refused_and_the_source_heads_the_list_below_zero(programme: Programme) -> None:
    deep, shallow, sound = (Capital(programme, 1_000) for _ in range(3))
    for each in (deep, shallow):
        each.lend(1_000, day("02-02"))
        repaid = each.book(Movement.PRINCIPAL_REPAID, 300, day("03-02"), "loan_repaid")
        each.do(fund.withdraw, 300 if each is deep else 100, day("04-02"))
        each.undo(repaid, day("03-02"))
    with programme.store.reading() as uow:
        found = below_zero(uow, since=day("01-31"))
        assert [(each.source.id, each.lowest, each.first_on, each.available) for each in found] == [
            (deep.id, -300, day("04-02"), 1_000),
            (shallow.id, -100, day("04-02"), 1_000),
        ]
        assert fund.shortage_of(uow, source_id=deep.id, since=day("01-31")) == 300
        assert fund.shortage_of(uow, source_id=sound.id, since=day("01-31")) == 0
    assert deep.stands().preserved
    assert refusal_of(lambda: deep.do(fund.withdraw, 1, day("03-01"))) == ["source_short"]
    deep.do(fund.supplement, 300, day("04-02"))
    with programme.store.reading() as uow:
        assert [each.source.id for each in below_zero(uow, since=day("01-31"))] == [shallow.id]


# --- known time, postings


def test_what_is_recorded_later_does_not_change_what_was_known(capital: Capital) -> None:
    before, known = capital.stands(day("03-01")), capital.programme.store.seal()
    capital.programme.clock.advance(hours=1)
    capital.do(fund.withdraw, 400, day("02-01"))
    capital.set_shares()
    assert capital.stands(day("03-01"), known) == before
    assert capital.stands(day("03-01")).available == 600
    capital.programme.store.seal()
    with capital.programme.store.reading(known) as then:
        assert then.funds.shares(capital.id) == []
        assert fund.shortage_of(then, source_id=capital.id, since=day("01-01")) == 0
        assert then.funds.changes(capital.id, Account.AVAILABLE) == [(JANUARY, 1_000)]
        moved = turnover_of(then, source_id=capital.id, since=JANUARY, as_of=day("03-01"))
        assert moved.capital == CapitalTurnover(0, 1_000, 0, 0, 0, 0)


def test_postings_page_in_the_order_of_booking_down_to_their_entry(capital: Capital) -> None:
    capital.set_shares()
    capital.book(Movement.INTEREST_COLLECTED, 100, day("02-20"), "loan_repaid")
    capital.distribute(day("02-28"))
    capital.do(fund.withdraw, 10, day("01-06"))
    with capital.programme.store.reading() as uow:
        every = uow.funds.posted(capital.id, capital.programme.today, after=(0, 0), limit=1_000)
        paged: list[Posted] = []
        after = (0, 0)
        while page := uow.funds.posted(capital.id, capital.programme.today, after=after, limit=3):
            paged += page
            after = (page[-1].entry_id, page[-1].line)
        early = uow.funds.posted(capital.id, day("01-31"), after=(0, 0), limit=1_000)
        cash = uow.funds.posted(capital.id, day("12-31"), after=(0, 0), limit=1_000, account="provision_cash")
    assert paged == list(every)
    assert sum(each.amount for each in every) == 0
    kinds = list(dict.fromkeys(each.kind for each in every))
    assert kinds == ["capital_entrusted", "loan_repaid", "interest_distributed", "capital_withdrawn"]
    assert {each.kind for each in early} == {"capital_entrusted", "capital_withdrawn"}
    assert [(each.kind, each.amount, each.noun, each.actor) for each in cash] == [
        ("interest_distributed", 30, "source", PLANNER.username)
    ]


# --- any sequence


def test_any_sequence_keeps_the_identity_on_every_day_and_no_purse_below_zero(
    programme: Programme, draw: random.Random, seed: int
) -> None:
    """Random steps on random days, as refused as they may be; the same steps in another order of days agree."""
    capital = Capital(programme, 5_000)
    capital.set_shares(shares={**SHARES, "capital": "33.333333", "provision": "36.666667"})
    days = [JANUARY + timedelta(days=step) for step in range(0, 300, 25)]
    deeds = [fund.supplement, fund.withdraw, fund.reduce, fund.cover_loss]
    capital.lend(3_000, days[0])
    written_off = 0
    for _ in range(30):
        amount, on = draw.randint(1, 900), draw.choice(days)
        with suppress(Refusal):
            step = draw.choice(["deed", "deed", "interest", "distribute", "write_off"])
            if step == "deed":
                capital.do(draw.choice(deeds), amount, on)
            elif step == "interest":
                capital.book(Movement.INTEREST_COLLECTED, amount, on, "loan_repaid")
            elif step == "distribute":
                shared = capital.distribute(on, draw.choice([amount, None]))
                assert sum(shared.parts.values()) == shared.amount
            elif written_off + amount <= 3_000:
                written_off += amount
                capital.book(Movement.WRITTEN_OFF, amount, on, "loan_written_off")
    for as_of in days:
        found = capital.stands(as_of)
        assert found.preserved, f"seed {seed}, as of {as_of}: {found}"
        held = (found.available, found.loss_uncovered, found.provision, found.interest_undistributed, found.entrusted)
        assert min(held) >= 0, f"seed {seed}, as of {as_of}: {found}"
        moved = capital.turnover(JANUARY, as_of)
        closings = (moved.capital.closing, moved.interest.closing, moved.provision.closing, moved.loss.closing)
        assert closings == (found.entrusted, found.interest_undistributed, found.provision, found.loss_uncovered)


def test_movements_give_the_same_statements_in_any_order_of_booking(programme: Programme, draw: random.Random) -> None:
    days = [JANUARY + timedelta(days=draw.randint(0, 250)) for _ in range(14)]
    moves = [(draw.choice(list(Movement)), draw.randint(1, 900), on) for on in days]
    ordered, shuffled = Capital(programme), Capital(programme)
    for movement, amount, on in moves:
        ordered.book(movement, amount, on)
    draw.shuffle(moves)
    for movement, amount, on in moves:
        shuffled.book(movement, amount, on)
    for as_of in [*days, programme.today]:
        assert ordered.stands(as_of) == shuffled.stands(as_of)
        assert ordered.turnover(JANUARY, as_of) == shuffled.turnover(JANUARY, as_of)
