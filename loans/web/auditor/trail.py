"""The audit trail: every entry in the order in which it became known, found by person, kind, day, record, position."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Response, url_for

from loans.http.context import context
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.audit import Asked
from loans.service.unit_of_work import UnitOfWork
from loans.web.auditor import blueprint
from loans.web.auditor.when import When, shown
from loans.web.page import page
from loans.web.show import HANOI

ROWS = 100


@page(blueprint, "/kiem-tra/nhat-ky", action=Action.AUDIT_TRAIL_READ)
def trail(_uow: UnitOfWork, _actor: Actor, _today: date) -> Response:
    """Entries by what is asked; a page never shifts, whatever is booked meanwhile."""
    when = When.asked()
    return shown("auditor/trail.html", when, lambda: _trail(when))


def _trail(when: When) -> dict[str, Any]:
    form = when.form
    texts = {name: form.text(name, most=120) or None for name in ("noun", "key", "actor", "kind")}
    stream_id = form.amount("stream_id", required=False, least=1, most=10**12)
    position = form.amount("position", required=False, least=1, most=10**12)
    since, until = form.day("since", required=False), form.day("until", required=False)
    form.check()
    asked = Asked(
        **texts,
        stream_id=stream_id,
        since=_begins(since) if since else None,
        until=_begins(until + timedelta(days=1)) if until else None,
    )
    known = context().store.known_at(None)
    with context().store.reading(known) as then:
        rows = then.proof.trail(asked, after=(position or 1) - 1, limit=ROWS + 1)
    query = {name: form.value(name) for name in (*texts, "stream_id", "since", "until") if form.value(name)}
    more = rows[ROWS].position if len(rows) > ROWS else None
    return {
        "rows": rows[:ROWS],
        "known": known,
        "older": url_for("auditor.trail", **query, position=more) if more else "",
        "first": url_for("auditor.trail", **query) if position else "",
    }


def _begins(on: date) -> datetime:
    return datetime.combine(on, time(), HANOI)
