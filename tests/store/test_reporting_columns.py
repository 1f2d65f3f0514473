"""Bulk columns: what was not known or reversed is left out on both roads that find it, whatever position is asked."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Connection, delete, select

from loans.service.unit_of_work import Known
from loans.store.reporting import SqlReporting
from loans.store.tables import entry, seal, unsealed
from tests.programme import MILLION, Clock, Programme


@pytest.fixture
def moments(programme: Programme, clock: Clock) -> list[Known]:
    """Before and after a repayment and its reversal; one more repayment waits for its seal."""
    loan = programme.lent_on(
        programme.funded(100 * MILLION), 40 * MILLION, on=date(2026, 3, 2), point=programme.point(monthly_day=7)
    )
    told = [programme.store.known_at(None)]
    programme.repay(loan.id, on=date(2026, 4, 2), principal=MILLION)
    clock.advance(hours=1)
    told.append(programme.store.known_at(None))
    programme.reverse(loan.id, programme.history(loan.id)[-1].id, reason="Thu nhầm khoản (giả định)")
    clock.advance(hours=1)
    told.append(programme.store.known_at(None))
    programme.repay(loan.id, on=date(2026, 5, 4), principal=2 * MILLION)
    return told


def unseen_in(connection: Connection, position: int) -> list[int]:
    """What was not known, asked of each entry."""
    known = select(seal.c.position).where(seal.c.entry_id == entry.c.id, seal.c.position <= position)
    return sorted(connection.scalars(select(entry.c.id).where(~known.exists())))


def test_vouchers_are_those_known_and_not_reversed(programme: Programme, moments: list[Known]) -> None:
    paid = []
    for known in moments:
        with programme.store.reading(known) as uow:
            paid.append(np.asarray(uow.reporting.vouchers()["principal"]).tolist())
    with programme.store.reading() as uow:
        paid.append(np.asarray(uow.reporting.vouchers()["principal"]).tolist())
    assert paid == [[0], [0, MILLION], [0], [0, 2 * MILLION]]


@pytest.mark.parametrize("uncounted", [False, True], ids=["every entry is accounted for", "one is not"])
def test_both_roads_find_the_same_entries(programme: Programme, moments: list[Known], uncounted: bool) -> None:
    with programme.store.engine.connect() as connection, connection.begin() as transaction:
        if uncounted:  # an entry that neither has a seal nor waits for one: the count does not come out
            connection.execute(delete(unsealed))
        for position in range(moments[-1].position + 1):
            found: Any = SqlReporting(connection, position)._unseen
            assert sorted(found.tolist()) == unseen_in(connection, position)
        transaction.rollback()


def test_columns_have_their_kinds_even_where_nothing_is_held(programme: Programme, moments: list[Known]) -> None:
    with programme.store.reading(moments[-1]) as uow:
        for communes in (None, ["00070"], []):
            vouchers, loans = uow.reporting.vouchers(communes), uow.reporting.loans(communes)
            assert {name: str(np.asarray(values).dtype) for name, values in vouchers.items()} == {
                name: {"effective_on": "datetime64[D]", "opening": "bool"}.get(name, "int64") for name in vouchers
            }
            assert {len(values) for values in loans.values()} == {len(loans["id"])}
            assert all(type(day) is date for day in loans["signed_on"])
            assert all(type(fixed) is bool for fixed in loans["rate_fixed"])
            assert all(type(number) is int for number in loans["id"])
