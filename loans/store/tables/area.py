"""Where: the communes, and what they were."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, String, Table

from loans.store.tables.base import metadata

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
