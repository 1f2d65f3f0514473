"""Positions for what is committed, set by set inside the database; and what was known at a moment that was told."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, bindparam, case, delete, func, insert, select, text, update
from sqlalchemy.sql.dml import Insert
from sqlalchemy.sql.elements import ColumnElement

from loans.domain.refusal import Refusal
from loans.store.tables import entry, seal, unsealed, watermark
from loans.store.types import Moment

TICK = timedelta(microseconds=1)
FEW = 1_000
_EVER = datetime(1, 1, 1, tzinfo=UTC)


def seal_new(connection: Connection, told: datetime | None, moment: datetime) -> int:
    """Seal what is committed: each entry is known since its booking, or since just after what was told.

    So a past moment about which nobody had asked yet knows all that was booked by then, and no more. Answers the last
    position. Only what waits is looked at, however long the history is: few entries by their numbers, which leaves no
    plan to choose; many set by set, so that two million of a load never pass through this process.
    """
    last = int(connection.scalar(_LAST) or 0)
    waiting = list(connection.scalars(_WAITING))
    if not waiting:
        return last
    given = {"last": last, "earliest": min(moment, told + TICK) if told else _EVER, "latest": moment}
    if len(waiting) <= FEW:
        done = connection.execute(_SEAL_FEW, given | {"waiting": waiting})
    else:
        done = connection.execute(_SEAL_ALL, given)
    connection.execute(_FORGET, {"last": last})
    return last + done.rowcount


def told_now(connection: Connection, now: datetime) -> tuple[datetime | None, datetime]:
    """The last moment told, if any, and the one told now, which is after it whatever the clock does."""
    told: datetime | None = connection.scalar(select(watermark.c.moment))
    if told is None:
        connection.execute(insert(watermark).values(id=1, moment=now))
        return None, now
    moment = max(now, told + TICK)
    connection.execute(update(watermark).values(moment=moment))
    return told, moment


def settled_at(connection: Connection, moment: datetime) -> int | None:
    """The last position that was known at a moment, 0 where none was; None where it is after the last one told.

    Positions follow the moments of their seals, so it is found by halving: twenty look-ups for a million, where the
    moments alone would have to be read back to the one that is asked for, or through all that one load was sealed at.
    """
    told: datetime | None = connection.scalar(select(watermark.c.moment))
    if told is None or told < moment:
        return None
    return int(connection.scalar(_SEALED_BY, {"moment": moment}) or 0)


def still_to_come(moment: datetime) -> Refusal:
    """Why nobody is told what will be known."""
    return Refusal(
        "known_at_in_future",
        field="known_at",
        value=moment.isoformat(),
        vi=f"Thời điểm {moment.isoformat()} chưa đến. Chọn thời điểm đã qua hoặc bỏ trống.",
        en=f"The moment {moment.isoformat()} is still to come. Give a past one, or none.",
    )


_LAST = select(func.max(seal.c.position))
_EARLIEST, _LATEST = bindparam("earliest", type_=Moment), bindparam("latest", type_=Moment)
_SINCE = case(
    (entry.c.booked_at > _LATEST, _LATEST), (entry.c.booked_at < _EARLIEST, _EARLIEST), else_=entry.c.booked_at
)
_ORDER = func.row_number().over(order_by=(entry.c.booked_at, entry.c.id))
_POSITIONED = select(bindparam("last", type_=seal.c.position.type) + _ORDER, entry.c.id, _SINCE)


def _seal(those: ColumnElement[bool]) -> Insert:
    """The statement that gives some entries their positions, and counts them."""
    given = insert(seal).from_select(["position", "entry_id", "sealed_at"], _POSITIONED.where(those))
    return given.execution_options(preserve_rowcount=True)


_WAITING = select(unsealed.c.entry_id).limit(FEW + 1)
_SEAL_FEW = _seal(entry.c.id.in_(bindparam("waiting", type_=entry.c.id.type, expanding=True, literal_execute=True)))
_SEAL_ALL = _seal(entry.c.id.in_(select(unsealed.c.entry_id)))
"""IN, and no join: SQLite would read all entries for the order of a join, and looks up those of a list."""
_FORGET = delete(unsealed).where(
    unsealed.c.entry_id.in_(select(seal.c.entry_id).where(seal.c.position > bindparam("last")))
)
_SEALED_BY = text("""
WITH RECURSIVE half (low, high) AS (
    SELECT CAST(0 AS BIGINT), coalesce(max(position), 0) FROM seal
    UNION ALL
    SELECT CASE WHEN s.sealed_at <= :moment THEN s.position ELSE h.low END,
           CASE WHEN s.sealed_at <= :moment THEN h.high ELSE (h.low + h.high + 1) / 2 - 1 END
    FROM half h JOIN seal s ON s.position = (SELECT min(position) FROM seal WHERE position >= (h.low + h.high + 1) / 2)
    WHERE h.low < h.high
)
SELECT max(low) FROM half
""").bindparams(bindparam("moment", type_=Moment))
