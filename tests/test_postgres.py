"""The tests' own PostgreSQL: databases are apart, providers really start, a crash loses nothing durable."""

from pathlib import Path

import psycopg
import pytest

from tests.postgres import database, launch
from tests.postgres_server import libpq


def ask(url: str, query: str) -> object:
    """The first value of the first row."""
    with psycopg.connect(libpq(url)) as connection:
        row = connection.execute(query).fetchone()
        return row[0] if row else None


def tell(url: str, command: str) -> None:
    with psycopg.connect(libpq(url)) as connection:
        connection.execute(command)


def test_a_database_is_fresh_and_gone_afterwards(postgres_server: str) -> None:
    with database(postgres_server) as url:
        tell(url, "CREATE TABLE only_here (id int)")
        name = ask(url, "SELECT current_database()")
    assert ask(postgres_server, f"SELECT count(*) FROM pg_database WHERE datname = '{name}'") == 0  # noqa: S608


def test_two_databases_do_not_see_each_other(postgres_url: str, copied_postgres_url: str) -> None:
    tell(postgres_url, "CREATE TABLE only_here (id int)")
    assert ask(copied_postgres_url, "SELECT to_regclass('only_here') IS NULL")


def test_the_server_knows_vietnamese_letters(postgres_url: str) -> None:
    assert ask(postgres_url, "SELECT lower('ĐỐNG ĐA')") == "đống đa"


@pytest.mark.long
@pytest.mark.parametrize("provider", ["system", "wheel"])
def test_a_durable_server_keeps_what_it_committed_through_a_crash(provider: str) -> None:
    server = launch(provider, durable=True)
    try:
        url = server.url.render_as_string(hide_password=False)
        tell(url, "CREATE TABLE entry AS SELECT 7 AS amount")
        server.crash()
        server.resume()
        assert ask(url, "SELECT amount FROM entry") == 7
    finally:
        server.stop()
    assert not Path(server.folder).exists()
