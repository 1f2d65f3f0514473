"""How a route is written: ``reads`` and ``writes`` say the action, the schemas, and nothing of HTTP is left over."""

import functools
import inspect
import re
from collections.abc import Callable
from datetime import date
from typing import Any, cast

from flask import Response, abort, g, json, request
from flask_smorest import Blueprint
from marshmallow import Schema

from loans.api.busy import BUSY
from loans.api.reading import Parser
from loans.domain.refusal import Conflict, Refusal
from loans.http.context import context, today
from loans.http.errors import refused
from loans.http.identity import require
from loans.http.reports import REPORTS, take_place
from loans.http.roles import Action
from loans.http.writing import KEY_HEADER, Answered, written
from loans.service.actor import Actor
from loans.service.unit_of_work import UnitOfWork

PREFIX = "/api/v1"
LARGEST_ID = 10**12
ACTIONS: dict[str, Action | None] = {}
"""The action that each endpoint asks for; None: anybody signed in."""

NOT_WRITTEN = "Nothing was recorded: it was only checked, or no row could be taken (written: false)."
View = Callable[..., Any]
_ETAG = re.compile(r'^"([0-9]{1,9})"$')


def noun(name: str, description: str) -> Blueprint:
    """A blueprint for the routes of one noun."""
    blueprint = Blueprint(name, name, url_prefix=PREFIX, description=description)
    blueprint.ARGUMENTS_PARSER = Parser()
    return blueprint


def reads(
    blueprint: Blueprint, rule: str, *, action: Action | None, reply: type[Schema], query: type[Schema] | None = None
) -> Callable[[View], View]:
    """A GET: ``view(uow, actor, today, query…, path…)`` returns what ``reply`` shows, or a Response."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(*given: Any, **path: Any) -> Any:
            with context().store.reading() as uow:
                shown = view(uow, g.actor, today(), *given, **path)
            if isinstance(shown, Response):
                return shown
            return answer(as_text(reply, shown), 200, headers_of(shown))

        wrapped = blueprint.response(200, reply)(run)
        if query is not None:
            wrapped = blueprint.arguments(_ready(query), location="query")(wrapped)
        return route(blueprint, rule, "GET", action, view, wrapped)

    return decorate


def writes(
    blueprint: Blueprint,
    rule: str,
    *,
    action: Action,
    body: type[Schema],
    reply: type[Schema],
    method: str = "POST",
    present: Callable[[UnitOfWork, int], Any] | None = None,
    decides: View | None = None,
) -> Callable[[View], View]:
    """A write: ``view(uow, actor, today, body, path…)`` in one transaction with its stored reply.

    With ``present`` it changes an existing resource: ``If-Match`` is needed, its sequence is passed as
    ``expected``, and a stale one is answered with the present state. A batch of which nothing was recorded is
    answered 200 with ``written`` false. What ``decides`` answers beforehand, on a unit of work that holds nobody up, is
    passed to the view as ``decided``: where one writer holds all others up, nothing long is computed while it does.
    """
    status = 200 if present else 201

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(given: dict[str, Any], **path: Any) -> Response:
            actor: Actor = g.actor
            extra: dict[str, Any] = {"expected": _expected()} if present else {}
            if decides is not None and context().store.one_writer:
                with context().store.reading() as before:
                    extra["decided"] = decides(before, actor, today(), given)

            def work(uow: UnitOfWork) -> Answered:
                shown = view(uow, actor, today(), given, **path, **extra)
                return as_text(reply, shown), status_of(shown, status), headers_of(shown)

            try:
                return written(actor, work)
            except Conflict as conflict:
                if present is None:
                    raise
                return _with_present(conflict, reply, present, path)

        wrapped = recorded(blueprint, status, reply)(run)
        wrapped = blueprint.arguments(_ready(body), location="json")(wrapped)
        parameters = [header(KEY_HEADER, "A fresh key for each request; the same when sending again.")]
        if present:
            parameters.append(header("If-Match", 'The ETag of the state on which the change rests, as "3".'))
        wrapped = blueprint.doc(parameters=parameters)(wrapped)
        return route(blueprint, rule, method, action, view, wrapped)

    return decorate


def steps(
    blueprint: Blueprint,
    rule: str,
    *,
    reply: type[Schema],
    present: Callable[[UnitOfWork, int], Any],
    shown: Callable[[UnitOfWork, Any], Any] = lambda _uow, found: found,
) -> Callable[[str, Action, type[Schema], View, str], None]:
    """What declares the steps of one resource: ``step(path, action, body, use_case, says)`` is a POST below ``rule``.

    The use case is called with today, the number of the resource, ``expected`` and every field of the body by name,
    and with the actor where it asks for one; ``shown`` makes of its answer what ``reply`` shows.
    """

    def step(path: str, action: Action, body: type[Schema], use_case: View, says: str) -> None:
        acts = "actor" in inspect.signature(use_case).parameters

        def view(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any], **of: Any) -> Any:
            return shown(uow, use_case(uow, *([actor] if acts else []), today=today, **of, **given))

        view.__name__, view.__doc__ = path.replace("-", "_"), says
        writes(blueprint, f"{rule}/{path}", action=action, body=body, reply=reply, present=present)(view)

    return step


def asks(
    blueprint: Blueprint, rule: str, *, action: Action, body: type[Schema], reply: type[Schema]
) -> Callable[[View], View]:
    """A POST that writes nothing: a question too long for an address, as a trial of what might be saved."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(given: dict[str, Any], **path: Any) -> Response:
            with context().store.reading() as uow:
                return answer(as_text(reply, view(uow, g.actor, today(), given, **path)), 200, {})

        wrapped = blueprint.response(200, reply)(run)
        wrapped = blueprint.arguments(body, location="json")(wrapped)
        wrapped = blueprint.doc(**{"x-reads-only": True})(wrapped)
        return route(blueprint, rule, "POST", action, view, wrapped)

    return decorate


