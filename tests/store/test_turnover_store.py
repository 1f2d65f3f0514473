"""Turnover by commune, the forecast of recovery and the absorption of the plan, on both databases."""

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest

from loans.domain.books.laid import owed_on
from loans.domain.fund import Account
from loans.domain.loan import Loan
from loans.domain.monitoring import Code
from loans.domain.plan import Line, Measure, PoolPart
from loans.domain.recovery import Method
from loans.domain.refusal import Refusal, Unknown
from loans.service import debt
from loans.service.allocation import draft_round
from loans.service.fund import supplement
from loans.service.plan import uses
from loans.service.recovery import Forecast, YearPool, forecast, pool_of
from loans.service.reports.absorption import Absorption, absorption
from loans.service.unit_of_work import Known, UnitOfWork
from tests.programme import COMMUNES, MILLION, OFFICER, PLANNER, Programme

FIRST, SECOND, THIRD = COMMUNES[0], COMMUNES[1], COMMUNES[3]
TODAY = date(2026, 11, 20)
LENT = date(2026, 3, 2)  # entrusted loans signed from 01/03/2026 move by instalments (597/NHCS-TDNN)
YEAR = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
DECADE = {"since": date(2026, 1, 1), "until": date(2035, 12, 31)}
PLAN = {FIRST: 600 * MILLION, SECOND: 300 * MILLION, THIRD: 100 * MILLION}


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.fixture
def source_id(programme: Programme) -> int:
    return programme.funded(1_000 * MILLION, PLAN)


def borrowed(programme: Programme, source_id: int, amount: int, commune: str = FIRST, *, on: date = LENT) -> Loan:
    """An entrusted loan of 24 months in four instalments, the first after six months; sessions on the 7th."""
    point = programme.point(commune)
    return programme.lent_on(source_id, amount * MILLION, on=on, point=point, group=programme.group(point))


def told(programme: Programme, source_id: int, as_of: date = TODAY, **more: Any) -> Forecast:
    with programme.store.reading(more.pop("known", None)) as uow:
        return forecast(uow, source_id=source_id, as_of=as_of, **(DECADE | more))


def absorbed(programme: Programme, source_id: int, as_of: date = TODAY, **more: Any) -> Absorption:
    with programme.store.reading(more.pop("known", None)) as uow:
        return absorption(uow, source_id=source_id, year=2026, as_of=as_of, **more)


def pooled(programme: Programme, source_id: int, year: int = 2026, as_of: date = TODAY) -> YearPool:
    with programme.store.reading() as uow:
        return pool_of(uow, source_id=source_id, year=year, as_of=as_of)


def asked(programme: Programme, known: Known | None, sums: Callable[[UnitOfWork], Any]) -> Any:
    with programme.store.reading(known) as uow:
        return sums(uow)


# --- turnover


def test_lending_counts_in_its_month_and_a_reversed_one_in_none(programme: Programme, source_id: int) -> None:
    borrowed(programme, source_id, 60)
    second = borrowed(programme, source_id, 40, on=day("05-04"))
    borrowed(programme, source_id, 30, SECOND, on=day("05-05"))
    programme.clock.advance(hours=1)
    before = programme.store.seal()
    programme.clock.advance(hours=1)
    programme.reverse(second.id)

    def sums(uow: UnitOfWork) -> Any:
        lent = uow.turnovers.lent(source_id, day("05-01"), TODAY)
        committed = uow.turnovers.committed(source_id, 2026, TODAY)
        return uow.turnovers.disbursed(source_id, 2026, TODAY), +Counter(lent), +Counter(committed)

    then = {FIRST: {3: 60 * MILLION, 5: 40 * MILLION}, SECOND: {5: 30 * MILLION}}
    assert asked(programme, before, sums) == (then, {FIRST: 40 * MILLION, SECOND: 30 * MILLION}, {})
    now = {FIRST: {3: 60 * MILLION, 5: 0}, SECOND: {5: 30 * MILLION}}
    assert asked(programme, None, sums) == (now, {SECOND: 30 * MILLION}, {FIRST: 40 * MILLION})


