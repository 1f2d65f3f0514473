"""Fixtures that the tests of the API and the features share: ``service``, on the database named by ``kind``."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.api.service import Service, Tokens, copied, furnish, serving
from tests.postgres import database
from tests.programme import Clock

__all__ = ["clock", "furnished_postgresql", "furnished_sqlite", "kind", "service"]


@pytest.fixture(scope="session")
def furnished_sqlite(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Tokens]:
    """A database file to copy, and the tokens of its people."""
    file = tmp_path_factory.mktemp("furnished") / "loans.db"
    return file, furnish(f"sqlite:///{file}")


@pytest.fixture(scope="session")
def furnished_postgresql(postgres_server: str) -> Iterator[tuple[str, Tokens]]:
    """The name of a PostgreSQL database to copy, and the tokens of its people."""
    with database(postgres_server) as url:
        yield str(make_url(url).database), furnish(url)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kind() -> str:
    """SQLite, unless a test says otherwise."""
    return "sqlite"


@pytest.fixture
def service(kind: str, clock: Clock, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Service]:
    """A service of one's own."""
    if kind == "sqlite":
        file, tokens = request.getfixturevalue("furnished_sqlite")
        with serving(copied(file, tmp_path), tmp_path, tokens, clock) as running:
            yield running
        return
    name, tokens = request.getfixturevalue("furnished_postgresql")
    server = request.getfixturevalue("postgres_server")
    with database(server, template=name) as url, serving(url, tmp_path, tokens, clock) as running:
        yield running
