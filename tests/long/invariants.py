"""What must hold of a database after anything whatever: asked of the tables in SQL and plain Python, not of the rules.

Each function says one thing and raises ``AssertionError`` with the rows that break it; ``hold`` asks them all.
A new kind of row (a write-off, a reversal) enters here once: ``MOVES`` for what moves a loan's principal,
``PAPERS`` for what an entry of its kind must leave behind.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Engine, Select, and_, func, select, text

from loans.store.tables import (
    allocation_line,
    allocation_round,
    application,
    debt_freeze,
    entry,
    loan,
    loan_entry,
    opening,
    past_voucher,
    period_lock,
    plan_use,
    posting,
    relief,
    reply,
    reversal,
    seal,
    source,
    stream,
    unsealed,
    use_check,
    write_off,
)

CAPITAL = ("available", "committed", "outstanding")
MOVES: tuple[Select[int, date, int], ...] = (
    select(loan_entry.c.loan_id, loan_entry.c.effective_on, loan_entry.c.disbursed - loan_entry.c.principal).where(
        loan_entry.c.entry_id.not_in(select(reversal.c.reversed_id))
    ),
    select(write_off.c.loan_id, write_off.c.effective_on, -write_off.c.principal).where(
        write_off.c.entry_id.not_in(select(reversal.c.reversed_id))
    ),
    select(
        past_voucher.c.loan_id, past_voucher.c.effective_on, past_voucher.c.disbursed - past_voucher.c.principal
    ).where(past_voucher.c.entry_id.not_in(select(reversal.c.reversed_id))),
    select(opening.c.loan_id, opening.c.effective_on, opening.c.brought).where(
        opening.c.entry_id.not_in(select(reversal.c.reversed_id))
    ),
)
"""What moves the principal of a loan: (loan, day, by how much)."""

PAPERS = {
    "capital_entrusted": (posting,),
    "application_submitted": (application,),
    "application_approved": (posting, plan_use),
    "commitment_released": (posting, plan_use),
    "commitment_cut": (posting, plan_use),
    "commitment_expired": (posting, plan_use),
    "commitment_carried_from": (plan_use,),
    "commitment_carried_to": (plan_use,),
    "loan_signed": (loan,),
    "loan_disbursed": (posting, plan_use, loan_entry),
    "loan_repaid": (posting, loan_entry),
    "loan_rescheduled": (relief,),
    "loan_extended": (relief,),
    "loan_recalled": (relief,),
    "loan_frozen": (debt_freeze,),
    "loan_written_off": (write_off,),
    "loan_recovered": (posting,),
    "interest_refunded": (posting,),
    "loan_use_checked": (use_check,),
    "entry_reversed": (reversal,),
    "period_closed": (period_lock,),
    "area_confirmation_withdrawn": (reversal,),
    "loan_opened": (loan, application, opening),
    "loan_opening_corrected": (opening,),
    "source_opened": (source,),
}
"""The tables in which an entry of a kind must have rows: an entry without them is half written."""

Invariant = Callable[[Connection], None]
INVARIANTS: list[Invariant] = []


def invariant(check: Invariant) -> Invariant:
    INVARIANTS.append(check)
    return check


def hold(engine: Engine) -> dict[str, int]:
    """Check them all in one snapshot; how many rows of each kind they were checked on."""
    options = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        for check in INVARIANTS:
            check(connection)
        tables = (entry, posting, loan_entry, seal, unsealed, reply)
        return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


@invariant
def every_entry_balances(connection: Connection) -> None:
    """The postings of an entry cancel out, per source and day."""
    keys = (posting.c.entry_id, posting.c.source_id, posting.c.effective_on)
    none(connection, select(*keys).group_by(*keys).having(func.sum(posting.c.amount) != 0))


@invariant
def every_posting_stands_on_the_day_of_its_entry(connection: Connection) -> None:
    here = and_(entry.c.id == posting.c.entry_id, entry.c.effective_on != posting.c.effective_on)
    none(connection, select(posting.c.entry_id, posting.c.line).join(entry, here))


@invariant
def capital_is_where_it_is_said_to_be(connection: Connection) -> None:
    """Net entrusted = available + committed + outstanding + loss not yet covered, every evening (DOMAIN §6.9)."""
    for (source_id, on), held in evenings(connection):
        lost = sum(amount for account, amount in held.items() if "loss" in account)
        placed = sum(held.get(account, 0) for account in CAPITAL)
        assert -held.get("entrusted", 0) == placed + lost, (source_id, on, held)
        assert min(held.get("committed", 0), held.get("outstanding", 0)) >= 0, (source_id, on, held)


@invariant
def the_ledger_says_what_the_loans_say(connection: Connection) -> None:
    """A source's outstanding is the principal of its loans, its committed what its applications hold."""
    owed: dict[int, int] = defaultdict(int)
    source_of = {row.id: row.source_id for row in connection.execute(select(loan.c.id, loan.c.source_id))}
    for loan_id, _, amount in moves(connection):
        owed[source_of[loan_id]] += amount
    taken = select(plan_use.c.source_id, func.sum(plan_use.c.committed)).group_by(plan_use.c.source_id)
    committed = {source_id: int(amount) for source_id, amount in connection.execute(taken)}
    for source_id, held in accounts(connection).items():
        assert held.get("outstanding", 0) == owed[source_id], (source_id, held)
        assert held.get("committed", 0) == committed.get(source_id, 0), (source_id, held)


