"""Column types that both databases keep exactly: đồng, moments, canonical JSON; every constraint is named."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, ForeignKey, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from loans.domain.columns import AMOUNT_MAX

Key = BigInteger().with_variant(Integer, "sqlite")
"""A surrogate key: SQLite numbers rows by itself only for a plain INTEGER."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no zone, so it is given back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value and value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


class Canonical(TypeDecorator[Any]):
    """JSON as canonical text (sorted keys, no spaces): the same fact always has the same bytes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def canonical(value: Any) -> str:
    """The one text of a JSON value; dates as ISO text, anything else that JSON lacks is refused."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_iso, allow_nan=False)


def _iso(value: Any) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise TypeError(f"{type(value).__name__} cannot be recorded")


def dong(table: str, name: str, *, least: int | None = 0) -> list[Any]:
    """A column of whole đồng with its bounds checked by the table itself, on both databases."""
    low = -AMOUNT_MAX if least is None else least
    return [
        Column(name, BigInteger, nullable=False),
        CheckConstraint(f"{name} BETWEEN {low} AND {AMOUNT_MAX}", name=f"ck_{table}_{name}"),
        # a bigint column of SQLite accepts 1.5 and '12abc' unless told otherwise
        CheckConstraint(f"typeof({name}) = 'integer'", name=f"ck_{table}_{name}_whole").ddl_if(dialect="sqlite"),
    ]


def fact() -> Column[Any]:
    """The entry that recorded this row."""
    return Column("entry_id", Key, ForeignKey("entry.id"), nullable=False)
