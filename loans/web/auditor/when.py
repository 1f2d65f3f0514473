"""The day and the moment at which a page stands: asked by its query, carried on by its links (DOMAIN §6.17)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask import Response, g, request
from werkzeug.datastructures import ImmutableMultiDict

from loans.domain.calendar import today_in_hanoi
from loans.domain.refusal import Busy, Forbidden, Refusal, Unknown
from loans.http.context import context, today
from loans.http.errors import problem_of
from loans.http.roles import MAY, Action, Role
from loans.service.reports.overdue import check_days
from loans.service.unit_of_work import Known
from loans.web.auditor.words import doubt_words
from loans.web.form import Form, day_of, in_years
from loans.web.page import render
from loans.web.show import HANOI

ROWS = 200
"""Rows of one page of a long list."""
_CLOCK = re.compile(r"(\S+)[ T]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?")


@dataclass(slots=True)
class When:
    """What a page was asked: its form, the day and the moment given; ``known`` and ``as_of`` once settled."""

    form: Form
    on: date | None = None
    at: datetime | None = None
    known: Known | None = None
    as_of: date | None = None

    @classmethod
    def asked(cls) -> "When":
        """What the query of this request says; its faults stand in the form."""
        form = Form(request.args)
        return cls(form, form.day("as_of", required=False), moment_in(form, "known_at"))

    def settle(self) -> tuple[Known, date]:
        """The moment and the day, now and today where none is given; a day after that moment's is refused."""
        self.form.check()
        known = context().store.known_at(self.at)
        as_of = self.on or today_in_hanoi(known.moment)
        check_days(as_of, known)
        self.known, self.as_of = known, as_of
        return known, as_of

    @property
    def carried(self) -> dict[str, Any]:
        """The query that asks for the same day and moment again."""
        if self.known is None or self.as_of is None:
            return {}
        return {"as_of": self.as_of.isoformat(), "known_at": self.known.moment.isoformat()}


def moment_in(form: Form, name: str) -> datetime | None:
    """A moment of Hà Nội: "31/10/2026 14:05:00", a day alone (its end), or as links carry it; None where empty."""
    given = form.text(name)
    found = moment_of(given) if given else None
    if given and found is None:
        form.fault(
            name,
            "not_a_moment",
            f"«{given}» không phải thời điểm. Viết như 31/10/2026 14:05, hoặc bỏ trống.",
            f"“{given}” is not a moment. Write it like 31/10/2026 14:05, or leave it empty.",
        )
    return found


def moment_of(given: str) -> datetime | None:
    """A moment as people write it, or with its offset as links carry it; None where it is none or far away."""
    found = _moment_of(given)
    return found if found is not None and in_years(found) else None


def _moment_of(given: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(given.replace(" ", "+")) if "T" in given else None
        if found is not None and found.tzinfo is not None:
            return found
        parts = _CLOCK.fullmatch(given)
        on = day_of(parts[1] if parts else given)
        if on is None:
            return None
        if parts is None:
            return datetime.combine(on, time.max, HANOI) if on != today() else None
        micro = (parts[5] or "").ljust(6, "0")
        return datetime.combine(on, time(int(parts[2]), int(parts[3]), int(parts[4] or 0), int(micro)), HANOI)
    except (ValueError, OverflowError):
        return None


def shown(
    template: str, when: When, made: Callable[[], dict[str, Any]], *, streamed: bool = False, **given: Any
) -> Response:
    """A page at a day and a moment; what is refused stands at its head, beside the fields that ask."""
    status, found = 200, None
    try:
        found = made()
    except (Busy, Forbidden, Unknown):
        raise
    except Refusal as refusal:
        when.form.refuse(refusal)
        status, _ = problem_of(refusal)
    when.form.values = _readable(when)
    given |= {"when": when, "form": when.form, "found": found, "may": may, "doubt_words": doubt_words}
    return render(template, status, streamed=streamed, **given)


def may(action: str) -> bool:
    """Whether who is signed in may do this: for links that would only be refused."""
    return Action(action) in MAY[Role(g.actor.role)]


def page_number(form: Form) -> int:
    """Which page of a list is asked for, from 1."""
    return form.amount("page", required=False, least=1, most=10**6) or 1


def _readable(when: When) -> ImmutableMultiDict[str, str]:
    """The form's values as people write days and moments."""
    values = {name: when.form.values[name] for name in when.form.values}
    if when.as_of is not None:
        values["as_of"] = f"{when.as_of:%d/%m/%Y}"
    for name in ("since", "from", "to"):
        on = day_of(values.get(name, ""))
        values |= {name: f"{on:%d/%m/%Y}"} if on else {}
    for name in ("known_at", "known_before"):
        at = moment_of(values.get(name, "")) if values.get(name) else None
        values |= {name: said(at)} if at else {}
    return ImmutableMultiDict(values)


def said(at: datetime) -> str:
    """A moment in the words in which it can be typed again, to its last digit."""
    local = at.astimezone(HANOI)
    rest = f".{local.microsecond:06d}" if local.microsecond else ""
    return f"{local:%d/%m/%Y %H:%M:%S}{rest}"
