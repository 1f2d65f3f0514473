"""Reports out of a kept ledger say what they say out of the database; what is in doubt is read anew, and told."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import event, text, update
from structlog.testing import capture_logs

from loans.domain.personal import PERSONAL_COLUMNS
from loans.service import network
from loans.service.books import ledgers as keeping
from loans.service.books.examined import examined, position_of
from loans.service.books.ledgers import Ledgers
from loans.service.books.reading import ledger_of
from loans.service.reports.book import loan_book, turnover_book
from loans.service.unit_of_work import Known
from loans.store.books.generations import Generations
from loans.store.tables import borrower, loan_entry, seal
from loans.store.unit_of_work import Store
from tests.programme import COMMUNES, DIRECTOR, MILLION, OFFICER, Clock, Programme

FIRST, TODAY, LATER = date(2026, 3, 1), date(2026, 11, 20), date(2029, 1, 31)
MADE_BY = {"database": "own", "version": "0.0.1"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "snapshot"


@pytest.fixture
def second(store: Store, open_store: Callable[[str], Store], folder: Path) -> Store:
    """The same database, as a process sees it that keeps ledgers."""
    found = open_store(store.engine.url.render_as_string(hide_password=False))
    found.ledgers = Ledgers(Generations(folder), MADE_BY)
    return found


@pytest.fixture
def lent(programme: Programme) -> list[int]:
    """Four loans of two sources at two points, one of them by a group, one brought from another system."""
    point, other = programme.point(), programme.point(COMMUNES[1], monthly_day=15)
    sources = [programme.funded(900 * MILLION, {COMMUNES[0]: 400 * MILLION}) for _ in range(2)]
    on = date(2026, 3, 2)
    found = [programme.lent_on(each, 40 * MILLION, on=on, point=point).id for each in sources]
    found.append(programme.lent_on(sources[0], 20 * MILLION, on=on, point=point, group=programme.group(point)).id)
    programme.repay(found[0], on=date(2026, 5, 4), principal=MILLION)
    due = [(date(2026, 9, 1), 5 * MILLION), (date(2027, 9, 1), 20 * MILLION)]
    told = programme.brought(sources[1], other, on=date(2026, 2, 2), in_term=25 * MILLION, unpaid=due)
    found.append(programme.carry_in(told).id)
    return found


def kept(store: Store) -> Ledgers:
    assert isinstance(store.ledgers, Ledgers)
    return store.ledgers


def same(store: Store, second: Store, known: Known | None = None) -> Known:
    """Both say the same of three days and a period, of all communes and of one."""
    known = known or store.known_at(None)
    with store.reading(known) as anew, second.reading(known) as out_of_kept:
        for day in (FIRST, TODAY, LATER):
            for communes in (None, COMMUNES[:1]):
                book = loan_book(anew, as_of=day, communes=communes)
                pd.testing.assert_frame_equal(loan_book(out_of_kept, as_of=day, communes=communes), book)
        period: Any = {"since": FIRST, "until": TODAY}
        pd.testing.assert_frame_equal(turnover_book(out_of_kept, **period), turnover_book(anew, **period))
    return known


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """What is asked of a database meanwhile."""
    found: list[str] = []

    def asked(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        found.append(statement)

    event.listen(store.engine, "before_cursor_execute", asked)
    yield found
    event.remove(store.engine, "before_cursor_execute", asked)


def of_loans(asked: list[str]) -> list[str]:
    """The statements that read instalments: whoever reads a ledger asks for them."""
    return [each for each in asked if "instalment" in each]


def changes(programme: Programme, lent: list[int]) -> Iterator[str]:
    """One entry after another, each of which changes what some report says of a loan that was lent before."""
    store = programme.store
    yield "the base"
    programme.repay(lent[1], on=date(2026, 6, 4), principal=2 * MILLION)
    yield "a repayment"
    programme.reverse(lent[1], programme.history(lent[1])[-1].id, reason="Thu nhầm (giả định)")
    yield "its reversal"
    with store.reading() as uow:
        loan, group = uow.loans.get(lent[0]), uow.loans.get(lent[2]).group_id
        point = uow.network.point(loan.point_id)
    with programme.by(OFFICER) as uow:
        missed: dict[str, Any] = {"month": date(2026, 10, 1), "held_on": None}
        network.record_session(uow, OFFICER, point_id=point.id, expected=point.sequence, **missed)
    yield "a session that was not held"
    elsewhere = programme.point(monthly_day=25)
    with programme.by(OFFICER) as uow:
        at = uow.network.group(group or 0).sequence
        since = date(2026, 4, 1)
        network.change_group(uow, OFFICER, group_id=group or 0, expected=at, since=since, point_id=elsewhere.id)
    yield "a group that meets elsewhere"


@pytest.mark.long
def test_after_every_kind_of_change_a_kept_ledger_says_what_the_database_says(
    store: Store, second: Store, programme: Programme, lent: list[int]
) -> None:
    moments = []
    for _what in changes(programme, lent):
        moments.append(same(store, second))
        programme.clock.advance(hours=1)
    assert kept(second)._base is not None
    for known in reversed(moments):
        same(store, second, known)


def test_what_was_brought_forward_is_read_in_as_many_statements_however_many_loans(
    store: Store, second: Store, programme: Programme, lent: list[int]
) -> None:
    same(store, second)
    counted = []
    for some in (lent[:1], lent[:2]):
        for loan in some:
            programme.repay(loan, on=date(2026, 6, 4), principal=MILLION)
        known = store.known_at(None)
        with second.reading(known) as uow, statements(second) as asked:
            view = kept(second).view(uow)
            assert view is kept(second).view(uow)
        counted.append(len(asked) - 1)  # the second time nothing but the mark of the position is asked for
        assert len(view.parts) == 2
    assert counted[0] == counted[1] <= 30


def test_another_process_takes_what_the_first_has_written(
    store: Store, second: Store, lent: list[int], open_store: Callable[[str], Store], folder: Path
) -> None:
    same(store, second)
    third = open_store(store.engine.url.render_as_string(hide_password=False))
    third.ledgers = Ledgers(Generations(folder), MADE_BY)
    with third.reading(store.known_at(None)) as uow, statements(third) as asked:
        assert kept(third).view(uow).size == len(lent)
    assert of_loans(asked) == [], "nothing of it was read from the database"
    same(store, third)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        ("truncated", "events.a.npy: truncated"),
        ("altered", "events.a.npy: altered"),
        ("gone", "events.a.npy: missing"),
        ("manifest", "manifest.json: altered"),
        ("version", "another version"),
        ("database", "another database"),
    ],
)
def test_a_snapshot_in_doubt_is_told_and_made_anew(
    store: Store, second: Store, lent: list[int], folder: Path, spoil: str, why: str
) -> None:
    known = same(store, second)
    files = Generations(folder)
    spoiled = files.current()
    place = folder / spoiled
    file = place / ("manifest.json" if spoil == "manifest" else "events.a.npy")
    if spoil in ("truncated", "altered", "manifest"):
        whole = file.read_bytes()
        file.unlink()
        file.write_bytes(whole[:-1] if spoil == "truncated" else whole[:-1] + bytes([whole[-1] ^ 1]))
    elif spoil == "gone":
        file.unlink()
    made_by = MADE_BY | ({spoil: "another"} if spoil in MADE_BY else {})
    second.ledgers = Ledgers(Generations(folder), made_by)
    with second.reading(Known(known.moment, position_of(files) or known.position)) as uow:
        assert (examined(files, uow, made_by).why, len(lent)) == (why, 4)
    with capture_logs() as logged:
        same(store, second)
    assert [each["why"] for each in logged if "why" in each] == [why]
    assert files.noted()[0] == f"{spoiled}: {why}"
    with second.reading(Known(known.moment, position_of(files))) as uow:
        assert examined(files, uow, made_by).why == ""


def test_a_database_put_back_from_a_backup_is_not_answered_with_the_other_past(
    store: Store, second: Store, programme: Programme, lent: list[int], clock: Clock
) -> None:
    same(store, second)
    clock.advance(hours=1)
    programme.repay(lent[0], on=date(2026, 6, 4), principal=MILLION)
    known = same(store, second)
    with store.engine.begin() as connection:  # a forger or a restored backup: another entry stands at the position
        if connection.dialect.name == "sqlite":
            triggers = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for name in triggers:
                if name.startswith(("seal_", "loan_entry_")):
                    connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        connection.execute(update(loan_entry).where(loan_entry.c.principal == MILLION).values(principal=2 * MILLION))
        connection.execute(
            update(seal).where(seal.c.position == known.position).values(sealed_at=clock.now - timedelta(seconds=1))
        )
    with capture_logs() as logged, store.reading(known) as anew, second.reading(known) as kept_one:
        pd.testing.assert_frame_equal(loan_book(kept_one, as_of=TODAY), loan_book(anew, as_of=TODAY))
    assert any(each.get("found") == "another database" for each in logged)


def test_where_loans_and_postings_differ_nothing_is_kept_on_the_disk_and_reports_answer(
    store: Store, second: Store, lent: list[int], folder: Path
) -> None:
    with store.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            connection.execute(text("DROP TRIGGER posting_no_update"))
        connection.execute(text("UPDATE posting SET amount = amount + 1 WHERE account = 'outstanding' AND amount > 0"))
    with capture_logs() as logged:
        same(store, second)
    assert [each["found"] for each in logged if each["log_level"] == "error"] == ["loans and postings differ"]
    assert (Generations(folder).current(), len(lent)) == ("", 4)


def test_a_full_disk_is_told_and_reports_answer_out_of_memory(
    store: Store, second: Store, lent: list[int], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched, capture_logs() as logged:
        patched.setattr(Generations, "keep", full)
        same(store, second)
        with second.reading(store.known_at(None)) as uow, statements(second) as asked:
            assert kept(second).view(uow).size == len(lent)
        assert of_loans(asked) == [], "what was read stays in memory"
    assert kept(second).fault == os.strerror(errno.ENOSPC)
    assert [each["refused"] for each in logged if each["log_level"] == "warning"] == ["not written"]
    assert "not written" in Generations(folder).noted()[0]


def test_a_kind_of_entry_that_nobody_has_placed_means_that_everything_is_read_anew(
    store: Store, second: Store, programme: Programme, lent: list[int]
) -> None:
    same(store, second)
    with programme.by(DIRECTOR) as uow:
        at = uow.entries.sequence(lent[0])
        uow.entries.append(lent[0], at, "loan_insured", TODAY, {})
    with second.reading(store.known_at(None)) as uow:
        assert len(kept(second).view(uow).parts) == 1
    same(store, second)


def test_when_many_loans_stand_beside_a_base_a_new_one_is_written(
    store: Store, second: Store, programme: Programme, lent: list[int], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    same(store, second)
    old = Generations(folder).current()
    monkeypatch.setattr(keeping, "FEW", 1)
    for loan in lent[:2]:
        programme.repay(loan, on=date(2026, 6, 4), principal=MILLION)
    known = store.known_at(None)
    with second.reading(known) as uow, statements(second) as asked:
        assert len(kept(second).view(uow).parts) == 1
    assert len(of_loans(asked)) > 0
    assert Generations(folder).current() != old
    assert position_of(Generations(folder)) == known.position
    same(store, second)


def test_no_identity_number_is_in_a_snapshot(store: Store, second: Store, lent: list[int], folder: Path) -> None:
    same(store, second)
    with store.engine.connect() as connection:
        numbers = [
            str(each)
            for each in connection.execute(borrower.select().with_only_columns(borrower.c.identity_no)).scalars()
        ]
    held = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    assert len(numbers) >= len(lent) - 1
    assert "borrower.identity_no" in PERSONAL_COLUMNS
    assert [number for number in numbers if number.encode() in held] == []


def test_threads_that_ask_at_once_read_the_database_once(store: Store, second: Store, lent: list[int]) -> None:
    known, found = store.known_at(None), []

    def ask() -> None:
        with second.reading(known) as uow:
            found.append(kept(second).view(uow).size)

    with statements(second) as asked:
        threads = [Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [len(lent)] * 4
    with statements(second) as once:
        second.ledgers = Ledgers(None, MADE_BY)
        ask()
    assert len(of_loans(asked)) == len(of_loans(once))


def test_an_empty_database_has_an_empty_ledger(store: Store, second: Store) -> None:
    known = store.known_at(None)
    with second.reading(known) as uow:
        assert loan_book(uow, as_of=TODAY).empty


@pytest.mark.long
def test_a_report_of_the_moment_just_before_reads_only_what_was_touched_since(
    store: Store, second: Store, programme: Programme, lent: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    same(store, second)
    moments = []
    for loan in lent[:3]:
        programme.repay(loan, on=date(2026, 6, 4), principal=MILLION)
        programme.clock.advance(hours=1)
        moments.append(same(store, second))
    read: list[Any] = []
    really = ledger_of

    def reading(uow: Any, **asked: Any) -> Any:
        read.append(asked.get("loan_ids"))
        return really(uow, **asked)

    monkeypatch.setattr(keeping, "ledger_of", reading)
    kept(second)._views.clear()
    same(store, second, moments[1])
    assert read == [[lent[2]]], "on from the last moment"
    read.clear()
    same(store, second, moments[0])
    assert read in ([[lent[0]]], [[lent[1], lent[2]]]), "on from the nearer one"
