"""`loans init`: a database at this version's schema and a key of its own; repeating it changes nothing."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from loans.cli.init import init
from loans.domain.refusal import Conflict, Refusal
from loans.http.roles import Role
from loans.store.schema import is_current
from loans.store.tables import commune
from loans.store.unit_of_work import Store

PASSWORD = "mat-khau-gia-dinh"


def run(environment: dict[str, str], *arguments: str, given: str = "") -> Result:
    unset = {"LOANS_SIGNING_KEY": None, "LOANS_DATABASE_URL": None, "LOANS_DEMO": None}
    return CliRunner().invoke(init, list(arguments), input=given, env={**unset, **environment})


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """An instance folder that does not exist yet, and an empty database."""
    instance = {"LOANS_INSTANCE": str(tmp_path / "instance")}
    if request.param == "postgresql":
        instance["LOANS_DATABASE_URL"] = str(request.getfixturevalue("postgres_url"))
    return instance


def store_of(environment: dict[str, str]) -> Store:
    return Store.at(environment.get("LOANS_DATABASE_URL") or f"sqlite:///{environment['LOANS_INSTANCE']}/loans.db")


def test_it_makes_the_database_ready_with_its_126_communes(environment: dict[str, str]) -> None:
    assert run(environment).exit_code == 0
    store = store_of(environment)
    assert is_current(store.engine)
    with store.engine.connect() as connection:
        places = select(func.count()).select_from(commune).where(commune.c.kind != "unplaced")
        assert connection.scalar(places) == 126
    store.engine.dispose()


def test_repeating_it_keeps_the_key_and_what_is_recorded(environment: dict[str, str]) -> None:
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    assert run(environment, "--admin", "quan-tri", given=typed).exit_code == 0
    key = Path(environment["LOANS_INSTANCE"], "signing_key").read_text("utf-8")
    assert run(environment).exit_code == 0
    assert Path(environment["LOANS_INSTANCE"], "signing_key").read_text("utf-8") == key
    store = store_of(environment)
    with store.reading() as uow:
        assert [(user.username, user.role) for user in uow.accounts.all()] == [("quan-tri", Role.ADMIN)]
    store.engine.dispose()


def test_the_key_is_random_and_its_owner_alone_may_read_it(tmp_path: Path) -> None:
    keys = set()
    for name in ("one", "two"):
        assert run({"LOANS_INSTANCE": str(tmp_path / name)}).exit_code == 0
        file = tmp_path / name / "signing_key"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        keys.add(file.read_text("utf-8"))
    assert len(keys) == 2
    assert min(map(len, keys)) >= 32


def test_a_drawn_key_that_would_be_refused_is_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["dEV-" + "k" * 60, "k" * 30 + "1234" + "k" * 30, "k" * 64])
    monkeypatch.setattr("secrets.token_urlsafe", lambda _size: next(drawn))
    assert run({"LOANS_INSTANCE": str(tmp_path)}).exit_code == 0
    assert (tmp_path / "signing_key").read_text("utf-8") == "k" * 64


def test_a_key_given_by_the_environment_is_not_written_down(tmp_path: Path) -> None:
    given = {"LOANS_INSTANCE": str(tmp_path), "LOANS_SIGNING_KEY": "khoa-gia-dinh-" * 4}
    assert run(given).exit_code == 0
    assert not (tmp_path / "signing_key").exists()


def test_a_taken_name_and_a_short_password_are_refused(tmp_path: Path) -> None:
    instance = {"LOANS_INSTANCE": str(tmp_path)}
    short = run(instance, "--admin", "quan-tri", given="ngan\nngan\n")
    assert isinstance(short.exception, Refusal)
    assert short.exception.code == "password_too_short"
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    assert run(instance, "--admin", "quan-tri", given=typed).exit_code == 0
    assert isinstance(run(instance, "--admin", "quan-tri", given=typed).exception, Conflict)


def test_the_password_is_neither_shown_nor_stored(tmp_path: Path) -> None:
    done = run({"LOANS_INSTANCE": str(tmp_path)}, "--admin", "quan-tri", given=f"{PASSWORD}\n{PASSWORD}\n")
    assert PASSWORD not in done.output
    assert all(PASSWORD.encode() not in file.read_bytes() for file in tmp_path.iterdir())


def test_a_database_of_another_kind_is_an_answer_on_stderr_with_exit_2(tmp_path: Path) -> None:
    surroundings = os.environ | {"LOANS_INSTANCE": str(tmp_path), "LOANS_DATABASE_URL": "mysql://somewhere/loans"}
    command = [sys.executable, "-c", "from loans.cli import main; main()", "init"]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "LOANS_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
