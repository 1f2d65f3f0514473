"""Every table. All but those named in ``MUTABLE`` are append-only: triggers refuse UPDATE and DELETE.

``stream`` is the identity of anything with a history; ``entry`` is one thing that happened to it, with the
day on which it is true, the moment it was booked, and its author; the typed tables hold its figures.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from loans.store.types import Canonical, Key, Moment, dong, fact

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# --- what happened -------------------------------------------------------------------------------------

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

unsealed = Table(
    "unsealed",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
)

# --- where: the communes and what they were -------------------------------------------------------------

commune = Table(
    "commune",
    metadata,
    Column("code", String(5), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("since", Date, nullable=False),
)

succession = Table(
    "succession",
    metadata,
    Column("old_code", String(5), primary_key=True),
    Column("new_code", String(5), ForeignKey("commune.code"), primary_key=True),
    Column("old_name", String(80), nullable=False),
    Column("district_name", String(80), nullable=False),
    Column("certain", Boolean(create_constraint=False), nullable=False),
)

# --- capital and plan -----------------------------------------------------------------------------------

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
    *dong("plan_use", "disbursed"),
    Index("ix_plan_use_source_id", "source_id", "commune", "year"),
    Index("ix_plan_use_borrower_id", "borrower_id"),
    Index("ix_plan_use_application_id", "application_id"),
)

# --- the network ----------------------------------------------------------------------------------------

point = Table(
    "point",
    metadata,
    Column("id", Key, ForeignKey("stream.id"), primary_key=True, autoincrement=False),
    fact(),
    Column("code", String(20), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("commune", String(5), ForeignKey("commune.code"), nullable=False),
)

point_day = Table(
    "point_day",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("point_id", Key, ForeignKey("point.id"), nullable=False, index=True),
    Column("since", Date, nullable=False),
    Column("monthly_day", Integer, nullable=False),
    CheckConstraint("monthly_day BETWEEN 1 AND 31", name="ck_point_day_monthly_day"),
)

point_session = Table(
    "point_session",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("point_id", Key, ForeignKey("point.id"), nullable=False, index=True),
    Column("month", Date, nullable=False),
    Column("held_on", Date),
)

credit_group = Table(
    "credit_group",
    metadata,
    Column("id", Key, ForeignKey("stream.id"), primary_key=True, autoincrement=False),
    fact(),
    Column("number", String(20), nullable=False, unique=True),
    Column("commune", String(5), ForeignKey("commune.code"), nullable=False),
    Column("point_id", Key, ForeignKey("point.id"), nullable=False),
    Column("organisation", String(2), nullable=False),
    Column("leader", String(200), nullable=False),
)

# --- borrowers, applications, loans ---------------------------------------------------------------------

borrower = Table(
    "borrower",
    metadata,
    Column("id", Key, ForeignKey("stream.id"), primary_key=True, autoincrement=False),
    fact(),
    Column("customer_no", String(20), nullable=False, unique=True),
    Column("borrower_class", String(20), nullable=False),
    Column("name", String(200), nullable=False),
    Column("identity_no", String(20), nullable=False),
    Column("commune", String(5), ForeignKey("commune.code"), nullable=False),
)

application = Table(
    "application",
    metadata,
    Column("id", Key, ForeignKey("stream.id"), primary_key=True, autoincrement=False),
    fact(),
    Column("borrower_id", Key, ForeignKey("borrower.id"), nullable=False, index=True),
    Column("source_id", Key, ForeignKey("source.id"), nullable=False),
    Column("commune", String(5), ForeignKey("commune.code"), nullable=False, index=True),
    Column("group_id", Key, ForeignKey("credit_group.id")),
    Column("purpose", String(20), nullable=False),
    *dong("application", "amount", least=1),
    Column("term_months", Integer, nullable=False),
    Column("new_workers", Integer, nullable=False),
    Column("total_workers", Integer, nullable=False),
    CheckConstraint("term_months > 0 AND new_workers >= 0 AND total_workers >= 0", name="ck_application_counts"),
)

loan = Table(
    "loan",
    metadata,
    Column("id", Key, ForeignKey("stream.id"), primary_key=True, autoincrement=False),
    fact(),
    Column("contract_no", String(20), nullable=False, unique=True),
    Column("application_id", Key, ForeignKey("application.id"), nullable=False, unique=True),
    Column("borrower_id", Key, ForeignKey("borrower.id"), nullable=False, index=True),
    Column("source_id", Key, ForeignKey("source.id"), nullable=False, index=True),
    Column("commune", String(5), ForeignKey("commune.code"), nullable=False, index=True),
    Column("group_id", Key, ForeignKey("credit_group.id")),
    Column("point_id", Key, ForeignKey("point.id"), nullable=False),
    Column("approved_on", Date, nullable=False),
    Column("signed_on", Date, nullable=False),
    Column("regime", String(40), nullable=False),
    Column("rate_group", String(20), nullable=False),
    Column("rate_e7", Integer, nullable=False),
    Column("overdue_rate_e7", Integer, nullable=False),
    Column("rate_fixed", Boolean(create_constraint=False), nullable=False),
    Column("method", String(30), nullable=False),
    Column("instalment_rule", String(30), nullable=False),
    Column("workers", Integer, nullable=False),
    *dong("loan", "amount", least=1),
)

instalment = Table(
    "instalment",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("loan_id", Key, ForeignKey("loan.id"), nullable=False),
    Column("due_on", Date, nullable=False),
    *dong("instalment", "principal"),
    Index("ix_instalment_loan_id", "loan_id", "due_on"),
)

loan_entry = Table(
    "loan_entry",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("loan_id", Key, ForeignKey("loan.id"), nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("voucher_no", String(40), nullable=False, unique=True),
    *dong("loan_entry", "disbursed"),
    *dong("loan_entry", "principal"),
    *dong("loan_entry", "interest"),
    CheckConstraint("disbursed + principal + interest > 0", name="ck_loan_entry_moves"),
    Index("ix_loan_entry_loan_id", "loan_id", "effective_on"),
)

# --- people and rights ----------------------------------------------------------------------------------

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

# --- not history: secrets, locks, replies ---------------------------------------------------------------

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

MUTABLE = frozenset({"unsealed", "credential", "token", "guard", "watermark", "reply"})
APPEND_ONLY = tuple(table.name for table in metadata.sorted_tables if table.name not in MUTABLE)
