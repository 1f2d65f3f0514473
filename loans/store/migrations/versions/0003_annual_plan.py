"""The annual plan: answers to the demand review, figures and job reports of communes, scanned papers, scenarios,
and the base of a plan by the outstanding measure.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from loans.store.append_only import guards
from loans.store.schema import refuse_if_recorded

revision = "0003"
down_revision = "0002"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = RECORDED = ["demand_answer", "figure", "job_report", "paper", "scenario", "plan_base"]


def upgrade() -> None:
    op.create_table(
        "demand_answer",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(["commune"], ["commune.code"], name="fk_demand_answer_commune"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_demand_answer_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_demand_answer"),
    )
    op.create_index("ix_demand_answer_year", "demand_answer", ["year", "commune"], unique=False)
    op.create_table(
        "figure",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("typeof(amount) = 'integer'", name="ck_figure_amount_whole").ddl_if(dialect="sqlite"),
        sa.CheckConstraint("amount BETWEEN 0 AND 1000000000000000", name="ck_figure_amount"),
        sa.ForeignKeyConstraint(["commune"], ["commune.code"], name="fk_figure_commune"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_figure_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", "commune", name="pk_figure"),
    )
    op.create_index("ix_figure_name", "figure", ["name", "year"], unique=False)
    op.create_table(
        "job_report",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        sa.Column("jobs", sa.Integer(), nullable=False),
        sa.Column("by_loans", sa.Integer(), nullable=False),
        sa.Column("abroad", sa.Integer(), nullable=False),
        sa.CheckConstraint("by_loans >= 0 AND abroad >= 0 AND by_loans + abroad <= jobs", name="ck_job_report_jobs"),
        sa.CheckConstraint("through >= since", name="ck_job_report_days"),
        sa.ForeignKeyConstraint(["commune"], ["commune.code"], name="fk_job_report_commune"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_job_report_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_job_report"),
    )
    op.create_index("ix_job_report_commune", "job_report", ["commune", "through"], unique=False)
    op.create_table(
        "paper",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size > 0", name="ck_paper_size"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_paper_entry_id"),
        sa.ForeignKeyConstraint(["id"], ["stream.id"], name="fk_paper_id"),
        sa.PrimaryKeyConstraint("id", name="pk_paper"),
    )
    op.create_index("ix_paper_sha256", "paper", ["sha256"], unique=False)
    op.create_table(
        "scenario",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_scenario_entry_id"),
        sa.ForeignKeyConstraint(["id"], ["stream.id"], name="fk_scenario_id"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_scenario_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_scenario"),
        sa.UniqueConstraint("year", "source_id", "name", name="uq_scenario_year_source_id_name"),
    )
    op.create_table(
        "plan_base",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=False),
        sa.Column("round_id", KEY, nullable=False),
        sa.Column("base", sa.BigInteger(), nullable=False),
        sa.Column("recovery", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("typeof(base) = 'integer'", name="ck_plan_base_base_whole").ddl_if(dialect="sqlite"),
        sa.CheckConstraint("typeof(recovery) = 'integer'", name="ck_plan_base_recovery_whole").ddl_if(dialect="sqlite"),
        sa.CheckConstraint("base BETWEEN 0 AND 1000000000000000", name="ck_plan_base_base"),
        sa.CheckConstraint("recovery BETWEEN 0 AND 1000000000000000", name="ck_plan_base_recovery"),
        sa.ForeignKeyConstraint(["commune"], ["commune.code"], name="fk_plan_base_commune"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_plan_base_entry_id"),
        sa.ForeignKeyConstraint(["round_id"], ["allocation_round.id"], name="fk_plan_base_round_id"),
        sa.PrimaryKeyConstraint("entry_id", "commune", name="pk_plan_base"),
    )
    op.create_index("ix_plan_base_round_id", "plan_base", ["round_id"], unique=False)
    op.add_column(
        "allocation_round", sa.Column("measure", sa.String(length=20), server_default="lending", nullable=False)
    )
    # an answer was its lines so far; now a commune may also answer that it needs nothing
    op.execute(
        "INSERT INTO demand_answer (entry_id, year, commune) SELECT DISTINCT entry_id, year, commune FROM demand_line"
    )
    for statement in guards(APPEND_ONLY, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    refuse_if_recorded(op.get_bind(), RECORDED)
    op.drop_column("allocation_round", "measure")
    for name in reversed(APPEND_ONLY):
        op.drop_table(name)
