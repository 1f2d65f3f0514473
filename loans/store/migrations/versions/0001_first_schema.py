"""The first schema: entries, seals, capital, plan, network, borrowers, applications, loans, accounts.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

from loans.store.append_only import guards
from loans.store.schema import refuse_if_recorded

revision = "0001"
down_revision = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

APPEND_ONLY = [
    "commune",
    "stream",
    "entry",
    "succession",
    "account",
    "borrower",
    "demand_line",
    "point",
    "seal",
    "source",
    "allocation_round",
    "credit_group",
    "overlay",
    "point_day",
    "point_session",
    "posting",
    "allocation_line",
    "application",
    "loan",
    "plan_use",
    "instalment",
    "loan_entry",
]
RECORDED = [
    "stream",
    "entry",
    "account",
    "borrower",
    "demand_line",
    "point",
    "seal",
    "source",
    "allocation_round",
    "credit_group",
    "overlay",
    "point_day",
    "point_session",
    "posting",
    "allocation_line",
    "application",
    "loan",
    "plan_use",
    "instalment",
    "loan_entry",
]


def upgrade() -> None:
    op.create_table(
        "commune",
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_commune"),
    )
    op.create_table(
        "credential",
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column("argon2", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("username", name="pk_credential"),
    )
    op.create_table(
        "guard",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name="pk_guard"),
    )
    op.create_table(
        "reply",
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("route", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("actor", "route", "key", name="pk_reply"),
    )
    op.create_table(
        "stream",
        sa.Column("id", KEY, nullable=False),
        sa.Column("noun", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_stream"),
        sa.UniqueConstraint("noun", "key", name="uq_stream_noun_key"),
    )
    op.create_table(
        "token",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_token"),
    )
    op.create_index("ix_token_username", "token", ["username"], unique=False)
    op.create_table(
        "watermark",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_watermark_single"),
        sa.PrimaryKeyConstraint("id", name="pk_watermark"),
    )
    op.create_table(
        "entry",
        sa.Column("id", KEY, nullable=False),
        sa.Column("stream_id", KEY, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint("sequence > 0", name="ck_entry_sequence"),
        sa.ForeignKeyConstraint(["stream_id"], ["stream.id"], name="fk_entry_stream_id"),
        sa.PrimaryKeyConstraint("id", name="pk_entry"),
        sa.UniqueConstraint("stream_id", "sequence", name="uq_entry_stream_id_sequence"),
    )
    op.create_table(
        "succession",
        sa.Column("old_code", sa.String(length=5), nullable=False),
        sa.Column("new_code", sa.String(length=5), nullable=False),
        sa.Column("old_name", sa.String(length=80), nullable=False),
        sa.Column("district_name", sa.String(length=80), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["new_code"], ["commune.code"], name="fk_succession_new_code"),
        sa.PrimaryKeyConstraint("old_code", "new_code", name="pk_succession"),
    )
    op.create_table(
        "account",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_account_entry_id"),
        sa.ForeignKeyConstraint(["id"], ["stream.id"], name="fk_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("username", name="uq_account_username"),
    )
    op.create_table(
        "borrower",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("customer_no", sa.String(length=20), nullable=False),
        sa.Column("borrower_class", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("identity_no", sa.String(length=20), nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(["commune"], ["commune.code"], name="fk_borrower_commune"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_borrower_entry_id"),
        sa.ForeignKeyConstraint(["id"], ["stream.id"], name="fk_borrower_id"),
        sa.PrimaryKeyConstraint("id", name="pk_borrower"),
        sa.UniqueConstraint("customer_no", name="uq_borrower_customer_no"),
    )
    op.create_table(
        "demand_line",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=False),
        sa.Column("beneficiaries", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("workers", sa.Integer(), nullable=False),
        sa.Column("jobs", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("typeof(amount) = 'integer'", name="ck_demand_line_amount_whole").ddl_if(dialect="sqlite"),
        sa.CheckConstraint("amount BETWEEN 0 AND 1000000000000000", name="ck_demand_line_amount"),
        sa.CheckConstraint("workers >= 0 AND jobs >= 0", name="ck_demand_line_counts"),
        sa.ForeignKeyConstraint(["commune"], ["commune.code"], name="fk_demand_line_commune"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_demand_line_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", "line", name="pk_demand_line"),
    )
    op.create_index("ix_demand_line_year", "demand_line", ["year", "commune"], unique=False)
    op.create_table(
        "point",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(["commune"], ["commune.code"], name="fk_point_commune"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_point_entry_id"),
        sa.ForeignKeyConstraint(["id"], ["stream.id"], name="fk_point_id"),
        sa.PrimaryKeyConstraint("id", name="pk_point"),
        sa.UniqueConstraint("code", name="uq_point_code"),
    )
    op.create_table(
        "seal",
        sa.Column("position", KEY, autoincrement=False, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_seal_entry_id"),
        sa.PrimaryKeyConstraint("position", name="pk_seal"),
        sa.UniqueConstraint("entry_id", name="uq_seal_entry_id"),
    )
    op.create_index("ix_seal_sealed_at", "seal", ["sealed_at"], unique=False)
    op.create_table(
        "source",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("investor_code", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_source_entry_id"),
        sa.ForeignKeyConstraint(["id"], ["stream.id"], name="fk_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
        sa.UniqueConstraint("code", name="uq_source_code"),
    )
    op.create_table(
        "unsealed",
        sa.Column("entry_id", KEY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_unsealed_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_unsealed"),
    )
    op.create_table(
        "allocation_round",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_allocation_round_entry_id"),
        sa.ForeignKeyConstraint(["id"], ["stream.id"], name="fk_allocation_round_id"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_allocation_round_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_allocation_round"),
        sa.UniqueConstraint("year", "source_id", "number", name="uq_allocation_round_year_source_id_number"),
    )
    op.create_table(
        "credit_group",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(["commune"], ["commune.code"], name="fk_credit_group_commune"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_credit_group_entry_id"),
        sa.ForeignKeyConstraint(["id"], ["stream.id"], name="fk_credit_group_id"),
        sa.PrimaryKeyConstraint("id", name="pk_credit_group"),
        sa.UniqueConstraint("number", name="uq_credit_group_number"),
    )
    op.create_table(
        "overlay",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("parameter", sa.String(length=80), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("cites", sa.Text(), nullable=False),
        sa.Column("certainty", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_overlay_entry_id"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_overlay_source_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_overlay"),
    )
    op.create_index("ix_overlay_source_id", "overlay", ["source_id"], unique=False)
    op.create_table(
        "point_day",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("point_id", KEY, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("monthly_day", sa.Integer(), nullable=False),
        sa.CheckConstraint("monthly_day BETWEEN 1 AND 31", name="ck_point_day_monthly_day"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_point_day_entry_id"),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name="fk_point_day_point_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_point_day"),
    )
    op.create_index("ix_point_day_point_id", "point_day", ["point_id"], unique=False)
    op.create_table(
        "point_session",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("point_id", KEY, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_point_session_entry_id"),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name="fk_point_session_point_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_point_session"),
    )
    op.create_index("ix_point_session_point_id", "point_session", ["point_id"], unique=False)
    op.create_table(
        "posting",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("account", sa.String(length=30), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("typeof(amount) = 'integer'", name="ck_posting_amount_whole").ddl_if(dialect="sqlite"),
        sa.CheckConstraint("amount BETWEEN -1000000000000000 AND 1000000000000000", name="ck_posting_amount"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_posting_entry_id"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_posting_source_id"),
        sa.PrimaryKeyConstraint("entry_id", "line", name="pk_posting"),
    )
    op.create_index("ix_posting_source_id", "posting", ["source_id", "account", "effective_on"], unique=False)
    op.create_table(
        "allocation_line",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=False),
        sa.Column("round_id", KEY, nullable=False),
        sa.Column("decided", sa.Boolean(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("typeof(amount) = 'integer'", name="ck_allocation_line_amount_whole").ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("amount BETWEEN -1000000000000000 AND 1000000000000000", name="ck_allocation_line_amount"),
        sa.ForeignKeyConstraint(["commune"], ["commune.code"], name="fk_allocation_line_commune"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_allocation_line_entry_id"),
        sa.ForeignKeyConstraint(["round_id"], ["allocation_round.id"], name="fk_allocation_line_round_id"),
        sa.PrimaryKeyConstraint("entry_id", "commune", name="pk_allocation_line"),
    )
    op.create_index("ix_allocation_line_round_id", "allocation_line", ["round_id", "commune"], unique=False)
    op.create_table(
        "application",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("borrower_id", KEY, nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=False),
        sa.Column("group_id", KEY, nullable=True),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.Column("new_workers", sa.Integer(), nullable=False),
        sa.Column("total_workers", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(length=20), nullable=False),
        sa.Column("pre_departure_cost", sa.BigInteger(), nullable=False),
        sa.Column("labour_contract_months", sa.Integer(), nullable=False),
        sa.CheckConstraint("typeof(amount) = 'integer'", name="ck_application_amount_whole").ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "typeof(pre_departure_cost) = 'integer'", name="ck_application_pre_departure_cost_whole"
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("amount BETWEEN 1 AND 1000000000000000", name="ck_application_amount"),
        sa.CheckConstraint("labour_contract_months >= 0", name="ck_application_labour_contract_months"),
        sa.CheckConstraint(
            "pre_departure_cost BETWEEN 0 AND 1000000000000000", name="ck_application_pre_departure_cost"
        ),
        sa.CheckConstraint("term_months > 0 AND new_workers >= 0 AND total_workers >= 0", name="ck_application_counts"),
        sa.ForeignKeyConstraint(["borrower_id"], ["borrower.id"], name="fk_application_borrower_id"),
        sa.ForeignKeyConstraint(["commune"], ["commune.code"], name="fk_application_commune"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_application_entry_id"),
        sa.ForeignKeyConstraint(["group_id"], ["credit_group.id"], name="fk_application_group_id"),
        sa.ForeignKeyConstraint(["id"], ["stream.id"], name="fk_application_id"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_application_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_application"),
    )
    op.create_index("ix_application_borrower_id", "application", ["borrower_id"], unique=False)
    op.create_index("ix_application_commune", "application", ["commune"], unique=False)
    op.create_table(
        "loan",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("contract_no", sa.String(length=20), nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("borrower_id", KEY, nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=False),
        sa.Column("group_id", KEY, nullable=True),
        sa.Column("point_id", KEY, nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("regime", sa.String(length=40), nullable=False),
        sa.Column("rate_group", sa.String(length=20), nullable=False),
        sa.Column("rate_e7", sa.Integer(), nullable=False),
        sa.Column("overdue_rate_e7", sa.Integer(), nullable=False),
        sa.Column("rate_fixed", sa.Boolean(), nullable=False),
        sa.Column("method", sa.String(length=30), nullable=False),
        sa.Column("instalment_rule", sa.String(length=30), nullable=False),
        sa.Column("workers", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("programme", sa.String(length=20), nullable=False),
        sa.CheckConstraint("typeof(amount) = 'integer'", name="ck_loan_amount_whole").ddl_if(dialect="sqlite"),
        sa.CheckConstraint("amount BETWEEN 1 AND 1000000000000000", name="ck_loan_amount"),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name="fk_loan_application_id"),
        sa.ForeignKeyConstraint(["borrower_id"], ["borrower.id"], name="fk_loan_borrower_id"),
        sa.ForeignKeyConstraint(["commune"], ["commune.code"], name="fk_loan_commune"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_loan_entry_id"),
        sa.ForeignKeyConstraint(["group_id"], ["credit_group.id"], name="fk_loan_group_id"),
        sa.ForeignKeyConstraint(["id"], ["stream.id"], name="fk_loan_id"),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name="fk_loan_point_id"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_loan_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_loan"),
        sa.UniqueConstraint("application_id", name="uq_loan_application_id"),
        sa.UniqueConstraint("contract_no", name="uq_loan_contract_no"),
    )
    op.create_index("ix_loan_borrower_id", "loan", ["borrower_id"], unique=False)
    op.create_index("ix_loan_commune", "loan", ["commune"], unique=False)
    op.create_index("ix_loan_source_id", "loan", ["source_id"], unique=False)
    op.create_table(
        "plan_use",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("borrower_id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("committed", sa.BigInteger(), nullable=False),
        sa.Column("disbursed", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("typeof(committed) = 'integer'", name="ck_plan_use_committed_whole").ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("typeof(disbursed) = 'integer'", name="ck_plan_use_disbursed_whole").ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("committed BETWEEN -1000000000000000 AND 1000000000000000", name="ck_plan_use_committed"),
        sa.CheckConstraint("disbursed BETWEEN -1000000000000000 AND 1000000000000000", name="ck_plan_use_disbursed"),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name="fk_plan_use_application_id"),
        sa.ForeignKeyConstraint(["borrower_id"], ["borrower.id"], name="fk_plan_use_borrower_id"),
        sa.ForeignKeyConstraint(["commune"], ["commune.code"], name="fk_plan_use_commune"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_plan_use_entry_id"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_plan_use_source_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_plan_use"),
    )
    op.create_index("ix_plan_use_application_id", "plan_use", ["application_id"], unique=False)
    op.create_index("ix_plan_use_borrower_id", "plan_use", ["borrower_id"], unique=False)
    op.create_index("ix_plan_use_source_id", "plan_use", ["source_id", "commune", "year"], unique=False)
    op.create_table(
        "instalment",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("loan_id", KEY, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("principal", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("typeof(principal) = 'integer'", name="ck_instalment_principal_whole").ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("principal BETWEEN 0 AND 1000000000000000", name="ck_instalment_principal"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_instalment_entry_id"),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name="fk_instalment_loan_id"),
        sa.PrimaryKeyConstraint("entry_id", "number", name="pk_instalment"),
    )
    op.create_index("ix_instalment_loan_id", "instalment", ["loan_id", "due_on"], unique=False)
    op.create_table(
        "loan_entry",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("loan_id", KEY, nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("voucher_no", sa.String(length=40), nullable=False),
        sa.Column("disbursed", sa.BigInteger(), nullable=False),
        sa.Column("principal", sa.BigInteger(), nullable=False),
        sa.Column("interest", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("typeof(disbursed) = 'integer'", name="ck_loan_entry_disbursed_whole").ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("typeof(interest) = 'integer'", name="ck_loan_entry_interest_whole").ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("typeof(principal) = 'integer'", name="ck_loan_entry_principal_whole").ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("disbursed + principal + interest > 0", name="ck_loan_entry_moves"),
        sa.CheckConstraint("disbursed BETWEEN 0 AND 1000000000000000", name="ck_loan_entry_disbursed"),
        sa.CheckConstraint("interest BETWEEN 0 AND 1000000000000000", name="ck_loan_entry_interest"),
        sa.CheckConstraint("principal BETWEEN 0 AND 1000000000000000", name="ck_loan_entry_principal"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_loan_entry_entry_id"),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name="fk_loan_entry_loan_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_loan_entry"),
        sa.UniqueConstraint("voucher_no", name="uq_loan_entry_voucher_no"),
    )
    op.create_index("ix_loan_entry_loan_id", "loan_entry", ["loan_id", "effective_on"], unique=False)
    for statement in guards(APPEND_ONLY, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    refuse_if_recorded(op.get_bind(), RECORDED)
    op.drop_table("loan_entry")
    op.drop_table("instalment")
    op.drop_table("plan_use")
    op.drop_table("loan")
    op.drop_table("application")
    op.drop_table("allocation_line")
    op.drop_table("posting")
    op.drop_table("point_session")
    op.drop_table("point_day")
    op.drop_table("overlay")
    op.drop_table("credit_group")
    op.drop_table("allocation_round")
    op.drop_table("unsealed")
    op.drop_table("source")
    op.drop_table("seal")
    op.drop_table("point")
    op.drop_table("demand_line")
    op.drop_table("borrower")
    op.drop_table("account")
    op.drop_table("succession")
    op.drop_table("entry")
    op.drop_table("watermark")
    op.drop_table("token")
    op.drop_table("stream")
    op.drop_table("reply")
    op.drop_table("guard")
    op.drop_table("credential")
    op.drop_table("commune")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