@invariant
def no_loan_falls_below_zero_on_any_day(connection: Connection) -> None:
    by_day: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for loan_id, on, amount in moves(connection):
        by_day[loan_id][on] += amount
    for loan_id, changes in by_day.items():
        balance = 0
        for on in sorted(changes):
            balance += changes[on]
            assert balance >= 0, (loan_id, on, balance)


@invariant
def plans_are_used_within_what_was_decided(connection: Connection) -> None:
    """Committed is never negative for an application, nor committed + disbursed above a commune's plan."""
    none(
        connection,
        select(plan_use.c.application_id)
        .group_by(plan_use.c.application_id)
        .having(func.sum(plan_use.c.committed) < 0),
    )
    planned = {tuple(key): int(amount) for *key, amount in connection.execute(_planned())}
    for *key, amount in connection.execute(_taken()):
        assert int(amount) <= planned.get(tuple(key), 0), (key, amount)


@invariant
def disbursed_out_of_the_plan_is_disbursed_on_the_loan(connection: Connection) -> None:
    standing = loan_entry.c.entry_id.not_in(select(reversal.c.reversed_id))
    out = select(loan.c.application_id, func.sum(loan_entry.c.disbursed)).join(loan_entry).where(standing)
    out = out.group_by(loan.c.id)
    used = select(plan_use.c.application_id, func.sum(plan_use.c.disbursed)).group_by(plan_use.c.application_id)
    lent = {application_id: int(amount) for application_id, amount in connection.execute(out)}
    for application_id, amount in connection.execute(used):
        assert int(amount) == lent.get(application_id, 0), application_id


@invariant
def sequences_are_gapless(connection: Connection) -> None:
    """Every stream has entries 1 … n, none missing, and none is without any."""
    numbers = func.count(entry.c.id), func.min(entry.c.sequence), func.max(entry.c.sequence)
    rows = connection.execute(select(stream.c.id, *numbers).outerjoin(entry).group_by(stream.c.id))
    assert [tuple(row) for row in rows if row[1] == 0 or row[2] != 1 or row[3] != row[1]] == []


@invariant
def positions_are_gapless(connection: Connection) -> None:
    """Positions are 1 … n, and every entry is either sealed once or waiting."""
    count, least, most = connection.execute(
        select(func.count(), func.min(seal.c.position), func.max(seal.c.position))
    ).one()
    assert count == 0 or (least, most) == (1, count), (count, least, most)
    waiting = connection.scalar(select(func.count()).select_from(unsealed)) or 0
    entries = connection.scalar(select(func.count()).select_from(entry)) or 0
    both = select(seal.c.entry_id).join(unsealed, unsealed.c.entry_id == seal.c.entry_id)
    none(connection, both)
    assert count + waiting == entries


@invariant
def nothing_is_half_written(connection: Connection) -> None:
    for kind, tables in PAPERS.items():
        for table in tables:
            beside = select(table.c.entry_id)
            none(connection, select(entry.c.id, entry.c.kind).where(entry.c.kind == kind, entry.c.id.not_in(beside)))


@invariant
def the_file_is_whole(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        assert connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def none(connection: Connection, query: Select[*tuple[Any, ...]]) -> None:
    """No row answers this."""
    found = [tuple(row) for row in connection.execute(query.limit(5))]
    assert found == []


def accounts(connection: Connection) -> dict[int, dict[str, int]]:
    """The balance of every account of every source."""
    keys = (posting.c.source_id, posting.c.account)
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for source_id, account, amount in connection.execute(select(*keys, func.sum(posting.c.amount)).group_by(*keys)):
        found[source_id][account] = int(amount)
    return found


def evenings(connection: Connection) -> Iterator[tuple[tuple[int, date], dict[str, int]]]:
    """The balance of every account of every source at the end of every day on which anything moved."""
    keys = (posting.c.source_id, posting.c.effective_on, posting.c.account)
    moved = select(*keys, func.sum(posting.c.amount)).group_by(*keys).order_by(*keys)
    for source_id, days in groupby(connection.execute(moved), key=itemgetter(0)):
        held: dict[str, int] = defaultdict(int)
        for on, rows in groupby(days, key=itemgetter(1)):
            for _, _, account, amount in rows:
                held[account] += int(amount)
            yield (source_id, on), held


def moves(connection: Connection) -> Iterator[tuple[int, date, int]]:
    for query in MOVES:
        for row in connection.execute(query):
            yield row[0], row[1], row[2]


def _planned() -> Select[*tuple[Any, ...]]:
    keys = (allocation_round.c.source_id, allocation_line.c.commune, allocation_round.c.year)
    return (
        select(*keys, func.sum(allocation_line.c.amount))
        .join(allocation_round, allocation_round.c.id == allocation_line.c.round_id)
        .where(allocation_line.c.decided.is_(True))
        .group_by(*keys)
    )


def _taken() -> Select[*tuple[Any, ...]]:
    keys = (plan_use.c.source_id, plan_use.c.commune, plan_use.c.year)
    return select(*keys, func.sum(plan_use.c.committed) + func.sum(plan_use.c.disbursed)).group_by(*keys)
