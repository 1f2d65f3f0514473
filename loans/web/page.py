"""How a page is made: ``page`` and ``writes`` say the action; signing in, language, navigation, policy, and what a
refusal looks like are done here, once.
"""

import functools
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    abort,
    g,
    make_response,
    redirect,
    render_template,
    request,
    stream_template,
    url_for,
)

from loans.domain.refusal import Busy, Conflict, Refusal
from loans.http.context import context, today
from loans.http.errors import problem_of
from loans.http.identity import carried, csrf_token, require
from loans.http.reports import take_place
from loans.http.roles import Action
from loans.http.writing import Answered, new_key, written
from loans.service.actor import Actor
from loans.service.unit_of_work import UnitOfWork
from loans.web import navigation
from loans.web.files import pack
from loans.web.form import Form
from loans.web.texts import TEXTS, language

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
LARGEST_ID = 10**12
YEARS = (2015, 2100)
"""The years of which a page may be asked: from the programme's first one."""
PATIENCE = 20
"""Seconds that a repeated submit waits for its twin, then answers as the twin did."""

PAGES: dict[str, Action | None] = {}
"""The action that each endpoint of the pages asks for; None: anybody signed in. A test walks over it."""

View = Callable[..., Any]


def pages(name: str, prefix: str = "") -> Blueprint:
    """A blueprint for a group of pages: ``pages("planner", "/plan")``; its templates stand in templates/planner/."""
    return Blueprint(name, name, url_prefix=prefix or None)


def page(blueprint: Blueprint, rule: str, *, action: Action | None) -> Callable[[View], View]:
    """A GET: ``view(uow, actor, today, path…)`` answers ``render(…)``. Who is not signed in is sent to sign in."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(**path: Any) -> Response:
            with context().store.reading() as uow:
                return made(view(uow, g.actor, today(), **path))

        return _routed(blueprint, rule, "GET", action, view, run)

    return decorate


def asks(blueprint: Blueprint, rule: str, *, action: Action, again: View) -> Callable[[View], View]:
    """A POST that writes nothing, as the page on which one checks what will be booked: ``view(uow, actor, today,
    form, path…)``. What the form lacks is shown by ``again``, see ``writes``.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(**path: Any) -> Response:
            form = Form.sent()
            try:
                with context().store.reading() as uow:
                    shown = view(uow, g.actor, today(), form, **path)
                    form.check()  # a view that reads fields and forgets to ask is asked here
                    return made(shown)
            except Refusal as refusal:
                return _again(refusal, form, again, path)

        return _routed(blueprint, rule, "POST", action, view, run)

    return decorate


def writes(blueprint: Blueprint, rule: str, *, action: Action, again: View) -> Callable[[View], View]:
    """A POST that books: ``view(uow, actor, today, form, path…)`` in one transaction answers ``sent_to(…)``.

    The form carries a key drawn when it was shown: however often it is submitted it books once and answers the same.
    What is refused, and a form with faults, is shown by ``again(uow, actor, today, form=form, path…)``, the view of the
    form's page, with status 422 (409 where somebody else was first).
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(**path: Any) -> Response:
            form, actor = Form.sent(), g.actor

            def work(uow: UnitOfWork) -> Answered:
                address = view(uow, actor, today(), form, **path)
                form.check()
                return "", 303, {"Location": str(address)}

            try:
                return _patiently(actor, work)
            except Refusal as refusal:
                return _again(refusal, form, again, path)

        return _routed(blueprint, rule, "POST", action, view, run)

    return decorate


def render(template: str, status: int = 200, *, streamed: bool = False, **given: Any) -> Response:
    """A page out of a template, with all that base.html needs; ``streamed`` sends it as it is being worked out."""
    actor: Actor | None = g.get("actor")
    session, by = carried()
    drawn = stream_template if streamed else render_template
    text = drawn(
        template,
        actor=actor,
        bar=navigation.bar(actor.role) if actor else [],
        csrf=csrf_token(session) if by == "cookie" else "",
        new_key=new_key,
        demo=context().settings.demo,
        unkept=actor is not None and bool(getattr(context().store.ledgers, "fault", "")),
        today=today(),
        language=language(),
        said=_said(),
        here=request.full_path.rstrip("?") if request.method == "GET" else request.path,
        **given,
    )
    answer = make_response(text, status)
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Cache-Control"] = "no-store"
    answer.vary.update(("Cookie",))
    return pack(answer)


def sent_to(endpoint: str, *, said: str = "recorded", **path: Any) -> str:
    """Where a write sends its person: the page of a receipt, which says ``t(said)`` at its head."""
    return url_for(endpoint, said=said, **path)


def signed_in() -> Actor | None:
    """Who is signed in, for pages that are shown to everybody."""
    try:
        g.actor = require(None)
    except Refusal:
        return None
    found: Actor = g.actor
    return found


def own_address(given: str, otherwise: str) -> str:
    """An address within this service, out of what a browser sent; else the other one: nobody is sent elsewhere."""
    try:
        parts = urlsplit(given)
    except ValueError:  # as of "//[", which is no address at all
        return otherwise
    safe = given.startswith("/") and not given.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return given if safe and given.isprintable() else otherwise


def made(shown: Any) -> Response:
    """A view's answer as a response."""
    return shown if isinstance(shown, Response) else make_response(shown)


def _patiently(actor: Actor, work: Callable[[UnitOfWork], Answered]) -> Response:
    """Write; where the same form is being booked by its first submit, wait for that and answer the same."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return written(actor, work)
        except Conflict as conflict:
            if conflict.code != "request_running" or time.monotonic() > until:
                raise
        time.sleep(0.2)


def _again(refusal: Refusal, form: Form, again: View, path: dict[str, Any]) -> Response:
    """The form's page once more, with what was typed and what is wrong."""
    form.refuse(refusal)
    status, _ = problem_of(refusal)
    with context().store.reading() as uow:
        answer = made(again(uow, g.actor, today(), form=form, **path))
    answer.status_code = status
    if isinstance(refusal, Busy):
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


def _routed(
    blueprint: Blueprint, rule: str, method: str, action: Action | None, view: View, run: Callable[..., Response]
) -> View:
    endpoint = f"{blueprint.name}.{view.__name__}"

    @functools.wraps(view)
    def guarded(**path: Any) -> Any:
        try:
            g.actor = require(action)
        except Refusal as refusal:
            if refusal.code == "sign_in_needed" and request.method in ("GET", "HEAD"):
                return redirect(url_for("visit.sign_in", next=request.full_path.rstrip("?")))
            raise
        if any("\0" in str(part) for part in path.values()):  # no name holds it, and PostgreSQL cannot ask for it
            abort(404)
        take_place(endpoint)
        return run(**path)

    PAGES[endpoint] = action
    bounded = rule.replace("<int:year>", "<int(min={}, max={}):year>".format(*YEARS))
    bounded = bounded.replace("<int:", f"<int(max={LARGEST_ID}):")  # a larger id overflows the database's integers
    blueprint.add_url_rule(bounded, view.__name__, guarded, methods=[method])
    return view


def _said() -> str:
    """What a page says at its head after a write; words that are not ours are not repeated."""
    key = request.args.get("said", "")
    return key if key in TEXTS else ""
