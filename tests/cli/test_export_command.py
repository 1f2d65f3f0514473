"""`loans export`, `loans restore`, `loans account password`: out, back, and people get in again."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from loans.cli import loans
from loans.domain.refusal import Refusal
from loans.service.account import proved_user
from loans.store.unit_of_work import Store

OLD, NEW = "mat-khau-gia-dinh-cu", "mat-khau-gia-dinh-moi"


def run(instance: Path, *arguments: str, typed: str = "") -> Result:
    environment = {"LOANS_INSTANCE": str(instance), "LOANS_DATABASE_URL": None}
    return CliRunner().invoke(loans, list(arguments), env=environment, input=typed)


def test_out_and_back_people_get_in_with_a_new_password_alone(tmp_path: Path) -> None:
    before, after, folder = tmp_path / "truoc", tmp_path / "sau", tmp_path / "xuat"
    made = run(before, "init", "--admin", "quan-tri-gia", typed=f"{OLD}\n{OLD}\n")
    assert made.exit_code == 0, made.output
    out = run(before, "export", str(folder))
    assert out.exit_code == 0, out.output
    back = run(after, "restore", str(folder), "--head", out.stdout.split()[-1])
    assert back.exit_code == 0, back.output
    assert "loans account password" in back.stdout
    assert back.stdout.split()[-1] == "quan-tri-gia"
    with closing(sqlite3.connect(after / "loans.db")) as connection:
        assert connection.execute("SELECT count(*) FROM credential").fetchone() == (0,)

    assert run(after, "account", "password", "quan-tri-gia", typed=f"{NEW}\n{NEW}\n").exit_code == 0
    store = Store.at(f"sqlite:///{after / 'loans.db'}")
    with store.reading() as uow:
        assert proved_user(uow, username="quan-tri-gia", password=NEW).role == "admin"
        with pytest.raises(Refusal):
            proved_user(uow, username="quan-tri-gia", password=OLD)
    store.engine.dispose()


def test_a_password_for_nobody_is_refused(tmp_path: Path) -> None:
    assert run(tmp_path, "init").exit_code == 0
    refused = run(tmp_path, "account", "password", "khong-co").exception
    assert isinstance(refused, Refusal)
    assert refused.code == "unknown_username"


def test_an_unprepared_database_is_not_exported(tmp_path: Path) -> None:
    refused = run(tmp_path, "export", str(tmp_path / "xuat")).exception
    assert isinstance(refused, Refusal)
    assert refused.code == "database_not_current"
    assert not (tmp_path / "xuat").exists()
