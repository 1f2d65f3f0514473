"""What came from another system: openings of loans, the vouchers before them, and where a loan was confirmed to stand.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from loans.store.append_only import guards
from loans.store.schema import refuse_if_recorded

revision = "0005"
down_revision = "0004"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = RECORDED = ["opening", "past_voucher", "loan_area"]


def _dong(table: str, name: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column(name, sa.BigInteger(), nullable=False),
        sa.CheckConstraint(f"{name} BETWEEN 0 AND 1000000000000000", name=f"ck_{table}_{name}"),
        sa.CheckConstraint(f"typeof({name}) = 'integer'", name=f"ck_{table}_{name}_whole").ddl_if(dialect="sqlite"),
    ]


def upgrade() -> None:
    op.create_table(
        "opening",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("loan_id", KEY, nullable=False),
        sa.Column("load_id", KEY, nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        *_dong("opening", "brought"),
        *_dong("opening", "in_term"),
        *_dong("opening", "overdue"),
        *_dong("opening", "frozen"),
        sa.Column("overdue_since", sa.Date(), nullable=True),
        sa.Column("interest_known", sa.Boolean(create_constraint=False), nullable=False),
        *_dong("opening", "interest_in_term"),
        *_dong("opening", "interest_overdue"),
        *_dong("opening", "disbursed"),
        *_dong("opening", "repaid"),
        sa.Column("old_code", sa.String(length=5), nullable=True),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.CheckConstraint("overdue = 0 OR overdue_since IS NOT NULL", name="ck_opening_overdue_since"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_opening_entry_id"),
        sa.ForeignKeyConstraint(["load_id"], ["stream.id"], name="fk_opening_load_id"),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name="fk_opening_loan_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_opening"),
    )
    op.create_index("ix_opening_loan_id", "opening", ["loan_id"], unique=False)
    op.create_index("ix_opening_load_id", "opening", ["load_id"], unique=False)
    op.create_table(
        "past_voucher",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("loan_id", KEY, nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("voucher_no", sa.String(length=40), nullable=False),
        *_dong("past_voucher", "disbursed"),
        *_dong("past_voucher", "principal"),
        *_dong("past_voucher", "interest"),
        sa.CheckConstraint("disbursed + principal + interest > 0", name="ck_past_voucher_moves"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_past_voucher_entry_id"),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name="fk_past_voucher_loan_id"),
        sa.PrimaryKeyConstraint("entry_id", "number", name="pk_past_voucher"),
    )
    op.create_index("ix_past_voucher_loan_id", "past_voucher", ["loan_id", "effective_on"], unique=False)
    op.create_index("ix_past_voucher_voucher_no", "past_voucher", ["voucher_no"], unique=False)
    op.create_table(
        "loan_area",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("loan_id", KEY, nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["commune"], ["commune.code"], name="fk_loan_area_commune"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_loan_area_entry_id"),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name="fk_loan_area_loan_id"),
        sa.PrimaryKeyConstraint("entry_id", "loan_id", name="pk_loan_area"),
    )
    op.create_index("ix_loan_area_loan_id", "loan_area", ["loan_id"], unique=False)
    for statement in guards(APPEND_ONLY, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    refuse_if_recorded(op.get_bind(), RECORDED)
    for name in ("loan_area", "past_voucher", "opening"):
        op.drop_table(name)
