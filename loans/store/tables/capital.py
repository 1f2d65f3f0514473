"""Capital: sources, postings, shares of interest."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table

from loans.store.tables.base import metadata
from loans.store.types import Canonical, Key, dong, fact

source = Table(
    "source",
    metadata,
    Column("id", Key, ForeignKey("stream.id"), primary_key=True, autoincrement=False),
    fact(),
    Column("code", String(40), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("level", String(10), nullable=False),
    Column("investor_code", String(20), nullable=False),
)

posting = Table(
    "posting",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("source_id", Key, ForeignKey("source.id"), nullable=False),
    Column("account", String(30), nullable=False),
    Column("effective_on", Date, nullable=False),
    *dong("posting", "amount", least=None),
    Index("ix_posting_source_id", "source_id", "account", "effective_on"),
)

interest_share = Table(
    "interest_share",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("source_id", Key, ForeignKey("source.id"), nullable=False, index=True),
    Column("since", Date, nullable=False),
    Column("shares", Canonical, nullable=False),
)
