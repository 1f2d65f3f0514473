"""The bank's list of instalments held against our pieces, on both databases: after every kind of decision."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from loans.domain.reconcile import Claim, DueClaim, Dues, Statement, figures
from loans.service import debt
from loans.service.actor import Actor
from loans.service.reconcile import Reconciliation, reconcile
from loans.service.reconcile.books import held_on
from loans.service.reconcile.instalments import dues_on
from tests.programme import MILLION, OFFICER, Programme

AUDITOR = Actor("kiem-toan-gia-dinh", "auditor")
LENT, DAY = date(2026, 3, 2), date(2026, 11, 19)
FIRST = date(2026, 9, 2)


def dues(programme: Programme, on: date = DAY) -> dict[str, Dues]:
    """Ours, which add up to what each contract owes."""
    with programme.store.reading() as uow:
        held = held_on(uow, on, None)
        found = dues_on(uow, AUDITOR, held, on)
        owed = {own.contract_no: own.figures[0] for own in held if own.figures[0]}
    assert {contract: sum(days.values()) for contract, days in found.items()} == owed
    return found


def compared(programme: Programme, theirs: Mapping[str, Dues], day: date = DAY) -> Reconciliation:
    lines = tuple(
        DueClaim("hàng", contract, due_on, due) for contract, days in theirs.items() for due_on, due in days.items()
    )
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        sums[line.contract_no] += line.due
    claims = tuple(Claim("hàng", contract, figures(outstanding=amount)) for contract, amount in sums.items())
    told = Statement("Nợ đến hạn phân kỳ", ("outstanding",), claims, day=day, dues=lines)
    known = programme.store.seal()
    with programme.store.reading(known) as uow:
        return reconcile(uow, AUDITOR, known, statement=told, as_of=DAY)


def causes(found: Reconciliation) -> dict[str, set[str]]:
    said: dict[str, set[str]] = defaultdict(set)
    for each in found.instalments:
        said[each.contract_no] |= {cause.code for cause in each.causes}
    return dict(said)


def test_decisions_that_the_bank_has_not_recorded_are_told_by_their_name(programme: Programme) -> None:
    source_id, point = programme.funded(1_000 * MILLION), programme.point()
    group = programme.group(point)

    def lent(**how: Any) -> Any:
        return programme.lent_on(source_id, 120 * MILLION, on=LENT, point=point, group=group, **how)

    moved, extended, recalled, frozen, late = lent(), lent(term_months=6), lent(), lent(), lent()
    step: dict[str, Any] = {"on": date(2026, 8, 25), "number": 1, "amount": 20 * MILLION, "due_on": date(2026, 10, 20)}
    before = dues(programme)
    programme.debt(debt.reschedule, moved.id, by=OFFICER, **step)
    programme.debt(debt.extend, extended.id, on=date(2026, 8, 25), months=6)
    programme.debt(debt.recall, recalled.id, on=date(2026, 10, 1), due_on=date(2026, 10, 20), reason="Sai mục đích")
    how: dict[str, Any] = {"cause": "damage", "damage_percent": "45", "decision": "QĐ-GIA"}
    on = date(2026, 10, 1)
    programme.debt(debt.freeze, frozen.id, on=on, last_on=date(2027, 3, 1), in_term=35 * MILLION, overdue=0, **how)
    programme.repay(late.id, on=date(2026, 11, 3), principal=10 * MILLION, interest=0)
    ours = dues(programme)
    assert ours[frozen.contract_no] == before[frozen.contract_no]
    assert ours[late.contract_no][FIRST] == 20 * MILLION
    agreed = compared(programme, ours)
    assert (agreed.instalments, agreed.loans, agreed.findings) == ((), (), ())
    found = compared(programme, before)
    assert causes(found) == {
        moved.contract_no: {"not_rescheduled"},
        extended.contract_no: {"not_extended"},
        recalled.contract_no: {"not_recalled"},
        late.contract_no: {"unexplained"},
    }
    assert [each.pair.contract_no for each in found.loans] == [late.contract_no]
    days = ours | {late.contract_no: {**before[late.contract_no], date(2027, 3, 2): 20 * MILLION}}
    assert causes(compared(programme, days)) == {late.contract_no: {"payment_order"}}
    assert causes(compared(programme, dues(programme, on), day=on)) == {late.contract_no: {"day_differs"}}
    assert {code for each in causes(compared(programme, {})).values() for code in each} == {"only_ours"}


def test_an_opening_that_brought_no_list_is_told_so(programme: Programme) -> None:
    source_id, last = programme.source(100 * MILLION), date(2027, 9, 2)
    loan = programme.carry_in(
        programme.brought(
            source_id, programme.point(), on=date(2026, 8, 31), in_term=30 * MILLION, unpaid=[(last, 30 * MILLION)]
        )
    )
    theirs = {loan.contract_no: {date(2026, 12, 2): 10 * MILLION, last: 20 * MILLION}}
    found = compared(programme, theirs)
    assert causes(found) == {loan.contract_no: {"opening_single_piece"}}
    assert [(each.due_on, each.difference) for each in found.instalments] == [
        (date(2026, 12, 2), 10 * MILLION),
        (last, -10 * MILLION),
    ]
