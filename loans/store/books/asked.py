"""The questions by which histories are read, built once: each serves one loan or many, now or as known at a position.

The loans are a list that widens (``IN``), so that a repayment and a sheet of five hundred ask alike. What was reversed
is told apart in Python, from the loan's own entries: a ``NOT IN`` of all reversals would read every one there is.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Date,
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from loans.store.place import PlacedPort
from loans.store.tables import (
    debt_freeze,
    entry,
    frozen_part,
    group_fact,
    instalment,
    loan,
    loan_entry,
    opening,
    overlay,
    past_voucher,
    period_lock,
    point_day,
    point_session,
    recovery,
    refund,
    relief,
    reversal,
    write_off,
)

INSTALMENT, VOUCHER, PAST, ENTRY, MET, POINT, TAKEN, PERIOD = range(8)
RELIEF, FREEZE, FROZEN_PART, WRITE_OFF, REFUND, RECOVERY = range(10, 16)
DAY, SESSION = range(20, 22)

_LOANS: ColumnElement[Any] = bindparam("loans", expanding=True)
_CONTRACTS: ColumnElement[Any] = bindparam("contracts", expanding=True)
_VOUCHERS: ColumnElement[Any] = bindparam("vouchers", expanding=True)
_POINTS: ColumnElement[Any] = bindparam("points", expanding=True)
_SOURCES: ColumnElement[Any] = bindparam("sources", expanding=True)
_FACTS = tuple(column for column in loan.c if column.name not in ("entry_id", "commune"))


class Asked(PlacedPort):
    """The questions of one kind of moment: ``known`` limits all of them to the position given at each."""

    def __init__(self, *, known: bool) -> None:
        super().__init__(_nobody(), bindparam("position", type_=Integer) if known else None)  # type: ignore[arg-type]
        self.head = self._head(loan.c.id.in_(_LOANS))
        self.head_by_contract = self._head(loan.c.contract_no.in_(_CONTRACTS))
        self.rows = union_all(*self._rows())
        self.moved = union_all(*self._moved())
        self.decisions = union_all(*self._decisions())
        self.openings = self._known(select(opening), opening.c.entry_id).where(opening.c.loan_id.in_(_LOANS))
        self.points = union_all(*self._points())
        self.overlays = self._known(select(overlay), overlay.c.entry_id).where(overlay.c.source_id.in_(_SOURCES))

    def _head(self, which: ColumnElement[bool]) -> Select[Any]:
        """A row a loan: itself, where it stands, its last entry, what is closed, the last overlay of its source."""
        of = entry.alias()
        last = select(func.max(of.c.sequence)).where(of.c.stream_id == loan.c.id).scalar_subquery()
        closed = select(func.max(period_lock.c.through)).scalar_subquery()
        own = overlay.alias()
        marked = self._known(select(func.max(own.c.entry_id)), own.c.entry_id).where(
            own.c.source_id == loan.c.source_id
        )
        query = select(
            *_FACTS,
            self._stands().label("commune"),
            last.label("sequence"),
            closed.label("closed"),
            marked.scalar_subquery().label("overlaid"),
        )
        return self._known(query.where(which), loan.c.entry_id)

    def _rows(self) -> list[Select[Any]]:
        paid, past, said = loan_entry.c, past_voucher.c, entry.c
        undone = self._known(select(reversal.c.entry_id), reversal.c.entry_id)
        undone = undone.where(reversal.c.reversed_id == said.id).correlate(entry)
        return [
            self._of(instalment, INSTALMENT, n=instalment.c.number, on=instalment.c.due_on, a=instalment.c.principal),
            self._of(loan_entry, VOUCHER, on=paid.effective_on, text=paid.voucher_no, **_money(paid)),
            self._of(past_voucher, PAST, n=past.number, on=past.effective_on, text=past.voucher_no, **_money(past)),
            self._known(
                _row(
                    ENTRY,
                    said.stream_id,
                    said.id,
                    n=said.sequence,
                    on=said.effective_on,
                    text=said.kind,
                    said=type_coerce(said.body, Text),
                    who=said.actor,
                    a=undone.scalar_subquery(),
                ),
                said.id,
            ).where(said.stream_id.in_(_LOANS)),
            self._known(
                _row(
                    MET,
                    loan.c.id,
                    group_fact.c.entry_id,
                    on=group_fact.c.since,
                    a=group_fact.c.point_id,
                    b=self._mark(group_fact.c.point_id),
                ).join_from(loan, group_fact, group_fact.c.group_id == loan.c.group_id),
                group_fact.c.entry_id,
            ).where(loan.c.id.in_(_LOANS)),
            _row(POINT, loan.c.id, loan.c.entry_id, a=loan.c.point_id, b=self._mark(loan.c.point_id)).where(
                loan.c.id.in_(_LOANS)
            ),
            *_taken(),
        ]

    def _moved(self) -> list[Select[Any]]:
        """What a sheet decided before its transaction asks again: last entries, numbers taken, what is closed."""
        said = entry.alias()
        last = _row(ENTRY, said.c.stream_id, func.max(said.c.id), n=func.max(said.c.sequence))
        return [
            last.where(said.c.stream_id.in_(_LOANS)).group_by(said.c.stream_id),
            *_taken(),
            _row(PERIOD, cast(null(), BigInteger), cast(null(), BigInteger), on=func.max(period_lock.c.through)),
        ]

    def _decisions(self) -> list[Select[Any]]:
        return [
            self._of(
                relief,
                RELIEF,
                n=relief.c.number,
                text=relief.c.kind,
                until=relief.c.due_on,
                a=relief.c.amount,
                on=relief.c.effective_on,
            ),
            self._of(
                debt_freeze,
                FREEZE,
                on=debt_freeze.c.effective_on,
                until=debt_freeze.c.last_on,
                a=debt_freeze.c.in_term,
                b=debt_freeze.c.overdue,
                text=debt_freeze.c.cause,
                n=cast(debt_freeze.c.supplementary, Integer),
            ),
            self._of(
                frozen_part,
                FROZEN_PART,
                on=frozen_part.c.effective_on,
                a=frozen_part.c.amount,
                b=frozen_part.c.freeze_id,
            ),
            self._of(
                write_off, WRITE_OFF, on=write_off.c.effective_on, a=write_off.c.principal, b=write_off.c.interest
            ),
            self._of(refund, REFUND, on=refund.c.effective_on, a=refund.c.interest),
            self._of(recovery, RECOVERY, on=recovery.c.effective_on, a=recovery.c.amount),
        ]

    def _points(self) -> list[Select[Any]]:
        day, held = point_day.c, point_session.c
        return [
            self._known(
                _row(DAY, day.point_id, day.entry_id, on=day.since, n=day.monthly_day).where(day.point_id.in_(_POINTS)),
                day.entry_id,
            ),
            self._known(
                _row(SESSION, held.point_id, held.entry_id, on=held.month, until=held.held_on).where(
                    held.point_id.in_(_POINTS)
                ),
                held.entry_id,
            ),
        ]

    def _mark(self, point_id: ColumnElement[int]) -> ColumnElement[int]:
        """The last entry of a point's stream: its sessions are the same as long as this is."""
        said = entry.alias()
        last = self._known(select(said.c.id), said.c.id).where(said.c.stream_id == point_id)
        return last.order_by(said.c.sequence.desc()).limit(1).scalar_subquery()

    def _of(self, table: Any, kind: int, **columns: Any) -> Select[Any]:
        query = _row(kind, table.c.loan_id, table.c.entry_id, **columns)
        return self._known(query, table.c.entry_id).where(table.c.loan_id.in_(_LOANS))


