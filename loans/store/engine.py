"""Engines, set up so that what is acknowledged is kept: SQLite with WAL and full synchronisation, PostgreSQL as is."""

import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from loans.domain.refusal import Refusal

WRITING, GLANCING = "loans_writing", "loans_glancing"
BUSY_MS = 30_000  # longer than any batch of a transaction day; a second process waits, it does not fail


def open_engine(database_url: str) -> Engine:
    """An engine for ``sqlite:///file`` or ``postgresql+psycopg://…``; any other URL is refused."""
    try:
        url = make_url(database_url)
    except ArgumentError as fault:
        raise _unusable("…", "không đọc được địa chỉ", "the address cannot be read") from fault
    if url.drivername in ("sqlite", "sqlite+pysqlite"):
        return _sqlite(url)
    if url.drivername == "postgresql+psycopg":
        return create_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True)
    raise _unusable(
        url.drivername,
        "chỉ hỗ trợ sqlite:///tệp và postgresql+psycopg://…",
        "only sqlite:///file and postgresql+psycopg://… are supported",
    )


def identity_of(engine: Engine) -> str:
    """Which database this is, without a password: what was read of another is never taken for this one's."""
    url = engine.url
    return sha256(f"{url.get_backend_name()} {url.host} {url.port} {url.database}".encode()).hexdigest()[:32]


def reached(engine: Engine) -> Engine:
    """The engine, whose database answers; else a refusal that keeps the password to itself."""
    try:
        with engine.connect():
            return engine
    except OperationalError as fault:
        where = engine.url.render_as_string(hide_password=True)
        raise _unusable(where, "không kết nối được", "it does not answer") from fault


def _unusable(value: str, vi: str, en: str) -> Refusal:
    return Refusal(
        "unusable_database",
        field="LOANS_DATABASE_URL",
        value=value,
        vi=f"Cơ sở dữ liệu {value}: {vi}. Sửa LOANS_DATABASE_URL hoặc khởi động cơ sở dữ liệu.",
        en=f"Database {value}: {en}. Correct LOANS_DATABASE_URL or start the database.",
    )


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
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
    options = connection.get_execution_options()
    if options.get(GLANCING, False):
        return  # a single question needs no transaction
    writing = options.get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