def test_lending_and_commitments_are_those_of_the_day(programme: Programme, source_id: int) -> None:
    borrowed(programme, source_id, 60, on=day("05-04"))
    programme.approve(programme.applied(source_id, 50 * MILLION), on=day("06-01"))

    def on(as_of: date) -> Callable[[UnitOfWork], Any]:
        return lambda uow: (
            uow.turnovers.disbursed(source_id, 2026, as_of),
            uow.turnovers.committed(source_id, 2026, as_of),
        )

    assert asked(programme, None, on(day("05-03"))) == ({}, {})
    assert asked(programme, None, on(day("05-04"))) == ({FIRST: {5: 60 * MILLION}}, {FIRST: 0})
    assert asked(programme, None, on(day("06-01")))[1] == {FIRST: 50 * MILLION}
    assert asked(programme, None, lambda uow: uow.turnovers.disbursed(source_id, 2025, TODAY)) == {}


def test_an_application_waits_from_its_filing_to_its_decision(programme: Programme, source_id: int) -> None:
    decided = programme.applied(source_id, 50 * MILLION)  # filed on 2 February
    programme.applied(source_id, 30 * MILLION, commune=SECOND)
    left = programme.applied(source_id, 20 * MILLION, commune=SECOND)
    before = programme.store.seal()
    programme.clock.advance(hours=1)
    programme.approve(decided, on=day("02-05"))
    programme.withdraw(left, on=day("02-06"))

    def on(text: str) -> Callable[[UnitOfWork], Any]:
        return lambda uow: uow.turnovers.pending(source_id, day(text))

    assert asked(programme, None, on("02-01")) == {}
    assert asked(programme, None, on("02-04")) == {FIRST: (1, 50 * MILLION), SECOND: (2, 50 * MILLION)}
    assert asked(programme, None, on("02-05")) == {SECOND: (2, 50 * MILLION)}
    assert asked(programme, None, on("11-20")) == {SECOND: (1, 30 * MILLION)}
    assert asked(programme, before, on("11-20")) == {FIRST: (1, 50 * MILLION), SECOND: (2, 50 * MILLION)}


def test_principal_collected_is_money_and_neither_reversed_nor_written_off(
    programme: Programme, source_id: int
) -> None:
    loan = borrowed(programme, source_id, 60)
    programme.repay(loan.id, on=day("09-02"), principal=15 * MILLION, interest=0)
    wrong = programme.repay(loan.id, on=day("10-02"), principal=5 * MILLION, interest=0)
    programme.reverse(loan.id)
    programme.debt(debt.write_off, loan.id, on=day("10-05"), principal=10 * MILLION, interest=0, **WRITE_OFF)
    found = asked(programme, None, lambda uow: uow.turnovers.collected(source_id, day("01-01"), TODAY))
    assert (wrong.principal, found) == (5 * MILLION, {FIRST: 15 * MILLION})
    assert asked(programme, None, lambda uow: uow.turnovers.collected(source_id, day("09-03"), TODAY)) == {}


WRITE_OFF: dict[str, Any] = {"frozen": 0, "decision": "QĐ-XOA-GIA", "cites": ["50/2010/QĐ-TTg (giả định)"]}

# --- the forecast


def test_without_a_history_the_forecast_is_the_schedule(programme: Programme, source_id: int) -> None:
    borrowed(programme, source_id, 80, on=day("06-02"))
    made = told(programme, source_id)
    months = [date(2026, 12, 1), date(2027, 6, 1), date(2027, 12, 1), date(2028, 6, 1)]
    assert [(row.month, row.scheduled, row.expected) for row in made.rows] == [
        (month, 20 * MILLION, 20 * MILLION) for month in months
    ]
    assert (made.by_commune[0].method, made.total.history.permille) == (Method.NONE, None)
    year = told(programme, source_id, **YEAR)
    assert [(row.month, row.scheduled) for row in year.by_month if row.scheduled] == [(months[0], 20 * MILLION)]
    assert (len(year.by_month), year.total.beyond, year.total.outstanding) == (12, 60 * MILLION, 80 * MILLION)


def test_the_history_floors_what_is_expected_and_a_thin_commune_goes_by_the_source(
    programme: Programme, source_id: int
) -> None:
    paid = borrowed(programme, source_id, 80)  # 20 due on 2 September
    borrowed(programme, source_id, 80)
    borrowed(programme, source_id, 40, SECOND)
    programme.repay(paid.id, on=day("09-30"), principal=20 * MILLION, interest=0)
    made = told(programme, source_id, least_instalments=2)
    own, thin = made.by_commune
    assert (own.method, own.history.instalments, own.history.permille) == (Method.COMMUNE, 2, 500)
    assert (thin.method, thin.history, thin.history.permille) == (Method.SOURCE, made.total.history, 400)
    assert (own.scheduled, own.expected) == (120 * MILLION, 60 * MILLION)
    assert (thin.scheduled, thin.expected) == (30 * MILLION, 12 * MILLION)
    assert (own.late, thin.late) == (20 * MILLION, 10 * MILLION)
    alone = told(programme, source_id, communes=[SECOND], least_instalments=2)
    assert (alone.by_commune, alone.total.outstanding) == ((thin,), 40 * MILLION)


