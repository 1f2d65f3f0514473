"""Triggers that refuse to change or remove a recorded row, on both databases."""

from collections.abc import Iterator, Sequence

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: % is never changed, book a correction instead', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def guards(tables: Sequence[str], dialect: str) -> Iterator[str]:
    """The statements that make ``tables`` append-only."""
    if dialect == "postgresql":
        yield _POSTGRES_FUNCTION
    for table in tables:
        yield from (_postgres if dialect == "postgresql" else _sqlite)(table)


def _postgres(table: str) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    yield (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _sqlite(table: str) -> Iterator[str]:
    for verb in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN "
            f"SELECT RAISE(ABORT, 'append-only: {table} is never changed, book a correction instead'); END"
        )
