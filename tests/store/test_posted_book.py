"""A posted book never stops a report: after any accepted load or act every report, list and form answers (§7.2.21)."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete

from loans.domain.calendar import FIRST_DAY
from loans.domain.debt import Freeze
from loans.domain.refusal import Refusal
from loans.service import debt, opening
from loans.service.loading import explained
from loans.service.loan import repay
from loans.service.opening import Brought
from loans.service.reports.book import loan_book, turnover_book
from loans.store.tables import point_day
from loans.store.unit_of_work import Store
from tests.loading import DOUBTS, branch, checked, opened, posted, rows_of, staged
from tests.old_rows import DAY, EARLY_PIECES, GOOD, IN_PIECES, MOVED_FIRST, Everything, as_before, due_list, odd_rows
from tests.old_rows import statement as written
from tests.portfolio import world
from tests.programme import DIRECTOR, MILLION, OFFICER, Programme
from tests.store.forging import forging

SEEDS = (20261201, 7)
ACCEPT = (*DOUBTS, "overdue_before_loan", "instalment_outside_term")
DAYS = (FIRST_DAY, date(2014, 5, 1), DAY, date(2026, 11, 19))
ONE = {"commune": "", "investor": "99GIA1"}


@pytest.fixture
def places(store: Store) -> str:
    """The bank's code of a commune of the branch."""
    branch(store, world(2))
    return next(iter(world(2).bank_communes()))


def load(store: Store, file: Path, rows: list[dict[str, object]], accept: tuple[str, ...] = ACCEPT) -> int:
    """A load of these lines, checked and posted."""
    one = opened(store, day=DAY, accept=accept)
    staged(store, one.id, {"loans": written(file, rows)})
    checked(store, one.id)
    return posted(store, one.id, keep_good=True, without_control="thử").loans


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_after_odd_rows_and_random_acts_every_report_answers_and_names_what_it_doubts(
    store: Store, programme: Programme, places: str, tmp_path: Path, seed: int
) -> None:
    draw = Random(seed)
    before = store.known_at(None)
    drawn = [each | ONE | {"commune_code": places} for each in odd_rows(draw, 30)]
    assert load(store, tmp_path / "le.csv", drawn) > 10
    programme.clock.advance(seconds=1)
    after_load = store.known_at(None)
    done = sum(act(programme, draw) for _ in range(25))
    assert done > 2
    for known, days in ((before, DAYS[:1]), (after_load, DAYS[2:3]), (store.known_at(None), DAYS)):
        for as_of in days:
            Everything(store, known, as_of).ask()


def act(programme: Programme, draw: Random) -> bool:
    """One act on one loan, drawn around what the rules allow; whether it was accepted. Only a refusal may say no."""
    with programme.store.reading() as uow:
        loan = draw.choice(uow.loans.all())
    on = date(2026, 11, draw.randint(1, 19))
    held = programme.standing(loan.id, on)
    some = draw.choice((1, held.in_term, held.overdue, held.outstanding, 5 * MILLION))
    steps: list[Callable[[], object]] = [
        lambda: programme.repay(loan.id, on=on, principal=some, interest=draw.choice((0, 1, 90_000))),
        lambda: programme.repay(loan.id, on=on, amount=max(some, 1)),
        lambda: programme.debt(debt.extend, loan.id, on=on, months=draw.choice((1, 6, 12)), decision="QĐ-GIA"),
        lambda: programme.debt(debt.recall, loan.id, on=on, due_on=on + timedelta(days=20), reason="giả định"),
        lambda: programme.debt(
            debt.freeze, loan.id, on=on, last_on=on + timedelta(days=draw.choice((5, 400))), in_term=held.in_term,
            overdue=held.overdue, cause="damage", damage_percent="85", decision="QĐ-GIA",
        ),
        lambda: programme.debt(
            debt.write_off, loan.id, on=on, principal=min(some, held.outstanding), interest=0, frozen=0,
            decision="QĐ-GIA", cites=["Điều giả định"],
        ),
    ]  # fmt: skip
    try:
        draw.choice(steps)()
    except Refusal:
        return False
    return True


