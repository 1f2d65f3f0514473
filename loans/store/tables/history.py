"""What happened: streams, entries, their positions; nothing here is ever changed."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from loans.store.tables.base import metadata
from loans.store.types import Canonical, Key, Moment, fact

stream = Table(
    "stream",
    metadata,
    Column("id", Key, primary_key=True),
    Column("noun", String(20), nullable=False),
    Column("key", String(120)),
    UniqueConstraint("noun", "key"),
)

entry = Table(
    "entry",
    metadata,
    Column("id", Key, primary_key=True),
    Column("stream_id", Key, ForeignKey("stream.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("booked_at", Moment, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("reason", Text, nullable=False),
    Column("body", Canonical, nullable=False),
    Column("origin", Text, nullable=False, server_default=text("''")),
    UniqueConstraint("stream_id", "sequence"),
    CheckConstraint("sequence > 0", name="ck_entry_sequence"),
)

seal = Table(
    "seal",
    metadata,
    Column("position", Key, primary_key=True, autoincrement=False),
    Column("entry_id", Key, ForeignKey("entry.id"), nullable=False, unique=True),
    Column("sealed_at", Moment, nullable=False, index=True),
)

salt = Table(
    "salt",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    Column("salt", String(32), nullable=False),
)

link = Table(
    "link",
    metadata,
    Column("position", Key, ForeignKey("seal.position"), primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("linked_at", Moment, nullable=False),
    Column("parts", Canonical, nullable=False),
)

unsealed = Table(
    "unsealed",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
)

reversal = Table(
    "reversal",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("reversed_id", Key, ForeignKey("entry.id"), nullable=False, unique=True),
)

period_lock = Table(
    "period_lock",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("through", Date, nullable=False),
)

paper = Table(
    "paper",
    metadata,
    Column("id", Key, ForeignKey("stream.id"), primary_key=True, autoincrement=False),
    fact(),
    Column("name", String(200), nullable=False),
    Column("media_type", String(80), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("content", LargeBinary, nullable=False),
    CheckConstraint("size > 0", name="ck_paper_size"),
)
