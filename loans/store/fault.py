"""What a database could not do just now, told apart from a fault of ours."""

import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

STORAGE_FULL, BUSY, UNAVAILABLE = "storage_full", "database_busy", "database_unavailable"
_SQLSTATES = {
    "53100": STORAGE_FULL,  # disk_full
    "40001": BUSY,  # serialization_failure
    "40P01": BUSY,  # deadlock_detected
    "53300": BUSY,  # too_many_connections
}
_SQLITE = {"SQLITE_FULL": STORAGE_FULL, "SQLITE_BUSY": BUSY, "SQLITE_CANTOPEN": UNAVAILABLE}


def outage(error: Exception) -> str:
    """What kept the database from answering; empty where it did answer and the fault is ours.

    After ``UNAVAILABLE`` nobody knows whether a commit under way was kept; after the others nothing was.
    """
    if isinstance(error, NoConnectionFree):  # every connection of the pool stayed in use
        return BUSY
    if not isinstance(error, DBAPIError):
        return ""
    if isinstance(error.orig, sqlite3.Error):
        name = getattr(error.orig, "sqlite_errorname", "")
        return next((kind for start, kind in _SQLITE.items() if name.startswith(start)), "")
    sqlstate = getattr(error.orig, "sqlstate", None)
    if sqlstate in _SQLSTATES:
        return _SQLSTATES[sqlstate]
    # a server that ends its sessions says so (57P01 … 57P03, 08…); one that is gone says nothing at all
    gone = sqlstate is None or sqlstate.startswith(("08", "57P"))
    return UNAVAILABLE if error.connection_invalidated or (gone and isinstance(error, OperationalError)) else ""
