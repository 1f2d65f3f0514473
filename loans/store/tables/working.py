"""Not history: secrets, locks, stored replies; these rows are replaced and removed."""

from sqlalchemy import CheckConstraint, Column, Integer, LargeBinary, String, Table, Text

from loans.store.tables.base import metadata
from loans.store.types import Canonical, Moment

credential = Table(
    "credential",
    metadata,
    Column("username", String(80), primary_key=True),
    Column("argon2", Text, nullable=False),
)

token = Table(
    "token",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("username", String(80), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    Column("expires_at", Moment, nullable=False),
)

guard = Table(
    "guard",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("key", String(80), primary_key=True),
)

watermark = Table(
    "watermark",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("moment", Moment, nullable=False),
    CheckConstraint("id = 1", name="ck_watermark_single"),
)

reply = Table(
    "reply",
    metadata,
    Column("actor", String(80), primary_key=True),
    Column("route", String(200), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Canonical, nullable=False),
    Column("body", Text, nullable=False),
    Column("booked_at", Moment, nullable=False),
)
