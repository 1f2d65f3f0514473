"""Local overlays that an operator recorded for a source (DOMAIN §1.4)."""

import json
from collections.abc import Sequence

from sqlalchemy import insert, select

from loans.domain.law import Overlay
from loans.service.unit_of_work import Booked
from loans.store.base import Port
from loans.store.tables import overlay
from loans.store.types import canonical


class SqlOverlays(Port):
    def add(self, booked: Booked, source_id: int, new: Overlay) -> None:
        self._connection.execute(
            insert(overlay).values(
                entry_id=booked.entry_id,
                source_id=source_id,
                parameter=new.parameter,
                since=new.since,
                value=canonical(new.value),  # "30", 30 and none at all are three values
                cites=list(new.cites),
                certainty=new.certainty,
            )
        )

    def of_source(self, source_id: int) -> Sequence[Overlay]:
        query = select(overlay).where(overlay.c.source_id == source_id).order_by(overlay.c.entry_id)
        rows = self._connection.execute(self._known(query, overlay.c.entry_id))
        return [
            Overlay(
                parameter=row.parameter,
                since=row.since,
                value=json.loads(row.value),
                cites=tuple(row.cites),
                certainty=row.certainty,
                active=True,
                confirmed=True,
                note="",
            )
            for row in rows
        ]