def _taken() -> list[Select[Any]]:
    """Those of some voucher numbers that are taken; a reversed one stays taken."""
    return [
        _row(TAKEN, cast(null(), BigInteger), part.entry_id, text=part.voucher_no).where(part.voucher_no.in_(_VOUCHERS))
        for part in (loan_entry.c, past_voucher.c)
    ]


def _money(of: Any) -> dict[str, Any]:
    return {"a": of.disbursed, "b": of.principal, "c": of.interest}


_SHAPE: dict[str, Any] = {
    "n": Integer(),
    "on": Date(),
    "until": Date(),
    "text": Text(),
    "a": BigInteger(),
    "b": BigInteger(),
    "c": BigInteger(),
    "said": Text(),
    "who": Text(),
}
"""The columns of every part: a number, two days, a text, three sums or keys, what an entry says, who booked it."""


def _row(kind: int, of: Any, entry_id: Any, **columns: Any) -> Select[Any]:
    values = [columns.get(name, cast(null(), of_type)) for name, of_type in _SHAPE.items()]
    return select(
        literal_column(str(kind), Integer).label("part"),
        of.label("of"),
        entry_id.label("entry_id"),
        *(value.label(name) for name, value in zip(_SHAPE, values, strict=True)),
    )


def _nobody() -> Connection:
    """These questions are only built here: whoever asks them has a connection."""
    return None  # type: ignore[return-value]


ASKED = {known: Asked(known=known) for known in (False, True)}