def test_principal_never_paid_out_is_not_forecast(programme: Programme, source_id: int) -> None:
    point = programme.point()
    approved = programme.approve(programme.applied(source_id, 80 * MILLION))
    loan = programme.sign(approved.id, point=point)
    assert told(programme, source_id).rows == ()
    programme.disburse(loan.id, 50 * MILLION)
    made = told(programme, source_id)  # 20 late since August, then 20 and 10
    assert [row.scheduled for row in made.rows] == [20 * MILLION, 10 * MILLION]
    assert (made.total.late, made.total.outstanding) == (20 * MILLION, 50 * MILLION)


def test_a_forecast_of_a_day_to_come_takes_nothing_more_to_be_paid(programme: Programme, source_id: int) -> None:
    borrowed(programme, source_id, 80, on=day("06-02"))
    made = told(programme, source_id, date(2027, 1, 31))
    assert (made.total.late, made.total.scheduled) == (20 * MILLION, 60 * MILLION)


def test_a_forecast_knows_what_was_known(programme: Programme, source_id: int) -> None:
    loan = borrowed(programme, source_id, 80)
    before = programme.store.seal()
    programme.clock.advance(hours=1)
    programme.repay(loan.id, on=day("09-02"), principal=20 * MILLION, interest=0)
    assert told(programme, source_id, known=before).total.late == 20 * MILLION
    assert told(programme, source_id).total.late == 0


def test_a_span_that_ends_before_it_begins_and_a_source_that_is_none_are_refused(
    programme: Programme, source_id: int
) -> None:
    with pytest.raises(Refusal, match="span begins"):
        told(programme, source_id, since=date(2027, 1, 1), until=date(2026, 12, 31))
    with pytest.raises(Unknown):
        told(programme, source_id + 10**6)


def something(programme: Programme, loan: Loan, draw: random.Random) -> None:
    """One thing that happens to a debt; what the rules refuse does not."""
    on, part = LENT + timedelta(days=draw.randint(100, 260)), draw.randint(1, 20) * MILLION + draw.randint(0, 99)
    damage: dict[str, Any] = {"cause": "damage", "damage_percent": "45", "decision": "QĐ-KHOANH-GIA"}
    deeds: list[Callable[[], object]] = [
        lambda: programme.repay(loan.id, on=on, principal=part, interest=0),
        lambda: programme.debt(
            debt.reschedule, loan.id, by=OFFICER, on=on, number=1, amount=part, due_on=on + timedelta(days=60)
        ),
        lambda: programme.debt(debt.extend, loan.id, on=on, months=draw.randint(1, 12)),
        lambda: programme.debt(debt.recall, loan.id, on=on, due_on=on + timedelta(days=20), reason="Giả định"),
        lambda: programme.debt(
            debt.freeze, loan.id, on=on, last_on=on + timedelta(days=70), in_term=part, overdue=0, **damage
        ),
        lambda: programme.debt(debt.write_off, loan.id, on=on, principal=part, interest=0, **WRITE_OFF),
        lambda: programme.reverse(loan.id),
    ]
    with suppress(Refusal):
        draw.choice(deeds)()


