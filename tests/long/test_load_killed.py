"""`loans load` killed with SIGKILL at random moments, again and again, ends as one that nobody disturbed."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from loans.store.schema import upgrade
from loans.store.unit_of_work import Store
from tests.loading import branch
from tests.portfolio import Shape, Written, world, write

pytestmark = pytest.mark.long
LOANS, COMMUNES = 3_000, 8
DOUBTS = ("--accept", "rate_unknown", "--without-control", "thử nghiệm", "--yes")


def begun(place: Path) -> tuple[Store, dict[str, str]]:
    url = f"sqlite:///{place}"
    store = Store.at(url)
    upgrade(store.engine)
    branch(store, world(COMMUNES))
    return store, {**os.environ, "LOANS_DATABASE_URL": url}


def run(written: Written, setting: dict[str, str], *more: str, seconds: float | None = None) -> int | None:
    """One run of the command; None where it was killed."""
    files = [str(path) for name, path in written.files.items() if name != "summary"]
    command = [sys.executable, "-c", "from loans.cli import main; main()", "load", "2026-10-31", *files, *more, *DOUBTS]
    with subprocess.Popen(command, env=setting, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            return None
        return process.returncode


def seen(store: Store) -> list[tuple[object, ...]]:
    """Every loan, what it owes by its opening, and its vouchers."""
    with store.reading() as uow:
        loans = {each.id: each.contract_no for each in uow.loans.all()}
        openings = [(loans[each.loan_id], each.in_term, each.overdue, each.frozen) for each in uow.loans.openings()]
        vouchers = [(loans[each.loan_id], each.effective_on, each.principal) for each in uow.loans.entries()]
    return sorted([*openings, *vouchers], key=str)


def test_a_load_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    written = write(folder, Shape(loans=LOANS, communes=COMMUNES, layout="GQVL"))
    whole, calm = begun(tmp_path / "whole.db")
    assert run(written, calm) == 0
    cut, setting = begun(tmp_path / "cut.db")
    chance, kills, ended = Random(338), 0, None
    more: tuple[str, ...] = ()
    while ended is None and kills < 60:
        ended = run(written, setting, *more, seconds=1.0 + chance.random() * (2 + kills / 4))
        kills += ended is None
        with cut.reading() as uow:
            loads = uow.loads.page(0, 10)
            assert len(seen(cut)) in (0, len(seen(whole)))
        more = ("--load", str(loads[0].id)) if loads else ()
    assert (ended, kills > 0) == (0, True)
    assert seen(cut) == seen(whole)
