"""What a database could not do just now, told apart from a fault of ours."""

import sqlite3

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from loans.domain.refusal import Conflict

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


def conflict_of(fault: IntegrityError) -> Conflict | None:
    """What a broken constraint means to a person: somebody else was first; None where it is a fault of ours.

    By the code, not by the message: PostgreSQL speaks the language of its ``lc_messages``.
    """
    if getattr(fault.orig, "sqlstate", "") != "23505" and "UNIQUE constraint" not in str(fault.orig):
        return None
    name = getattr(getattr(fault.orig, "diag", None), "constraint_name", "")
    if name == "uq_entry_stream_id_sequence" or "entry.stream_id, entry.sequence" in str(fault.orig):
        return Conflict(  # nobody waits for a loan: the one who appends second finds its number taken
            "stale",
            field="sequence",
            vi="Bản ghi vừa được người khác thay đổi. Tải lại rồi thử lại.",
            en="Somebody else has just changed the record. Reload and try again.",
        )
    return Conflict(
        "already_recorded",
        vi="Nội dung này vừa được người khác ghi nhận hoặc số đã được dùng. Tải lại rồi thử lại.",
        en="Somebody else has just recorded this, or the number is taken. Reload and try again.",
    )
