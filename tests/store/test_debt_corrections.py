"""Corrections: what was reversed never happened, what the rule would split anew is rebooked, order does not matter."""

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest

from loans.domain.lending.resplit import Resplit
from loans.domain.loan import Loan, Position
from loans.domain.refusal import Refusal
from loans.service import debt
from loans.service.collection import Collected, Collection, collect
from loans.service.loan import standing
from tests.programme import COMMUNES, MILLION, OFFICER, Clock, Programme, codes
from tests.store.tools import row_counts

LENT = date(2026, 3, 2)
PAPERS: dict[str, Any] = {"decision": "QĐ-GIA", "cites": ["Điều giả định"]}


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


DAYS = [day(text) for text in ("03-02", "04-07", "06-15", "09-07", "09-08", "10-01", "10-20", "11-07", "11-20")]
LATER = [date(2027, 3, 7), date(2028, 3, 7)]


def refusal(work: Callable[[], object]) -> list[str]:
    with pytest.raises(Refusal) as refused:
        work()
    return list(codes(refused.value))


@pytest.fixture
def source_id(programme: Programme) -> int:
    return programme.funded(1_000 * MILLION)


def lent(programme: Programme, source_id: int, loans: int = 1) -> list[Loan]:
    """Loans of 120 million in four instalments of 30, due 02/09/2026, 02/03/2027, …; sessions on the 7th."""
    point = programme.point()
    group = programme.group(point)
    return [programme.lent_on(source_id, 120 * MILLION, on=LENT, point=point, group=group) for _ in range(loans)]


# --- reversal


def picture(programme: Programme, loan: Loan) -> list[Any]:
    """Everything that the books say of a loan, its source, its plan and its borrower on many days."""
    days = [*DAYS, *LATER]
    found: list[Any] = [programme.use(loan.source_id)]
    with programme.store.reading() as uow:
        for on in days:
            owed, late = standing(uow, loan.id, on)
            found.append((on, owed, late.days_overdue, late.days_late))
        found.append([uow.borrowers.owed(loan.borrower_id, on) for on in DAYS])
        found.append(uow.applications.committed(loan.application_id))
        found.append(debt.resplits(uow, [loan]))
    found.append([programme.statement(loan.source_id, as_of=on) for on in DAYS])
    return found


