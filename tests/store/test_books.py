"""The books of sources, plans and borrowers: identities that hold, and days that cannot be slipped under."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

import pytest

from loans.domain.borrower import BorrowerClass
from loans.domain.fund import Account, lowest_from
from loans.domain.loan import InstalmentRule, Position
from loans.domain.plan import Use
from loans.domain.refusal import Refusal
from loans.service.loan import position_of
from loans.service.plan import uses as uses_of
from loans.service.reports.overdue import overdue_by_loan
from tests.programme import COMMUNES, DAYS, MILLION, Programme, codes


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def position(programme: Programme, loan_id: int, on: date) -> Position:
    with programme.store.reading() as uow:
        return position_of(uow, uow.loans.get(loan_id), on)


def refusal_of(work: Callable[[], object]) -> list[str]:
    with pytest.raises(Refusal) as refused:
        work()
    return list(codes(refused.value))


# --- identities


def test_entrusted_is_available_and_committed_and_outstanding_after_any_sequence(
    programme: Programme, draw: random.Random, seed: int
) -> None:
    """Random work on two sources; after each step the identity holds on every day, and the books agree."""
    sources = [programme.funded(300 * MILLION, dict.fromkeys(COMMUNES[:2], 200 * MILLION)) for _ in range(2)]
    points = {commune: programme.point(commune) for commune in COMMUNES[:2]}
    open_applications: list[int] = []
    loans = [programme.lent(each, 30 * MILLION, point=points[COMMUNES[0]]).id for each in sources]
    days = [DAYS["approved"] + timedelta(days=step) for step in range(0, 280, 20)]

    def approve() -> None:
        commune = draw.choice(COMMUNES[:2])
        application_id = programme.applied(draw.choice(sources), draw.randint(1, 90) * MILLION, commune=commune)
        open_applications.append(application_id)
        programme.approve(application_id, on=draw.choice(days))

    def withdraw() -> None:
        programme.withdraw(draw.choice(open_applications), on=draw.choice(days))

    def lend() -> None:
        application_id, on = draw.choice(open_applications), draw.choice(days)
        with programme.store.reading() as uow:
            present = uow.applications.get(application_id)
        loan = programme.sign(application_id, point=points[present.commune], on=on)
        loans.append(loan.id)
        programme.disburse(loan.id, draw.randint(1, loan.amount), on=on)

    def repay() -> None:
        loan_id, on = draw.choice(loans), draw.choice(days)
        programme.repay(loan_id, on=on, principal=draw.randint(0, 9 * MILLION), interest=draw.randint(0, 20_000))

    def entrust() -> None:
        programme.entrust(draw.choice(sources), draw.randint(1, 40) * MILLION, on=draw.choice(days))

    steps = [approve, approve, withdraw, lend, lend, repay, repay, entrust]
    approve()
    for _ in range(25):
        step = draw.choice(steps)
        with suppress(Refusal):
            step()
        for source_id in sources:
            for as_of in (draw.choice(days), programme.today):
                stands = programme.statement(source_id, as_of=as_of)
                assert stands.preserved, f"seed {seed}, after {step.__name__}, as of {as_of}: {stands}"
                assert min(stands.available, stands.committed, stands.outstanding) >= 0, f"seed {seed}: {stands}"
    with programme.store.reading() as uow:
        table = overdue_by_loan(uow, as_of=programme.today)
        uses = [use for source_id in sources for use in uses_of(uow, source_id=source_id, year=2026).values()]
        shown = {loan.id: loan.source_id for loan in uow.loans.all()}
    for source_id in sources:
        own = table["loan_id"].map(shown) == source_id
        assert int(table.loc[own, "outstanding"].sum()) == programme.statement(source_id).outstanding
    assert sum(use.committed for use in uses) == sum(programme.statement(each).committed for each in sources)
    assert min(use.remaining for use in uses) >= 0


def test_a_withdrawal_leaves_source_plan_and_borrower_as_if_nothing_had_happened(programme: Programme) -> None:
    source_id, borrower_id = programme.funded(100 * MILLION), programme.worker()
    before = programme.statement(source_id), programme.use(source_id)
    application_id = programme.appraised(programme.filing(borrower_id, source_id, 60 * MILLION))
    programme.approve(application_id)
    assert programme.use(source_id) == Use(100 * MILLION, 0, 60 * MILLION)
    programme.withdraw(application_id)
    assert (programme.statement(source_id), programme.use(source_id)) == before
    assert programme.owed(borrower_id, DAYS["approved"]) == 0
    for as_of in (DAYS["approved"] - timedelta(days=1), DAYS["approved"], programme.today):
        assert programme.statement(source_id, as_of=as_of).committed == 0
    programme.approve(programme.appraised(programme.filing(borrower_id, source_id, 100 * MILLION)))


def test_a_cut_commits_only_what_was_approved(programme: Programme) -> None:
    source_id = programme.funded(100 * MILLION)
    application_id = programme.applied(source_id, 60 * MILLION)
    programme.approve(application_id, amount=45 * MILLION, reason="Cắt giảm (giả định)")
    assert programme.use(source_id) == Use(100 * MILLION, 0, 45 * MILLION)
    loan = programme.sign(application_id, point=programme.point())
    assert refusal_of(lambda: programme.disburse(loan.id, 45 * MILLION + 1)) == ["beyond_commitment"]
    programme.disburse(loan.id, 20 * MILLION)
    assert programme.use(source_id) == Use(100 * MILLION, 20 * MILLION, 25 * MILLION)
    assert refusal_of(lambda: programme.disburse(loan.id, 25 * MILLION + 1)) == ["beyond_commitment"]


# --- overdraw (§6.11)


def test_an_approval_is_checked_against_the_lowest_balance_on_every_later_day(programme: Programme) -> None:
    source_id = programme.source(100 * MILLION)
    programme.plan(source_id, {COMMUNES[0]: 1_000 * MILLION})
    programme.approve(programme.applied(source_id, 80 * MILLION), on=day("06-01"))
    early = programme.applied(source_id, 50 * MILLION)
    assert programme.statement(source_id, as_of=day("03-02")).available == 100 * MILLION
    assert refusal_of(lambda: programme.approve(early, on=day("03-02"))) == ["source_short"]
    programme.approve(programme.applied(source_id, 20 * MILLION), on=day("03-02"))
    assert programme.statement(source_id).available == 0


def test_capital_of_a_later_day_pays_nothing_before_it(programme: Programme) -> None:
    source_id = programme.source(10 * MILLION)
    programme.plan(source_id, {COMMUNES[0]: 1_000 * MILLION})
    programme.entrust(source_id, 90 * MILLION, on=day("07-01"))
    application_id = programme.applied(source_id, 50 * MILLION)
    assert refusal_of(lambda: programme.approve(application_id, on=day("06-30"))) == ["source_short"]
    programme.approve(application_id, on=day("07-01"))
    with programme.store.reading() as uow:
        changes = uow.funds.changes(source_id, Account.AVAILABLE)
    assert lowest_from(day("01-05"), changes) == 10 * MILLION
    assert lowest_from(day("07-01"), changes) == 50 * MILLION


def test_what_was_repaid_is_lent_again_only_from_the_day_of_its_repayment(programme: Programme) -> None:
    source_id, point = programme.funded(100 * MILLION), programme.point()
    programme.plan(source_id, {COMMUNES[0]: 100 * MILLION})
    loan = programme.lent(source_id, 100 * MILLION, point=point)
    programme.repay(loan.id, on=day("08-10"), principal=40 * MILLION, interest=0)
    application_id = programme.applied(source_id, 40 * MILLION)
    assert refusal_of(lambda: programme.approve(application_id, on=day("08-07"))) == ["source_short"]
    programme.approve(application_id, on=day("08-10"))


# --- the borrower's maximum (§6.13)


def test_a_backdated_approval_does_not_slip_under_the_borrowers_maximum(programme: Programme) -> None:
    source_id, borrower_id = programme.funded(1_000 * MILLION), programme.worker()

    def application_of(amount: int) -> int:
        return programme.appraised(programme.filing(borrower_id, source_id, amount))

    programme.approve(application_of(150 * MILLION), on=day("06-01"))
    early = application_of(50 * MILLION + 1)
    assert programme.owed(borrower_id, day("03-02")) == 150 * MILLION
    assert refusal_of(lambda: programme.approve(early, on=day("03-02"))) == ["not_eligible", "above_largest_loan"]
    programme.approve(application_of(50 * MILLION), on=day("03-02"))
    assert programme.owed(borrower_id, day("03-02")) == 200 * MILLION


def test_what_is_repaid_frees_the_borrowers_maximum_from_its_day_on(programme: Programme) -> None:
    source_id, borrower_id = programme.funded(1_000 * MILLION), programme.worker()
    loan = programme.lent(source_id, 150 * MILLION, point=programme.point(), borrower_id=borrower_id)
    programme.repay(loan.id, on=day("07-01"), principal=100 * MILLION, interest=0)
    again = programme.appraised(programme.filing(borrower_id, source_id, 150 * MILLION))
    assert refusal_of(lambda: programme.approve(again, on=day("06-30"))) == ["not_eligible", "above_largest_loan"]
    programme.approve(again, on=day("07-01"))
    assert programme.owed(borrower_id, day("07-01")) == 200 * MILLION


@pytest.mark.parametrize("paid_out", [True, False])
def test_an_establishment_with_a_loan_for_ten_workers_may_ask_for_five_more(
    programme: Programme, paid_out: bool
) -> None:
    """The case of §6.13: 600 million for 10 workers, then 1.000 million for 5 more, and not a đồng beyond."""
    source_id, point = programme.funded(5_000 * MILLION), programme.point()
    borrower_id = programme.customer(BorrowerClass.SME)
    first = programme.appraised(programme.filing(borrower_id, source_id, 600 * MILLION, workers=10))
    programme.approve(first)
    if paid_out:
        programme.disburse(programme.sign(first, point=point).id, 600 * MILLION)
    beyond = programme.appraised(programme.filing(borrower_id, source_id, 1_000 * MILLION + 1, workers=5))
    assert refusal_of(lambda: programme.approve(beyond)) == ["not_eligible", "above_largest_loan"]
    programme.approve(programme.appraised(programme.filing(borrower_id, source_id, 1_000 * MILLION, workers=5)))


# --- repayments (§6.18)


def test_vouchers_with_given_parts_give_the_same_books_in_any_order_of_entry(
    programme: Programme, draw: random.Random, seed: int
) -> None:
    source_id, point = programme.funded(1_000 * MILLION), programme.point()
    group = programme.group(point)
    ordered, shuffled = (programme.lent(source_id, 100 * MILLION, point=point, group=group) for _ in range(2))
    days = sorted(DAYS["disbursed"] + timedelta(days=draw.randint(1, 280)) for _ in range(6))
    vouchers: list[tuple[date, int, int]] = []
    for on in days:  # what is owed allows each of them in the order of days
        owed = position(programme, ordered.id, on)
        parts = draw.randint(1, max(owed.outstanding // 3, 1)), draw.randint(0, owed.interest)
        programme.repay(ordered.id, on=on, principal=parts[0], interest=parts[1], voucher_no=f"A{len(vouchers)}")
        vouchers.append((on, *parts))
    entered = list(enumerate(vouchers))
    draw.shuffle(entered)
    for number, (on, principal, interest) in entered:
        programme.repay(shuffled.id, on=on, principal=principal, interest=interest, voucher_no=f"B{number}")
    for as_of in [*days, *(each - timedelta(days=1) for each in days), programme.today]:
        same = position(programme, ordered.id, as_of) == position(programme, shuffled.id, as_of)
        assert same, f"seed {seed}: {vouchers} entered as {entered} differ as of {as_of}"
    with programme.store.reading() as uow:
        table = overdue_by_loan(uow, as_of=programme.today).drop(columns=["loan_id", "contract_no", "borrower_id"])
    assert table.iloc[0].equals(table.iloc[1])


def test_a_backdated_principal_part_cannot_exceed_what_stands_on_any_later_day(programme: Programme) -> None:
    loan = programme.lent(programme.funded(100 * MILLION), 50 * MILLION, point=programme.point())
    programme.repay(loan.id, on=day("08-10"), principal=40 * MILLION, interest=0)

    def early(amount: int) -> None:
        programme.repay(loan.id, on=day("05-07"), principal=amount, interest=0)

    assert refusal_of(lambda: early(10 * MILLION + 1)) == ["overpayment"]
    early(10 * MILLION)
    assert position(programme, loan.id, programme.today).outstanding == 0


def test_a_backdated_interest_part_cannot_exceed_what_is_owed_on_any_later_day(programme: Programme) -> None:
    loan = programme.lent(programme.funded(100 * MILLION), 50 * MILLION, point=programme.point())
    owed = position(programme, loan.id, day("08-10")).interest
    programme.repay(loan.id, on=day("08-10"), principal=0, interest=owed)
    assert refusal_of(lambda: programme.repay(loan.id, on=day("05-07"), principal=0, interest=1)) == ["overpayment"]


def test_a_direct_loan_keeps_the_instalment_rule_of_its_contract(programme: Programme) -> None:
    source_id, point = programme.funded(200 * MILLION), programme.point()
    rules = InstalmentRule.MOVES, InstalmentRule.FINAL_MATURITY_ONLY
    for rule in rules:
        approved = programme.approve(programme.applied(source_id, 50 * MILLION))
        programme.disburse(programme.sign(approved.id, point=point, rule=rule).id, 50 * MILLION)
    with programme.store.reading() as uow:
        table = overdue_by_loan(uow, as_of=programme.today)
    assert list(table["overdue"]) == [12_500_000, 0]
