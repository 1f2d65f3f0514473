"""Rows of many numbers by one parameter: databases limit how many a statement may name one by one."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import BigInteger, Connection, Integer, Text, bindparam, column, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.elements import ColumnElement


def among(connection: Connection, number: ColumnElement[int], numbers: Collection[int]) -> ColumnElement[bool]:
    """Whether a column holds one of some numbers; its index is used, and the statement is the same however many."""
    wanted = sorted(numbers)
    if connection.dialect.name == "sqlite":
        given: Any = func.json_each(literal(json.dumps(wanted), Text)).table_valued(column("value", Integer))
        return number.in_(select(given.c.value))
    return number == func.any(bindparam(None, wanted, type_=ARRAY(BigInteger), unique=True))
