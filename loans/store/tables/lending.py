"""Borrowers, applications, loans, instalments, vouchers."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table

from loans.store.tables.base import metadata
from loans.store.types import Key, dong, fact

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
    Column("programme", String(20), nullable=False),
    *dong("application", "pre_departure_cost"),
    Column("labour_contract_months", Integer, nullable=False),
    CheckConstraint("term_months > 0 AND new_workers >= 0 AND total_workers >= 0", name="ck_application_counts"),
    CheckConstraint("labour_contract_months >= 0", name="ck_application_labour_contract_months"),
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
    Column("programme", String(20), nullable=False),
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
