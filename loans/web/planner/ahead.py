"""What a source may expect, worked out once for each moment: the schedules of a whole city stand behind each figure."""

from datetime import date

from loans.http.context import context
from loans.service import recovery
from loans.service.actor import Actor
from loans.service.recovery import Forecast, YearPool


def pool_ahead(source_id: int, year: int, as_of: date) -> YearPool:
    """The pool of a year as known now."""
    own = context()
    return own.books.told(
        own.store,
        own.store.known_at(None),
        ("pool", source_id, year, as_of),
        lambda uow: recovery.pool_of(uow, source_id=source_id, year=year, as_of=as_of),
    )


def recovery_ahead(actor: Actor, source_id: int, year: int, as_of: date) -> Forecast:
    """The recovery of a year's months as known now, of one's own communes."""
    own = context()
    whose = None if actor.limit is None else tuple(actor.limit)
    return own.books.told(
        own.store,
        own.store.known_at(None),
        ("recovery", source_id, year, as_of, whose),
        lambda uow: recovery.forecast(
            uow, source_id=source_id, as_of=as_of, since=date(year, 1, 1), until=date(year, 12, 31), communes=whose
        ),
    )