def recorded(blueprint: Blueprint, status: int, reply: type[Schema]) -> Callable[[View], View]:
    """Says how a write answers: ``status``, and 200 for a batch of which nothing was recorded."""

    def decorate(view: View) -> View:
        if status != 200 and "written" in reply._declared_fields:
            view = blueprint.alt_response(200, schema=reply, description=NOT_WRITTEN)(view)
        return cast(View, blueprint.response(status, reply)(view))

    return decorate


def status_of(shown: Any, status: int) -> int:
    """``status``, unless it is a batch of which nothing was recorded."""
    return 200 if isinstance(shown, dict) and shown.get("written") is False else status


def as_text(reply: type[Schema], shown: Any) -> str:
    """What is shown as JSON text, Vietnamese readable."""
    return json.dumps(_ready(reply).dump(shown), ensure_ascii=False)


@functools.cache
def _ready(schema: type[Schema]) -> Schema:
    """A schema made once: making one copies every field of it."""
    return schema()


def answer(text: str, status: int, headers: dict[str, str]) -> Response:
    return Response(text, status, headers, mimetype="application/json")


def headers_of(shown: Any) -> dict[str, str]:
    sequence = shown.get("sequence") if isinstance(shown, dict) else getattr(shown, "sequence", None)
    return {"ETag": f'"{sequence}"'} if sequence else {}


def _expected() -> int:
    given = request.headers.get("If-Match", "").strip()
    found = _ETAG.match(given)
    if found is None:
        raise Refusal(
            "if_match_missing",
            field="If-Match",
            value=given,
            vi='Thiếu If-Match. Đọc bản ghi, lấy ETag (ví dụ "3") rồi gửi lại.',
            en='If-Match is missing. Read the resource and send its ETag, such as "3".',
        )
    return int(found[1])


def _with_present(
    conflict: Conflict, reply: type[Schema], present: Callable[[UnitOfWork, int], Any], path: dict[str, Any]
) -> Response:
    """A conflict together with the state that stands now."""
    with context().store.reading() as uow:
        state = present(uow, next(iter(path.values())))
        conflict.present = json.loads(as_text(reply, state))
    return refused(conflict)


def route(blueprint: Blueprint, rule: str, method: str, action: Action | None, view: View, wrapped: View) -> View:
    endpoint = f"{blueprint.name}.{view.__name__}"
    ACTIONS[endpoint] = action
    wrapped.__doc__ = inspect.getdoc(view)
    if endpoint in REPORTS:
        wrapped = blueprint.alt_response(503, **BUSY)(wrapped)
    bounded = rule.replace("<int:", f"<int(max={LARGEST_ID}):")  # a larger id overflows the database's integers
    blueprint.route(bounded, methods=[method])(_guarded(endpoint, action, wrapped))
    return view


def _guarded(endpoint: str, action: Action | None, view: View) -> View:
    """Ask who asks before the request is read: a stranger learns nothing of what a body or query lacks."""

    @functools.wraps(view)
    def run(*given: Any, **path: Any) -> Any:
        g.actor = require(action)
        if any("\0" in str(part) for part in path.values()):  # no name holds it, and PostgreSQL cannot ask for it
            abort(404)
        take_place(endpoint)
        return view(*given, **path)

    return run


def header(name: str, description: str) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": True, "description": description, "schema": {"type": "string"}}
