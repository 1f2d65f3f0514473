"""The bank's list of unpaid instalments against our pieces of principal as of a day, by contract and due day."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from loans.domain.books.pieces import unpaid
from loans.domain.debt import ReliefKind
from loans.domain.reconcile import (
    Cause,
    DueClaim,
    DueDifference,
    Dues,
    Explained,
    Held,
    Moved,
    Statement,
    Terms,
    differs,
    due_differences,
)
from loans.service.actor import Actor
from loans.service.unit_of_work import UnitOfWork

_CHUNK = 5_000
"""Loans whose pieces are read at once: databases limit how many numbers a question may name."""


def listed(
    uow: UnitOfWork,
    actor: Actor,
    statement: Statement,
    *,
    held: Sequence[Held],
    told: Sequence[Explained],
    day: date,
) -> tuple[DueDifference, ...]:
    """Every (contract, due day) on which a list of instalments differs from ours of ``day``, by contract and day.

    ``told`` are the contracts whose sums differ, with their causes; a list of another day is held against ours of its
    own day too, so that this is told as the cause.
    """
    lines: dict[str, list[DueClaim]] = defaultdict(list)
    for line in statement.dues or ():
        lines[line.contract_no].append(line)
    causes: dict[str, tuple[Cause, ...]] = {each.pair.contract_no: each.causes for each in told}
    by_contract = {own.contract_no: own for own in held}
    ours = dues_on(uow, actor, held, day)
    found = [
        contract for contract in sorted({*lines, *ours}) if differs(lines.get(contract, ()), ours.get(contract, {}))
    ]
    mine = [by_contract[contract] for contract in found if contract in by_contract]
    other_day = statement.day is not None and statement.day != day
    then = dues_on(uow, actor, mine, statement.day or day) if other_day else {}
    terms = _terms(uow, mine, day)
    rows: list[DueDifference] = []
    for contract in found:
        own = by_contract.get(contract)
        rows += due_differences(
            contract,
            own.commune if own else "",
            own.loan_id if own else None,
            lines.get(contract, ()),
            ours.get(contract, {}),
            terms=terms.get(contract, Terms()),
            whole=causes.get(contract, ()),
            then=then.get(contract, {}) if other_day else None,
        )
    return tuple(rows)


def dues_on(uow: UnitOfWork, actor: Actor, held: Sequence[Held], day: date) -> dict[str, Dues]:
    """Contract → what is unpaid of it at the end of a day by its effective due day, frozen principal too (§6.8)."""
    wanted = {own.loan_id: own.contract_no for own in held}
    loans = [loan for loan in uow.loans.all(actor.limit) if loan.id in wanted]
    found: dict[str, dict[date, int]] = {}
    for first in range(0, len(loans), _CHUNK):
        some = loans[first : first + _CHUNK]
        for loan_id, history in uow.books.of([loan.id for loan in some]).items():
            for piece in (*unpaid(history, day), *history.course.on(day).frozen_on(day)):
                _add(found, wanted[loan_id], piece.due, piece.amount)
    return dict(found)


def _add(found: dict[str, dict[date, int]], contract_no: str, due_on: date, amount: int) -> None:
    if amount:
        of_contract = found.setdefault(contract_no, {})
        of_contract[due_on] = of_contract.get(due_on, 0) + amount


def _terms(uow: UnitOfWork, held: Sequence[Held], day: date) -> dict[str, Terms]:
    """What the causes of some contracts follow from."""
    found: dict[str, Terms] = {}
    for first in range(0, len(held), _CHUNK):
        names = {own.loan_id: own.contract_no for own in held[first : first + _CHUNK]}
        days: dict[int, dict[int, date]] = defaultdict(dict)
        for part in uow.loans.instalments(list(names)):
            days[part.loan_id][part.number] = part.due_on
        moved = _moved(uow, names, days, day)
        paid = {each.loan_id for each in uow.loans.entries(list(names)) if each.principal and each.effective_on <= day}
        opened = {each.loan_id for each in uow.loans.openings(list(names))}
        for loan_id, contract in names.items():
            known = frozenset(days[loan_id].values()) | {each.due_on for each in moved[loan_id]}
            found[contract] = Terms(known, tuple(moved[loan_id]), loan_id in paid, loan_id in opened)
    return found


def _moved(
    uow: UnitOfWork, names: Mapping[int, str], days: Mapping[int, Mapping[int, date]], day: date
) -> dict[int, list[Moved]]:
    """The decisions in their order, each with the due days on which what it moved had stood before."""
    found: dict[int, list[Moved]] = defaultdict(list)
    stood: dict[tuple[int, int], list[date]] = {}
    for loan_id, number, amount, due_on, kind in _reliefs(uow, names, day):
        before = stood.setdefault((loan_id, number), [days[loan_id][number]])
        earlier = tuple(each for each in before if each != due_on)
        found[loan_id].append(Moved(kind, earlier, due_on, amount))
        before.append(due_on)
    return found


def _reliefs(uow: UnitOfWork, names: Mapping[int, str], day: date) -> Iterator[tuple[int, int, int, date, ReliefKind]]:
    reliefs = uow.debts.of(list(names)).until(day).reliefs
    for each in sorted(reliefs, key=lambda relief: (relief.effective_on, relief.entry_id, relief.number)):
        yield each.loan_id, each.number, each.amount, each.due_on, each.kind
