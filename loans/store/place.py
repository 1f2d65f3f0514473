"""Where a loan stands: its last confirmation that was known and not withdrawn, else what its contract recorded.

The one home of that rule: every read that shows or filters by the commune of a loan takes it from here. Confirmations
are written one after the other under a lock, so the greatest entry is the last decision.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, Subquery, and_, func, or_, select, union

from loans.domain.area import UNPLACED
from loans.store.base import Port
from loans.store.tables import borrower, loan, loan_area, opening, reversal


class PlacedPort(Port):
    """A port whose reads say where loans stand."""

    def _placed(
        self, query: Select[Any], communes: Sequence[str] | None = None
    ) -> tuple[Select[Any], ColumnElement[str]]:
        """A query over ``loan`` that reads many, limited to some communes, and the commune where each loan stands."""
        latest = self._latest(communes)
        here = func.coalesce(latest.c.commune, loan.c.commune)
        query = query.outerjoin(latest, latest.c.loan_id == loan.c.id)
        if communes is not None:
            query = query.where(loan.c.id.in_(self._perhaps(communes)), here.in_(communes))
        return query, here

    def _stands(self) -> ColumnElement[str]:
        """Where a loan stands, asked loan by loan: for a query over ``loan`` that reads few."""
        own = loan_area.alias()
        last = (
            self._not_withdrawn(select(own.c.commune), own)
            .where(own.c.loan_id == loan.c.id)
            .order_by(own.c.entry_id.desc())
            .limit(1)
            .correlate(loan)
        )
        return func.coalesce(last.scalar_subquery(), loan.c.commune)

    def _within(self, communes: Sequence[str]) -> ColumnElement[bool]:
        """Whether a loan stands in one of some communes."""
        return and_(loan.c.id.in_(self._perhaps(communes)), self._stands().in_(communes))

    def _loans_within(self, communes: Sequence[str]) -> Select[Any]:
        """The numbers of the loans that stand in some communes."""
        query, _here = self._placed(select(loan.c.id), communes)
        return query

    def _borrower_stands(self) -> ColumnElement[str]:
        """Where a borrower of a query over ``borrower`` stands: as recorded; one that nobody had placed, where the
        last confirmation placed a loan of theirs."""
        own, theirs = loan_area.alias(), loan.alias()
        last = (
            self._not_withdrawn(select(own.c.commune).join(theirs, theirs.c.id == own.c.loan_id), own)
            .where(theirs.c.borrower_id == borrower.c.id, borrower.c.commune == UNPLACED)
            .order_by(own.c.entry_id.desc())
            .limit(1)
            .correlate(borrower)
        )
        return func.coalesce(last.scalar_subquery(), borrower.c.commune)

    def _is_there(self) -> ColumnElement[bool]:
        """Whether a loan is one: an opening that was reversed leaves no loan behind."""
        opened = select(opening.c.entry_id).where(opening.c.loan_id == loan.c.id)
        return or_(loan.c.application_id != loan.c.id, self._valid(opened, opening.c.entry_id).exists())

    def _latest(self, communes: Sequence[str] | None) -> Subquery:
        """The commune of the last confirmation of each loan, of those alone that may concern some communes."""
        own = loan_area.alias()
        order = func.row_number().over(partition_by=own.c.loan_id, order_by=own.c.entry_id.desc()).label("place")
        query = self._not_withdrawn(select(own.c.loan_id, own.c.commune, order), own)
        if communes is not None:
            query = query.where(own.c.loan_id.in_(self._perhaps(communes)))
        ranked = query.subquery()
        return select(ranked.c.loan_id, ranked.c.commune).where(ranked.c.place == 1).subquery("stands")

    def _not_withdrawn(self, query: Select[Any], own: Any) -> Select[Any]:
        """Confirmations known and not withdrawn; each asked for its own withdrawal, for they are few."""
        undone = self._known(select(reversal.c.entry_id), reversal.c.entry_id)
        undone = undone.where(reversal.c.reversed_id == own.c.entry_id).correlate(own)
        return self._known(query, own.c.entry_id).where(~undone.exists())

    @staticmethod
    def _perhaps(communes: Sequence[str]) -> CompoundSelect[Any]:
        """Every loan that was recorded in some communes or ever placed there: by their indexes."""
        recorded, placed = loan.alias(), loan_area.alias()
        return union(
            select(recorded.c.id).where(recorded.c.commune.in_(communes)),
            select(placed.c.loan_id).where(placed.c.commune.in_(communes)),
        )
