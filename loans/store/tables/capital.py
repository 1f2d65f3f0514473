"""Capital and plan: sources, postings, demand, rounds, what was taken out of each plan."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

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

demand_line = Table(
    "demand_line",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("commune", String(5), ForeignKey("commune.code"), nullable=False),
    Column("beneficiaries", String(40), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("workers", Integer, nullable=False),
    Column("jobs", Integer, nullable=False),
    *dong("demand_line", "amount"),
    CheckConstraint("workers >= 0 AND jobs >= 0", name="ck_demand_line_counts"),
    Index("ix_demand_line_year", "year", "commune"),
)

allocation_round = Table(
    "allocation_round",
    metadata,
    Column("id", Key, ForeignKey("stream.id"), primary_key=True, autoincrement=False),
    fact(),
    Column("year", Integer, nullable=False),
    Column("source_id", Key, ForeignKey("source.id"), nullable=False),
    Column("number", Integer, nullable=False),
    UniqueConstraint("year", "source_id", "number"),
)

allocation_line = Table(
    "allocation_line",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("commune", String(5), ForeignKey("commune.code"), primary_key=True),
    Column("round_id", Key, ForeignKey("allocation_round.id"), nullable=False),
    Column("decided", Boolean(create_constraint=False), nullable=False),
    *dong("allocation_line", "amount", least=None),
    Column("why", Canonical, nullable=False),
    Column("reason", Text, nullable=False),
    Index("ix_allocation_line_round_id", "round_id", "commune"),
)

plan_use = Table(
    "plan_use",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("source_id", Key, ForeignKey("source.id"), nullable=False),
    Column("commune", String(5), ForeignKey("commune.code"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("borrower_id", Key, ForeignKey("borrower.id"), nullable=False),
    Column("application_id", Key, ForeignKey("application.id"), nullable=False),
    *dong("plan_use", "committed", least=None),
    *dong("plan_use", "disbursed", least=None),
    Index("ix_plan_use_source_id", "source_id", "commune", "year"),
    Index("ix_plan_use_borrower_id", "borrower_id"),
    Index("ix_plan_use_application_id", "application_id"),
)

interest_share = Table(
    "interest_share",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("source_id", Key, ForeignKey("source.id"), nullable=False, index=True),
    Column("since", Date, nullable=False),
    Column("shares", Canonical, nullable=False),
)
