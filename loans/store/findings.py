"""Columns for the lists of the auditor: one query each, as known; nothing here says what is a fault."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Date, Select, and_, cast, func, select
from sqlalchemy.sql.elements import ColumnElement

from loans.domain.opening import KINDS as OPENINGS
from loans.service.unit_of_work import Columns
from loans.store.base import Port
from loans.store.tables import (
    allocation_line,
    allocation_round,
    application,
    borrower,
    entry,
    loan_entry,
    opening,
    period_lock,
    plan_use,
    reversal,
    seal,
    source,
    stream,
)

_NAMES = ("id", "stream_id", "kind", "effective_on", "booked_at", "actor", "reason")
_ENTRY = tuple(entry.c[name].label("entry_id") if name == "id" else entry.c[name] for name in _NAMES)
_BOOKS = ("loan", "application", "source", "round")


class SqlFindings(Port):
    """Bulk reads; a row that was not known, or of which the entry was not, is not there."""

    def applications(self) -> Columns:
        """Every application with its borrower and source, those of opened loans too: what is owed counts there."""
        facts = tuple(column for column in application.c if column.name != "entry_id")
        query = (
            select(
                *facts,
                borrower.c.customer_no,
                borrower.c.name.label("customer_name"),
                borrower.c.borrower_class,
                source.c.code.label("source_code"),
            )
            .join(borrower, borrower.c.id == application.c.borrower_id)
            .join(source, source.c.id == application.c.source_id)
            .order_by(application.c.id)
        )
        return self._columns(self._known(query, application.c.entry_id))

    def steps(self, nouns: Sequence[str]) -> Columns:
        """Every entry of some nouns without its body, by stream and sequence."""
        query = (
            select(*_ENTRY)
            .join(stream, stream.c.id == entry.c.stream_id)
            .where(stream.c.noun.in_(nouns))
            .order_by(entry.c.stream_id, entry.c.sequence)
        )
        return self._columns(self._known(query, entry.c.id))

    def entries(self, kinds: Sequence[str]) -> Columns:
        """Every entry of some kinds with its body, reversed ones left out."""
        query = select(*_ENTRY, entry.c.body).where(entry.c.kind.in_(kinds)).order_by(entry.c.id)
        return self._columns(self._valid(query, entry.c.id))

    def plan_uses(self) -> Columns:
        """What every entry took out of a plan, or gave back, on which day."""
        query = select(*plan_use.c, entry.c.effective_on).join(entry, entry.c.id == plan_use.c.entry_id)
        return self._columns(self._known(query, plan_use.c.entry_id))

    def rounds(self) -> Columns:
        """Year and source of every round, by its stream."""
        query = select(
            allocation_round.c.id,
            allocation_round.c.year,
            allocation_round.c.number,
            allocation_round.c.source_id,
            source.c.code.label("source_code"),
        ).join(source, source.c.id == allocation_round.c.source_id)
        return self._columns(self._known(query, allocation_round.c.entry_id))

    def cuts(self) -> Columns:
        """The decided lines of rounds that take from a commune: round_id, entry_id, commune, amount, reason, day."""
        query = (
            select(
                allocation_line.c.round_id,
                allocation_line.c.entry_id,
                allocation_line.c.commune,
                allocation_line.c.amount,
                allocation_line.c.reason,
                entry.c.effective_on,
            )
            .join(entry, entry.c.id == allocation_line.c.entry_id)
            .where(allocation_line.c.decided, allocation_line.c.amount < 0)
        )
        return self._columns(self._known(query, allocation_line.c.entry_id))

    def backdated(self) -> Columns:
        """Entries of loans, applications, sources and rounds whose own day lies before the day of their booking.

        An opening is not one of them: it is always booked after its day, for it is another system's closing.
        """
        query = (
            select(*_ENTRY, stream.c.noun, stream.c.key, self._moved().label("amount"))
            .join(stream, stream.c.id == entry.c.stream_id)
            .where(stream.c.noun.in_(_BOOKS), entry.c.effective_on < self._booked_on())
            .where(entry.c.kind.not_in(OPENINGS))
            .order_by(entry.c.id)
        )
        return self._columns(self._known(query, entry.c.id))

    def reversals(self) -> Columns:
        """Every reversal with the entry that it reversed (``reversed_…``) and the money of that one."""
        undone = entry.alias("undone")
        query = (
            select(
                *_ENTRY,
                stream.c.noun,
                undone.c.id.label("reversed_id"),
                undone.c.kind.label("reversed_kind"),
                undone.c.effective_on.label("reversed_on"),
                undone.c.actor.label("reversed_actor"),
                self._moved(undone.c.id).label("amount"),
            )
            .join(reversal, reversal.c.entry_id == entry.c.id)
            .join(undone, undone.c.id == reversal.c.reversed_id)
            .join(stream, stream.c.id == entry.c.stream_id)
            .order_by(entry.c.id)
        )
        return self._columns(self._known(query, entry.c.id))

    def after_closing(self, kinds: Sequence[str]) -> Columns:
        """Entries of some kinds booked after a closing that reached their own day, with the last such day (through)."""
        closed = and_(period_lock.c.entry_id < entry.c.id, period_lock.c.through >= entry.c.effective_on)
        query = (
            select(
                *_ENTRY, stream.c.noun, self._moved().label("amount"), func.max(period_lock.c.through).label("through")
            )
            .join(period_lock, closed)
            .join(stream, stream.c.id == entry.c.stream_id)
            .where(entry.c.kind.in_(kinds))
            .group_by(*(entry.c[name] for name in _NAMES), stream.c.noun)
            .order_by(entry.c.id)
        )
        return self._columns(self._known(self._known(query, entry.c.id), period_lock.c.entry_id))

    def _moved(self, entry_id: ColumnElement[int] = entry.c.id) -> ColumnElement[int]:
        """The money of an entry's voucher, or the principal that it opened with; 0 where it has neither."""
        held, came = loan_entry.c, opening.c
        amount = select(held.disbursed + held.principal + held.interest).where(held.entry_id == entry_id)
        opened = select(came.in_term + came.overdue + came.frozen).where(came.entry_id == entry_id)
        return func.coalesce(amount.scalar_subquery(), opened.scalar_subquery(), 0)

    def _booked_on(self) -> ColumnElement[Any]:
        """The date in Hanoi of the booking, seven hours ahead of UTC all the year round."""
        if self._connection.dialect.name == "sqlite":
            return func.date(entry.c.booked_at, "+7 hours")
        return cast(func.timezone("Asia/Ho_Chi_Minh", entry.c.booked_at), Date)

    def _known(self, query: Select[Any], entry_id: ColumnElement[int]) -> Select[Any]:
        """As every port, but asked row by row: a list of all that is known costs more than the columns themselves."""
        if self._position is None:
            return query
        sealed = select(seal.c.position).where(seal.c.entry_id == entry_id, seal.c.position <= self._position)
        return query.where(sealed.exists())

    def _columns(self, query: Select[Any]) -> dict[str, list[Any]]:
        """The result turned on its side: a list a column, all of one length."""
        result = self._connection.execute(query)
        names, rows = list(result.keys()), result.all()
        columns = zip(*rows, strict=True) if rows else ([] for _ in names)
        return {name: list(values) for name, values in zip(names, columns, strict=True)}
