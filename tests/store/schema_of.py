"""The schema that a database really has, read back from the database itself, in a form that two can be compared."""

from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
}
FUNCTIONS = (
    "SELECT proname, pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace "
    "WHERE nspname = 'public'"
)
VERSION = "alembic_version"


def schema_of(engine: Engine) -> dict[str, Any]:
    """Tables with columns and every constraint by name, indexes, triggers and functions."""
    with engine.connect() as connection, connection.begin():
        seen = inspect(connection)
        tables = {name: _table(seen, name) for name in seen.get_table_names() if name != VERSION}
        return {"tables": tables, "triggers": _triggers(connection), "functions": _functions(connection)}


def _table(seen: Any, name: str) -> dict[str, Any]:
    columns = {column["name"]: {**column, "type": str(column["type"])} for column in seen.get_columns(name)}
    return {
        "columns": columns,
        "primary key": seen.get_pk_constraint(name),
        "foreign keys": _by_name(seen.get_foreign_keys(name)),
        "uniques": _by_name(seen.get_unique_constraints(name)),
        "checks": _by_name(seen.get_check_constraints(name)),
        "indexes": _by_name(seen.get_indexes(name)),
    }


def _by_name(constraints: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found = {str(constraint["name"]): constraint for constraint in constraints}
    assert len(found) == len(constraints), f"two constraints of one name, or of none: {constraints}"
    return found


def _triggers(connection: Connection) -> dict[str, str]:
    rows = connection.execute(text(TRIGGERS[connection.dialect.name])).all()
    return {str(name): str(definition) for name, definition in rows}


def _functions(connection: Connection) -> dict[str, str]:
    if connection.dialect.name == "sqlite":
        return {}
    return {str(name): str(definition) for name, definition in connection.execute(text(FUNCTIONS)).all()}
