"""The network: offices, transaction points with their days and sessions, groups, hamlets, the bank's own codes."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Integer, String, Table

from loans.store.tables.base import metadata
from loans.store.types import Key, fact

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
)

office = Table(
    "office",
    metadata,
    Column("id", Key, ForeignKey("stream.id"), primary_key=True, autoincrement=False),
    fact(),
    Column("code", String(6), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
)

hamlet = Table(
    "hamlet",
    metadata,
    Column("id", Key, ForeignKey("stream.id"), primary_key=True, autoincrement=False),
    fact(),
    Column("code", String(8), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("commune", String(5), ForeignKey("commune.code"), nullable=False),
)

group_fact = Table(
    "group_fact",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("group_id", Key, ForeignKey("credit_group.id"), nullable=False, index=True),
    Column("since", Date, nullable=False),
    Column("point_id", Key, ForeignKey("point.id"), nullable=False),
    Column("organisation", String(2), nullable=False),
    Column("leader", String(200), nullable=False),
    Column("hamlet_id", Key, ForeignKey("hamlet.id")),
)

point_office = Table(
    "point_office",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("point_id", Key, ForeignKey("point.id"), nullable=False, index=True),
    Column("office_id", Key, ForeignKey("office.id"), nullable=False),
    Column("since", Date, nullable=False),
)

bank_commune = Table(
    "bank_commune",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("bank_commune_id", Key, ForeignKey("stream.id"), nullable=False, index=True),
    Column("code", String(6), nullable=False),
    Column("commune", String(5), ForeignKey("commune.code"), nullable=False),
    Column("since", Date, nullable=False),
)
