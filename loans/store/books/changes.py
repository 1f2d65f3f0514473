"""What was sealed between two positions, which loans it concerns, and marks by which a position is known again."""

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256

from sqlalchemy import Connection, Select, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from loans.domain.fund import Account
from loans.service.unit_of_work import Sealed
from loans.store.base import whole
from loans.store.books.among import among
from loans.store.flat import FlatPort
from loans.store.tables import entry, group_fact, loan, loan_area, posting, seal, stream


class SqlChanges(FlatPort):
    def __init__(self, connection: Connection, position: int | None) -> None:
        super().__init__(connection, position)
        self.position = position

    def sealed(self, after: int, until: int) -> Sequence[Sealed]:
        """Each kind of entry of each stream that was sealed after a position and up to another, in no order."""
        query = (
            select(stream.c.noun, entry.c.kind, entry.c.stream_id)
            .select_from(seal)
            .join(entry, entry.c.id == seal.c.entry_id)
            .join(stream, stream.c.id == entry.c.stream_id)
            .where(seal.c.position > after, seal.c.position <= until)
            .distinct()
        )
        return [Sealed(*row) for row in self._connection.execute(query)]

    def loans_of(self, bearing: str, ids: Collection[int]) -> Collection[int]:
        """The loans of some applications, borrowers, sources, points or groups, or that some confirmations name,
        known or not."""
        return set(self._connection.scalars(self._of(bearing, ids)))

    def _of(self, bearing: str, ids: Collection[int]) -> Select[tuple[int]]:
        def own(column: ColumnElement[int]) -> ColumnElement[bool]:
            return among(self._connection, column, ids)

        if bearing == "confirmation":
            placed = select(loan_area.c.loan_id).join(entry, entry.c.id == loan_area.c.entry_id)
            return placed.where(own(entry.c.stream_id)).distinct()
        if bearing == "point":
            met = select(group_fact.c.group_id).where(own(group_fact.c.point_id))
            return select(loan.c.id).where(or_(own(loan.c.point_id), loan.c.group_id.in_(met)))
        return select(loan.c.id).where(own(loan.c[f"{bearing}_id"]))

    def marks(self, positions: Collection[int]) -> Mapping[int, str]:
        """By position, what its seal says: no other database, and no other past of this one, says the same."""
        query = (
            select(
                seal.c.position, seal.c.entry_id, seal.c.sealed_at, entry.c.booked_at, entry.c.stream_id, entry.c.kind
            )
            .join(entry, entry.c.id == seal.c.entry_id)
            .where(seal.c.position.in_(sorted(positions)))
        )
        return {row.position: _digest(*row) for row in self._connection.execute(query)}

    def last(self) -> int:
        """The last position of all; 0 where nothing is sealed."""
        return int(self._connection.scalar(select(func.max(seal.c.position))) or 0)

    def outstanding(self) -> Mapping[int, int]:
        """By source, the principal that its postings say is lent, in đồng: what a whole ledger must agree with."""
        query = select(posting.c.source_id, whole(posting.c.amount)).group_by(posting.c.source_id)
        query = query.where(posting.c.account == Account.OUTSTANDING.value)
        found = {source_id: int(amount) for source_id, amount in self._connection.execute(query)}
        if self._unseen.size:
            late = query.where(among(self._connection, posting.c.entry_id, self._unseen.tolist()))
            for source_id, amount in self._connection.execute(late):
                found[source_id] -= int(amount)
        return found


def _digest(*said: object) -> str:
    return sha256(repr([str(each) for each in said]).encode()).hexdigest()[:32]
