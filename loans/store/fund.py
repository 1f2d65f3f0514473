"""Sources of capital and their postings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, tuple_
from sqlalchemy.sql.elements import ColumnElement

from loans.domain.fund import Account, Posting, Source
from loans.domain.interest_share import InterestShares
from loans.service.unit_of_work import Booked, Posted
from loans.store.base import Port, sequence_of, sequences_of, unknown, whole
from loans.store.tables import entry, interest_share, posting, reversal, source, stream

_FACTS = (source.c.id, source.c.code, source.c.name, source.c.level, source.c.investor_code)
_POSTED = (
    posting.c.entry_id,
    posting.c.line,
    posting.c.account,
    posting.c.amount,
    posting.c.effective_on,
    entry.c.kind,
    stream.c.noun,
    stream.c.key,
    entry.c.stream_id,
    entry.c.sequence,
    entry.c.booked_at,
    entry.c.actor,
)


class SqlFunds(Port):
    def add(self, booked: Booked, code: str, name: str, level: str, investor_code: str) -> None:
        self._connection.execute(
            insert(source).values(
                id=booked.stream_id,
                entry_id=booked.entry_id,
                code=code,
                name=name,
                level=level,
                investor_code=investor_code,
            )
        )

    def get(self, source_id: int) -> Source:
        query = self._known(select(*_FACTS), source.c.entry_id).where(source.c.id == source_id)
        row = self._connection.execute(query).mappings().first()
        if row is None:
            raise unknown("nguồn vốn", "source", "source_id", source_id)
        return replace(Source(**row), sequence=sequence_of(self._connection, source_id))

    def all(self) -> Sequence[Source]:
        query = self._known(select(*_FACTS).order_by(source.c.code), source.c.entry_id)
        rows = self._connection.execute(query).mappings().all()
        last = sequences_of(self._connection, [row["id"] for row in rows])
        return [Source(**row, sequence=last[row["id"]]) for row in rows]

    def post(self, booked: Booked, on: date, postings: Iterable[Posting]) -> None:
        first = self._lines_of(booked)
        rows = [
            {
                "entry_id": booked.entry_id,
                "line": line,
                "source_id": part.source_id,
                "account": part.account.value,
                "effective_on": on,
                "amount": part.amount,
            }
            for line, part in enumerate(postings, first)
        ]
        self._connection.execute(insert(posting), rows)

    def balances(self, source_id: int, as_of: date | None = None) -> dict[str, int]:
        query = (
            select(posting.c.account, whole(posting.c.amount))
            .where(posting.c.source_id == source_id)
            .group_by(posting.c.account)
        )
        if as_of is not None:
            query = query.where(posting.c.effective_on <= as_of)
        rows = self._connection.execute(self._known(query, posting.c.entry_id))
        return {account: int(amount) for account, amount in rows}

    def of_entry(self, entry_id: int) -> Sequence[Posting]:
        """The postings of one entry."""
        query = select(posting).where(posting.c.entry_id == entry_id).order_by(posting.c.line)
        return [Posting(row.source_id, Account(row.account), row.amount) for row in self._connection.execute(query)]

    def changes(self, source_id: int, account: Account) -> Sequence[tuple[date, int]]:
        query = (
            select(posting.c.effective_on, whole(posting.c.amount))
            .where(posting.c.source_id == source_id, posting.c.account == account.value)
            .group_by(posting.c.effective_on)
            .order_by(posting.c.effective_on)
        )
        rows = self._connection.execute(self._known(query, posting.c.entry_id))
        return [(on, int(amount)) for on, amount in rows]

    def moved(self, source_id: int, account: Account, since: date, as_of: date) -> dict[str, int]:
        reversed_entry = entry.alias()
        kind: ColumnElement[str] = func.coalesce(reversed_entry.c.kind, entry.c.kind)
        query: Any = (
            select(kind, whole(posting.c.amount))
            .join(entry, entry.c.id == posting.c.entry_id)
            .outerjoin(reversal, reversal.c.entry_id == entry.c.id)
            .outerjoin(reversed_entry, reversed_entry.c.id == reversal.c.reversed_id)
            .where(posting.c.source_id == source_id, posting.c.account == account.value)
            .where(posting.c.effective_on.between(since, as_of))
            .group_by(kind)
        )
        rows = self._connection.execute(self._known(query, posting.c.entry_id))
        return {of: int(amount) for of, amount in rows}

    def posted(
        self, source_id: int, as_of: date, *, after: tuple[int, int], limit: int, account: str | None = None
    ) -> Sequence[Posted]:
        query = (
            select(*_POSTED)
            .join(entry, entry.c.id == posting.c.entry_id)
            .join(stream, stream.c.id == entry.c.stream_id)
            # by sum, for a page is read in the order of entries: no index of sources helps there
            .where(posting.c.source_id + 0 == source_id, posting.c.effective_on <= as_of)
            .where(tuple_(posting.c.entry_id, posting.c.line) > after)
            .order_by(posting.c.entry_id, posting.c.line)
            .limit(limit)
        )
        if account is not None:
            query = query.where(posting.c.account == account)
        rows = self._connection.execute(self._known(query, posting.c.entry_id)).mappings()
        return [Posted(**row) for row in rows]

    def add_shares(self, booked: Booked, source_id: int, since: date, shares: Mapping[str, str]) -> None:
        self._connection.execute(
            insert(interest_share).values(
                entry_id=booked.entry_id, source_id=source_id, since=since, shares=dict(shares)
            )
        )

    def shares(self, source_id: int) -> Sequence[InterestShares]:
        query = (
            select(interest_share.c.since, interest_share.c.shares, entry.c.body)
            .join(entry, entry.c.id == interest_share.c.entry_id)
            .where(interest_share.c.source_id == source_id)
            .order_by(interest_share.c.entry_id)
        )
        rows = self._connection.execute(self._known(query, interest_share.c.entry_id))
        return [InterestShares(row.since, row.shares, tuple(row.body["cites"])) for row in rows]

    def _lines_of(self, booked: Booked) -> int:
        lines = self._connection.scalars(select(posting.c.line).where(posting.c.entry_id == booked.entry_id)).all()
        return max(lines, default=0) + 1
