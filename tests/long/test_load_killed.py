"""`loans load` killed with SIGKILL at random moments, again and again, ends as one that nobody disturbed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from threading import Thread

import pytest
from sqlalchemy import text

from loans.store.schema import upgrade
from loans.store.unit_of_work import Store
from tests.loading import branch
from tests.portfolio import Shape, Written, world, write

pytestmark = pytest.mark.long
LOANS, COMMUNES = 3_000, 8
PATIENCE_S = 120.0
DOUBTS = ("--accept", "rate_unknown", "--without-control", "thử nghiệm", "--yes")


def begun(url: str) -> tuple[Store, dict[str, str]]:
    store = Store.at(url)
    upgrade(store.engine)
    branch(store, world(COMMUNES))
    return store, {**os.environ, "LOANS_DATABASE_URL": url}


def run(
    written: Written,
    setting: dict[str, str],
    *more: str,
    seconds: float | None = None,
    fatal: Callable[[], object] | None = None,
) -> int | None:
    """One run of the command; None where it was killed, after some seconds or when something fatal has happened."""
    files = [str(path) for name, path in written.files.items() if name != "summary"]
    command = [sys.executable, "-c", "from loans.cli import main; main()", "load", "2026-10-31", *files, *more, *DOUBTS]
    with subprocess.Popen(command, env=setting, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        if fatal is not None:
            Thread(target=lambda: process.kill() if fatal() else None, daemon=True).start()
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            return None
        return None if process.returncode == -signal.SIGKILL else process.returncode


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
    whole, calm = begun(f"sqlite:///{tmp_path / 'whole.db'}")
    assert run(written, calm) == 0
    cut, setting = begun(f"sqlite:///{tmp_path / 'cut.db'}")
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


def keys(store: Store) -> list[tuple[object, ...]]:
    """Every foreign key and whether it is validated."""
    with store.engine.connect() as connection, connection.begin():
        of = "SELECT conname, convalidated, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' ORDER BY 1"
        return [tuple(row) for row in connection.execute(text(of))]


def while_keys_are_gone(store: Store, after: float) -> bool:
    """Waits until a posting has taken the keys of its tables away, and some moments longer."""
    held = "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'past_voucher'::regclass"
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        with store.engine.connect() as connection:
            if connection.scalar(text(held)):
                time.sleep(after)
                return True
        time.sleep(0.01)
    return False


def test_a_first_load_killed_while_its_keys_are_gone_leaves_them_present_and_validated(
    tmp_path: Path, postgres_url: str
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    written = write(folder, Shape(loans=LOANS, communes=COMMUNES, layout="GQVL"))
    store, setting = begun(postgres_url)
    before = keys(store)
    assert before
    assert all(validated for _, validated, _ in before)
    more: tuple[str, ...] = ()
    for after in (0.0, 0.05, 0.2):
        assert run(written, setting, *more, fatal=lambda after=after: while_keys_are_gone(store, after)) is None  # type: ignore[misc]
        assert keys(store) == before
        assert seen(store) == []
        with store.reading() as uow:
            more = ("--load", str(uow.loads.page(0, 10)[0].id))
    assert run(written, setting, *more) == 0
    assert keys(store) == before
    assert len(seen(store)) > LOANS
    assert store.verify().ok
    assert store.verify().sealed_not_linked == 0
