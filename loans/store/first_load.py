"""The operator's first load into an empty database: foreign keys are checked in sets at its end, not row by row.

Whatever happens, what is committed has been checked. PostgreSQL drops the keys and adds them again, validated, in the
same transaction, so a crash leaves them as they were; SQLite asks nothing of a row in this connection and looks for
rows that hang on nothing before it commits, or commits nothing.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Connection, select, text

from loans.store.loading_post import FILLED
from loans.store.tables import STAGING, loan, loan_entry, metadata, past_voucher

_OWNED = text(
    "SELECT bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class WHERE oid = ANY(CAST(:names AS regclass[]))"
)
_KEYS = text("""
SELECT quote_ident(conname) AS name, CAST(CAST(conrelid AS regclass) AS text) AS of, pg_get_constraintdef(oid) AS says
FROM pg_constraint WHERE contype = 'f' AND convalidated AND conrelid = ANY(CAST(:names AS regclass[])) ORDER BY oid
""")


def first_load(connection: Connection) -> AbstractContextManager[object]:
    """A transaction that commits at the end of the block: one with keys in sets where nothing is booked yet and the
    role may do so, else one like any other."""
    with connection.begin() as looking:
        may = _is_empty(connection) and _owns(connection)
        looking.rollback()
    if not may:
        return connection.begin()
    return _checked_at_the_end(connection) if connection.dialect.name == "sqlite" else _keys_added_again(connection)


def _is_empty(connection: Connection) -> bool:
    """Whether there is no loan and no voucher; if some come meanwhile, they are only checked twice."""
    return not any(connection.execute(select(each).limit(1)).first() for each in (loan, loan_entry, past_voucher))


def _owns(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite" or bool(connection.scalar(_OWNED, {"names": list(FILLED)}))


@contextmanager
def _keys_added_again(connection: Connection) -> Iterator[None]:
    with connection.begin():
        keys = connection.execute(_KEYS, {"names": list(FILLED)}).all()
        for key in keys:
            connection.execute(text(f"ALTER TABLE {key.of} DROP CONSTRAINT {key.name}"))
        yield
        for key in keys:
            connection.execute(text(f"ALTER TABLE {key.of} ADD CONSTRAINT {key.name} {key.says}"))


@contextmanager
def _checked_at_the_end(connection: Connection) -> Iterator[None]:
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")  # outside any transaction: within one SQLite does not hear it
    try:
        with connection.begin():
            yield
            for table in metadata.tables.keys() - set(STAGING):
                loose = connection.exec_driver_sql(f"PRAGMA foreign_key_check({table})").first()
                if loose is not None:
                    raise RuntimeError(f"a row of {table} hangs on no {loose[2]}: {loose[1]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
