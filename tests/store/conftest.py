"""A migrated database of each kind, copied for every test from one that was migrated once."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from loans.store.engine import open_engine
from loans.store.schema import upgrade
from loans.store.unit_of_work import Store
from tests.programme import Clock, Programme

DATABASES = ("sqlite", "postgresql")


def migrate(url: str) -> str:
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "loans.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def template_url(template_url: str) -> str:
    """The template of the PostgreSQL databases of this folder, migrated."""
    return migrate(template_url)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated database without a row of history."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("copied_postgres_url"))
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'loans.db')}"


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without a table."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def beside(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of the same kind as the test's own."""
    postgresql = database_url.startswith("postgresql")
    url = request.getfixturevalue("postgres_url") if postgresql else f"sqlite:///{tmp_path / 'beside.db'}"
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_store(clock: Clock) -> Iterator[Callable[[str], Store]]:
    """Opens stores as several processes would, each with its own engine; closes them after the test."""
    opened: list[Store] = []

    def open_one(url: str) -> Store:
        opened.append(Store.at(url, clock))
        return opened[-1]

    yield open_one
    for store in opened:
        store.engine.dispose()


@pytest.fixture
def store(database_url: str, open_store: Callable[[str], Store]) -> Store:
    return open_store(database_url)


@pytest.fixture
def programme(store: Store, clock: Clock) -> Programme:
    return Programme(store, clock)
