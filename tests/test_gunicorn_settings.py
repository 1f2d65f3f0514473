"""The server's settings follow the database, and the outside sees nothing unless somebody says so."""

import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


def settings(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, Any]:
    for name in ("LOANS_DATABASE_URL", "LOANS_BIND", "LOANS_PORT", "WEB_CONCURRENCY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "loans" / "gunicorn_settings.py"))


def test_sqlite_has_one_writing_process_that_never_gets_a_successor(monkeypatch: pytest.MonkeyPatch) -> None:
    given = settings(monkeypatch)
    assert (given["workers"], given["max_requests"]) == (1, 0)
    assert settings(monkeypatch, WEB_CONCURRENCY="4")["workers"] == 1


def test_postgresql_has_several_within_its_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    given = settings(monkeypatch, LOANS_DATABASE_URL="postgresql+psycopg://database/loans")
    assert given["workers"] >= 2
    assert given["workers"] * given["threads"] <= 50


def test_it_listens_on_loopback_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch)["bind"] == "127.0.0.1:8080"
    assert settings(monkeypatch, LOANS_PORT="9000")["bind"] == "127.0.0.1:9000"
    assert settings(monkeypatch, LOANS_BIND="0.0.0.0:80", LOANS_PORT="9000")["bind"] == "0.0.0.0:80"


def test_the_file_in_the_root_says_the_same() -> None:
    from loans import gunicorn_settings

    root = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    ours = {name: value for name, value in vars(gunicorn_settings).items() if not name.startswith("_")}
    assert ours.items() <= root.items()


def test_a_worker_has_the_rules_compiled_when_asked_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    from loans.service.books import compiled

    asked: list[str] = []
    monkeypatch.setattr(compiled.Compiled, "when_asked", lambda _: asked.append("compile"))
    for kernel, times in (("numpy", 0), ("", 1)):
        monkeypatch.setenv("LOANS_KERNEL", kernel)
        settings(monkeypatch)["post_worker_init"](None)
        assert len(asked) == times
