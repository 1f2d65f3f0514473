"""The chain: it follows the seals, never holds a writer up, says nothing personal, and comes out the same again."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import Connection, LargeBinary, String, func, select
from sqlalchemy.types import TypeDecorator

from loans.domain.personal import PERSONAL_COLUMNS, PERSONAL_KEYS
from loans.domain.proof import BEFORE_ALL, GENESIS, Head, chained, digest_of, text_of
from loans.service.audit import Verdict
from loans.store import chain
from loans.store.record import FACTS, PROOF, is_of_stream, load, parts
from loans.store.tables import APPEND_ONLY, account, borrower, entry, group_fact, link, metadata, salt, seal
from loans.store.unit_of_work import Store
from tests.programme import MILLION, OFFICER, PLANNER, Clock, Programme
from tests.store.tools import PATIENCE_S, fill, together

PLAIN_COLUMNS = """
allocation_line.commune allocation_line.why allocation_round.measure application.commune application.programme
application.purpose bank_commune.code bank_commune.commune borrower.borrower_class borrower.commune
credit_group.commune credit_group.number debt_freeze.cause demand_answer.commune demand_line.beneficiaries
demand_line.commune demand_line.purpose entry.body entry.kind figure.commune figure.name group_fact.organisation
hamlet.code hamlet.commune hamlet.name interest_share.shares job_report.commune load.programme loan.commune
loan.contract_no loan.instalment_rule loan.method loan.programme loan.rate_group loan.regime loan_area.basis
loan_area.commune loan_entry.voucher_no mapping.headings mapping.subject office.code office.name opening.marks
opening.old_code overlay.certainty overlay.cites overlay.parameter overlay.value paper.media_type
past_voucher.voucher_no plan_base.commune plan_use.commune point.code point.commune point.name posting.account
relief.kind source.code source.investor_code source.level source.name stream.noun use_check.jobs
use_check.outcome
"""
"""Columns of text that name nobody. Whoever adds one decides: here, or in ``loans.domain.personal``."""

PLAIN_KEYS = """
00004 abroad active agrees amount application_id asked base base_on basis before_cover beneficiaries binding
borrower_class borrower_id brought by_loans cause certainty cites code commune communes contract_no count
created damage_percent day_count decision demand disburse_on due_on effective_on every_months evidence
expected_recovery extended_months findings from_entry from_year frozen full_capacity grain group group_id
hamlet_id held_on in_term instalment_rule instalments interest investor_code jobs kind labour_contract_months
largest_loan last_on late left level lines load_id measure media_type method month monthly_day months office_id
on_forecast organisation origin outcome overdue overdue_rate_e7 paper papers parameter parts plan_year point_id
pool pre_departure_cost principal priority programme purpose rate_e7 rate_fixed rate_group recovery regime
reversed role seed sequence shares shares_since signed_on since size source_id spec split supplementary
synthetic term_months through to_year valid_from valid_to value values voucher_no weights workers year
"""
"""Keys of bodies that name nobody, decided in the same way."""


def links(store: Store) -> list[tuple[Any, ...]]:
    with store.engine.connect() as connection, connection.begin():
        return [tuple(row) for row in connection.execute(select(link).order_by(link.c.position))]


def sealed(store: Store) -> int:
    with store.engine.connect() as connection, connection.begin():
        return int(connection.scalar(select(func.count()).select_from(seal)) or 0)


def shown(connection: Connection) -> str:
    """Everything that is hashed, as text."""
    found = load(connection, 0, 10**6)
    return "".join(text_of(parts(each, "0" * 32, "")) for each in found)


# --- what is hashed


def test_every_table_of_history_is_hashed_or_checked() -> None:
    aside = PROOF | {"entry", "stream", "commune", "succession"}
    assert {table.name for table in FACTS} == set(APPEND_ONLY) - aside


def test_rows_of_an_entry_are_found_by_an_index() -> None:
    for table in FACTS:
        first = next(iter(table.primary_key.columns))
        assert is_of_stream(table) or first.name == "entry_id", table.name


def test_every_column_of_text_is_personal_or_said_to_be_plain() -> None:
    """A new one fails here: decide whether it may name somebody."""
    texts = {
        f"{table.name}.{column.name}"
        for table in (*FACTS, metadata.tables["entry"], metadata.tables["stream"])
        for column in table.columns
        if isinstance(_kind(column.type), String | LargeBinary)
    }
    assert texts - set(PLAIN_COLUMNS.split()) == PERSONAL_COLUMNS
    assert not PERSONAL_COLUMNS & set(PLAIN_COLUMNS.split())


def _kind(of: Any) -> Any:
    return of.impl_instance if isinstance(of, TypeDecorator) else of


def test_every_key_of_a_body_is_personal_or_said_to_be_plain(store: Store, programme: Programme) -> None:
    fill(programme)
    with store.engine.connect() as connection, connection.begin():
        bodies = connection.scalars(select(entry.c.body)).all()
    found = {key for body in bodies for key in _keys(body)}
    assert found - set(PLAIN_KEYS.split()) - PERSONAL_KEYS == set()


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(below)


def test_nothing_personal_enters_the_hash_as_it_is(store: Store, programme: Programme) -> None:
    fill(programme)
    with store.engine.connect() as connection, connection.begin():
        hashed = shown(connection)
        for column in (borrower.c.name, borrower.c.identity_no, borrower.c.customer_no, group_fact.c.leader):
            values = connection.scalars(select(column)).all()
            assert values
            assert not [value for value in values if f'"{value}"' in hashed]
        for name in (*connection.scalars(select(account.c.username)), OFFICER.username, PLANNER.username):
            assert f'"{name}"' not in hashed
        assert "Tài sản" not in hashed


def test_each_entry_has_a_salt_of_its_own(store: Store, programme: Programme) -> None:
    fill(programme)
    store.link()
    with store.engine.connect() as connection, connection.begin():
        salts = connection.scalars(select(salt.c.salt)).all()
        assert len(set(salts)) == len(salts) == sealed(store)
        [first, second, *_] = load(connection, 0, 2)
    assert digest_of(parts(first, "0" * 32, "")) != digest_of(parts(first, "1" * 32, ""))
    assert parts(first, "0" * 32, "")["entry"] != parts(second, "0" * 32, "")["entry"]


# --- the chain


def test_each_link_hangs_on_the_one_before(store: Store, programme: Programme) -> None:
    fill(programme)
    head = store.link()
    before = GENESIS
    for expected, (position, digest, hash_, _at, _parts) in enumerate(links(store), 1):
        assert (position, hash_) == (expected, chained(before, expected, digest))
        before = hash_
    assert head == Head(sealed(store), before)


def test_an_empty_book_has_the_head_of_all_beginnings(store: Store) -> None:
    assert store.link() == BEFORE_ALL
    assert store.known_at(None).head == BEFORE_ALL
    assert [each.verdict for each in store.verify([BEFORE_ALL, Head(0, "0" * 64), Head(1, "0" * 64)]).judged] == [
        Verdict.MATCHES,
        Verdict.DIFFERS,
        Verdict.MISSING,
    ]


def test_the_same_content_has_the_same_links_on_both_databases(
    sqlite_template: Path,
    copied_postgres_url: str,
    tmp_path: Path,
    open_store: Callable[[str], Store],
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where ids agree, and salts: those are drawn, so here they are counted."""
    found = []
    for url in (f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'loans.db')}", copied_postgres_url):
        numbers = count(1)
        monkeypatch.setattr(
            "loans.store.chain.secrets.token_hex", lambda _size, numbers=numbers: f"{next(numbers):032x}"
        )
        store = open_store(url)
        fill(Programme(store, clock))
        store.seal()
        store.link()
        found.append(links(store))
    assert found[0] == found[1]


