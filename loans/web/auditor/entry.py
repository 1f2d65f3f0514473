"""One entry: who, when, from where, what before and after, why; its link, and everything that was recorded with it."""

import json
from datetime import date
from typing import Any

from flask import Response

from loans.domain.refusal import Unknown
from loans.http.context import context
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.audit import Asked
from loans.service.unit_of_work import UnitOfWork
from loans.web.auditor import blueprint
from loans.web.auditor.when import may
from loans.web.page import page, render

LATEST = 2_000
"""Entries of one stream among which the one before and the one after are sought."""


@page(blueprint, "/kiem-tra/but-toan/<int:position>", action=Action.AUDIT_TRAIL_READ)
def entry(_uow: UnitOfWork, _actor: Actor, _today: date, position: int) -> Response:
    """The entry of a position."""
    known = context().store.known_at(None)
    with context().store.reading(known) as then:
        found = next(iter(then.proof.trail(Asked(), after=position - 1, limit=1)), None)
        if found is None or found.position != position:
            raise _unknown(position)
        bears = then.proof.bears(position)
        of_stream = then.proof.trail(Asked(stream_id=found.stream_id), after=0, limit=LATEST)
        before = then.proof.head(position - 1) if position > 1 else None
        return render(
            "auditor/entry.html",
            trace=found,
            changes=_changes(found.before, found.after),
            bears=[(table, list(rows)) for table, rows in bears.items()],
            earlier=max((each.position for each in of_stream if each.position < position), default=0),
            later=min((each.position for each in of_stream if each.position > position), default=0),
            linked_before=before.hash if before else "",
            last=known.position,
            headings=headings,
            may=may,
        )


def headings(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The columns that any of some rows has, as a table names them."""
    return [(name, "") for name in dict.fromkeys(name for row in rows for name in row)]


def _changes(before: Any, after: Any) -> list[tuple[str, str, str]]:
    """What the body of an entry says beside that of the one before it in its stream, by field."""
    names = [*after, *(name for name in before or {} if name not in after)]
    return [(name, _said(before, name), _said(after, name)) for name in names]


def _said(body: Any, name: str) -> str:
    if not body or name not in body:
        return "—"
    value = body[name]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _unknown(position: int) -> Unknown:
    return Unknown(
        "unknown_position",
        field="position",
        value=position,
        vi=f"Không có bút toán ở vị trí {position}. Xem nhật ký để chọn vị trí.",
        en=f"There is no entry at position {position}. Choose one in the trail.",
    )
