"""A loan's whole life: reliefs, freezes, write-offs, recoveries, refunds, checks; reversals and closed periods;
shares of interest; offices, hamlets, facts of groups, offices of points, the bank's commune codes.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from loans.store.append_only import guards
from loans.store.schema import refuse_if_recorded

revision = "0002"
down_revision = "0001"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = RECORDED = [
    "hamlet",
    "office",
    "bank_commune",
    "group_fact",
    "point_office",
    "period_lock",
    "reversal",
    "interest_share",
    "debt_freeze",
    "recovery",
    "refund",
    "relief",
    "use_check",
    "write_off",
    "frozen_part",
]


def upgrade() -> None:
    op.create_table(
        "hamlet",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(["commune"], ["commune.code"], name="fk_hamlet_commune"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_hamlet_entry_id"),
        sa.ForeignKeyConstraint(["id"], ["stream.id"], name="fk_hamlet_id"),
        sa.PrimaryKeyConstraint("id", name="pk_hamlet"),
        sa.UniqueConstraint("code", name="uq_hamlet_code"),
    )
    op.create_table(
        "office",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_office_entry_id"),
        sa.ForeignKeyConstraint(["id"], ["stream.id"], name="fk_office_id"),
        sa.PrimaryKeyConstraint("id", name="pk_office"),
        sa.UniqueConstraint("code", name="uq_office_code"),
    )
    op.create_table(
        "bank_commune",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("bank_commune_id", KEY, nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["bank_commune_id"], ["stream.id"], name="fk_bank_commune_bank_commune_id"),
        sa.ForeignKeyConstraint(["commune"], ["commune.code"], name="fk_bank_commune_commune"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_bank_commune_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_bank_commune"),
    )
    op.create_table(
        "group_fact",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("group_id", KEY, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("point_id", KEY, nullable=False),
        sa.Column("organisation", sa.String(length=2), nullable=False),
        sa.Column("leader", sa.String(length=200), nullable=False),
        sa.Column("hamlet_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_group_fact_entry_id"),
        sa.ForeignKeyConstraint(["group_id"], ["credit_group.id"], name="fk_group_fact_group_id"),
        sa.ForeignKeyConstraint(["hamlet_id"], ["hamlet.id"], name="fk_group_fact_hamlet_id"),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name="fk_group_fact_point_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_group_fact"),
    )
    op.create_table(
        "point_office",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("point_id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_point_office_entry_id"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_point_office_office_id"),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name="fk_point_office_point_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_point_office"),
    )
    op.create_index("ix_bank_commune_bank_commune_id", "bank_commune", ["bank_commune_id"], unique=False)
    op.create_index("ix_group_fact_group_id", "group_fact", ["group_id"], unique=False)
    op.create_index("ix_point_office_point_id", "point_office", ["point_id"], unique=False)
    op.create_table(
        "period_lock",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_period_lock_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_period_lock"),
    )
    op.create_table(
        "reversal",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("reversed_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_reversal_entry_id"),
        sa.ForeignKeyConstraint(["reversed_id"], ["entry.id"], name="fk_reversal_reversed_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_reversal"),
        sa.UniqueConstraint("reversed_id", name="uq_reversal_reversed_id"),
    )
    op.create_table(
        "interest_share",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("shares", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_interest_share_entry_id"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_interest_share_source_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_interest_share"),
    )
    op.create_table(
        "debt_freeze",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("loan_id", KEY, nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("supplementary", sa.Boolean(), nullable=False),
        sa.Column("in_term", sa.BigInteger(), nullable=False),
        sa.Column("overdue", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("typeof(in_term) = 'integer'", name="ck_debt_freeze_in_term_whole").ddl_if(dialect="sqlite"),
        sa.CheckConstraint("typeof(overdue) = 'integer'", name="ck_debt_freeze_overdue_whole").ddl_if(dialect="sqlite"),
        sa.CheckConstraint("in_term + overdue > 0", name="ck_debt_freeze_amount"),
        sa.CheckConstraint("in_term BETWEEN 0 AND 1000000000000000", name="ck_debt_freeze_in_term"),
        sa.CheckConstraint("last_on >= effective_on", name="ck_debt_freeze_days"),
        sa.CheckConstraint("overdue BETWEEN 0 AND 1000000000000000", name="ck_debt_freeze_overdue"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_debt_freeze_entry_id"),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name="fk_debt_freeze_loan_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_debt_freeze"),
    )
    op.create_table(
        "recovery",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("loan_id", KEY, nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("typeof(amount) = 'integer'", name="ck_recovery_amount_whole").ddl_if(dialect="sqlite"),
        sa.CheckConstraint("amount BETWEEN 1 AND 1000000000000000", name="ck_recovery_amount"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_recovery_entry_id"),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name="fk_recovery_loan_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_recovery"),
    )
    op.create_table(
        "refund",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("loan_id", KEY, nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("interest", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("typeof(interest) = 'integer'", name="ck_refund_interest_whole").ddl_if(dialect="sqlite"),
        sa.CheckConstraint("interest BETWEEN 1 AND 1000000000000000", name="ck_refund_interest"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_refund_entry_id"),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name="fk_refund_loan_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_refund"),
    )
    op.create_table(
        "relief",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("loan_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("typeof(amount) = 'integer'", name="ck_relief_amount_whole").ddl_if(dialect="sqlite"),
        sa.CheckConstraint("amount BETWEEN 1 AND 1000000000000000", name="ck_relief_amount"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_relief_entry_id"),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name="fk_relief_loan_id"),
        sa.PrimaryKeyConstraint("entry_id", "number", name="pk_relief"),
    )
    op.create_table(
        "use_check",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("loan_id", KEY, nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("jobs", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_use_check_entry_id"),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name="fk_use_check_loan_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_use_check"),
    )
    op.create_table(
        "write_off",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("loan_id", KEY, nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("principal", sa.BigInteger(), nullable=False),
        sa.Column("interest", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("typeof(interest) = 'integer'", name="ck_write_off_interest_whole").ddl_if(dialect="sqlite"),
        sa.CheckConstraint("typeof(principal) = 'integer'", name="ck_write_off_principal_whole").ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("interest BETWEEN 0 AND 1000000000000000", name="ck_write_off_interest"),
        sa.CheckConstraint("principal + interest > 0", name="ck_write_off_amount"),
        sa.CheckConstraint("principal BETWEEN 0 AND 1000000000000000", name="ck_write_off_principal"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_write_off_entry_id"),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name="fk_write_off_loan_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_write_off"),
    )
    op.create_table(
        "frozen_part",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("freeze_id", KEY, nullable=False),
        sa.Column("loan_id", KEY, nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("typeof(amount) = 'integer'", name="ck_frozen_part_amount_whole").ddl_if(dialect="sqlite"),
        sa.CheckConstraint("amount BETWEEN 1 AND 1000000000000000", name="ck_frozen_part_amount"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_frozen_part_entry_id"),
        sa.ForeignKeyConstraint(["freeze_id"], ["debt_freeze.entry_id"], name="fk_frozen_part_freeze_id"),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name="fk_frozen_part_loan_id"),
        sa.PrimaryKeyConstraint("entry_id", "freeze_id", name="pk_frozen_part"),
    )
    op.create_index("ix_interest_share_source_id", "interest_share", ["source_id"], unique=False)
    op.create_index("ix_debt_freeze_loan_id", "debt_freeze", ["loan_id"], unique=False)
    op.create_index("ix_recovery_loan_id", "recovery", ["loan_id"], unique=False)
    op.create_index("ix_refund_loan_id", "refund", ["loan_id"], unique=False)
    op.create_index("ix_relief_loan_id", "relief", ["loan_id"], unique=False)
    op.create_index("ix_use_check_loan_id", "use_check", ["loan_id"], unique=False)
    op.create_index("ix_write_off_loan_id", "write_off", ["loan_id"], unique=False)
    op.create_index("ix_frozen_part_loan_id", "frozen_part", ["loan_id"], unique=False)
    for statement in guards(APPEND_ONLY, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    refuse_if_recorded(op.get_bind(), RECORDED)
    op.drop_table("frozen_part")
    op.drop_table("write_off")
    op.drop_table("use_check")
    op.drop_table("relief")
    op.drop_table("refund")
    op.drop_table("recovery")
    op.drop_table("debt_freeze")
    op.drop_table("interest_share")
    op.drop_table("reversal")
    op.drop_table("period_lock")
    op.drop_table("point_office")
    op.drop_table("group_fact")
    op.drop_table("bank_commune")
    op.drop_table("office")
    op.drop_table("hamlet")