@pytest.mark.long
def test_an_entry_reversed_never_happened(programme: Programme, source_id: int, draw: random.Random, seed: int) -> None:
    """Random steps on a loan; each is reversed, the books are as before it, then it is taken again."""
    [loan] = lent(programme, source_id)

    def step(what: str, on: date, share: int, number: int) -> None:
        held = programme.standing(loan.id, on)
        part = held.payable * share // 10
        if what == "pay":
            programme.repay(loan.id, on=on, amount=max(part + held.interest // 2, 1))
        elif what == "parts":
            paid_frozen = held.frozen * share // 20
            programme.repay(loan.id, on=on, principal=part // 2, interest=held.interest, frozen=paid_frozen)
        elif what == "reschedule":
            due = on + timedelta(days=30 + 10 * share)
            how: dict[str, Any] = {"on": on, "number": number, "amount": 3 * share * MILLION, "due_on": due}
            programme.debt(debt.reschedule, loan.id, by=OFFICER, **how)
        elif what == "extend":
            programme.debt(debt.extend, loan.id, on=on, months=1 + share // 3, decision="QĐ-GIA")
        elif what == "recall":
            programme.debt(debt.recall, loan.id, on=on, due_on=on + timedelta(days=share), reason="Giả định")
        elif what == "freeze":
            amounts: dict[str, Any] = {"in_term": held.in_term * share // 10, "overdue": held.overdue * share // 10}
            more: dict[str, Any] = {"cause": "damage", "damage_percent": "80", "decision": "QĐ-GIA"}
            last = on + timedelta(days=9 * share)
            programme.debt(debt.freeze, loan.id, on=on, last_on=last, **amounts, **more)
        elif what == "write_off":
            lost: dict[str, Any] = {
                "principal": part // 3 + held.frozen,
                "frozen": held.frozen,
                "interest": held.interest // 2,
            }
            programme.debt(debt.write_off, loan.id, on=on, **lost, **PAPERS)
        elif what == "recover":
            programme.debt(debt.recover, loan.id, on=on, amount=share * 100_000, voucher_no=programme.number("TH"))
        else:
            programme.debt(debt.refund, loan.id, on=on, amount=max(held.credit, 1), voucher_no=programme.number("HT"))

    kinds = ("pay", "parts", "reschedule", "extend", "recall", "freeze", "write_off", "recover", "refund")
    done = []
    for _ in range(22):
        what, on = draw.choice(kinds), draw.choice(DAYS[1:])
        how = draw.randint(1, 10), draw.randint(1, 3)
        before = picture(programme, loan)
        with suppress(Refusal):
            step(what, on, *how)
            done.append((what, on, *how))
            taken = programme.history(loan.id)[-1]
            programme.clock.advance(seconds=5)
            known = programme.store.seal()
            then = [programme.standing(loan.id, as_of, known) for as_of in DAYS]
            programme.clock.advance(seconds=5)
            programme.reverse(loan.id, taken.id)
            assert picture(programme, loan) == before, f"seed {seed}: {done}"
            history = programme.history(loan.id)
            assert [taken.id, taken.id] == [history[-2].id, history[-1].body["reversed"]]
            assert history[-1].effective_on == taken.effective_on
            assert [programme.standing(loan.id, as_of, known) for as_of in DAYS] == then, f"seed {seed}: {done}"
            assert refusal(lambda entry_id=taken.id: programme.reverse(loan.id, entry_id)) == ["not_reversible"]  # type: ignore[misc]
            step(what, on, *how)
    assert len({what for what, *_ in done}) >= 3, f"seed {seed}: hardly anything was possible: {done}"


def test_a_reversed_disbursement_is_committed_again_and_can_be_paid_out_again(
    programme: Programme, source_id: int
) -> None:
    approved = programme.approve(programme.applied(source_id, 60 * MILLION))
    signed = programme.sign(approved.id, point=programme.point())
    before = picture(programme, signed)
    programme.disburse(signed.id, 60 * MILLION)
    programme.reverse(signed.id)
    assert picture(programme, signed) == before
    programme.disburse(signed.id, 60 * MILLION)
    assert programme.statement(source_id).outstanding == 60 * MILLION


def test_a_signed_contract_another_loans_entry_and_a_reversal_are_not_reversed(
    programme: Programme, source_id: int
) -> None:
    loan, other = lent(programme, source_id, 2)
    signed, paid_out = programme.history(loan.id)[:2]
    assert refusal(lambda: programme.reverse(loan.id, signed.id)) == ["not_reversible"]
    assert refusal(lambda: programme.reverse(other.id, paid_out.id)) == ["not_reversible"]
    programme.reverse(loan.id, paid_out.id)
    assert refusal(lambda: programme.reverse(loan.id)) == ["not_reversible"]


def test_what_a_later_entry_rests_on_is_not_reversed(programme: Programme, source_id: int) -> None:
    [loan] = lent(programme, source_id)
    programme.debt(debt.extend, loan.id, on=day("10-01"), months=6)
    first = programme.history(loan.id)[-1].id
    programme.debt(debt.extend, loan.id, on=day("10-02"), months=6)
    assert refusal(lambda: programme.reverse(loan.id, first)) == ["books_contradict"]
    programme.reverse(loan.id)
    programme.reverse(loan.id, first)
    more: dict[str, Any] = {"cause": "damage", "damage_percent": "80", "decision": "QĐ-GIA"}
    frozen: dict[str, Any] = {"in_term": 90 * MILLION, "overdue": 0}
    programme.debt(debt.freeze, loan.id, on=day("10-01"), last_on=day("11-20"), **frozen, **more)
    freeze_id = programme.history(loan.id)[-1].id
    programme.repay(loan.id, on=day("10-20"), principal=0, interest=0, frozen=MILLION)
    assert refusal(lambda: programme.reverse(loan.id, freeze_id)) == ["books_contradict"]
    programme.reverse(loan.id)
    programme.reverse(loan.id, freeze_id)
    assert programme.standing(loan.id, day("11-01")).frozen == 0


# --- the order of entry


def test_vouchers_with_given_parts_and_a_freeze_give_the_same_books_in_any_order(
    programme: Programme, source_id: int, draw: random.Random, seed: int
) -> None:
    ordered, shuffled = lent(programme, source_id, 2)
    vouchers: list[tuple[date, int, int]] = []
    for on in DAYS[1:]:
        held = programme.standing(ordered.id, on)
        parts = draw.randint(0, held.payable // 5), draw.randint(1, max(held.interest, 1))
        programme.repay(ordered.id, on=on, principal=parts[0], interest=parts[1], voucher_no=f"A{len(vouchers)}")
        vouchers.append((on, *parts))
    entered = list(enumerate(vouchers))
    draw.shuffle(entered)
    for number, (on, principal, interest) in entered:
        programme.repay(shuffled.id, on=on, principal=principal, interest=interest, voucher_no=f"B{number}")
    freeze: dict[str, Any] = {
        "on": day("10-05"),
        "last_on": day("11-01"),
        "in_term": 1_000,
        "overdue": 0,
        "decision": "QĐ-GIA",
    }
    for loan in (ordered, shuffled):
        programme.debt(debt.freeze, loan.id, cause="damage", damage_percent="40", **freeze)

    def seen(loan: Loan) -> list[Position]:
        return [programme.standing(loan.id, on + timedelta(days=step)) for on in DAYS for step in (-1, 0, 1)]

    assert seen(ordered) == seen(shuffled), f"seed {seed}: {vouchers} entered as {entered}"


# --- sums that the rule would split anew


def listed(programme: Programme, *loans: Loan) -> Sequence[Resplit]:
    with programme.store.reading() as uow:
        return debt.resplits(uow, loans or list(uow.loans.all()))


def rebook(programme: Programme, loan: Loan, entry_id: int, *, approver: bool = False) -> Any:
    with programme.by(OFFICER) as uow:
        return debt.rebook(
            uow,
            OFFICER,
            today=programme.today,
            loan_id=loan.id,
            expected=uow.entries.sequence(loan.id),
            entry_id=entry_id,
            reason="Chứng từ ghi lùi ngày (giả định)",
            approver=approver,
        )


def test_vouchers_entered_in_order_are_never_listed(programme: Programme, source_id: int, draw: random.Random) -> None:
    loans = lent(programme, source_id, 2)
    for on in DAYS[1:]:
        for loan in loans:
            for _ in range(draw.randint(0, 2)):
                programme.repay(loan.id, on=on, amount=draw.randint(1, 5 * MILLION))
    assert listed(programme) == []


def test_a_backdated_payment_lists_the_sums_after_it_and_changes_none(programme: Programme, source_id: int) -> None:
    [loan] = lent(programme, source_id)
    kept = programme.repay(loan.id, on=day("08-07"), amount=10 * MILLION, voucher_no="PT-GIA")
    programme.repay(loan.id, on=day("08-07"), principal=1, interest=0)
    assert listed(programme) == []
    programme.repay(loan.id, on=day("04-07"), principal=60 * MILLION, interest=0)
    [found] = listed(programme)
    assert (found.voucher_no, found.amount, found.effective_on) == ("PT-GIA", 10 * MILLION, day("08-07"))
    assert (found.kept_principal, found.kept_interest) == (kept.principal, kept.interest)
    assert found.proposed_principal is not None
    assert found.difference == found.proposed_principal - kept.principal > 0
    assert found.proposed_principal + (found.proposed_interest or 0) == 10 * MILLION
    paid = [entry for entry in programme.history(loan.id) if entry.kind == "loan_repaid"]
    assert [entry.body["split"] for entry in paid] == ["rule", "given", "given"]
    assert paid[0].body["interest"] == kept.interest
    assert programme.standing(loan.id, day("08-07")).credit > 0


def test_rebooking_keeps_the_sum_and_the_day_and_leaves_both_entries(programme: Programme, source_id: int) -> None:
    [loan] = lent(programme, source_id)
    programme.repay(loan.id, on=day("08-07"), amount=10 * MILLION, voucher_no="PT-GIA")
    programme.repay(loan.id, on=day("04-07"), principal=60 * MILLION, interest=0)
    [found] = listed(programme)
    before = programme.statement(source_id)
    _, voucher = rebook(programme, loan, found.entry_id)
    assert (voucher.voucher_no, voucher.effective_on) == ("PT-GIA-R1", day("08-07"))
    assert (voucher.principal, voucher.interest) == (found.proposed_principal, found.proposed_interest)
    assert [entry.kind for entry in programme.history(loan.id)][-2:] == ["entry_reversed", "loan_repaid"]
    assert programme.standing(loan.id, day("08-07")).credit == 0
    assert listed(programme) == []
    after = programme.statement(source_id)
    assert after.outstanding == before.outstanding - (found.difference or 0)
    assert after.interest_undistributed == before.interest_undistributed - (found.difference or 0)
    assert refusal(lambda: rebook(programme, loan, found.entry_id)) == ["nothing_to_rebook"]
    programme.repay(loan.id, on=day("05-07"), principal=10 * MILLION, interest=0)
    [again] = listed(programme)
    _, voucher = rebook(programme, loan, again.entry_id)
    assert voucher.voucher_no == "PT-GIA-R2"


def test_several_sums_are_rebooked_one_after_the_other_until_none_is_left(programme: Programme, source_id: int) -> None:
    [loan] = lent(programme, source_id)
    for on in ("06-15", "08-07", "08-07", "10-01"):
        programme.repay(loan.id, on=day(on), amount=2 * MILLION)
    programme.repay(loan.id, on=day("04-07"), principal=60 * MILLION, interest=0)
    rounds = 0
    while waiting := listed(programme, loan):
        rebook(programme, loan, waiting[0].entry_id)
        rounds += 1
        assert rounds <= 8
    assert rounds
    assert programme.statement(source_id).preserved


def test_a_sum_that_now_exceeds_what_is_owed_is_listed_without_a_proposal(programme: Programme, source_id: int) -> None:
    [loan] = lent(programme, source_id)
    owed = programme.standing(loan.id, day("10-01"))
    programme.repay(loan.id, on=day("10-01"), amount=owed.payable + owed.interest - 1)
    early = programme.standing(loan.id, day("04-07")).interest
    assert refusal(lambda: programme.repay(loan.id, on=day("04-07"), principal=2, interest=0)) == ["overpayment"]
    programme.repay(loan.id, on=day("04-07"), principal=1, interest=0)
    found = listed(programme)
    assert early
    assert [each.proposed_principal for each in found] in ([], [None])
    if found:
        assert refusal(lambda: rebook(programme, loan, found[0].entry_id)) == ["overpayment"]


def test_rebooking_in_a_closed_period_is_for_an_approver(programme: Programme, source_id: int) -> None:
    [loan] = lent(programme, source_id)
    programme.repay(loan.id, on=day("08-07"), amount=10 * MILLION)
    programme.repay(loan.id, on=day("04-07"), principal=60 * MILLION, interest=0)
    with programme.by(OFFICER) as uow:
        debt.close_period(uow, today=programme.today, through=day("09-30"), reason="Khóa sổ quý (giả định)")
    [found] = listed(programme)
    rows = row_counts(programme.store.engine)
    assert refusal(lambda: rebook(programme, loan, found.entry_id)) == ["period_closed"]
    assert row_counts(programme.store.engine) == rows
    rebook(programme, loan, found.entry_id, approver=True)
    assert listed(programme) == []


# --- a session's collections


def collected(
    programme: Programme, rows: Sequence[Collection], cash: int, *, keep_good: bool = False
) -> list[Collected]:
    with programme.by(OFFICER) as uow:
        return collect(uow, OFFICER, today=programme.today, on=day("11-07"), rows=rows, cash=cash, keep_good=keep_good)


def faults(results: Sequence[Collected]) -> list[list[str]]:
    return [[finding.code for finding in result.findings] for result in results]


def test_every_row_has_its_result_and_good_rows_are_kept_where_that_was_asked_for(
    programme: Programme, source_id: int
) -> None:
    loan, other = lent(programme, source_id, 2)
    rows = [
        Collection(loan.contract_no, "T-1", amount=MILLION),
        Collection(loan.contract_no, "T-2", principal=2 * MILLION, interest=0),
        Collection(loan.contract_no, "T-2", amount=MILLION),
        Collection("HD-KHÔNG-CÓ", "T-3", amount=MILLION),
        Collection(other.contract_no, "T-4", amount=500 * MILLION),
        Collection(other.contract_no, "T-5", amount=MILLION, principal=MILLION),
        Collection(other.contract_no, "T-6"),
        Collection(other.contract_no, "T-7", principal=0, interest=0, frozen=1),
        Collection(other.contract_no, "T-8", amount=3 * MILLION),
    ]
    before = row_counts(programme.store.engine)
    with pytest.raises(Refusal) as whole:
        collected(programme, rows, 6 * MILLION)
    expected = [
        [],
        [],
        ["voucher_taken"],
        ["unknown_contract"],
        ["overpayment"],
        ["amount_or_parts"],
        ["amount_or_parts"],
        ["beyond_frozen"],
        [],
    ]
    assert whole.value.code == "sheet_refused"
    assert [finding.source for finding in whole.value.findings] == [f"row {number}" for number in (3, 4, 5, 6, 7, 8)]
    with pytest.raises(Refusal, match="6000000") as cash:
        collected(programme, rows, 6 * MILLION + 1, keep_good=True)
    assert cash.value.code == "cash_does_not_match"
    assert row_counts(programme.store.engine) == before
    results = collected(programme, rows, 6 * MILLION, keep_good=True)
    assert faults(results) == expected
    assert [result.row for result in results] == list(range(1, 10))
    assert [entry.kind for entry in programme.history(loan.id)][-2:] == ["loan_repaid"] * 2


@pytest.mark.long
def test_a_sheet_of_300_rows(programme: Programme, clock: Clock) -> None:
    source_id = programme.funded(1_000 * MILLION, dict.fromkeys(COMMUNES[:1], 1_000 * MILLION))
    loans = lent(programme, source_id, 6)
    rows = [Collection(loans[number % 6].contract_no, f"T-{number}", amount=10_000 + number) for number in range(300)]
    rows[37] = Collection("HD-KHÔNG-CÓ", "T-37", amount=1)
    cash = sum(row.amount or 0 for row in rows) - 1
    results = collected(programme, rows, cash, keep_good=True)
    assert len(results) == 300
    assert [number for number, each in enumerate(faults(results)) if each] == [37]
    assert sum(each.voucher.principal + each.voucher.interest for each in results if each.voucher) == cash
    assert programme.statement(source_id).preserved
    assert listed(programme) == []
    assert clock.now
