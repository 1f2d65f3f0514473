"""Routes of a load: opened, given files, advanced step by step, compared, posted by a second person, dropped."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Amount, Name, Strict, Text, Whole, rows_of
from loans.api.files import uploads
from loans.api.loading.noun import blueprint, may_see, shown
from loans.api.paging import PageQuery, after, page, paged
from loans.api.resource import reads, writes
from loans.domain.loading import RESULTS, Choices, Step
from loans.http.linking import link_afterwards
from loans.http.roles import Action
from loans.papers.exports import MEDIA_TYPES, Declared
from loans.papers.loading import advance as take_further
from loans.papers.loading import take_in
from loans.service.actor import Actor
from loans.service.checks import unmoved
from loans.service.loading import choose, drop, finish, hand_in, open_load, post_load
from loans.service.unit_of_work import UnitOfWork

AT_ONCE = 1.5
"""Seconds of one step: a writer of SQLite waits no longer for it."""


class OpenLoadSchema(Strict):
    """The closing day of the files, and the programme whose loans they hold."""

    day = fields.Date(required=True)
    programme = Name(load_default="job_creation")


class LoadFileSchema(Strict):
    """A file of a load; ``rows`` is −1 until it was read to its end."""

    id = fields.Integer()
    name = fields.String()
    layout = fields.String()
    subject = fields.String()
    sha256 = fields.String()
    report_day = fields.Date(allow_none=True)
    done = fields.Integer()
    rows = fields.Integer()
    notes = fields.Dict()


class ChoicesSchema(Strict):
    """Doubts accepted by code, the source where a row names none, the transaction point of a commune."""

    accept = fields.List(Name(), load_default=list)
    source_id = Whole(load_default=None, allow_none=True, most=10**12)
    points = fields.Dict(keys=fields.String(), values=Whole(most=10**12), load_default=dict)


class LoadSchema(Strict):
    """A load as it stands: step, files, and contracts counted by result and by code."""

    id = fields.Integer()
    day = fields.Date()
    programme = fields.String()
    step = fields.String(metadata={"description": ", ".join(Step)})
    choices = fields.Nested(ChoicesSchema)
    files = fields.List(fields.Nested(LoadFileSchema))
    staged = fields.Integer()
    checked = fields.Integer()
    results = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata={"description": ", ".join(RESULTS)})
    codes = fields.Dict(keys=fields.String(), values=fields.Integer())
    sequence = fields.Integer()


class LoadItemSchema(Strict):
    """A load in a list."""

    id = fields.Integer()
    day = fields.Date()
    programme = fields.String()
    step = fields.String()
    sequence = fields.Integer()


class HandInQuery(Strict):
    """What people call the file; its layout, or a saved mapping, where its headings do not say it."""

    name = Text(most=200, load_default="tệp")
    layout = Name(load_default=None)
    mapping_id = Whole(load_default=None, most=10**12)


class StepSchema(Strict):
    """Nothing to say: the load knows what comes next."""


class ControlRowSchema(Strict):
    """What the bank states of one of its communes; a measure that is left out is not compared."""

    commune_code = Text(most=40, required=True)
    loans = Whole(load_default=None, most=10**9)
    customers = Whole(load_default=None, most=10**9)
    outstanding = Amount(load_default=None)
    in_term = Amount(load_default=None)
    overdue = Amount(load_default=None)
    frozen = Amount(load_default=None)


class ControlsSchema(Strict):
    """The bank's control totals, a row a commune; they replace those handed in before."""

    rows = rows_of(ControlRowSchema, most=10_000)


class PostLoadSchema(Strict):
    """Whether bad rows stay out, and why the bank's totals do not stand against it; a reason is recorded."""

    keep_good = fields.Boolean(load_default=False)
    without_control = Text(least=0, most=1_000, load_default="")


class DropLoadSchema(Strict):
    """Why the load is given up."""

    reason = Text(most=1_000, required=True)


def present(uow: UnitOfWork, load_id: int) -> dict[str, Any]:
    """The load as it stands now."""
    return shown(uow, load_id)


@reads(blueprint, "/loads", action=Action.LOAD_READ, reply=paged(LoadItemSchema), query=PageQuery)
def loads(uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """Loads in the order in which they were opened; who is bound to communes sees their own."""
    found = page(uow.loads.page(after(query), query["limit"]), query)
    mine = [each for each in found["items"] if actor.limit is None or actor.username in uow.loads.people(each.id)]
    return found | {"items": mine}


@reads(blueprint, "/loads/<int:load_id>", action=Action.LOAD_READ, reply=LoadSchema)
def one_load(uow: UnitOfWork, actor: Actor, _today: date, load_id: int) -> Any:
    """One load: step, files, counts."""
    may_see(uow, actor, load_id)
    return shown(uow, load_id)


@writes(blueprint, "/loads", action=Action.LOAD_WRITE, body=OpenLoadSchema, reply=LoadSchema)
def open_new_load(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any]) -> Any:
    """Open a load of a closing day; whoever is bound to communes opens it for these."""
    return shown(uow, open_load(uow, today=today, limit=actor.limit, **given).id)


