"""`loans load`: a dry run first, the bad rows as a workbook, then the books, then nothing twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from loans.cli import loans
from loans.store.schema import upgrade
from loans.store.unit_of_work import Store
from tests.loading import branch
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
    assert f"Đã ghi sổ {booked}" in done.output
    assert booked > 20
    assert "Đã ghi sổ 0" in runner.invoke(loans, [*again, "--keep-good"]).output
