"""What happens to a debt, through the use cases: each step decided by its rule and booked as an appended entry."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from loans.domain.fund import Account
from loans.domain.law import Overlay
from loans.domain.loan import InstalmentRule, Loan, Position
from loans.domain.refusal import Refusal
from loans.service import debt, overlay
from loans.service.check import Outcome, check_use, checks_due
from loans.service.loan import standing
from loans.store.unit_of_work import Store
from tests.programme import MILLION, OFFICER, PLANNER, Clock, Programme, codes
from tests.store.tools import row_counts

LENT = date(2026, 3, 2)  # entrusted loans signed from 01/03/2026 move by instalments (597/NHCS-TDNN)
DAMAGE: dict[str, Any] = {"cause": "damage", "damage_percent": "45", "decision": "QĐ-KHOANH-GIA"}


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def refusal(work: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as refused:
        work()
    return refused.value


def parts(held: Position) -> tuple[int, int, int]:
    """In-term, overdue, frozen; in millions."""
    assert all(part % MILLION == 0 for part in (held.in_term, held.overdue, held.frozen))
    return held.in_term // MILLION, held.overdue // MILLION, held.frozen // MILLION


@pytest.fixture
def source_id(programme: Programme) -> int:
    return programme.funded(1_000 * MILLION)


@pytest.fixture
def loan(programme: Programme, source_id: int) -> Loan:
    """120 million in four instalments of 30, due 02/09/2026, 02/03/2027, …; sessions on the 7th."""
    point = programme.point()
    return programme.lent_on(source_id, 120 * MILLION, on=LENT, point=point, group=programme.group(point))


def accounts(programme: Programme, source_id: int) -> dict[Account, int]:
    with programme.store.reading() as uow:
        return {each: sum(amount for _, amount in uow.funds.changes(source_id, each)) for each in Account}


# --- rescheduling and extension


def test_a_rescheduled_instalment_moves_at_its_new_day_and_the_entry_says_so(programme: Programme, loan: Loan) -> None:
    assert parts(programme.standing(loan.id, day("09-07"))) == (90, 30, 0)
    programme.debt(
        debt.reschedule, loan.id, by=OFFICER, on=day("08-25"), number=1, amount=20 * MILLION, due_on=day("10-20")
    )
    assert parts(programme.standing(loan.id, day("09-07"))) == (110, 10, 0)
    assert parts(programme.standing(loan.id, day("11-06"))) == (110, 10, 0)
    assert parts(programme.standing(loan.id, day("11-07"))) == (90, 30, 0)
    booked = programme.history(loan.id)[-1]
    assert (booked.kind, booked.effective_on) == ("loan_rescheduled", day("08-25"))
    assert booked.body["parts"] == [{"number": 1, "amount": 20 * MILLION}]


def test_a_late_part_is_not_rescheduled_and_a_part_still_in_term_is_again(programme: Programme, loan: Loan) -> None:
    def reschedule(on: str, amount: int, due: str) -> Loan:
        how: dict[str, Any] = {"on": day(on), "number": 1, "amount": amount * MILLION, "due_on": day(due)}
        return programme.debt(debt.reschedule, loan.id, by=OFFICER, **how)

    reschedule("08-25", 20, "10-20")
    assert refusal(lambda: reschedule("10-01", 21, "12-01")).code == "reschedule_refused"
    reschedule("10-01", 20, "12-01")
    assert parts(programme.standing(loan.id, day("11-20"))) == (110, 10, 0)
    assert refusal(lambda: reschedule("09-07", 30, "12-20")).code == "reschedule_refused"


def test_an_interim_instalment_rescheduled_before_march_2026_still_moves_at_final_maturity_alone(
    programme: Programme, source_id: int
) -> None:
    point = programme.point()
    old = programme.lent_on(source_id, 120 * MILLION, on=day("02-06"), point=point, group=programme.group(point))
    assert old.instalment_rule is InstalmentRule.FINAL_MATURITY_ONLY
    programme.debt(
        debt.reschedule, old.id, by=OFFICER, on=day("07-30"), number=1, amount=30 * MILLION, due_on=day("09-20")
    )
    assert parts(programme.standing(old.id, day("11-20"))) == (120, 0, 0)


def test_a_direct_loan_is_not_rescheduled(programme: Programme, source_id: int) -> None:
    direct = programme.lent_on(source_id, 40 * MILLION, on=LENT, point=programme.point())
    step: dict[str, Any] = {"on": day("08-25"), "number": 1, "amount": MILLION, "due_on": day("10-20")}
    fault = refusal(lambda: programme.debt(debt.reschedule, direct.id, by=OFFICER, **step))
    assert fault.code == "reschedule_refused"
    assert fault.cites


def test_an_extension_is_asked_for_before_the_transfer_day_or_decided_as_risk_debt(
    programme: Programme, source_id: int
) -> None:
    point = programme.point()
    short = programme.lent_on(
        source_id, 30 * MILLION, on=LENT, point=point, group=programme.group(point), term_months=6
    )
    late = refusal(lambda: programme.debt(debt.extend, short.id, on=day("09-07"), months=6))
    assert late.code == "extension_asked_late"
    assert late.cites
    assert refusal(lambda: programme.debt(debt.extend, short.id, on=day("09-06"), months=13)).code == (
        "extension_too_long"
    )
    assert parts(programme.standing(short.id, day("09-20"))) == (0, 30, 0)
    programme.debt(debt.extend, short.id, on=day("09-20"), months=6, decision="QĐ-RỦI RO-GIA")
    found = [parts(programme.standing(short.id, day(on))) for on in ("09-19", "09-20", "11-20")]
    assert found == [(0, 30, 0), (30, 0, 0), (30, 0, 0)]
    assert parts(programme.standing(short.id, date(2027, 3, 7))) == (0, 30, 0)
    programme.debt(debt.extend, short.id, on=day("11-01"), months=6)
    again = refusal(lambda: programme.debt(debt.extend, short.id, on=day("11-02"), months=1))
    assert (again.code, bool(again.cites)) == ("extension_too_long", True)


def test_a_recall_makes_all_that_is_left_due_at_once(programme: Programme, loan: Loan) -> None:
    step: dict[str, Any] = {"on": day("10-01"), "due_on": day("10-20"), "reason": "Sai mục đích (giả định)"}
    programme.debt(debt.recall, loan.id, **step)
    found = [parts(programme.standing(loan.id, day(on))) for on in ("10-20", "11-06", "11-07")]
    assert found == [(90, 30, 0), (90, 30, 0), (0, 120, 0)]
    assert programme.history(loan.id)[-1].body["cites"]


# --- freeze


def freeze(programme: Programme, loan: Loan, **more: object) -> Loan:
    given: dict[str, Any] = {
        "on": day("10-01"),
        "last_on": day("11-10"),
        "in_term": 20 * MILLION,
        "overdue": 10 * MILLION,
        **DAMAGE,
        **more,
    }
    return programme.debt(debt.freeze, loan.id, **given)


def test_frozen_principal_bears_no_interest_from_the_first_day_and_interest_before_stays_due(
    programme: Programme, loan: Loan
) -> None:
    before = programme.standing(loan.id, day("10-01")).interest
    all_in_term = 90 * MILLION, 30 * MILLION
    held = programme.standing(loan.id, day("10-01"))
    assert (held.in_term, held.overdue) == all_in_term
    freeze(programme, loan, in_term=90 * MILLION, overdue=30 * MILLION)
    assert parts(programme.standing(loan.id, day("10-01"))) == (0, 0, 120)
    assert [programme.standing(loan.id, day(on)).interest for on in ("10-01", "10-02", "11-10")] == [before] * 3
    assert parts(programme.standing(loan.id, day("11-11"))) == (120, 0, 0)
    assert programme.standing(loan.id, day("11-12")).interest > before


def test_after_the_last_day_what_is_past_due_moves_at_the_next_session(programme: Programme, loan: Loan) -> None:
    freeze(programme, loan)
    found = {on: parts(programme.standing(loan.id, date.fromisoformat(on))) for on in (
        "2026-09-30", "2026-10-01", "2026-11-10", "2026-11-11", "2026-12-06", "2026-12-07", "2027-03-07",
    )}  # fmt: skip
    assert list(found.values()) == [
        (90, 30, 0),
        (70, 20, 30),
        (70, 20, 30),
        (100, 20, 0),
        (100, 20, 0),
        (90, 30, 0),
        (60, 60, 0),
    ]


def test_frozen_principal_is_paid_only_where_it_is_named(programme: Programme, loan: Loan) -> None:
    freeze(programme, loan, in_term=90 * MILLION, overdue=30 * MILLION)
    interest = programme.standing(loan.id, day("10-20")).interest
    fault = refusal(lambda: programme.repay(loan.id, on=day("10-20"), amount=interest + 1))
    assert fault.code == "overpayment"
    programme.repay(loan.id, on=day("10-20"), principal=0, interest=interest, frozen=50 * MILLION)
    assert parts(programme.standing(loan.id, day("10-20"))) == (0, 0, 70)
    beyond: dict[str, Any] = {"on": day("10-21"), "principal": 0, "interest": 0, "frozen": 70 * MILLION + 1}
    assert refusal(lambda: programme.repay(loan.id, **beyond)).code == "beyond_frozen"
    assert parts(programme.standing(loan.id, day("11-11"))) == (70, 0, 0)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"damage_percent": "39.9"}, "freeze_too_long"),
        ({"damage_percent": None}, "damage_missing"),
        ({"last_on": date(2029, 10, 1)}, "freeze_too_long"),
        ({"in_term": 91 * MILLION}, "freeze_more_than_owed"),
        ({"in_term": 0, "overdue": 0}, "freeze_more_than_owed"),
        ({"supplementary": True}, "law_unset"),
    ],
)
def test_a_freeze_beyond_its_limits_is_refused(
    programme: Programme, loan: Loan, more: dict[str, object], code: str
) -> None:
    rows = row_counts(programme.store.engine)
    assert refusal(lambda: freeze(programme, loan, **more)).code == code
    assert row_counts(programme.store.engine) == rows


def test_freezes_do_not_overlap_whichever_was_entered_first(programme: Programme, loan: Loan) -> None:
    freeze(programme, loan)
    again: dict[str, Any] = {"in_term": MILLION, "overdue": 0}
    for first, last in (("10-05", "10-20"), ("09-15", "10-01"), ("11-10", "11-15")):
        fault = refusal(
            lambda first=first, last=last: freeze(programme, loan, on=day(first), last_on=day(last), **again)  # type: ignore[misc]
        )
        assert (fault.code, bool(fault.cites)) == ("freeze_out_of_turn", True)
    freeze(programme, loan, on=day("11-11"), last_on=day("11-15"), **again)


def test_a_supplementary_freeze_is_granted_once_within_its_own_limit(
    programme: Programme, loan: Loan, source_id: int
) -> None:
    limit = Overlay("freeze_supplementary_max_years", date(2026, 1, 1), 1, ("QĐ-GIA",), "law", True, True, "")
    with programme.by(PLANNER) as uow:
        at = uow.funds.get(source_id).sequence
        overlay.record_overlay(uow, today=programme.today, source_id=source_id, expected=at, overlay=limit)
    more: dict[str, Any] = {"in_term": MILLION, "overdue": 0, "supplementary": True}
    alone = refusal(lambda: freeze(programme, loan, **more))
    assert alone.code == "freeze_out_of_turn"
    freeze(programme, loan, last_on=day("10-31"))
    too_long = refusal(lambda: freeze(programme, loan, on=day("11-01"), last_on=date(2027, 11, 1), **more))
    assert (too_long.code, too_long.cites) == ("freeze_too_long", ("QĐ-GIA",))
    freeze(programme, loan, on=day("11-01"), last_on=day("11-05"), **more)
    assert refusal(lambda: freeze(programme, loan, on=day("11-06"), last_on=day("11-09"), **more)).code == (
        "freeze_out_of_turn"
    )


# --- loss


def test_written_off_principal_and_interest_are_separate_and_waived_interest_is_never_income(
    programme: Programme, loan: Loan, source_id: int
) -> None:
    before, owed = accounts(programme, source_id), programme.standing(loan.id, day("10-01"))
    step: dict[str, Any] = {"on": day("10-01"), "principal": 5 * MILLION, "interest": owed.interest, "frozen": 0}
    papers: dict[str, Any] = {"decision": "QĐ-XÓA-GIA", "cites": ["Quyết định 50/2010/QĐ-TTg"]}
    programme.debt(debt.write_off, loan.id, **step, **papers)
    after = accounts(programme, source_id)
    changed = {account: after[account] - before[account] for account in Account if after[account] != before[account]}
    assert changed == {Account.OUTSTANDING: -5 * MILLION, Account.LOSS: 5 * MILLION}
    held = programme.standing(loan.id, day("10-01"))
    assert (parts(held), held.interest, held.credit) == ((90, 25, 0), 0, 0)
    assert programme.statement(source_id).preserved
    booked = programme.history(loan.id)[-1].body
    assert (booked["principal"], booked["interest"], booked["decision"]) == (5 * MILLION, owed.interest, "QĐ-XÓA-GIA")


def test_waived_interest_never_becomes_a_credit_when_less_turns_out_to_have_accrued(
    programme: Programme, loan: Loan
) -> None:
    owed = programme.standing(loan.id, day("10-01")).interest
    papers: dict[str, Any] = {"decision": "QĐ-XÓA-GIA", "cites": ["Quyết định 50/2010/QĐ-TTg"]}
    programme.debt(debt.write_off, loan.id, on=day("10-01"), principal=0, interest=owed, frozen=0, **papers)
    assert refusal(lambda: programme.repay(loan.id, on=day("09-01"), principal=0, interest=1)).code == "overpayment"
    programme.repay(loan.id, on=day("04-07"), principal=30 * MILLION, interest=0)
    held = programme.standing(loan.id, day("10-01"))
    assert (held.interest, held.credit) == (0, 0)


def test_what_is_recovered_before_cover_restores_capital_and_after_it_the_provision(
    programme: Programme, loan: Loan, source_id: int
) -> None:
    papers: dict[str, Any] = {"decision": "QĐ-XÓA-GIA", "cites": ["Quyết định 50/2010/QĐ-TTg"]}
    programme.debt(debt.write_off, loan.id, on=day("10-01"), principal=5 * MILLION, interest=0, frozen=0, **papers)
    recover: dict[str, Any] = {"on": day("10-20"), "voucher_no": "TH-GIA-1"}
    assert refusal(lambda: programme.debt(debt.recover, loan.id, amount=5 * MILLION + 1, **recover)).code == (
        "beyond_what_is_owed"
    )
    programme.debt(debt.recover, loan.id, amount=2 * MILLION, **recover)
    stands = programme.statement(source_id)
    assert (stands.loss_uncovered, stands.provision, stands.preserved) == (3 * MILLION, 0, True)
    written_off = next(entry for entry in programme.history(loan.id) if entry.kind == "loan_written_off")
    assert refusal(lambda: programme.reverse(loan.id, written_off.id)).code == "books_contradict"


# --- credit and refund


def test_a_backdated_payment_turns_interest_collected_too_much_into_a_credit_that_is_refunded(
    programme: Programme, loan: Loan, source_id: int
) -> None:
    owed = programme.standing(loan.id, day("10-01")).interest
    programme.repay(loan.id, on=day("10-01"), principal=0, interest=owed)
    programme.repay(loan.id, on=day("04-07"), principal=60 * MILLION, interest=0)
    held = programme.standing(loan.id, day("10-01"))
    assert held.interest == 0
    assert held.credit > 0
    before = accounts(programme, source_id)
    give: dict[str, Any] = {"on": day("10-01"), "voucher_no": "HT-GIA-1"}
    assert refusal(lambda: programme.debt(debt.refund, loan.id, amount=held.credit + 1, **give)).code == (
        "beyond_what_is_owed"
    )
    programme.debt(debt.refund, loan.id, amount=held.credit, **give)
    assert programme.standing(loan.id, day("10-01")).credit == 0
    after = accounts(programme, source_id)
    assert after[Account.INTEREST_CASH] == before[Account.INTEREST_CASH] - held.credit
    assert after[Account.AVAILABLE] == before[Account.AVAILABLE]
    later = programme.standing(loan.id, day("11-20"))
    assert later.interest_overdue == 0  # what accrues after a refund is in-term, as the principal is
    assert later.interest_in_term > 0


# --- closed periods and contradictions


def test_a_closed_period_refuses_and_a_correction_in_it_needs_an_approver_and_a_reason(
    programme: Programme, loan: Loan
) -> None:
    programme.repay(loan.id, on=day("09-30"), principal=MILLION, interest=0)
    with programme.by(OFFICER) as uow:
        debt.close_period(uow, today=programme.today, through=day("09-30"), reason="Khóa sổ quý (giả định)")
    assert refusal(lambda: programme.repay(loan.id, on=day("09-30"), principal=1, interest=0)).code == "period_closed"
    programme.repay(loan.id, on=day("10-01"), principal=1, interest=0)
    paid = next(entry for entry in programme.history(loan.id) if entry.kind == "loan_repaid")
    assert refusal(lambda: programme.reverse(loan.id, paid.id)).code == "period_closed"
    assert refusal(lambda: programme.reverse(loan.id, paid.id, approver=True, reason="")).code == "period_closed"
    programme.reverse(loan.id, paid.id, approver=True)
    with programme.by(OFFICER) as uow:
        for through in (day("09-30"), programme.today):
            with pytest.raises(Refusal) as refused:
                debt.close_period(uow, today=programme.today, through=through, reason="x")
            assert codes(refused.value) == ["period_not_closable"]


def test_what_contradicts_a_later_decision_is_refused_and_nothing_is_half_written(
    programme: Programme, loan: Loan
) -> None:
    freeze(programme, loan, in_term=90 * MILLION, overdue=30 * MILLION)
    rows = row_counts(programme.store.engine)
    early: dict[str, Any] = {"on": day("09-10"), "principal": MILLION, "interest": 0}
    assert refusal(lambda: programme.repay(loan.id, **early)).code in {"books_contradict", "overpayment"}
    programme_papers: dict[str, Any] = {"decision": "QĐ", "cites": ["x"]}
    lost: dict[str, Any] = {"on": day("09-10"), "principal": MILLION, "interest": 0, "frozen": 0, **programme_papers}
    assert refusal(lambda: programme.debt(debt.write_off, loan.id, **lost)).code == "books_contradict"
    disbursed = next(entry for entry in programme.history(loan.id) if entry.kind == "loan_disbursed")
    assert refusal(lambda: programme.reverse(loan.id, disbursed.id)).code == "books_contradict"
    assert row_counts(programme.store.engine) == rows
    assert parts(programme.standing(loan.id, day("10-01"))) == (0, 0, 120)


def test_in_term_principal_of_a_loan_not_fully_paid_out_does_not_fall_below_zero(
    programme: Programme, source_id: int
) -> None:
    point = programme.point()
    approved = programme.approve(programme.applied(source_id, 100 * MILLION))
    signed = programme.sign(approved.id, point=point)
    programme.disburse(signed.id, 60 * MILLION)
    last = date(2028, 12, 31)
    freeze(programme, signed, on=day("07-01"), last_on=last, in_term=60 * MILLION, overdue=0, damage_percent="80")
    early = refusal(lambda: programme.repay(signed.id, on=day("06-01"), principal=30 * MILLION, interest=0))
    assert early.code == "books_contradict"
    with programme.store.reading() as uow:
        owed, late = standing(uow, signed.id, date(2028, 6, 1))
    assert (late.days_late, owed.frozen) == (0, 60 * MILLION)  # the rest was never lent


# --- checks and jobs


def test_a_use_check_is_due_within_30_days_of_every_disbursement_and_after_three_quiet_months(
    programme: Programme, loan: Loan, clock: Clock
) -> None:
    def due(on: date) -> list[tuple[str, date, bool]]:
        with programme.store.reading() as uow:
            return [(each.reason, each.due_on, each.late) for each in checks_due(uow, OFFICER, as_of=on)]

    limit = LENT + timedelta(days=30)
    assert due(LENT) == [("new_disbursement", limit, False)]
    assert due(limit) == [("new_disbursement", limit, False)]
    assert due(limit + timedelta(days=1)) == [("new_disbursement", limit, True)]
    jobs = {"created": 2, "women": 1}
    programme.debt(check_use, loan.id, by=OFFICER, on=day("03-20"), outcome=Outcome.PROPER, jobs=jobs)
    assert due(day("03-19")) != []
    assert due(day("03-20")) == due(day("06-02")) == []
    assert due(day("06-03")) == [("inactive", day("06-02"), True)]
    booked = programme.history(loan.id)[-1]
    assert (booked.kind, booked.body["jobs"], booked.body["outcome"]) == ("loan_use_checked", jobs, "proper")
    freeze(programme, loan, on=day("07-01"), last_on=day("08-01"), overdue=0)
    assert due(day("07-15")) == []
    assert due(day("08-02")) == [("inactive", day("06-02"), True)]
    programme.reverse(loan.id, booked.id)
    assert ("new_disbursement", limit, True) in due(day("06-01"))
    assert clock.now


def test_every_step_is_one_more_entry_and_earlier_ones_stay(programme: Programme, loan: Loan, store: Store) -> None:
    before = [entry.id for entry in programme.history(loan.id)]
    programme.debt(debt.extend, loan.id, on=day("10-01"), months=3)
    freeze(programme, loan, on=day("10-02"))
    after = programme.history(loan.id)
    assert [entry.id for entry in after][:-2] == before
    assert [entry.kind for entry in after[-2:]] == ["loan_extended", "loan_frozen"]
    assert store.seal().position >= len(after)
