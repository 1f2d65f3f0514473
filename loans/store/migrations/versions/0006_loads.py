"""Loads of what exists elsewhere: loads and saved mappings as history, staged rows as working tables.

Revision ID: 0006
Revises: 0005
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from loans.store.append_only import guards
from loans.store.schema import refuse_if_recorded

revision = "0006"
down_revision = "0005"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = RECORDED = ["load", "mapping"]
STAGED = [
    "load_result",
    "load_control",
    "load_borrower",
    "load_group",
    "load_day",
    "load_voucher",
    "load_instalment",
    "load_loan",
    "load_file",
    "load_state",
]
LOAN_TEXTS = (
    "customer_no customer_name customer_class identity_no office_code commune_code commune_name hamlet_code "
    "hamlet_name group_no leader_name organisation point_code programme_code funding_code capital_level_code "
    "investor_code status"
)
LOAN_DAYS = (
    "registered_on lent_on first_disbursed_on contract_due_on extended_due_on overdue_since frozen_since "
    "frozen_through report_day"
)
LOAN_SUMS = (
    "term_months rate_e7 amount disbursed repaid outstanding in_term overdue frozen interest_owed_in_term "
    "interest_owed_overdue extended_months savings"
)
RESULT_TEXTS = (
    "contract_no commune_code customer_no customer_name customer_class identity_no group_no commune old_code regime "
    "rate_group method instalment_rule marks body"
)
RESULT_SUMS = (
    "outstanding in_term overdue frozen amount disbursed repaid brought interest_in_term interest_overdue rate_e7 "
    "overdue_rate_e7 term_months source_id point_id rate_fixed interest_known pieces_file history ready sequence"
)
RESULT_DAYS = "approved_on signed_on due_on overdue_since frozen_through"


def _texts(names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names.split()]


def _days(names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Date(), nullable=True) for name in names.split()]


def _sums(names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger(), nullable=True) for name in names.split()]


def _faults() -> sa.Column[Any]:
    return sa.Column("faults", sa.Text(), nullable=True)


def _staged(name: str, *columns: sa.Column[Any], by_contract: bool = True) -> None:
    contract = [sa.Column("contract", sa.BigInteger(), autoincrement=False, nullable=False)] if by_contract else []
    op.create_table(
        name,
        sa.Column("load_id", KEY, autoincrement=False, nullable=False),
        *contract,
        sa.Column("file_id", KEY, autoincrement=False, nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("load_id", *(["contract"] if by_contract else []), "file_id", "row", name=f"pk_{name}"),
        sqlite_with_rowid=False,
    )


def upgrade() -> None:
    op.create_table(
        "load",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("programme", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_load_entry_id"),
        sa.ForeignKeyConstraint(["id"], ["stream.id"], name="fk_load_id"),
        sa.PrimaryKeyConstraint("id", name="pk_load"),
    )
    op.create_table(
        "mapping",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("mapping_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("headings", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_mapping_entry_id"),
        sa.ForeignKeyConstraint(["mapping_id"], ["stream.id"], name="fk_mapping_mapping_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_mapping"),
    )
    op.create_index("ix_mapping_mapping_id", "mapping", ["mapping_id"], unique=False)
    for statement in guards(APPEND_ONLY, op.get_bind().dialect.name):
        op.execute(statement)
    _working()


def _working() -> None:
    op.create_table(
        "load_state",
        sa.Column("load_id", KEY, autoincrement=False, nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.id"], name="fk_load_state_load_id"),
        sa.PrimaryKeyConstraint("load_id", name="pk_load_state"),
    )
    op.create_table(
        "load_file",
        sa.Column("id", KEY, nullable=False),
        sa.Column("load_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("layout", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("report_day", sa.Date(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["load_id"], ["load.id"], name="fk_load_file_load_id"),
        sa.PrimaryKeyConstraint("id", name="pk_load_file"),
    )
    op.create_index("uq_load_file_load_id", "load_file", ["load_id", "sha256"], unique=True)
    _staged(
        "load_loan",
        *_texts(LOAN_TEXTS),
        *_days(LOAN_DAYS),
        *_sums(LOAN_SUMS),
        _faults(),
        sa.Column("repairs", sa.Text(), nullable=True),
    )
    _staged("load_instalment", *_days("due_on"), *_sums("due"), _faults())
    _staged(
        "load_voucher",
        *_days("effective_on"),
        *_texts("voucher_no"),
        *_sums("disbursed principal interest"),
        _faults(),
    )
    _staged("load_day", *_days("overdue_since frozen_since frozen_through"), *_sums("overdue frozen"), _faults())
    _staged(
        "load_group",
        *_texts("group_no commune_code commune_name organisation leader_name point_code hamlet_code"),
        _faults(),
        by_contract=False,
    )
    _staged(
        "load_borrower",
        *_texts("customer_no customer_name customer_class identity_no commune_code"),
        _faults(),
        by_contract=False,
    )
    op.create_index("ix_load_borrower_customer_no", "load_borrower", ["load_id", "customer_no"], unique=False)
    _staged(
        "load_control",
        *_texts("commune_code programme_code funding_code"),
        *_sums("loans customers outstanding in_term overdue frozen"),
        by_contract=False,
    )
    op.create_table(
        "load_result",
        sa.Column("load_id", KEY, autoincrement=False, nullable=False),
        sa.Column("contract", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("file_id", KEY, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=12), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("loan_id", KEY, nullable=True),
        *_texts(RESULT_TEXTS),
        *_sums(RESULT_SUMS),
        *_days(RESULT_DAYS),
        sa.PrimaryKeyConstraint("load_id", "contract", name="pk_load_result"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    refuse_if_recorded(op.get_bind(), RECORDED)
    for name in (*STAGED, "mapping", "load"):
        op.drop_table(name)