def test_rows_that_contradict_themselves_are_told_by_row_and_day(store: Store, places: str, tmp_path: Path) -> None:
    one = opened(store, day=DAY)
    lines = [each | ONE | {"commune_code": places} for each in (GOOD, MOVED_FIRST, IN_PIECES)]
    null = GOOD | ONE | {"commune_code": places, "contract": "8800000000000099", "extended": date(1900, 1, 1)}
    pieces = [(str(IN_PIECES["contract"]), *piece) for piece in EARLY_PIECES]
    files = {"loans": written(tmp_path / "le.csv", [*lines, null]), "due": due_list(tmp_path / "ky.csv", pieces)}
    staged(store, one.id, files)
    checked(store, one.id)
    rows = {each.contract_no: each for each in rows_of(store, one.id)}
    with store.reading() as uow:
        told = {each.contract_no: each for each in explained(uow, uow.loads.get(one.id), list(rows.values()))}
    results = {contract: each.result for contract, each in rows.items()}
    assert results[str(GOOD["contract"])] == "accepted"
    moved, early = told[str(MOVED_FIRST["contract"])], told[str(IN_PIECES["contract"])]
    assert (moved.result, "overdue_before_loan" in moved.codes) == ("doubtful", True)
    assert ("overdue_since", "04/03/2026") in {(each["field"], each["cell"]) for each in moved.faults}
    assert (early.result, early.codes[0]) == ("doubtful", "instalment_outside_term")
    assert [(each["field"], each["cell"]) for each in early.faults] == [("instalments", "05/03/2020")]
    assert "10.000.000" in early.faults[0]["vi"]
    empty = told["8800000000000099"]
    assert empty.result == "refused"
    assert ("extended_due_on", "01/01/1900") in {(each["field"], each["cell"]) for each in empty.faults}


def test_a_loan_brought_alone_meets_the_rules_of_a_load(programme: Programme) -> None:
    source_id = programme.source(100 * MILLION)
    point = programme.point()
    early = [(date(2020, 3, 5), 10 * MILLION), (date(2028, 3, 5), 40 * MILLION)]
    facts = {"approved_on": date(2026, 3, 5), "signed_on": date(2026, 3, 5)}
    wrong: dict[str, Brought] = {
        "instalment_outside_term": programme.brought(
            source_id, point, on=DAY, in_term=50 * MILLION, unpaid=early, loan_facts=facts
        ),
        "overdue_before_loan": programme.brought(
            source_id, point, on=DAY, in_term=40 * MILLION, overdue=10 * MILLION,
            unpaid=[(date(2028, 3, 5), 50 * MILLION)], loan_facts=facts,
            opening_facts={"overdue_since": date(2026, 3, 4)},
        ),
        "day_before_books": programme.brought(
            source_id, point, on=DAY, in_term=50 * MILLION, unpaid=[(date(2028, 3, 5), 50 * MILLION)],
            loan_facts={"approved_on": date(1900, 1, 1), "signed_on": date(1900, 1, 1)},
        ),
    }  # fmt: skip
    for code, brought in wrong.items():
        with pytest.raises(Refusal) as refused:
            programme.carry_in(brought)
        assert code in [each.code for each in refused.value.findings], code


