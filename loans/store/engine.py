"""Engines, set up so that what is acknowledged is kept: SQLite with WAL and full synchronisation, PostgreSQL as is."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url

from loans.domain.refusal import Refusal

WRITING = "loans_writing"
BUSY_MS = 30_000  # longer than any batch of a transaction day; a second process waits, it does not fail


def open_engine(database_url: str) -> Engine:
    """An engine for ``sqlite:///file`` or ``postgresql+psycopg://…``; any other URL is refused."""
    url = make_url(database_url)
    if url.drivername in ("sqlite", "sqlite+pysqlite"):
        return _sqlite(url)
    if url.drivername == "postgresql+psycopg":
        return create_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True)
    raise Refusal(
        "unknown_database",
        field="LOANS_DATABASE_URL",
        value=url.drivername,
        vi="Chỉ hỗ trợ sqlite:///tệp và postgresql+psycopg://… . Sửa LOANS_DATABASE_URL.",
        en="Only sqlite:///file and postgresql+psycopg://… are supported. Correct LOANS_DATABASE_URL.",
    )


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves; the driver would say it too late
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
        "recursive_triggers=ON",  # else INSERT OR REPLACE removes a recorded row without asking its DELETE trigger
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
