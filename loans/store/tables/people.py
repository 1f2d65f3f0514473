"""People and rights, and what a source sets for itself."""

from sqlalchemy import Column, Date, ForeignKey, String, Table, Text

from loans.store.tables.base import metadata
from loans.store.types import Canonical, Key, fact

account = Table(
    "account",
    metadata,
    Column("id", Key, ForeignKey("stream.id"), primary_key=True, autoincrement=False),
    fact(),
    Column("username", String(80), nullable=False, unique=True),
)

overlay = Table(
    "overlay",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("source_id", Key, ForeignKey("source.id"), nullable=False, index=True),
    Column("parameter", String(80), nullable=False),
    Column("since", Date, nullable=False),
    Column("value", Text, nullable=False),
    Column("cites", Canonical, nullable=False),
    Column("certainty", String(20), nullable=False),
)
