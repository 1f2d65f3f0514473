"""Positions for what is committed: set by set inside the database, however many entries a load has booked."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, bindparam, case, delete, func, insert, select

from loans.store.tables import entry, seal, unsealed
from loans.store.types import Moment

TICK = timedelta(microseconds=1)
_EVER = datetime(1, 1, 1, tzinfo=UTC)


def seal_new(connection: Connection, told: datetime | None, moment: datetime) -> int:
    """Seal what is committed: each entry is known since its booking, or since just after what was told.

    So a past moment about which nobody had asked yet knows all that was booked by then, and no more. Answers the last
    position. No entry passes through this process: two million are sealed in seconds.
    """
    last = int(connection.scalar(select(func.max(seal.c.position))) or 0)
    earliest, latest = bindparam("earliest", type_=Moment), bindparam("latest", type_=Moment)
    booked = entry.c.booked_at
    since = case((booked > latest, latest), (booked < earliest, earliest), else_=booked)
    order = func.row_number().over(order_by=(entry.c.booked_at, entry.c.id))
    fresh = select(last + order, entry.c.id, since).join(unsealed, unsealed.c.entry_id == entry.c.id)
    given = {"earliest": min(moment, told + TICK) if told else _EVER, "latest": moment}
    connection.execute(insert(seal).from_select(["position", "entry_id", "sealed_at"], fresh), given)
    sealed = int(connection.scalar(select(func.max(seal.c.position))) or 0)
    if sealed > last:
        done = select(seal.c.entry_id).where(seal.c.position > last)
        connection.execute(delete(unsealed).where(unsealed.c.entry_id.in_(done)))
    return sealed
