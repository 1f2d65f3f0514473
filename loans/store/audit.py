"""The audit trail along the positions, and how far its proof has come."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from loans.domain.proof import BEFORE_ALL, Head
from loans.service.audit import Asked, Standing, Trace
from loans.store.base import Port
from loans.store.chain import present_head
from loans.store.record import load
from loans.store.tables import entry, link, seal, stream, unsealed


class SqlProof(Port):
    def head(self, position: int) -> Head | None:
        """The link of a position; None while it is not linked yet."""
        if position == 0:
            return BEFORE_ALL
        found = self._connection.scalar(select(link.c.hash).where(link.c.position == position))
        return None if found is None else Head(position, found)

    def standing(self) -> Standing:
        """The last link, when it was made, and what still waits for one."""
        head = present_head(self._connection)
        behind = select(func.count()).select_from(seal).where(seal.c.position > head.position)
        return Standing(
            head=head,
            linked_at=self._connection.scalar(select(link.c.linked_at).where(link.c.position == head.position)),
            sealed_not_linked=int(self._connection.scalar(behind) or 0),
            not_sealed=int(self._connection.scalar(select(func.count()).select_from(unsealed)) or 0),
        )

    def trail(self, asked: Asked, *, after: int, limit: int) -> Sequence[Trace]:
        """Entries in the order of their positions, each with the body of the entry before it in its stream."""
        query = self._known(_chosen(asked), entry.c.id).where(seal.c.position > after)
        query = query.order_by(seal.c.position).limit(limit)
        return [Trace(**row) for row in self._connection.execute(query).mappings()]

    def bears(self, position: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """What was recorded with the entry of a position: table → its rows as the database holds them."""
        found = load(self._connection, position - 1, position)
        return found[0].facts if found else {}


def _chosen(asked: Asked) -> Select[Any]:
    wanted = {
        stream.c.noun: asked.noun,
        stream.c.key: asked.key,
        entry.c.stream_id: asked.stream_id,
        entry.c.actor: asked.actor,
        entry.c.kind: asked.kind,
    }
    query = _TRAIL.where(*(column == value for column, value in wanted.items() if value is not None))
    if asked.since is not None:
        query = query.where(entry.c.booked_at >= asked.since)
    if asked.until is not None:
        query = query.where(entry.c.booked_at < asked.until)
    return query


_earlier = entry.alias("earlier")
_TRAIL = select(
    seal.c.position,
    entry.c.id.label("entry_id"),
    entry.c.stream_id,
    stream.c.noun,
    stream.c.key,
    entry.c.sequence,
    entry.c.kind,
    entry.c.effective_on,
    entry.c.booked_at,
    entry.c.actor,
    entry.c.origin,
    entry.c.reason,
    _earlier.c.body.label("before"),
    entry.c.body.label("after"),
    link.c.hash,
).select_from(
    seal.join(entry, entry.c.id == seal.c.entry_id)
    .join(stream, stream.c.id == entry.c.stream_id)
    .outerjoin(link, link.c.position == seal.c.position)
    .outerjoin(_earlier, (_earlier.c.stream_id == entry.c.stream_id) & (_earlier.c.sequence == entry.c.sequence - 1))
)