@uploads(
    blueprint,
    "/loads/<int:load_id>/files",
    action=Action.LOAD_WRITE,
    query=HandInQuery,
    reply=LoadSchema,
    media_types=MEDIA_TYPES,
)
def hand_in_file(
    uow: UnitOfWork,
    actor: Actor,
    _today: date,
    query: dict[str, Any],
    content: bytes,
    _media_type: str,
    load_id: int,
) -> Any:
    """Hand in a file of loans, instalments, entries, groups, borrowers, overdue, frozen or control totals.

    Larger files go in by the command line. Bytes that are there already, under the same layout or mapping, are the
    file that is there, unless a newer one has replaced lines of it: then they are handed in anew, for the last file
    handed in counts.
    """
    may_see(uow, actor, load_id)
    saved = uow.mappings.get(query["mapping_id"]) if query["mapping_id"] else None
    take_in(
        lambda: nullcontext(uow),
        load_id,
        content,
        name=query["name"],
        layout=query["layout"],
        mapping=Declared(saved.name, saved.subject, saved.headings) if saved else None,
        keep=True,
    )
    return shown(uow, load_id)


@writes(blueprint, "/loads/<int:load_id>/advance", action=Action.LOAD_WRITE, body=StepSchema, reply=LoadSchema)
def advance(uow: UnitOfWork, actor: Actor, _today: date, _given: dict[str, Any], load_id: int) -> Any:
    """Do the next piece of work, a second or two of it: read files, then check; again until the step is “checked”."""
    may_see(uow, actor, load_id)
    take_further(uow, actor, load_id, seconds=AT_ONCE)
    return shown(uow, load_id)


@writes(
    blueprint,
    "/loads/<int:load_id>/choices",
    action=Action.LOAD_WRITE,
    body=ChoicesSchema,
    reply=LoadSchema,
    method="PUT",
)
def set_choices(uow: UnitOfWork, actor: Actor, _today: date, given: dict[str, Any], load_id: int) -> Any:
    """Accept doubts by code, declare a default source and default points."""
    may_see(uow, actor, load_id)
    choices = Choices(tuple(given["accept"]), given["source_id"], given["points"])
    choose(uow, load_id=load_id, choices=choices)
    return shown(uow, load_id)


@writes(
    blueprint,
    "/loads/<int:load_id>/controls",
    action=Action.LOAD_WRITE,
    body=ControlsSchema,
    reply=LoadSchema,
    method="PUT",
)
def set_controls(uow: UnitOfWork, actor: Actor, _today: date, given: dict[str, Any], load_id: int) -> Any:
    """The bank's control totals as rows, where there is no export 1."""
    load = may_see(uow, actor, load_id)
    text = json.dumps(given["rows"], sort_keys=True)
    digest = _digest(text, [file.sha256 for file in uow.loads.files(load_id) if file.subject == "summary"])
    file = hand_in(
        uow, load_id=load_id, name="tổng đối chiếu", sha256=digest, layout="json", subject="summary", mapping={}
    )
    if not file.is_whole:
        names = ("commune_code", "loans", "customers", "outstanding", "in_term", "overdue", "frozen")
        rows = given["rows"]
        columns: dict[str, Any] = {name: [row[name] for row in rows] for name in names}
        own = {"load_id": load_id, "file_id": file.id, "programme_code": "", "funding_code": ""}
        columns |= {name: [value] * len(rows) for name, value in own.items()}
        uow.loads.stage("summary", columns | {"row": list(range(1, len(rows) + 1))})
        finish(uow, load, file, report_day=None, notes={})
    return shown(uow, load_id)


def _digest(text: str, before: Sequence[str]) -> str:
    """By what totals are known again: those stated last, said again, are the same; older ones said again are new."""
    last, new = (hashlib.sha256(f"{turn}:{text}".encode()).hexdigest() for turn in (len(before) - 1, len(before)))
    return last if before and before[-1] == last else new


@writes(
    blueprint,
    "/loads/<int:load_id>/post",
    action=Action.LOAD_POST,
    body=PostLoadSchema,
    reply=LoadSchema,
    present=present,
)
def post_one_load(
    uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any], load_id: int, expected: int
) -> Any:
    """Make a checked load visible, whole and at once; never by who opened it or handed in its files."""
    unmoved(uow, load_id, expected)
    post_load(uow, actor, today=today, load_id=load_id, **given)
    link_afterwards()
    return shown(uow, load_id)


@writes(
    blueprint,
    "/loads/<int:load_id>/drop",
    action=Action.LOAD_WRITE,
    body=DropLoadSchema,
    reply=LoadSchema,
    present=present,
)
def drop_load(uow: UnitOfWork, actor: Actor, _today: date, given: dict[str, Any], load_id: int, expected: int) -> Any:
    """Give up a load that is not posted: its staged rows are removed."""
    may_see(uow, actor, load_id)
    unmoved(uow, load_id, expected)
    drop(uow, load_id=load_id, reason=given["reason"])
    return shown(uow, load_id)
