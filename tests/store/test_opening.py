"""Loans that came from another system, on both databases: the bank's figures on the day, the ordinary rules after it.

The example (all invented): a loan of 30 million with a piece of 10 due on 02/03/2026, 02/09/2026 and 02/03/2027, at a
point with day 07, closed by the bank on 31/08/2026 with 4 overdue since 07/04/2026 and interest of 100.000 and 20.000
owed. So 6 of the first piece should be overdue and are not: they move on 07/09, the first session after the opening;
the second piece, due 02/09, moves on that day too. The night from 31/08 to 01/09 bears 26 million × 7,9248 % ÷ 365
= 5.645,1… and 4 million × 10,30224 % ÷ 365 = 1.129,0….
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from loans.domain.fund import Account
from loans.domain.loan import LoanEntry
from loans.domain.refusal import Conflict, Refusal
from loans.service import debt, opening
from loans.service.loan import standing
from loans.service.opening import Brought
from loans.service.reports.book import loan_book, turnover_book
from tests.long.invariants import hold
from tests.programme import CHIEF, MILLION, OFFICER, Programme, codes

D0 = date(2026, 8, 31)
PIECES = [(date(2026, 3, 2), 10 * MILLION), (date(2026, 9, 2), 10 * MILLION), (date(2027, 3, 2), 10 * MILLION)]
INTEREST = {"interest_known": True, "interest_in_term": 100_000, "interest_overdue": 20_000}
FIGURES = ("in_term", "overdue", "frozen")


def example(programme: Programme, source_id: int, **changed: Any) -> Brought:
    """The loan of the example."""
    facts: dict[str, Any] = {
        "in_term": 26 * MILLION,
        "overdue": 4 * MILLION,
        "unpaid": PIECES,
        "opening_facts": {"overdue_since": date(2026, 4, 7), **INTEREST},
    }
    return programme.brought(source_id, programme.point(), on=D0, **facts | changed)


def history() -> list[LoanEntry]:
    """45 million paid out in two, 15 repaid in two: 30 are left."""
    return [
        LoanEntry(0, date(2024, 2, 5), "GN-1", disbursed=40 * MILLION),
        LoanEntry(0, date(2024, 2, 20), "GN-2", disbursed=5 * MILLION),
        LoanEntry(0, date(2025, 3, 3), "TN-1", principal=10 * MILLION, interest=3 * MILLION),
        LoanEntry(0, date(2026, 5, 4), "TN-2", principal=5 * MILLION),
    ]


def millions(programme: Programme, loan_id: int, on: date) -> tuple[int, ...]:
    held = programme.standing(loan_id, on)
    return tuple(getattr(held, name) // MILLION for name in FIGURES)


def agrees(programme: Programme, on: date) -> None:
    """One loan says the same as a column, and the movements of a period the same as its two evenings."""
    with programme.store.reading() as uow:
        frame, before = loan_book(uow, as_of=on), loan_book(uow, as_of=D0)
        for row in frame.to_dict("records"):
            owed, late = standing(uow, row["loan_id"], on)
            for name in (*FIGURES, "interest_in_term", "interest_overdue"):
                assert row[name] == getattr(owed, name), name
            assert row["days_overdue"] == late.days_overdue
            assert row["days_late"] == late.days_late
            assert row["outstanding"] == row["disbursed"] - row["repaid"] - row["written_off"]
        for since, earlier in ((date(2020, 1, 1), None), (date(2026, 9, 1), before)):
            if on < since:
                continue
            moved = turnover_book(uow, since=since, until=on).sum(numeric_only=True)
            evening = {name: 0 if earlier is None else earlier[name].sum() for name in ("outstanding", "overdue")}
            paid = moved["collected_in_term"] + moved["collected_overdue"] + moved["collected_frozen"]
            assert evening["outstanding"] + moved["lent"] + moved["opened"] - paid == frame["outstanding"].sum()
            arisen = moved["opened_overdue"] + moved["moved_to_overdue"] - moved["cured"]
            assert evening["overdue"] + arisen == frame["overdue"].sum()


def test_on_its_day_the_portions_are_the_banks_and_the_next_session_moves_what_should_be_overdue(
    programme: Programme,
) -> None:
    source_id = programme.source(100 * MILLION)
    loan = programme.carry_in(example(programme, source_id))
    assert [millions(programme, loan.id, day) for day in (date(2026, 8, 30), D0, date(2026, 9, 6))] == [
        (0, 0, 0),
        (26, 4, 0),
        (26, 4, 0),
    ]
    assert millions(programme, loan.id, date(2026, 9, 7)) == (10, 20, 0)
    on_day, next_day = programme.standing(loan.id, D0), programme.standing(loan.id, date(2026, 9, 1))
    assert (on_day.interest_in_term, on_day.interest_overdue) == (100_000, 20_000)
    assert (next_day.interest_in_term, next_day.interest_overdue) == (105_645, 21_129)
    for day in (date(2026, 8, 30), D0, date(2026, 9, 1), date(2026, 9, 7), date(2026, 11, 20)):
        agrees(programme, day)
    with programme.store.reading() as uow:
        frame = loan_book(uow, as_of=D0)
        assert frame["days_overdue"].tolist() == [(D0 - date(2026, 4, 7)).days]
        assert frame["first_disbursed_on"].tolist()[0].date() == loan.signed_on
        assert uow.turnovers.lent(source_id, date(2020, 1, 1), D0) == {}
        assert uow.plans.owed(source_id) == {loan.commune: 30 * MILLION}
        assert uow.borrowers.owed(loan.borrower_id, D0) == 30 * MILLION
        assert uow.applications.page(0, 10, None) == []
        assert uow.turnovers.pending(source_id, D0) == {}
        assert [each.outstanding for each in uow.loans.openings([loan.id])] == [30 * MILLION]


def test_capital_opens_on_the_day_and_want_of_balance_refuses_nothing(programme: Programme) -> None:
    source_id = programme.source(10 * MILLION)
    programme.carry_in(example(programme, source_id))
    before, after = (programme.statement(source_id, as_of=day) for day in (date(2026, 8, 30), D0))
    assert (before.available, before.outstanding) == (10 * MILLION, 0)
    assert (after.available, after.outstanding, after.entrusted) == (-20 * MILLION, 30 * MILLION, 10 * MILLION)
    assert before.preserved
    assert after.preserved


def test_collections_pay_the_interest_brought_overdue_first_and_nothing_is_booked_on_or_before_the_day(
    programme: Programme,
) -> None:
    source_id = programme.source(100 * MILLION)
    loan = programme.carry_in(example(programme, source_id))
    programme.repay(loan.id, on=date(2026, 9, 1), principal=4 * MILLION, interest=21_129 + 5_000)
    held = programme.standing(loan.id, date(2026, 9, 1))
    assert (held.in_term, held.overdue, held.interest_in_term, held.interest_overdue) == (26 * MILLION, 0, 100_645, 0)
    with pytest.raises(Refusal) as refused:
        programme.repay(loan.id, on=D0, principal=MILLION)
    assert refused.value.code == "before_opening"
    with pytest.raises(Refusal) as refused:
        programme.disburse(loan.id, MILLION, on=date(2026, 9, 1))
    assert refused.value.code == "opened_loan_not_disbursed"
    agrees(programme, date(2026, 9, 7))


def test_with_all_past_vouchers_the_days_before_follow_the_rules_and_the_day_itself_the_bank(
    programme: Programme,
) -> None:
    source_id = programme.source(100 * MILLION)
    loan = programme.carry_in(example(programme, source_id, vouchers=history()))
    days = (date(2024, 2, 5), date(2025, 3, 3), date(2026, 4, 7), date(2026, 5, 4), D0, date(2026, 9, 7))
    assert [millions(programme, loan.id, day) for day in days] == [
        (40, 0, 0),
        (35, 0, 0),
        (31, 4, 0),
        (26, 4, 0),
        (26, 4, 0),
        (10, 20, 0),
    ]
    for day in (*days, date(2026, 11, 20)):
        agrees(programme, day)
    with programme.store.reading() as uow:
        assert uow.turnovers.lent(source_id, date(2024, 1, 1), D0) == {loan.commune: 45 * MILLION}
        assert uow.turnovers.collected(source_id, date(2026, 1, 1), D0) == {loan.commune: 5 * MILLION}
        assert uow.plans.owed(source_id, as_of=date(2025, 12, 31)) == {loan.commune: 35 * MILLION}
        assert uow.plans.peak(source_id, date(2024, 1, 1), D0) == {loan.commune: 45 * MILLION}
        assert uow.borrowers.owed(loan.borrower_id, D0) == 30 * MILLION
        moved = turnover_book(uow, since=date(2024, 2, 1), until=D0)
        assert (moved["lent"].sum(), moved["opened"].sum()) == (45 * MILLION, 0)
    with pytest.raises(Conflict):
        programme.repay(loan.id, on=date(2026, 9, 1), principal=MILLION, voucher_no="TN-2")
    capital = programme.statement(source_id, as_of=date(2026, 8, 30))
    assert (capital.outstanding, capital.available) == (0, 100 * MILLION)


def test_frozen_debt_is_frozen_from_the_day_and_thaws_by_the_rule(programme: Programme) -> None:
    source_id = programme.source(100 * MILLION)
    given = example(programme, source_id, in_term=18 * MILLION, frozen=8 * MILLION, frozen_until=date(2026, 10, 31))
    loan = programme.carry_in(given)
    days = (date(2026, 8, 30), D0, date(2026, 9, 7), date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 7))
    assert [millions(programme, loan.id, day) for day in days] == [
        (0, 0, 0),
        (18, 4, 8),
        (10, 12, 8),
        (10, 12, 8),
        (18, 12, 0),
        (10, 20, 0),
    ]
    with programme.store.reading() as uow:
        moved = turnover_book(uow, since=D0, until=date(2026, 11, 1)).iloc[0]
        assert [moved[name] // MILLION for name in ("frozen", "opened_frozen", "thawed", "opened")] == [0, 8, 8, 30]
    for day in days:
        agrees(programme, day)


def test_relief_counts_from_what_was_granted_before(programme: Programme) -> None:
    source_id = programme.source(100 * MILLION)
    given = example(programme, source_id, overdue=0, in_term=30 * MILLION, extended_months=12, opening_facts={})
    loan = programme.carry_in(given)
    extend: dict[str, Any] = {"on": date(2026, 9, 1), "decision": ""}
    with pytest.raises(Refusal) as refused:
        programme.debt(debt.extend, loan.id, months=7, **extend)
    assert refused.value.code == "extension_too_long"
    programme.debt(debt.extend, loan.id, months=6, **extend)
    with programme.store.reading() as uow:
        last = uow.debts.of([loan.id]).reliefs[-1]
    assert (last.due_on, last.amount) == (date(2027, 9, 2), 10 * MILLION)
    with pytest.raises(Refusal):
        programme.debt(debt.extend, loan.id, months=1, **extend)
    agrees(programme, date(2026, 11, 20))


def test_a_correction_puts_a_new_opening_in_place_and_keeps_what_was_booked_since(programme: Programme) -> None:
    source_id = programme.source(100 * MILLION)
    given = example(programme, source_id)
    loan = programme.carry_in(given)
    programme.repay(loan.id, on=date(2026, 9, 1), principal=4 * MILLION)
    known = programme.store.known_at(None)
    programme.clock.advance(hours=1)
    better = replace(given.opening, in_term=24 * MILLION, overdue=3 * MILLION, brought=27 * MILLION)
    correct: dict[str, Any] = {
        "brought": replace(given, opening=better, unpaid=((PIECES[0][0], 7 * MILLION), *PIECES[1:]))
    }
    programme.debt(opening.correct_opening, loan.id, by=OFFICER, reason="Ngân hàng báo lại (giả định)", **correct)
    assert millions(programme, loan.id, D0) == (24, 3, 0)
    assert millions(programme, loan.id, date(2026, 9, 7)) == (10, 13, 0)
    assert programme.standing(loan.id, D0, known).in_term == 26 * MILLION
    statement = programme.statement(source_id)
    assert (statement.outstanding, statement.preserved) == (23 * MILLION, True)
    agrees(programme, date(2026, 9, 7))
    hold(programme.store.engine)
    later = replace(given.opening, effective_on=date(2026, 9, 1))
    dearer = replace(given, loan=replace(given.loan, rate_e7=800_000), opening=later)
    with pytest.raises(Refusal) as refused:
        programme.debt(opening.correct_opening, loan.id, by=OFFICER, reason="…", brought=dearer)
    assert [finding.field for finding in refused.value.findings] == ["rate_e7", "effective_on"]
    little = replace(given.opening, in_term=2 * MILLION, overdue=0, brought=2 * MILLION, overdue_since=None)
    short = replace(given, opening=little, unpaid=((date(2027, 3, 2), 2 * MILLION),))
    with pytest.raises(Refusal) as refused:
        programme.debt(opening.correct_opening, loan.id, by=OFFICER, reason="…", brought=short)
    assert refused.value.code == "books_contradict"


def test_a_reversed_opening_never_happened_and_may_be_given_again(programme: Programme) -> None:
    source_id = programme.source(100 * MILLION)
    given = example(programme, source_id)
    loan = programme.carry_in(given)
    first = programme.history(loan.id)[0].id
    programme.repay(loan.id, on=date(2026, 9, 1), principal=4 * MILLION)
    with pytest.raises(Refusal) as refused:
        programme.reverse(loan.id, first, by=CHIEF)
    assert refused.value.code == "books_contradict"
    programme.reverse(loan.id)
    for again, code in ((False, "approver_needed"), (True, "same_person")):
        with pytest.raises(Refusal) as refused:
            programme.reverse(loan.id, first, approver=again)
        assert refused.value.code == code
    programme.debt(opening.correct_opening, loan.id, by=OFFICER, reason="Sửa (giả định)", brought=given)
    programme.reverse(loan.id, by=CHIEF)
    with programme.store.reading() as uow:
        assert loan_book(uow, as_of=date(2026, 9, 7)).empty
        assert list(uow.loans.all()) == []
        assert uow.funds.balances(source_id)[Account.OUTSTANDING] == 0
    programme.debt(opening.correct_opening, loan.id, by=OFFICER, reason="Nạp lại (giả định)", brought=given)
    assert millions(programme, loan.id, date(2026, 9, 7)) == (10, 20, 0)
    assert programme.statement(source_id).outstanding == 30 * MILLION


def test_no_voucher_is_left_behind_by_a_reversed_correction_nor_overtaken_by_a_later_day(
    programme: Programme,
) -> None:
    """The voucher is older than the correction; once both are reversed, one of a later day still forbids its day."""
    source_id = programme.source(100 * MILLION)
    given = example(programme, source_id)
    loan = programme.carry_in(given)
    programme.repay(loan.id, on=date(2026, 9, 3), principal=0, interest=1_000)
    voucher = programme.history(loan.id)[-1].id
    better = replace(given, opening=replace(given.opening, in_term=25 * MILLION, overdue=5 * MILLION))
    correct: dict[str, Any] = {"by": OFFICER, "reason": "Sửa (giả định)"}
    programme.debt(opening.correct_opening, loan.id, brought=better, **correct)
    corrected = programme.history(loan.id)[-1].id
    with pytest.raises(Refusal) as refused:
        programme.reverse(loan.id, corrected, by=CHIEF)
    assert (refused.value.code, refused.value.value) == ("books_contradict", voucher)
    assert programme.statement(source_id).outstanding == 30 * MILLION
    programme.reverse(loan.id, voucher)
    programme.reverse(loan.id, corrected, by=CHIEF)
    with programme.by(OFFICER) as uow:  # booked while no opening stands
        at = uow.entries.sequence(loan.id)
        uow.entries.append(loan.id, at, "loan_use_checked", date(2026, 9, 30), {}, "")
    for day, allowed in ((date(2026, 9, 30), False), (date(2026, 9, 29), True)):
        moved = replace(given, opening=replace(given.opening, effective_on=day))
        if allowed:
            programme.debt(opening.correct_opening, loan.id, brought=moved, **correct)
            continue
        with pytest.raises(Refusal) as refused:
            programme.debt(opening.correct_opening, loan.id, brought=moved, **correct)
        assert refused.value.code == "books_contradict"


FAULTS: dict[str, dict[str, Any]] = {
    "overdue_without_day": {"opening_facts": {}},
    "instalments_do_not_add_up": {"unpaid": PIECES[:2]},
    "frozen_without_last_day": {"in_term": 25 * MILLION, "frozen": MILLION},
    "history_does_not_add_up": {"vouchers": history()[:3]},
    "outstanding_above_contract": {"loan_facts": {"amount": 29 * MILLION}},
    "disbursed_before_approval": {"loan_facts": {"approved_on": date(2026, 5, 1)}},
    "opening_negative": {"in_term": 31 * MILLION, "overdue": -MILLION},
    "regime_not_held": {"loan_facts": {"regime": "not_held", "rate_fixed": False}},
}


ENDLESS = 10**18
BEYOND: dict[str, dict[str, Any]] = {
    "in_term": {"in_term": ENDLESS, "overdue": 0, "unpaid": [(date(2027, 3, 2), ENDLESS)]},
    "interest_overdue": {"opening_facts": {"overdue_since": date(2026, 4, 7), "interest_overdue": 10**15 + 1}},
    "amount": {"loan_facts": {"amount": 2**63}},
    "rate_e7": {"loan_facts": {"rate_e7": 2**31}},
    "workers": {"loan_facts": {"workers": -1}},
    "vouchers": {"vouchers": [*history(), LoanEntry(0, date(2026, 5, 5), "TN-3", interest=ENDLESS)]},
    "term_months": {"term_months": 10**9},
    "extended_months": {"extended_months": -1},
}


def test_what_no_row_can_hold_is_refused_with_its_bounds_and_nothing_is_written(programme: Programme) -> None:
    source_id = programme.source(100 * MILLION)
    for name, changed in BEYOND.items():
        with pytest.raises(Refusal) as refused:
            programme.carry_in(example(programme, source_id, **changed))
        found = [each for each in refused.value.findings if each.code == "beyond_bounds"]
        assert name in {each.field for each in found}
        assert all(str(each.value) in each.vi for each in found)
    with programme.store.reading() as uow:
        assert list(uow.loans.all()) == []


def test_every_contradiction_is_named_and_nothing_is_written(programme: Programme) -> None:
    source_id = programme.source(100 * MILLION)
    for code, changed in FAULTS.items():
        given = example(programme, source_id, **changed)
        with pytest.raises(Refusal) as refused:
            programme.carry_in(given)
        assert codes(refused.value) == ["opening_refused", code]
    with programme.store.reading() as uow:
        assert list(uow.loans.all()) == []
        assert uow.funds.balances(source_id)[Account.AVAILABLE] == 100 * MILLION