def test_linking_in_small_steps_goes_on_where_it_was(store: Store, programme: Programme) -> None:
    fill(programme)
    assert [store.link(5).position for _ in range(3)] == [5, 10, 15]
    assert store.verify().sealed_not_linked == sealed(store) - 15
    assert store.link().position == sealed(store)
    assert store.verify().ok


def test_a_crash_between_sealing_and_linking_or_while_linking_loses_nothing(
    store: Store, programme: Programme, open_store: Callable[[str], Store], database_url: str
) -> None:
    fill(programme)
    store.link(3)

    @contextmanager
    def dying() -> Iterator[Connection]:
        with store._linking() as connection:
            yield connection
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        chain.extend(store._snapshot, dying, store.clock)
    restarted = open_store(database_url)
    assert restarted.verify().linked == 3
    assert restarted.link().position == sealed(store)
    assert restarted.verify().ok


def test_processes_that_link_while_others_write_and_seal_agree(
    store: Store, programme: Programme, open_store: Callable[[str], Store], database_url: str
) -> None:
    source_id = programme.source()
    other = open_store(database_url)

    def write() -> None:
        for _ in range(15):
            programme.entrust(source_id, MILLION)

    def link_on(mine: Store) -> None:
        for _ in range(15):
            mine.seal()
            mine.link(4)

    together([write, lambda: link_on(store), lambda: link_on(other)])
    store.seal()
    assert store.link().position == sealed(store) == 16
    assert store.verify().ok


def test_no_writer_waits_while_a_batch_is_hashed(
    store: Store, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    source_id = programme.source()
    store.seal()
    hashing, written = Event(), Event()

    def slow(*given: Any) -> Any:
        hashing.set()
        assert written.wait(PATIENCE_S)
        return load(*given)

    monkeypatch.setattr("loans.store.chain.load", slow)
    thread = Thread(target=store.link)
    thread.start()
    assert hashing.wait(PATIENCE_S)
    programme.entrust(source_id, MILLION)
    written.set()
    thread.join(PATIENCE_S)
    monkeypatch.undo()
    assert store.verify().linked == 1


def test_an_outside_head_of_a_chain_that_only_grew_matches(store: Store, programme: Programme) -> None:
    fill(programme)
    head = store.link()
    programme.source()
    store.seal()
    store.link()
    found = store.verify([head])
    assert ([each.verdict for each in found.judged], found.ok) == ([Verdict.MATCHES], True)


def test_what_waits_to_be_sealed_or_linked_is_counted_and_no_fault(store: Store, programme: Programme) -> None:
    programme.source()
    found = store.verify()
    assert (found.ok, found.not_sealed, found.sealed_not_linked) == (True, 1, 0)
    store.seal()
    assert (store.verify().not_sealed, store.verify().sealed_not_linked) == (0, 1)


# --- what a report prints


def test_what_was_known_has_the_link_of_its_own_position_for_ever(
    store: Store, programme: Programme, clock: Clock
) -> None:
    fill(programme)
    known = store.known_at(None)
    assert known.head == Head(known.position, links(store)[-1][2])
    clock.advance()
    programme.source()
    again = store.known_at(known.moment)
    assert (again, again.head) == (known, known.head)
    assert store.known_at(None).head != known.head


def test_a_report_after_a_huge_import_has_no_head_rather_than_wait(
    store: Store, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(programme)
    monkeypatch.setattr("loans.store.unit_of_work._LINKED_BY_A_REPORT", 2)
    assert store.known_at(None).head is None
