"""The annual plan: demand, figures of communes, scenarios, rounds, and what was taken out of each plan."""

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

demand_answer = Table(
    "demand_answer",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("year", Integer, nullable=False),
    Column("commune", String(5), ForeignKey("commune.code"), nullable=False),
    Index("ix_demand_answer_year", "year", "commune"),
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

figure = Table(
    "figure",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("commune", String(5), ForeignKey("commune.code"), primary_key=True),
    Column("name", String(40), nullable=False),
    Column("year", Integer, nullable=False),
    *dong("figure", "amount"),
    Index("ix_figure_name", "name", "year"),
)

job_report = Table(
    "job_report",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("commune", String(5), ForeignKey("commune.code"), nullable=False),
    Column("since", Date, nullable=False),
    Column("through", Date, nullable=False),
    Column("jobs", Integer, nullable=False),
    Column("by_loans", Integer, nullable=False),
    Column("abroad", Integer, nullable=False),
    CheckConstraint("through >= since", name="ck_job_report_days"),
    CheckConstraint("by_loans >= 0 AND abroad >= 0 AND by_loans + abroad <= jobs", name="ck_job_report_jobs"),
    Index("ix_job_report_commune", "commune", "through"),
)

scenario = Table(
    "scenario",
    metadata,
    Column("id", Key, ForeignKey("stream.id"), primary_key=True, autoincrement=False),
    fact(),
    Column("year", Integer, nullable=False),
    Column("source_id", Key, ForeignKey("source.id"), nullable=False),
    Column("name", String(80), nullable=False),
    UniqueConstraint("year", "source_id", "name"),
)

allocation_round = Table(
    "allocation_round",
    metadata,
    Column("id", Key, ForeignKey("stream.id"), primary_key=True, autoincrement=False),
    fact(),
    Column("year", Integer, nullable=False),
    Column("source_id", Key, ForeignKey("source.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("measure", String(20), nullable=False, server_default="lending"),
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

plan_base = Table(
    "plan_base",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("commune", String(5), ForeignKey("commune.code"), primary_key=True),
    Column("round_id", Key, ForeignKey("allocation_round.id"), nullable=False, index=True),
    *dong("plan_base", "base"),
    *dong("plan_base", "recovery"),
)