@pytest.mark.long
def test_what_an_older_version_posted_is_answered_and_marked(
    store: Store, programme: Programme, places: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = opened(store, day=DAY)
    old = GOOD | {"contract": "8800000000000098", "lent": date(1900, 1, 1), "paid_out": date(1900, 1, 1)}
    lines = [each | ONE | {"commune_code": places} for each in (GOOD, MOVED_FIRST, IN_PIECES, old | {"rate": "7,8"})]
    pieces = [(str(IN_PIECES["contract"]), *piece) for piece in EARLY_PIECES]
    staged(
        store,
        one.id,
        {"loans": written(tmp_path / "le.csv", lines), "due": due_list(tmp_path / "ky.csv", pieces)},
    )
    with as_before(monkeypatch):
        checked(store, one.id)
        assert posted(store, one.id, keep_good=True, without_control="thử").loans >= 3
    between = store.known_at(None)
    expected = {str(each["contract"]): "days_contradict" for each in (MOVED_FIRST, IN_PIECES)}
    for known in (between, store.known_at(None)):
        for as_of in DAYS:
            marked = Everything(store, known, as_of).ask()
            if as_of >= DAY:
                assert marked.items() >= expected.items()
                assert str(GOOD["contract"]) not in marked


def test_a_decision_that_cannot_be_followed_a_lost_rate_and_a_point_without_a_session_mark_their_own_rows(
    store: Store, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    source_id = programme.source(1_000 * MILLION)
    points = [programme.point(monthly_day=day) for day in (7, 20)]
    unpaid = [(date(2026, 3, 2), 10 * MILLION), (date(2027, 3, 2), 20 * MILLION)]
    given: dict[str, Any] = {"on": DAY, "in_term": 30 * MILLION, "unpaid": unpaid}
    whole, frozen = (programme.carry_in(programme.brought(source_id, points[0], **given)) for _ in range(2))
    nowhere = programme.carry_in(programme.brought(source_id, points[1], **given))
    monkeypatch.setattr(opening, "faults_of", lambda *_facts, **_more: [])
    facts = {"approved_on": date(2014, 1, 6), "signed_on": date(2014, 1, 6), "rate_fixed": False}
    unpriced = programme.carry_in(programme.brought(source_id, points[0], loan_facts=facts, **given))
    with programme.by(DIRECTOR) as uow:  # more than is owed, as no use case would
        at = uow.entries.sequence(frozen.id)
        booked = uow.entries.append(frozen.id, at, "loan_frozen", date(2026, 11, 3), {"decision": "QĐ-GIA"}, "")
        uow.debts.add_freeze(booked, Freeze(frozen.id, date(2026, 11, 3), date(2026, 12, 3), 90 * MILLION, 0, "damage"))
    with forging(store, keep=True) as connection:
        connection.execute(delete(point_day).where(point_day.c.point_id == points[1].id))
    expected = {
        frozen.contract_no: "decision_not_followed",
        nowhere.contract_no: "no_session",
        unpriced.contract_no: "rate_unknown",
    }
    assert Everything(store, store.known_at(None), date(2026, 11, 19)).ask() == expected
    assert whole.contract_no not in Everything(store, store.known_at(None), DAY).ask()
    with pytest.raises(Refusal, match="contradicts"), programme.by(OFFICER) as uow:
        repay(
            uow, OFFICER, today=programme.today, loan_id=frozen.id, expected=uow.loans.get(frozen.id).sequence,
            on=date(2026, 11, 5), voucher_no="PT-GIA", principal=MILLION, interest=0,
        )  # fmt: skip


def test_a_freeze_that_cannot_be_followed_stands_in_no_row_and_stops_no_turnover(
    store: Store, programme: Programme
) -> None:
    source_id, point = programme.source(1_000 * MILLION), programme.point()
    given: dict[str, Any] = {"on": DAY, "in_term": 30 * MILLION, "unpaid": [(date(2027, 3, 2), 30 * MILLION)]}
    frozen, other = (programme.carry_in(programme.brought(source_id, point, **given)) for _ in range(2))
    for loan, amount in ((frozen, 90 * MILLION), (other, 30 * MILLION)):  # the first: more than is owed
        with programme.by(DIRECTOR) as uow:
            at = uow.entries.sequence(loan.id)
            booked = uow.entries.append(loan.id, at, "loan_frozen", date(2026, 11, 3), {"decision": "QĐ-GIA"}, "")
            uow.debts.add_freeze(booked, Freeze(loan.id, date(2026, 11, 3), date(2026, 12, 3), amount, 0, "damage"))
    with store.reading() as uow:
        moved = turnover_book(uow, since=date(2026, 11, 1), until=date(2026, 11, 19)).set_index("loan_id")
        book = loan_book(uow, as_of=date(2026, 11, 19)).set_index("loan_id")
    of_each = moved.loc[[frozen.id, other.id]]
    assert of_each["frozen"].tolist() == book.loc[[frozen.id, other.id], "frozen"].tolist() == [0, 30 * MILLION]
    assert of_each["thawed"].tolist() == [0, 0]
    assert book.loc[[frozen.id, other.id], "freeze_cause"].tolist() == ["", "damage"]
    assert book.loc[frozen.id, "doubt"] == "decision_not_followed"
