"""The headline figures of the home page: the overdue statement's own total, drawn again when it is a few minutes old.

A book is drawn anew after each booking of anybody; for a whole city that takes a second or two. The home page may lag
by ``LAG``: the reports never do. Who is bound to communes has a small book, which is always the newest.
"""

import threading
import time
from collections.abc import Sequence
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from loans.http.context import context
from loans.store.unit_of_work import Store

LAG = 300
"""Seconds."""

_lock = threading.Lock()
_totals: WeakKeyDictionary[Store, tuple[float, date, dict[str, Any]]] = WeakKeyDictionary()


def recent_total(as_of: date, communes: Sequence[str] | None) -> dict[str, Any]:
    """The total of the overdue statement of a day, at most ``LAG`` seconds old where it is of the whole city."""
    own = context()
    if communes is not None:
        return _total(as_of, communes)
    with _lock:
        drawn = _totals.get(own.store)
    if drawn is not None and drawn[1] == as_of and time.monotonic() - drawn[0] < LAG:
        return drawn[2]
    found = _total(as_of, None)
    with _lock:
        _totals[own.store] = (time.monotonic(), as_of, found)
    return found


def _total(as_of: date, communes: Sequence[str] | None) -> dict[str, Any]:
    own = context()
    known = own.store.known_at(None)
    return own.books.statement(own.store, known, as_of=as_of, communes=communes).total
