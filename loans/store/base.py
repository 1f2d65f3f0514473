"""What every port of the store shares: its connection, and the limit of what was known."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, CursorResult, Select, cast, func, select
from sqlalchemy.sql.elements import ColumnElement

from loans.domain.refusal import Unknown
from loans.service.unit_of_work import Entry
from loans.store.tables import entry, reversal, seal


class Port:
    """Reads and writes of one noun over the connection of a unit of work."""

    def __init__(self, connection: Connection, position: int | None) -> None:
        self._connection = connection
        self._position = position

    def _known(self, query: Select[Any], entry_id: ColumnElement[int]) -> Select[Any]:
        """Only rows whose entry was known at the position of this unit of work, if it has one."""
        if self._position is None:
            return query
        sealed = seal.alias()  # asked row by row: a list of all that is known costs more than most queries
        known = select(sealed.c.position).where(sealed.c.entry_id == entry_id, sealed.c.position <= self._position)
        return query.where(known.exists())

    def _valid(self, query: Select[Any], entry_id: ColumnElement[int]) -> Select[Any]:
        """Only rows that were known and not, as far as was known, reversed."""
        undone = self._known(select(reversal.c.reversed_id), reversal.c.entry_id)
        return self._known(query, entry_id).where(entry_id.not_in(undone))

    def _histories(self, stream_ids: Sequence[int]) -> dict[int, list[Entry]]:
        """The known entries of each stream in the order of their sequence."""
        query = select(entry).where(entry.c.stream_id.in_(stream_ids)).order_by(entry.c.stream_id, entry.c.sequence)
        found: dict[int, list[Entry]] = {stream_id: [] for stream_id in stream_ids}
        for row in self._connection.execute(self._known(query, entry.c.id)).mappings():
            found[row["stream_id"]].append(Entry(**row))
        return found


def sequence_of(connection: Connection, stream_id: int) -> int:
    """The number of the last entry of a stream; 0 where there is none."""
    last = connection.scalar(select(func.max(entry.c.sequence)).where(entry.c.stream_id == stream_id))
    return int(last or 0)


def sequences_of(connection: Connection, stream_ids: Sequence[int]) -> dict[int, int]:
    """The number of the last entry of each stream."""
    query = (
        select(entry.c.stream_id, func.max(entry.c.sequence))
        .where(entry.c.stream_id.in_(stream_ids))
        .group_by(entry.c.stream_id)
    )
    return {stream_id: int(last) for stream_id, last in connection.execute(query)}


def new_key(inserted: CursorResult[Any]) -> int:
    """The surrogate key that the database gave to the row just inserted."""
    key = inserted.inserted_primary_key
    if key is None:
        raise RuntimeError("the database gave no key")
    return int(key[0])


def whole(column: ColumnElement[int]) -> ColumnElement[int]:
    """A sum as an integer on both databases; nothing summed is 0."""
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


def unknown(noun_vi: str, noun_en: str, field: str, value: Any) -> Unknown:
    """What was named does not exist."""
    return Unknown(
        "unknown_" + field.removesuffix("_id"),
        field=field,
        value=value,
        vi=f"Không có {noun_vi} «{value}». Kiểm tra lại số hiệu.",
        en=f"There is no {noun_en} “{value}”. Check the number.",
    )
