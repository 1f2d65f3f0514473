"""`loans load`: a dry run first, the bad rows as a workbook, then the books, then nothing twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from loans.cli import loans
from loans.papers.loading import take_in
from loans.store.schema import upgrade
from loans.store.unit_of_work import Store
from tests.loading import branch, by, opened, staged
from tests.portfolio import Shape, Written, world, write


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path / 'loans.db'}"
    monkeypatch.setenv("LOANS_DATABASE_URL", url)
    store = Store.at(url)
    upgrade(store.engine)
    branch(store, world(4))
    yield store
    store.engine.dispose()


@pytest.fixture
def written(tmp_path: Path) -> Written:
    return write(tmp_path, Shape(loans=40, communes=4, layout="GQVL", faults=1))


def test_a_dry_run_then_the_books_then_nothing_twice(database: Store, written: Written, tmp_path: Path) -> None:
    files = [str(path) for name, path in written.files.items() if name != "summary"]
    control = ["--control", str(written.files["summary"])]
    bad = tmp_path / "bad.xlsx"
    runner = CliRunner()
    dry = runner.invoke(
        loans, ["load", "2026-10-31", *files, *control, "--accept", "rate_unknown", "--bad-rows", str(bad)]
    )
    assert dry.exit_code == 1, dry.output
    assert "Tổng đối chiếu khớp" in dry.output
    assert "duplicate_doubt" in dry.output
    assert bad.read_bytes()[:2] == b"PK"
    with database.reading() as uow:
        assert uow.loans.all() == []
        load = uow.loads.page(0, 10)[0].id
    again = ["load", "2026-10-31", "--load", str(load), "--yes"]
    assert "load_has_bad_rows" in str(getattr(runner.invoke(loans, again).exception, "code", ""))
    done = runner.invoke(loans, [*again, "--keep-good"])
    assert done.exit_code == 0, done.output
    with database.reading() as uow:
        booked = len(uow.loans.all())
        assert (uow.proof.standing().not_sealed, uow.proof.standing().sealed_not_linked) == (0, 0)
    assert f"Đã ghi sổ {booked}" in done.output
    assert booked > 20
    assert "Đã ghi sổ 0" in runner.invoke(loans, [*again, "--keep-good"]).output


def test_going_on_reads_the_file_that_was_begun_to_its_end_and_leaves_those_before_it(
    database: Store, written: Written, tmp_path: Path
) -> None:
    first, second = written.files["loans"], tmp_path / "loans-2.csv"
    second.write_text(first.read_text("utf-8-sig"), encoding="utf-8")  # the same contracts in other bytes
    load = opened(database)
    staged(database, load.id, {"loans": first})
    take_in(by(database), load.id, second, name=second.name)
    with database.reading() as uow:
        before = {each.name: each.id for each in uow.loads.files(load.id)}
    asked = ["load", "2026-10-31", str(first), str(second), "--load", str(load.id)]
    CliRunner().invoke(loans, asked, catch_exceptions=False)
    with database.reading() as uow:
        files = uow.loads.files(load.id)
    assert {each.name: each.id for each in files} == before
    assert [each.is_whole for each in files] == [True, True]


def test_a_file_is_taken_out_with_its_reason_on_record(database: Store, written: Written) -> None:
    load = opened(database)
    staged(database, load.id, {name: path for name, path in written.files.items() if name in ("loans", "borrowers")})
    with database.reading() as uow:
        kept, gone = [file.id for file in uow.loads.files(load.id)]
    asked = ["load", "2026-10-31", "--load", str(load.id), "--withdraw", str(gone), "tệp giả định sai"]
    told = CliRunner().invoke(loans, asked, catch_exceptions=False)
    assert f"tệp {kept}:" in told.output
    assert f"tệp {gone}:" not in told.output
    with database.reading() as uow:
        assert [file.id for file in uow.loads.files(load.id)] == [kept]
        entry = next(each for each in uow.entries.history([load.id]) if each.kind == "load_file_withdrawn")
    assert (entry.actor, entry.reason) == ("operator", "tệp giả định sai")
