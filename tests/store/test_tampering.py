"""Whatever somebody with all rights over the database changes is found; what only an outside head can find, by it."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Table, Text, Update, delete, func, insert, select, text, type_coerce, update
from sqlalchemy.exc import DatabaseError

from loans.domain.proof import BreakKind, Head
from loans.service.audit import Verdict
from loans.service.paper import keep_paper
from loans.store.tables import APPEND_ONLY, commune, entry, link, metadata, posting, salt, seal, stream
from loans.store.types import Canonical
from loans.store.unit_of_work import Store
from loans.store.verify import verify
from tests.postgres import database
from tests.programme import OFFICER, Clock, Programme
from tests.store import forging as forge
from tests.store.conftest import DATABASES
from tests.store.forging import forging, found_at
from tests.store.tools import fill


@pytest.fixture(scope="module", params=DATABASES)
def book(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[Store]:
    """A programme in every table, sealed and linked; one for all tests of a database, as each undoes its forgery."""
    with ExitStack() as stack:
        if request.param == "postgresql":
            template = str(request.getfixturevalue("template_url")).partition("?")[0].rpartition("/")[2]
            url = stack.enter_context(database(request.getfixturevalue("postgres_server"), template=template))
        else:
            url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path_factory.mktemp('tampering') / 'loans.db')}"
        clock = Clock()
        store = Store.at(url, clock)
        stack.callback(store.engine.dispose)
        filled(Programme(store, clock))
        assert store.verify().ok
        yield store


def filled(programme: Programme) -> None:
    fill(programme)
    with programme.by(OFFICER) as uow:
        keep_paper(uow, today=programme.today, name="quet.pdf", media_type="application/pdf", content=b"%PDF-1")
    programme.store.seal()
    programme.store.link()


def test_a_changed_body_is_found(book: Store) -> None:
    with forging(book) as connection:
        at = forge.position_of(connection, "capital_entrusted")
        forged = {"amount": 1, "decision": "QĐ-GIA/2026"}
        connection.execute(update(entry).where(entry.c.id == forge.entry_at(connection, at)).values(body=forged))
        found_at(connection, at, BreakKind.ENTRY, "entry")


def test_a_space_in_a_body_is_found(book: Store) -> None:
    with forging(book) as connection:
        for kind in ("capital_entrusted", "borrower_registered"):  # without and with personal keys
            at = forge.position_of(connection, kind)
            spaced = {"entry_id": forge.entry_at(connection, at)}
            connection.execute(text("UPDATE entry SET body = body || ' ' WHERE id = :entry_id"), spaced)
            assert forge.broken(connection).kind is BreakKind.ENTRY
            connection.execute(text("UPDATE entry SET body = trim(body) WHERE id = :entry_id"), spaced)
            assert verify(connection).ok


def test_an_amount_changed_in_its_typed_table_alone_is_found(book: Store) -> None:
    with forging(book) as connection:
        at = forge.position_of(connection, "loan_repaid")
        of_entry = posting.c.entry_id == forge.entry_at(connection, at)
        connection.execute(update(posting).where(of_entry).values(amount=posting.c.amount + 1))
        found_at(connection, at, BreakKind.FACTS, "posting")


def test_a_row_added_to_a_linked_entry_is_found_and_counted(book: Store) -> None:
    with forging(book) as connection:
        at = forge.position_of(connection, "loan_repaid")
        of_entry = select(posting).where(posting.c.entry_id == forge.entry_at(connection, at))
        row = dict(connection.execute(of_entry).mappings().first() or {})
        connection.execute(insert(posting).values(row | {"line": 90}))
        found_at(connection, at, BreakKind.ROW_ADDED, "posting")
        connection.execute(delete(posting).where(posting.c.entry_id == row["entry_id"]))
        found_at(connection, at, BreakKind.ROW_MISSING, "posting")


def test_an_entry_deleted_with_all_its_rows_is_found(book: Store) -> None:
    with forging(book) as connection:
        at = forge.position_of(connection, "loan_repaid")
        forge.drop_entries(connection, [forge.entry_at(connection, at)])
        found_at(connection, at, BreakKind.POSITION_MISSING, "seal")


def test_an_entry_deleted_and_the_gap_closed_is_found(book: Store) -> None:
    with forging(book) as connection:
        at = forge.position_of(connection, "loan_repaid")
        forge.drop_entries(connection, [forge.entry_at(connection, at)])
        forge.shift(connection, at + 1, -1)
        connection.execute(update(link).where(link.c.position > at).values(position=link.c.position + forge.FAR))
        connection.execute(update(link).where(link.c.position > at).values(position=link.c.position - forge.FAR - 1))
        assert forge.broken(connection).position == at


def test_two_positions_that_changed_places_are_found_and_named(book: Store) -> None:
    with forging(book) as connection:
        first, second = forge.entry_at(connection, 5), forge.entry_at(connection, 9)
        for entry_id, position in ((first, forge.FAR), (second, 5), (first, 9)):
            connection.execute(update(seal).where(seal.c.entry_id == entry_id).values(position=position))
        found_at(connection, 5, BreakKind.REORDERED, "seal")
        assert forge.broken(connection).elsewhere == 9


def test_an_entry_inserted_in_the_middle_is_found(book: Store) -> None:
    with forging(book) as connection:
        new = forge.invented(connection, forge.entry_at(connection, 5))
        forge.shift(connection, 6, 1)
        forge.seal_as(connection, new, 6)
        found_at(connection, 6, BreakKind.INSERTED, "salt")


def test_an_entry_that_nobody_waits_to_seal_is_found(book: Store) -> None:
    with forging(book) as connection:
        forge.invented(connection, forge.entry_at(connection, 5))
        assert (forge.broken(connection).kind, forge.broken(connection).table) == (BreakKind.LOOSE, "entry")


def test_a_row_of_no_entry_is_found(book: Store) -> None:
    with forging(book) as connection:
        row = dict(connection.execute(select(posting)).mappings().first() or {})
        connection.execute(insert(posting).values(row | {"entry_id": forge.FAR}))
        assert (forge.broken(connection).kind, forge.broken(connection).table) == (BreakKind.LOOSE, "posting")


def test_a_stream_that_nothing_happened_to_and_a_salt_too_many_are_found(book: Store) -> None:
    with forging(book) as connection:
        connection.execute(insert(stream).values(id=forge.FAR, noun="loan", key="X"))
        assert forge.broken(connection).table == "stream"
        connection.execute(delete(stream).where(stream.c.id == forge.FAR))
        connection.execute(insert(salt).values(entry_id=forge.FAR, salt="00"))
        assert forge.broken(connection).table == "salt"


def test_a_commune_that_is_not_as_shipped_is_found(book: Store) -> None:
    with forging(book) as connection:
        connection.execute(update(commune).where(commune.c.code == "00004").values(name="Khác"))
        first = forge.broken(connection)
        assert (first.kind, first.table, first.count) == (BreakKind.REFERENCE, "commune", 1)


def test_a_link_forged_or_removed_is_found(book: Store) -> None:
    with forging(book) as connection:
        kept = connection.execute(select(link.c.hash).where(link.c.position == 7)).scalar_one()
        connection.execute(update(link).where(link.c.position == 7).values(hash="0" * 64))
        found_at(connection, 7, BreakKind.LINK, "link")
        connection.execute(update(link).where(link.c.position == 7).values(hash=kept))
        connection.execute(delete(link).where(link.c.position == 7))
        found_at(connection, 7, BreakKind.LINK_MISSING, "link")


def test_a_salt_removed_is_found(book: Store) -> None:
    with forging(book) as connection:
        connection.execute(delete(salt).where(salt.c.entry_id == forge.entry_at(connection, 4)))
        found_at(connection, 4, BreakKind.SALT, "salt")


@pytest.mark.parametrize("book", ["sqlite"], indirect=True)  # PostgreSQL's columns refuse both
def test_what_sqlite_would_hide_is_found(book: Store) -> None:
    with forging(book) as connection:
        for forged in ("2", "x'ff'", "CAST(x'ff' AS TEXT)"):
            connection.execute(text(f"UPDATE borrower SET name = {forged}"))  # noqa: S608
            assert not verify(connection).ok


# --- only a head that was kept outside finds these


def outside(book: Store) -> Head:
    with book.reading() as uow:
        return uow.proof.standing().head


def truncate(connection: Connection, keep: int) -> None:
    gone = connection.scalars(select(seal.c.entry_id).where(seal.c.position > keep)).all()
    forge.drop_entries(connection, gone)


def test_a_tail_cut_off_is_found_by_an_outside_head_alone(book: Store) -> None:
    head = outside(book)
    with forging(book) as connection:
        truncate(connection, head.position - 3)
        assert verify(connection).ok
        found = forge.against(connection, head)
        assert (found.ok, found.broken, [each.verdict for each in found.judged]) == (False, None, [Verdict.MISSING])


def test_a_chain_forged_anew_is_found_by_an_outside_head_alone(book: Store) -> None:
    head = outside(book)
    with forging(book) as connection:
        connection.execute(update(posting).values(amount=posting.c.amount * 2))
        forge.link_again(connection)
        assert verify(connection).ok
        found = forge.against(connection, head)
        assert (found.ok, found.broken, [each.verdict for each in found.judged]) == (False, None, [Verdict.DIFFERS])


# --- any cell


def cells(connection: Connection, table: Table) -> list[tuple[Any, str]]:
    keys = list(table.primary_key.columns)
    rows = connection.execute(select(*keys).order_by(*keys)).all()
    return [(tuple(row), column.name) for row in rows for column in table.columns]


def forge_cell(connection: Connection, table: Table, key: Any, name: str) -> None:
    """Change one cell by as little as can be; a database that refuses this value is no case."""
    column = table.c[name]
    where = [each == value for each, value in zip(table.primary_key.columns, key, strict=True)]
    if isinstance(column.type, Canonical):
        spaced = type_coerce(column, Text) + text("' '")
        connection.execute(update(table).where(*where).values({column: spaced}))
        return
    value = connection.execute(select(column).where(*where)).scalar_one()
    assume(
        any(
            _taken(connection, update(table).where(*where).values({column: new})) for new in forge.others(value, column)
        )
    )


def _taken(connection: Connection, change: Update) -> bool:
    """Whether the database takes a change; its uniques and CHECKs still stand."""
    try:
        with connection.begin_nested():
            connection.execute(change)
    except DatabaseError:
        return False
    return True


@settings(max_examples=60, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data())
def test_any_single_changed_cell_of_any_table_of_history_is_found(book: Store, data: st.DataObject) -> None:
    with forging(book) as connection:
        tables = [metadata.tables[name] for name in APPEND_ONLY]
        held = [table for table in tables if connection.scalar(select(func.count()).select_from(table))]
        table = data.draw(st.sampled_from(held), label="table")
        key, name = data.draw(st.sampled_from(cells(connection, table)), label="cell")
        forge_cell(connection, table, key, name)
        assert not verify(connection).ok, (table.name, key, name)


def test_a_table_put_in_the_place_of_another_that_repeats_its_rows_is_found(book: Store) -> None:
    """A copy made by CREATE TABLE AS has no primary key: the same row can stand in it twice."""
    with forging(book) as connection:
        connection.execute(text("CREATE TABLE copied AS SELECT * FROM salt"))
        connection.execute(text("DROP TABLE salt"))
        connection.execute(text("ALTER TABLE copied RENAME TO salt"))
        connection.execute(
            text("INSERT INTO salt SELECT * FROM salt WHERE entry_id = (SELECT min(entry_id) FROM salt)")
        )
        broken = verify(connection).broken
        assert broken is not None
        assert (broken.kind, broken.table, broken.count) == (BreakKind.LOOSE, "salt", 1)


def test_an_entry_marked_again_as_waiting_is_found(book: Store) -> None:
    with forging(book) as connection:
        connection.execute(text("INSERT INTO unsealed (entry_id) SELECT min(entry_id) FROM seal"))
        broken = verify(connection).broken
        assert broken is not None
        assert (broken.kind, broken.table) == (BreakKind.LOOSE, "unsealed")