def test_the_forecast_adds_up_to_what_is_outstanding_on_every_day_whatever_happened(
    programme: Programme, source_id: int, draw: random.Random
) -> None:
    held = [borrowed(programme, source_id, draw.randint(20, 90), commune) for commune in (FIRST, FIRST, SECOND)]
    for _ in range(24):
        something(programme, draw.choice(held), draw)
    for as_of in [TODAY, *(LENT + timedelta(days=draw.randint(-5, 300)) for _ in range(6))]:
        first = LENT + timedelta(days=draw.randint(0, 500))
        made = told(programme, source_id, as_of, since=first, until=first + timedelta(days=draw.randint(0, 500)))
        standing = programme.statement(source_id, as_of=as_of)
        assert made.total.outstanding == standing.outstanding
        assert sum(row.scheduled for row in made.rows) == sum(row.scheduled for row in made.by_month)
        assert made.total.scheduled == sum(row.scheduled for row in made.rows)
        with programme.store.reading() as uow:
            for row in made.by_commune:
                loans = [loan for loan in uow.loans.all([row.commune]) if loan.source_id == source_id]
                of = [owed_on(each, as_of) for each in uow.books.of([loan.id for loan in loans]).values()]
                assert row.outstanding == sum(each.outstanding for each in of)
                assert row.frozen == sum(each.frozen for each in of)
                parts = (row.scheduled, row.late, row.before, row.beyond, row.frozen)
                assert (sum(parts), min(parts) >= 0) == (row.outstanding, True)


