"""``visit`` opens a browser for a person of the furnished database; ``probe`` has a page that books, of its own."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Blueprint, Flask, Response

from loans import web
from loans.http import errors
from loans.http.context import Context
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.unit_of_work import UnitOfWork
from loans.settings import Settings
from loans.store.engine import open_engine
from loans.store.unit_of_work import Store
from loans.web.form import Form, blank
from loans.web.page import PAGES, page, pages, render, sent_to, writes
from tests.api.fixtures import clock, furnished_postgresql, furnished_sqlite, kind, service
from tests.api.service import KEY, Service, Tokens, copied
from tests.programme import Clock
from tests.web.visitor import Visitor, visitor

__all__ = ["clock", "furnished_postgresql", "furnished_sqlite", "kind", "service"]

Visit = Callable[[str], Visitor]


@pytest.fixture
def visit(service: Service) -> Visit:
    return lambda username: visitor(service.client(), service.store, username)


@pytest.fixture
def probe(furnished_sqlite: tuple[Path, Tokens], tmp_path: Path, clock: Clock) -> Iterator[tuple[Flask, Store]]:
    """The pages alone with one more that books an entry by the name typed into it."""
    file, _ = furnished_sqlite
    url = copied(file, tmp_path)
    engine = open_engine(url)
    store = Store(engine, clock)
    app = Flask("probe", static_folder=None)
    app.extensions["loans"] = Context(
        store, Settings(url, KEY, demo=False, cookie_secure=True, instance=tmp_path), clock
    )
    errors.install(app, web.problem_page)
    web.register(app)
    known = set(PAGES)
    app.register_blueprint(_probing())
    yield app, store
    for endpoint in set(PAGES) - known:
        del PAGES[endpoint]
    engine.dispose()


def _probing() -> Blueprint:
    blueprint = pages("probe", "/probe")
    blueprint.template_folder = str(Path(__file__).parent / "templates")

    @page(blueprint, "/", action=Action.CAPITAL_READ)
    def form_page(_uow: UnitOfWork, _actor: Actor, _today: date, form: Form | None = None) -> Response:
        return render("probe.html", form=form or blank(amount=1_500_000))

    @writes(blueprint, "/", action=Action.CAPITAL_WRITE, again=form_page)
    def book(uow: UnitOfWork, _actor: Actor, today: date, form: Form) -> str:
        name, _amount, on = form.text("name", required=True), form.amount("amount"), form.day("on")
        form.check()
        assert on is not None
        uow.entries.open("probe", name, "probe_booked", min(on, today), {})
        return sent_to("probe.form_page")

    return blueprint
