"""`loans demo`: made-up data in a database of its own, sign-ins that stay, nothing overwritten."""

import json
import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from loans.cli.demo import demo
from loans.cli.init import init
from loans.domain.refusal import Refusal
from loans.http.roles import Role
from loans.service.account import matches, proved_user, replace_password
from loans.service.demo import PEOPLE
from loans.store.schema import upgrade
from loans.store.unit_of_work import Store

ROOT = Path(__file__).parents[2]


def run(instance: Path, *arguments: str, url: str | None = None) -> Result:
    surroundings = {"LOANS_INSTANCE": str(instance), "LOANS_DATABASE_URL": url, "LOANS_SIGNING_KEY": None}
    return CliRunner().invoke(demo, list(arguments), env=surroundings)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """One demonstration, built once, and what the command said."""
    instance = tmp_path_factory.mktemp("demo") / "instance"
    return instance, run(instance)


@pytest.fixture
def instance(built: tuple[Path, Result], tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return Path(shutil.copytree(built[0], tmp_path / "instance"))


def sign_ins(instance: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((instance / "sign_ins.json").read_text("utf-8"))
    return found


def store_of(instance: Path) -> Store:
    return Store.at(f"sqlite:///{instance / 'loans.db'}")


def everything(instance: Path) -> tuple[int, int]:
    """How much is recorded: entries known, and accounts."""
    store = store_of(instance)
    known = store.seal()
    with store.reading() as uow:
        return known.position, len(uow.accounts.all())


def test_it_shows_a_sign_in_for_every_role_and_keeps_them_readable_by_the_owner_alone(
    built: tuple[Path, Result],
) -> None:
    instance, said = built
    assert said.exit_code == 0
    assert {role for role, _ in PEOPLE.values()} == {role.value for role in Role}
    for name, password in sign_ins(instance).items():
        assert f"{name} " in said.output
        assert password in said.output
        assert len(password) >= 12
    for secret in ("sign_ins.json", "signing_key"):
        assert stat.S_IMODE((instance / secret).stat().st_mode) == 0o600


def test_every_sign_in_that_it_shows_works(built: tuple[Path, Result]) -> None:
    with store_of(built[0]).reading() as uow:
        for name, password in sign_ins(built[0]).items():
            assert proved_user(uow, username=name, password=password).role == PEOPLE[name][0]


def test_repeating_it_adds_nothing_and_keeps_the_passwords(instance: Path) -> None:
    before, kept = everything(instance), sign_ins(instance)
    again = run(instance)
    assert again.exit_code == 0
    assert everything(instance) == before
    assert sign_ins(instance) == kept
    assert all(password in again.output for password in kept.values())


def test_the_sign_ins_are_shown_again_when_asked_and_only_then_is_nothing_touched(instance: Path) -> None:
    before = {file.name: file.read_bytes() for file in instance.iterdir()}
    shown = run(instance, "--sign-ins")
    assert shown.exit_code == 0
    assert all(password in shown.output for password in sign_ins(instance).values())
    assert {file.name: file.read_bytes() for file in instance.iterdir()} == before


def test_asking_for_sign_ins_that_are_not_there_says_what_to_do(tmp_path: Path) -> None:
    asked = run(tmp_path, "--sign-ins")
    assert asked.exit_code == 2
    assert "loans demo" in asked.stderr
    assert not (tmp_path / "loans.db").exists()


def test_a_lost_list_of_sign_ins_is_drawn_again(instance: Path) -> None:
    (instance / "sign_ins.json").unlink()
    assert run(instance).exit_code == 0
    with store_of(instance).reading() as uow:
        assert proved_user(uow, username="auditor", password=sign_ins(instance)["auditor"]).active


def test_a_password_changed_since_is_set_back_to_the_one_that_is_shown(instance: Path) -> None:
    with store_of(instance).writing("admin") as uow:
        replace_password(uow, username="auditor", password="mot-mat-khau-khac")
    assert run(instance).exit_code == 0
    with store_of(instance).reading() as uow:
        assert matches(uow.accounts.credential("auditor") or "", sign_ins(instance)["auditor"])


def test_no_password_stands_in_the_database(built: tuple[Path, Result]) -> None:
    held = b"".join(file.read_bytes() for file in built[0].glob("loans.db*"))
    assert [name for name, password in sign_ins(built[0]).items() if password.encode() in held] == []


def test_git_ignores_the_instance_folder() -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a clone")
    command = ["git", "-c", "safe.directory=*", "check-ignore", "--quiet", "instance/sign_ins.json"]
    assert subprocess.run(command, cwd=ROOT, check=False, env=dict(os.environ)).returncode == 0


def test_it_never_writes_into_a_database_in_use(tmp_path: Path) -> None:
    surroundings = {"LOANS_INSTANCE": str(tmp_path), "LOANS_DATABASE_URL": None, "LOANS_SIGNING_KEY": None}
    typed = "mat-khau-gia-dinh\n" * 2
    assert CliRunner().invoke(init, ["--admin", "admin"], input=typed, env=surroundings).exit_code == 0
    refused = run(tmp_path)
    assert isinstance(refused.exception, Refusal)
    assert refused.exception.code == "not_a_demo"
    assert not (tmp_path / "sign_ins.json").exists()
    with store_of(tmp_path).reading() as uow:
        assert proved_user(uow, username="admin", password="mat-khau-gia-dinh").active


def test_it_builds_on_postgresql_too(postgres_url: str, tmp_path: Path) -> None:
    assert run(tmp_path, url=postgres_url).exit_code == 0
    store = Store.at(postgres_url)
    with store.reading() as uow:
        assert {user.username for user in uow.accounts.all()} == set(PEOPLE)
    upgrade(store.engine)
    store.engine.dispose()
