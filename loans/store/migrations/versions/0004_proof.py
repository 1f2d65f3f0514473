"""The proof: where an entry came from, a salt for its personal fields, and the chain of links along the positions.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from loans.domain.refusal import Refusal
from loans.store.append_only import guards
from loans.store.schema import refuse_if_recorded

revision = "0004"
down_revision = "0003"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = RECORDED = ["salt", "link"]


def upgrade() -> None:
    op.add_column("entry", sa.Column("origin", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.create_table(
        "salt",
        sa.Column("entry_id", KEY, autoincrement=False, nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_salt_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_salt"),
    )
    op.create_table(
        "link",
        sa.Column("position", KEY, autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["position"], ["seal.position"], name="fk_link_position"),
        sa.PrimaryKeyConstraint("position", name="pk_link"),
    )
    for statement in guards(APPEND_ONLY, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    refuse_if_recorded(op.get_bind(), RECORDED)
    _refuse_if_origins()
    op.drop_table("link")
    op.drop_table("salt")
    op.drop_column("entry", "origin")


def _refuse_if_origins() -> None:
    """Where an entry came from is recorded too: it is not dropped."""
    rows = op.get_bind().scalar(sa.text("SELECT count(*) FROM entry WHERE origin <> ''"))
    if rows:
        raise Refusal(
            "downgrade_would_lose",
            field="entry.origin",
            value=rows,
            vi=f"Không thể hạ phiên bản: {rows} bút toán có nơi gửi. Sao lưu và chuyển dữ liệu trước.",
            en=f"The downgrade would drop the origin of {rows} entries. Export and move them first.",
        )
