"""Everything out and back: an equal database on the other kind of server, and what is refused on the way."""

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, inspect

from loans.domain.loan import Loan
from loans.domain.proof import Head
from loans.domain.refusal import Refusal
from loans.service import audit
from loans.service.fund import statement_of
from loans.service.reports.forms import Asked, as_json, form_table
from loans.service.reports.lists import LISTS, desk_of, rows_of
from loans.service.reports.overdue import overdue_by_loan
from loans.store.engine import open_engine
from loans.store.exchange import dump, restore
from loans.store.exchange.descriptor import EXPORTED, FILE, LEFT_OUT, Field, Resource, fields_of
from loans.store.exchange.files import FORMS, read, write
from loans.store.exchange.kinds import Kind
from loans.store.schema import is_current, upgrade
from loans.store.tables import APPEND_ONLY, MUTABLE, metadata
from loans.store.unit_of_work import Store
from tests.programme import MILLION, OFFICER, Clock, Programme, codes
from tests.store.tools import fill, row_counts

AS_OF = date(2026, 11, 20)


@pytest.fixture
def other(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without a table, of the other kind than the test's own."""
    to_sqlite = database_url.startswith("postgresql")
    engine = open_engine(f"sqlite:///{tmp_path / 'other.db'}" if to_sqlite else request.getfixturevalue("postgres_url"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def exported(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of a programme with rows in every table of the books; tests change copies of it."""
    folder, clock = tmp_path_factory.mktemp("export"), Clock()
    store = Store.at(f"sqlite:///{shutil.copy(sqlite_template, folder / 'loans.db')}", clock)
    fill(Programme(store, clock))
    dump(store, folder / "out")
    store.engine.dispose()
    return folder / "out"


@pytest.fixture
def copy(exported: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(exported, tmp_path / "copy"))


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'target.db'}")
    yield engine
    engine.dispose()


def schema_in(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / FILE).read_text("utf-8"))
    return found


def forge(folder: Path, table: str, change: Callable[[list[list[str]]], object]) -> None:
    """Change the rows of a file (the heading is row 0) and write its digest anew, as a careful forger would."""
    file = folder / f"{table}.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    change(rows)
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\r\n").writerows(rows)
    said = schema_in(folder)
    of_table = next(each for each in said["resources"] if each["name"] == table)
    of_table |= {"rows": len(rows) - 1, "hash": f"sha256:{sha256(file.read_bytes()).hexdigest()}"}
    (folder / FILE).write_text(json.dumps(said), "utf-8")


def put(row: int, column: str, value: str) -> Callable[[list[list[str]]], object]:
    """One cell replaced."""
    return lambda rows: rows[row].__setitem__(rows[0].index(column), value)


def told(store: Store, moments: list[datetime], loan: Loan) -> str:
    """What reports say at moments of the past: overdue debt, capital, a loan's history, the trail; at the last one
    also a form and every list.
    """
    said = []
    for moment in moments:
        known = store.known_at(moment)
        with store.reading(known) as uow:
            said += [str(known.head), overdue_by_loan(uow, as_of=AS_OF).to_csv()]
            said.append(repr(statement_of(uow, source_id=loan.source_id, as_of=AS_OF)))
            said.append(repr(uow.entries.history([loan.id])))
            said.append(repr(uow.proof.trail(audit.Asked(), after=0, limit=1_000)))
            if moment == moments[-1]:
                desk = desk_of(uow, known, as_of=AS_OF)
                said += [rows_of(desk, each.code).to_csv() for each in LISTS]
                said.append(as_json(form_table(uow, known, "01.1-BCTD", Asked(as_of=AS_OF))))
    return "\n".join(said)


def test_an_equal_database_of_the_other_kind_says_the_same_and_goes_on(
    programme: Programme, other: Engine, tmp_path: Path
) -> None:
    store, clock = programme.store, programme.clock
    loan_id = fill(programme)
    with programme.by(OFFICER) as uow:
        loan = uow.loans.get(loan_id)
        uow.entries.open("note", None, "noted", AS_OF, {"said": 'Dòng một\r\n"dòng hai", \\N'}, reason="\\N")
    before = store.known_at(None).moment
    clock.advance(hours=1)
    programme.repay(loan_id, on=date(2026, 11, 20), principal=MILLION, interest=0)
    after = clock.advance(hours=1)
    clock.advance(hours=1)
    done = dump(store, tmp_path / "out")
    back = restore(other, tmp_path / "out", heads=[done.head])

    twin = Store(other, clock)
    assert (back.proof.head, back.rows, back.accounts) == (done.head, done.rows, ("gia-dinh",))
    assert is_current(other)
    assert twin.verify([done.head]).ok
    held, there = row_counts(other), row_counts(store.engine)
    assert {**held, **dict.fromkeys(LEFT_OUT & held.keys(), 0)} == {
        **there,
        **dict.fromkeys(LEFT_OUT & there.keys(), 0),
    }
    assert told(twin, [before, after], loan) == told(store, [before, after], loan)

    again = Programme(twin, clock)
    again.repay(loan_id, on=date(2026, 11, 20), principal=MILLION, interest=0, voucher_no="PT-GIA-SAU")
    again.worker()  # a new stream: numbered after those that came
    assert twin.known_at(None).position == done.head.position + 2


def test_all_that_is_recorded_goes_out_and_nothing_secret(exported: Path) -> None:
    assert {table.name for table in EXPORTED} == {*APPEND_ONLY, "unsealed", "watermark"}
    assert {"credential", "token", "reply", "guard"} <= LEFT_OUT <= MUTABLE
    said = schema_in(exported)
    assert {each["name"] for each in said["resources"]} == {table.name for table in EXPORTED}
    assert {file.name for file in exported.iterdir()} == {FILE, *(each["path"] for each in said["resources"])}
    secrets = [file.name for file in exported.iterdir() if b"argon2" in file.read_bytes()]
    assert secrets == []
    assert [file.name for file in exported.iterdir() if file.stat().st_mode & 0o077] == []


def test_the_schema_is_enough_to_read_the_files_and_to_follow_every_key(exported: Path) -> None:
    """By the words of the schema and the standard library alone."""
    said, tables = schema_in(exported), {}
    for each in said["resources"]:
        content = (exported / each["path"]).read_bytes()
        assert each["hash"] == f"sha256:{sha256(content).hexdigest()}"
        tables[each["name"]] = rows = list(csv.DictReader(content.decode().splitlines(keepends=True)))
        assert len(rows) == each["rows"]
        missing = each["schema"]["missingValues"]
        for field in each["schema"]["fields"]:
            values = [row[field["name"]] for row in rows if row[field["name"]] not in missing]
            assert len(values) == len(rows) or not field["constraints"]["required"]
            _read_as(field, values)
    for each in said["resources"]:
        for key in each["schema"]["foreignKeys"]:
            ours, theirs = key["fields"][0], key["reference"]
            there = {row[theirs["fields"][0]] for row in tables[theirs["resource"]]}
            assert {row[ours] for row in tables[each["name"]]} - there <= set(each["schema"]["missingValues"])
    assert sum(int(row["disbursed"]) for row in tables["loan_entry"]) > 0


def _read_as(field: dict[str, Any], values: list[str]) -> None:
    """Raises where a value is not what the schema calls it."""
    for value in values:
        if field["type"] == "integer":
            int(value)
        elif field["type"] in ("date", "datetime"):
            datetime.fromisoformat(value)
        elif field["type"] == "boolean":
            assert value in ("true", "false")
        elif field.get("mediatype") == "application/json":
            json.loads(value)


def cut(rows: list[list[str]]) -> None:
    """Without the last row."""
    rows.pop()


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


DAMAGES: dict[str, tuple[list[Callable[[Path], None]], list[str]]] = {
    "a file is gone, another has one bit changed": (
        [lambda folder: (folder / "loan.csv").unlink(), lambda folder: flip(folder / "posting.csv")],
        ["export_damaged", "file_changed", "file_missing"],
    ),
    "no schema": ([lambda folder: (folder / FILE).unlink()], ["schema_unreadable"]),
    "an amount and its digest changed": (
        [lambda folder: forge(folder, "posting", put(1, "amount", "1000000001"))],
        ["proof_broken"],
    ),
    "cells that are no value, in two files": (
        [
            lambda folder: forge(folder, "posting", put(2, "amount", "1.5")),
            lambda folder: forge(folder, "loan", put(1, "signed_on", "06/02/2026")),
            lambda folder: forge(folder, "entry", put(3, "body", "{")),
        ],
        ["export_not_restorable", "cell_unreadable", "cell_unreadable", "cell_unreadable"],
    ),
    "an amount that the table refuses": (
        [lambda folder: forge(folder, "instalment", put(2, "principal", "-1"))],
        ["export_not_restorable", "row_refused"],
    ),
    "a row twice": (
        [lambda folder: forge(folder, "loan", lambda rows: rows.append(rows[1]))],
        ["export_not_restorable", "row_refused"],
    ),
    "a row of another entry that is not there": (
        [lambda folder: forge(folder, "posting", put(1, "entry_id", "999999"))],
        ["export_not_restorable", "row_refused"],
    ),
    "a commune renamed": ([lambda folder: forge(folder, "commune", put(1, "name", "Xã Giả"))], ["proof_broken"]),
    "the end of the proof cut off": ([lambda folder: forge(folder, "link", cut)], ["proof_broken"]),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_refused_and_the_database_stays_empty(copy: Path, empty: Engine, damage: str) -> None:
    changes, expected = DAMAGES[damage]
    for change in changes:
        change(copy)
    with pytest.raises(Refusal) as refused:
        restore(empty, copy)
    code, *faults = codes(refused.value)
    assert (code, sorted(faults)) == (expected[0], expected[1:])
    assert inspect(empty).get_table_names() == []


def test_a_refused_row_is_named_on_either_database(copy: Path, empty_url: str) -> None:
    forge(copy, "instalment", put(3, "principal", "-1"))
    engine = open_engine(empty_url)
    with pytest.raises(Refusal) as refused:
        restore(engine, copy)
    assert [finding.source for finding in refused.value.findings] == ["instalment.csv:3"]
    assert "ck_instalment_principal" in refused.value.findings[0].en
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_a_head_kept_outside_tells_an_export_computed_anew(copy: Path, empty: Engine) -> None:
    with pytest.raises(Refusal, match="Head 1:0000"):
        restore(empty, copy, heads=[Head(1, "0" * 64)])
    assert inspect(empty).get_table_names() == []


def test_books_that_were_broken_before_can_leave_and_stay_told(copy: Path, empty: Engine) -> None:
    forge(copy, "posting", put(1, "amount", "1000000001"))
    assert not restore(empty, copy, unproved=True).proof.ok
    assert not Store(empty).verify().ok


def test_tables_left_out_of_the_schema_and_newer_revisions_are_refused(copy: Path, empty: Engine) -> None:
    said = schema_in(copy)
    for change, code in (
        ({"resources": [each for each in said["resources"] if each["name"] != "loan"]}, "export_incomplete"),
        ({"loans": {**said["loans"], "revision": "9999"}}, "export_too_new"),
        ({"resources": [{**said["resources"][0], "path": "../commune.csv"}]}, "schema_unreadable"),
    ):
        (copy / FILE).write_text(json.dumps({**said, **change}), "utf-8")
        with pytest.raises(Refusal) as refused:
            restore(empty, copy)
        assert refused.value.code == code
    assert inspect(empty).get_table_names() == []


def test_neither_way_writes_over_what_is_there(exported: Path, store: Store, clock: Clock, tmp_path: Path) -> None:
    with store.writing("ai-do") as uow:
        uow.entries.open("note", None, "noted", AS_OF, {})
    before = row_counts(store.engine)
    with pytest.raises(Refusal, match="holds something already") as refused:
        restore(store.engine, exported)
    assert refused.value.value == "entry, stream, unsealed"
    assert row_counts(store.engine) == before
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "ghi-chu").write_text("của ai đó")
    with pytest.raises(Refusal) as taken:
        dump(store, tmp_path / "out")
    assert taken.value.code == "folder_not_empty"
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["ghi-chu"]


def test_what_was_interrupted_leaves_nothing_and_can_be_done_again(
    exported: Path, store: Store, tmp_path: Path
) -> None:
    """Into a database that was prepared before; on PostgreSQL and SQLite."""
    before = row_counts(store.engine)

    def stop(table: str, _rows: int) -> None:
        if table == "posting":
            raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        restore(store.engine, exported, told=stop)
    assert row_counts(store.engine) == before
    assert restore(store.engine, exported).rows > sum(before.values())
    with suppress(KeyboardInterrupt):
        dump(store, tmp_path / "again", told=stop)
    assert [each.name for each in tmp_path.iterdir() if "again" in each.name] == []


def test_an_export_is_one_moment_whoever_writes_meanwhile(programme: Programme, other: Engine, tmp_path: Path) -> None:
    programme.source(10 * MILLION)

    def write_more(table: str, _rows: int) -> None:
        if table == "entry":
            programme.source(20 * MILLION)

    done = dump(programme.store, tmp_path / "out", told=write_more)
    restore(other, tmp_path / "out")
    with Store(other).reading() as uow, programme.store.reading() as present:
        assert (len(uow.funds.all()), len(present.funds.all())) == (1, 2)
    assert Store(other).verify([done.head]).ok


def test_an_export_of_an_older_revision_is_restored_and_upgraded(
    sqlite_template: Path, empty: Engine, tmp_path: Path
) -> None:
    """As a version before the openings would have written it: without the tables and columns of later ones."""
    clock, folder = Clock(), tmp_path / "out"
    store = Store.at(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'loans.db')}", clock)
    programme = Programme(store, clock)
    programme.lent(programme.funded(100 * MILLION), 50 * MILLION, point=programme.point())
    head = dump(store, folder).head
    _as_of_revision(folder, "0004", tmp_path)

    assert restore(empty, folder).proof.head == head
    assert is_current(empty)
    assert row_counts(empty) == row_counts(store.engine)
    store.engine.dispose()


def _as_of_revision(folder: Path, revision: str, aside: Path) -> None:
    older = open_engine(f"sqlite:///{aside / 'older.db'}")
    upgrade(older, revision)
    seen = inspect(older)
    held = {name: {each["name"] for each in seen.get_columns(name)} for name in seen.get_table_names()}
    older.dispose()
    for table in EXPORTED:
        later = {column.name for column in table.columns} - held.get(table.name, set())
        if table.name in held and later:
            forge(folder, table.name, lambda rows, later=later: _without(rows, later))  # type: ignore[misc]
    said = schema_in(folder)
    said["resources"] = [each for each in said["resources"] if each["name"] in held]
    for each in said["resources"]:
        fields = each["schema"]["fields"]
        each["schema"]["fields"] = [field for field in fields if field["name"] in held[each["name"]]]
    said["loans"]["revision"] = revision
    (folder / FILE).write_text(json.dumps(said), "utf-8")


def _without(rows: list[list[str]], columns: set[str]) -> None:
    kept = [place for place, name in enumerate(rows[0]) if name not in columns]
    rows[:] = [[row[place] for place in kept] for row in rows]


FIELDS = (
    Field("whole", Kind.INTEGER),
    Field("text", Kind.TEXT),
    Field("day", Kind.DAY),
    Field("moment", Kind.MOMENT),
    Field("yes", Kind.YES_NO),
    Field("bytes", Kind.BYTES),
)
TEXTS = st.one_of(st.sampled_from(["", "\\N", '"', "\r", "\n", "\r\n", ",", " ", "NULL"]), st.text())
ROWS = st.lists(
    st.tuples(
        st.integers(-(2**63), 2**63 - 1),
        TEXTS,
        st.dates(),
        st.datetimes(timezones=st.just(UTC)),
        st.booleans(),
        st.binary(),
    ).flatmap(lambda row: st.tuples(*(st.one_of(st.none(), st.just(cell)) for cell in row))),
    max_size=12,
)


@pytest.mark.parametrize("form", FORMS)
@given(rows=ROWS)
@settings(max_examples=40)
def test_every_value_comes_back_as_it_was(
    form: str, rows: list[tuple[Any, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")
    folder = tmp_path_factory.mktemp("values")
    marker = "\\N\\N"  # what `dump` takes where a text is \\N itself
    assert write(form, folder / "t", FIELDS, marker, [rows[:5], rows[5:]] if rows else []) == len(rows)
    of = Resource("t", "t", form, FIELDS, marker, len(rows), 0, "")
    chunks = list(read(folder, of))
    assert [fault for chunk in chunks for fault in chunk.faults] == []
    assert [tuple(row) for chunk in chunks for row in chunk.rows] == rows


def test_parquet_goes_there_and_back(store: Store, other: Engine, programme: Programme, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    fill(programme)
    done = dump(store, tmp_path / "out", form="parquet")
    assert restore(other, tmp_path / "out").proof.head == done.head


def test_every_column_of_every_table_has_a_kind() -> None:
    assert [table.name for table in metadata.sorted_tables if len(fields_of(table)) != len(table.columns)] == []
