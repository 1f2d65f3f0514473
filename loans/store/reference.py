"""The facts that ship with this version: communes in force, what the old units became; how a database differs."""

from typing import Any

from sqlalchemy import Connection, Table, select, type_coerce
from sqlalchemy.types import NullType

from loans.domain.area import REFORM, UNPLACED, UNPLACED_NAME, areas
from loans.domain.proof import text_of
from loans.store.record import plain
from loans.store.tables import commune, succession


def communes() -> list[dict[str, Any]]:
    """The rows of ``commune``: the 126 in force, and the place of loans that nobody has placed yet."""
    units = [
        {"code": unit.code, "name": unit.name, "kind": unit.kind, "since": unit.since}
        for unit in areas().in_force(REFORM)
    ]
    return [*units, {"code": UNPLACED, "name": UNPLACED_NAME, "kind": "unplaced", "since": REFORM}]


def successions() -> list[dict[str, Any]]:
    """The rows of ``succession``."""
    return [
        {
            "old_code": old.code,
            "new_code": step.new_code,
            "old_name": old.full_name,
            "district_name": old.district_name,
            "certain": step.certain,
        }
        for old in areas().old_units()
        for step in areas().successors(old.code)
    ]


def differences(connection: Connection) -> dict[str, int]:
    """How many rows of each reference table are not as shipped: changed, missing, or added."""
    shipped: tuple[tuple[Table, list[dict[str, Any]]], ...] = ((commune, communes()), (succession, successions()))
    found = {}
    for table, rows in shipped:
        keys = {tuple(str(row[key.name]) for key in table.primary_key.columns): _text(row) for row in rows}
        raw = select(*(type_coerce(column, NullType()) for column in table.columns))
        names = [column.name for column in table.columns]
        held = [dict(zip(names, row, strict=True)) for row in connection.execute(raw)]
        present = {tuple(str(row[key.name]) for key in table.primary_key.columns): _text(row) for row in held}
        found[table.name] = sum(keys.get(key) != present.get(key) for key in {*keys, *present})
    return {name: count for name, count in found.items() if count}


def _text(row: dict[str, Any]) -> str:
    return text_of({name: plain(value) for name, value in row.items()})