def test_the_months_are_those_of_the_pieces_after_what_was_decided(programme: Programme, source_id: int) -> None:
    loan = borrowed(programme, source_id, 120)  # 30 on 02/09, 02/03, 02/09, 02/03
    programme.repay(loan.id, on=day("07-01"), principal=10 * MILLION, interest=0)
    programme.debt(
        debt.reschedule, loan.id, by=OFFICER, on=day("08-20"), number=1, amount=15 * MILLION, due_on=day("12-15")
    )
    programme.repay(loan.id, on=day("09-03"), principal=2 * MILLION, interest=0)
    made = told(programme, source_id)
    found = {row.month: row.scheduled // MILLION for row in made.rows}
    months = [date(2026, 12, 1), date(2027, 3, 1), date(2027, 9, 1), date(2028, 3, 1)]
    assert (made.total.late // MILLION, found) == (3, dict(zip(months, (15, 30, 30, 30), strict=True)))
    with programme.store.reading() as uow:
        pieces = uow.books.one(loan.id).course.on(TODAY).pieces
    assert Counter({piece.due.replace(day=1): piece.amount for piece in pieces if piece.due > TODAY}) == Counter(
        {row.month: row.scheduled for row in made.rows}
    )


# --- the pool


def test_the_pool_of_the_year_counts_every_dong_once(programme: Programme, source_id: int) -> None:
    loan = borrowed(programme, source_id, 80)  # 20 due on 2 September, 20 on 2 March
    borrowed(programme, source_id, 40, SECOND, on=day("06-02"))  # 10 due on 2 December
    programme.repay(loan.id, on=day("09-02"), principal=20 * MILLION, interest=0)
    programme.approve(programme.applied(source_id, 50 * MILLION))
    with programme.by(PLANNER) as uow:
        at = uow.funds.get(source_id).sequence
        given: dict[str, Any] = {"amount": 200 * MILLION, "on": day("10-01"), "decision": "QĐ-GIẢ 77"}
        supplement(uow, today=TODAY, source_id=source_id, expected=at, **given)
    found = pooled(programme, source_id)
    assert [(each.decision, each.amount // MILLION) for each in found.decisions] == [
        ("QĐ-GIA/2026", 1_000),
        ("QĐ-GIẢ 77", 200),
    ]
    assert (found.collected // MILLION, found.to_come // MILLION, found.used // MILLION) == (20, 10, 170)
    assert found.available // MILLION == 1_200 - 120 - 50 + 20
    assert [part // MILLION for part in (found.pool.new, found.pool.recovered, found.pool.idle)] == [1_200, 30, 0]
    assert (found.pool.total, found.cut) == (found.available + found.used + found.to_come, 0)


def test_what_was_not_lent_last_year_is_idle_and_last_years_commitments_are_not_of_this_pool(
    programme: Programme, source_id: int
) -> None:
    loan = borrowed(programme, source_id, 80)
    programme.approve(programme.applied(source_id, 50 * MILLION))
    ahead = pooled(programme, source_id, 2027)
    assert (ahead.new, ahead.collected, ahead.used, ahead.decisions) == (0, 0, 0, ())
    assert ahead.pool.idle == ahead.available == 870 * MILLION
    assert ahead.pool.recovered == ahead.to_come == 0  # nothing of what fell due in September was collected
    programme.clock.advance(days=70)
    programme.repay(loan.id, on=date(2027, 1, 10), principal=20 * MILLION, interest=0)
    later = pooled(programme, source_id, 2027, programme.today)
    assert (later.pool.idle, later.collected) == (870 * MILLION, 20 * MILLION)
    assert pooled(programme, source_id, 2026, programme.today).to_come == 0


# --- the plan


def test_absorption_by_month_agrees_with_the_plan_and_the_books(programme: Programme, source_id: int) -> None:
    loan = borrowed(programme, source_id, 60)
    borrowed(programme, source_id, 40, on=day("10-05"))
    borrowed(programme, source_id, 30, SECOND, on=day("10-06"))
    programme.repay(loan.id, on=day("09-02"), principal=15 * MILLION, interest=0)
    programme.approve(programme.applied(source_id, 50 * MILLION, commune=SECOND))
    made = absorbed(programme, source_id)
    with programme.store.reading() as uow:
        plan = uses(uow, source_id=source_id, year=2026)
        available = uow.funds.balances(source_id, TODAY)[Account.AVAILABLE]
    for row in made.rows:
        use = plan[row.commune]
        assert (row.planned, row.disbursed, row.committed, row.remaining) == (
            use.planned,
            use.disbursed,
            use.committed,
            use.remaining,
        )
        assert sum(row.months) == row.disbursed
    first = made.rows[0]
    assert (first.months[2], first.months[9], first.absorption_permille) == (60 * MILLION, 40 * MILLION, 166)
    assert first.projected == 100 * MILLION + 40 * MILLION * 41 // 90  # the loan of March is older than 90 days
    assert first.collected == 15 * MILLION
    assert (made.totals.disbursed, made.totals.planned, made.idle) == (130 * MILLION, 1_000 * MILLION, available)
    assert made.linear_permille == 324 * 1000 // 365


def test_who_is_short_slow_or_unused_and_what_a_round_could_move(programme: Programme, source_id: int) -> None:
    borrowed(programme, source_id, 60, on=day("03-02"))
    for _ in range(2):
        programme.applied(source_id, 70 * MILLION, commune=THIRD)
    made = {row.commune: row for row in absorbed(programme, source_id).rows}
    codes = {commune: {signal.code for signal in row.signals} for commune, row in made.items()}
    assert codes == {
        FIRST: {Code.SLOW},
        SECOND: {Code.SLOW, Code.UNUSED},
        THIRD: {Code.SHORT, Code.SLOW, Code.UNUSED},
    }
    assert [made[commune].give_back // MILLION for commune in (FIRST, SECOND, THIRD)] == [540, 300, 0]
    assert (made[THIRD].add, made[THIRD].pending) == (40 * MILLION, 140 * MILLION)


def test_by_the_outstanding_measure_what_is_owed_counts_on_its_day(programme: Programme) -> None:
    source_id = programme.source(500 * MILLION)
    lines = [Line(FIRST, 300 * MILLION, reason="Lý do giả định", base=0, recovery=0)]
    pool = [PoolPart("new", 300 * MILLION, "QĐ-GIA/2026")]
    with programme.by(PLANNER) as uow:
        how: dict[str, Any] = {"pool": pool, "lines": lines, "measure": Measure.OUTSTANDING}
        drafted = draft_round(uow, today=programme.today, year=2026, source_id=source_id, **how)
    programme.decide(drafted)
    loan = borrowed(programme, source_id, 60)
    programme.repay(loan.id, on=day("09-02"), principal=15 * MILLION, interest=0)
    made = absorbed(programme, source_id)
    assert (made.measure, made.totals.disbursed, made.totals.collected) == (
        Measure.OUTSTANDING,
        60 * MILLION,
        15 * MILLION,
    )
    assert (made.totals.remaining, made.totals.absorption_permille) == (255 * MILLION, 150)
    assert absorbed(programme, source_id, day("09-01")).totals.remaining == 240 * MILLION


def test_absorption_is_as_of_its_day_and_of_the_communes_asked_for(programme: Programme, source_id: int) -> None:
    borrowed(programme, source_id, 60)
    borrowed(programme, source_id, 40, on=day("10-05"))
    earlier = absorbed(programme, source_id, day("09-30"), communes=[FIRST])
    assert [row.commune for row in earlier.rows] == [FIRST]
    assert (earlier.totals.disbursed, earlier.totals.remaining) == (60 * MILLION, 540 * MILLION)
    assert (earlier.idle, earlier.rows[0].projected) == (None, 60 * MILLION)
    assert absorbed(programme, source_id, date(2027, 3, 1)).as_of == date(2026, 12, 31)
