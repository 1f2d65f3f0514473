"""Sources of capital and their postings."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import insert, select

from loans.domain.fund import Account, Posting, Source
from loans.service.unit_of_work import Booked
from loans.store.base import Port, sequence_of, sequences_of, unknown, whole
from loans.store.tables import posting, source

_FACTS = (source.c.id, source.c.code, source.c.name, source.c.level, source.c.investor_code)


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
        row = self._connection.execute(select(*_FACTS).where(source.c.id == source_id)).mappings().first()
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

    def changes(self, source_id: int, account: Account) -> Sequence[tuple[date, int]]:
        query = (
            select(posting.c.effective_on, whole(posting.c.amount))
            .where(posting.c.source_id == source_id, posting.c.account == account.value)
            .group_by(posting.c.effective_on)
            .order_by(posting.c.effective_on)
        )
        return [(on, int(amount)) for on, amount in self._connection.execute(query)]

    def _lines_of(self, booked: Booked) -> int:
        lines = self._connection.scalars(select(posting.c.line).where(posting.c.entry_id == booked.entry_id)).all()
        return max(lines, default=0) + 1
