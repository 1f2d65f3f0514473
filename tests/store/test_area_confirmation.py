"""Where loans of divided units stand: confirmed by people, withdrawn, known at a moment; totals never change."""

from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from loans.domain.area import RESOLUTION, UNPLACED
from loans.domain.borrower import BorrowerClass
from loans.domain.refusal import Conflict, Forbidden, Refusal
from loans.service import area_confirmation, network, opening
from loans.service.actor import Actor
from loans.service.reports.area_work import waiting_book, waiting_loans, worklist
from loans.service.reports.compare import compare_known
from loans.service.unit_of_work import Confirmation, Known
from tests.programme import MILLION, OFFICER, Programme, codes
from tests.store.waiting import D0, DIVIDED, ELSEWHERE, MINE, ONE, STRANGER, THREE, TWO, Waiting


@pytest.fixture
def waiting(programme: Programme) -> Waiting:
    return Waiting(programme)


def refusal(raised: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return list(codes(raised.value))[1:]


def test_a_confirmation_moves_a_loan_from_then_known_and_its_withdrawal_moves_it_back(waiting: Waiting) -> None:
    first, second = waiting.loan(), waiting.loan()
    before = waiting.known()
    assert waiting.stands() == {UNPLACED: 20 * MILLION}
    made = waiting.confirm(MINE, ONE, first.id)
    assert (made.commune, made.basis, made.loans) == (ONE, "officer", (first.id,))
    assert made.effective_on == date(2025, 7, 1)
    between = waiting.known()
    assert waiting.stands() == {ONE: 10 * MILLION, UNPLACED: 10 * MILLION}
    undone = waiting.withdraw(MINE, made)
    assert undone.withdrawn_by == MINE.username
    with pytest.raises(Conflict, match="withdrawn"):
        waiting.withdraw(MINE, undone)
    waiting.confirm(MINE, ONE, second.id)
    assert waiting.stands() == {ONE: 10 * MILLION, UNPLACED: 10 * MILLION}
    assert waiting.stands(before) == {UNPLACED: 20 * MILLION}
    assert waiting.stands(between) == {ONE: 10 * MILLION, UNPLACED: 10 * MILLION}
    with (
        waiting.programme.store.reading(before) as earlier,
        waiting.programme.store.reading(between) as later,
    ):
        change = compare_known(earlier, later, as_of=D0, known=(before, between))
        assert change.loans[["loan_id", "commune_before", "commune"]].values.tolist() == [[first.id, UNPLACED, ONE]]
        assert [each.stream_id for _, _, each in change.entries] == [made.id]
    with waiting.programme.store.reading(between) as uow:
        place, said = area_confirmation.history(uow, OFFICER, first.id)
        assert (place.commune, place.recorded, place.old_code) == (ONE, UNPLACED, DIVIDED.code)
        assert [each.withdrawn_by for each in said] == [""]


def test_an_officer_confirms_among_the_successors_alone_and_every_bad_loan_is_named(waiting: Waiting) -> None:
    good, taken, wrong = waiting.loan(), waiting.loan(), waiting.loan(UNPLACED, "")
    waiting.confirm(Actor("khac", "officer", (TWO,)), TWO, taken.id)
    with pytest.raises(Refusal) as raised:
        waiting.confirm(MINE, ONE, good.id, taken.id, wrong.id)
    assert refusal(raised) == ["commune_not_yours", "not_a_successor"]
    assert raised.value.findings[1].cites == (RESOLUTION,)
    assert waiting.stands() == {TWO: 10 * MILLION, UNPLACED: 20 * MILLION}
    with pytest.raises(Forbidden):
        waiting.confirm(MINE, TWO, good.id)
    with pytest.raises(Refusal) as raised:
        waiting.confirm(STRANGER, ELSEWHERE, good.id)
    assert refusal(raised) == ["not_a_successor"]
    with pytest.raises(Refusal) as raised:
        waiting.confirm(OFFICER, UNPLACED, taken.id)
    assert raised.value.code == "unknown_area_code"


def test_an_approver_may_place_a_loan_anywhere_and_its_basis_says_so(waiting: Waiting) -> None:
    loan = waiting.loan()
    waiting.confirm(MINE, ONE, loan.id)
    with pytest.raises(Refusal):
        waiting.confirm(OFFICER, ELSEWHERE, loan.id)
    assert waiting.confirm(OFFICER, ELSEWHERE, loan.id, approver=True).basis == "approver"
    assert waiting.stands() == {ELSEWHERE: 10 * MILLION}
    assert waiting.confirm(OFFICER, TWO, loan.id, approver=True).basis == "approver"
    with pytest.raises(Refusal) as raised:
        waiting.confirm(OFFICER, TWO, loan.id)
    assert refusal(raised) == ["place_unchanged"]


@pytest.mark.parametrize("commune", [ELSEWHERE, ONE], ids=["no successor", "a successor"])
def test_an_officer_does_not_withdraw_what_an_approver_confirmed(waiting: Waiting, commune: str) -> None:
    loan = waiting.loan()
    made = waiting.confirm(OFFICER, commune, loan.id, approver=True)
    with pytest.raises(Forbidden) as raised:
        waiting.withdraw(Actor("can-bo", "officer", (commune,)), made)
    assert raised.value.code == "approver_needed"
    assert waiting.stands() == {commune: 10 * MILLION}
    waiting.withdraw(OFFICER, made, approver=True)
    assert waiting.stands() == {UNPLACED: 10 * MILLION}


def test_an_officer_does_not_place_anew_what_an_approver_placed(waiting: Waiting) -> None:
    both = Actor("can-bo-hai-xa", "officer", (ONE, TWO))
    loan, other = waiting.loan(), waiting.loan()
    waiting.confirm(both, ONE, loan.id, other.id)
    waiting.confirm(both, TWO, other.id)
    made = waiting.confirm(OFFICER, TWO, loan.id, approver=True)
    with pytest.raises(Refusal) as raised:
        waiting.confirm(both, ONE, loan.id, other.id)
    assert refusal(raised) == ["approver_needed"]
    waiting.withdraw(OFFICER, made, approver=True)
    assert waiting.stands() == {ONE: 10 * MILLION, TWO: 10 * MILLION}
    waiting.confirm(both, TWO, loan.id)
    assert waiting.stands() == {TWO: 20 * MILLION}


def test_a_group_and_a_hamlet_confirm_what_still_waits_of_them(waiting: Waiting) -> None:
    programme = waiting.programme
    with programme.by(OFFICER) as uow:
        hamlet = network.record_hamlet(
            uow, OFFICER, today=programme.today, code="00990001", name="Thôn Giả Định", commune=ONE
        )
    group, other = programme.group(waiting.point), programme.group(waiting.point)
    with programme.by(OFFICER) as uow:
        network.change_group(uow, OFFICER, group_id=group.id, expected=1, since=date(2020, 1, 1), hamlet_id=hamlet.id)
    first, second = waiting.loan(group_id=group.id), waiting.loan(group_id=group.id)
    outside = waiting.loan(group_id=other.id)
    waiting.confirm(Actor("khac", "officer", (TWO,)), TWO, second.id)
    with programme.store.reading() as uow:
        [unit] = worklist(waiting_book(uow, D0), MINE)
        assert (unit.old_code, unit.loans, unit.outstanding) == (DIVIDED.code, 2, 20 * MILLION)
        assert [each.code for each in unit.candidates] == sorted((ONE, TWO, THREE))
        assert [(each.hamlet_code, each.loans) for each in unit.hamlets] == [("", 1), ("00990001", 1)]
        rows = list(waiting_loans(waiting_book(uow, D0), MINE, DIVIDED.code, "00990001"))
        assert [row["loan_id"] for row in rows] == [first.id]
        assert worklist(waiting_book(uow, D0), STRANGER) == []
        assert list(waiting_loans(waiting_book(uow, D0), STRANGER, DIVIDED.code)) == []
    assert waiting.confirm(MINE, ONE, hamlet_id=hamlet.id).loans == (first.id,)
    assert waiting.confirm(MINE, ONE, group_id=other.id).loans == (outside.id,)
    with pytest.raises(Refusal) as raised:
        waiting.confirm(MINE, ONE, group_id=group.id)
    assert raised.value.code == "nothing_waits"
    with pytest.raises(Refusal) as raised:
        waiting.confirm(MINE, ONE, first.id, group_id=group.id)
    assert raised.value.code == "loans_unclear"


def test_whatever_people_confirm_and_withdraw_the_communes_add_up_to_the_same_total(waiting: Waiting) -> None:
    draw = Random(7)
    loans = [waiting.loan().id for _ in range(3)]
    said: dict[int, list[tuple[int, str]]] = {loan_id: [] for loan_id in loans}
    standing: list[Confirmation] = []
    seen: list[tuple[Known, dict[str, int]]] = []
    for _ in range(6):
        if standing and draw.random() < 0.35:
            undone = standing.pop(draw.randrange(len(standing)))
            waiting.withdraw(OFFICER, undone)
            for loan_id in undone.loans:
                said[loan_id].remove((undone.id, undone.commune))
        else:
            commune = draw.choice((ONE, TWO, THREE))
            free = [each for each in loans if not said[each] or said[each][-1][1] != commune]
            some = draw.sample(free, min(len(free), 2))
            if not some:
                continue
            made = waiting.confirm(OFFICER, commune, *some)
            standing.append(made)
            for loan_id in made.loans:
                said[loan_id].append((made.id, commune))
        expected = Counter({UNPLACED: 0})
        for each in said.values():
            expected[each[-1][1] if each else UNPLACED] += 10 * MILLION
        seen.append((waiting.known(), {code: sum_ for code, sum_ in expected.items() if sum_}))
        assert waiting.stands() == seen[-1][1]
        assert sum(seen[-1][1].values()) == 30 * MILLION
    for known, then in draw.sample(seen, 1):
        assert waiting.stands(known) == then


def test_a_borrower_whom_nobody_had_placed_stands_with_the_last_confirmed_loan(waiting: Waiting) -> None:
    unplaced = waiting.programme.customer(BorrowerClass.WORKER, ONE)
    placed = waiting.loan()
    with waiting.programme.by(OFFICER) as uow:
        booked = uow.entries.open("borrower", "KH-GIA", "borrower_registered", D0, {})
        uow.borrowers.add(booked, replace(uow.borrowers.get(unplaced), customer_no="KH-GIA", commune=UNPLACED))
    loan = waiting.loan(borrower_id=booked.stream_id)

    def seen(commune: str) -> list[int]:
        with waiting.programme.store.reading() as uow:
            return [each.id for each in uow.borrowers.page(0, 100, [commune])]

    assert seen(TWO) == []
    made = waiting.confirm(OFFICER, TWO, loan.id)
    waiting.confirm(OFFICER, THREE, placed.id)
    assert (seen(TWO), seen(THREE)) == ([booked.stream_id], [])
    waiting.withdraw(OFFICER, made)
    assert seen(TWO) == []


def test_an_opening_of_a_confirmed_loan_is_corrected_and_the_loan_stays_where_it_stands(waiting: Waiting) -> None:
    programme = waiting.programme
    brought = programme.brought(
        waiting.source_id,
        waiting.point,
        on=D0,
        in_term=9 * MILLION,
        unpaid=[(date(2029, 2, 3), 9 * MILLION)],
        loan_facts={"commune": UNPLACED},
        opening_facts={"old_code": DIVIDED.code},
    )
    loan = programme.carry_in(brought)
    waiting.confirm(MINE, ONE, loan.id)
    smaller = replace(
        brought,
        opening=replace(brought.opening, in_term=8 * MILLION, brought=8 * MILLION),
        unpaid=((date(2029, 2, 3), 8 * MILLION),),
    )
    with programme.by(OFFICER) as uow:
        opening.correct_opening(
            uow, OFFICER, today=programme.today, loan_id=loan.id, expected=1, brought=smaller, reason="Sửa số dư"
        )
    assert waiting.stands() == {ONE: 8 * MILLION}


def test_capital_does_not_move_with_a_place(waiting: Waiting) -> None:
    loan = waiting.loan()
    with waiting.programme.store.reading() as uow:
        before = uow.funds.balances(waiting.source_id, D0)
    waiting.confirm(MINE, ONE, loan.id)
    with waiting.programme.store.reading() as uow:
        assert uow.funds.balances(waiting.source_id, D0) == before
