"""The pages that people look at: rendered here, on the same use cases as the API, with no second set of rules.

How a page is made, in a package of one's own (``loans/web/planner/``; templates in ``templates/planner/``):

1. ``__init__.py`` holds ``blueprint = pages("planner", "/plan")``, imports the modules with its views, and may hold
   ``NAV: tuple[Entry, ...]`` (navigation), ``TEXTS`` (shared words), ``DESKS`` (its part of the home page, see
   ``home``). Nothing else is to be registered: ``register`` finds every package here.
2. A page: ``@page(blueprint, "/rounds/<int:round_id>", action=Action.ROUND_READ)`` over a view
   ``(uow, actor, today, round_id, form=None)`` that calls a use case and answers ``render("planner/round.html", …)``.
3. A template extends base.html (blocks: title, heading, actions, content, scripts) and imports macros.html: ``table``,
   ``figure``, ``field``, ``marks`` (the hidden fields of every form that writes), ``summary`` (of errors), ``steps``,
   ``empty``, ``difference``, ``standing``, ``bars``, ``progress``, ``pager``, ``term``. Filters are in ``show``.
4. A write: ``@writes(blueprint, "/rounds/<int:round_id>/check", action=…, again=round_page)`` over
   ``(uow, actor, today, form, round_id)``: read fields (``form.day("on")``, ``form.amount("amount")``,
   ``form.sequence``), ``form.check()``, call the use case, answer ``sent_to("planner.round_page", round_id=…)``.
   Key, CSRF token, a repeated submit, and the page shown again with its faults are not a view's business.
5. Before money is booked: ``@asks`` shows what will happen; its template carries the form on with ``carried(form)``.
6. No inline script or style; own files in ``static/<package>/``, linked by ``asset("planner/sheet.js")``; htmx by
   ``{% set htmx = true %}``. Both languages: ``say("Nhu cầu", "Demand")``. Try it without a mouse, and on paper.
"""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from flask import Blueprint, Flask

from loans.web import charts, desks, files, home, session, show, start, terms
from loans.web.navigation import add_entries
from loans.web.problem import problem_page
from loans.web.texts import add_texts, language, say, t

__all__ = ["problem_page", "register"]


def register(app: Flask) -> None:
    """Add every page, its navigation and its words to the application."""
    app.register_blueprint(Blueprint("templates", __name__, template_folder="templates"))
    app.jinja_env.filters.update(show.FILTERS)
    app.jinja_env.globals.update(_words())
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for own in (files.files, start.blueprint, session.blueprint, home.blueprint):
        app.register_blueprint(own)
    home.add_desks(desks.DESKS)
    for package in packages():
        add_entries(getattr(package, "NAV", ()))
        add_texts(getattr(package, "TEXTS", {}))
        home.add_desks(getattr(package, "DESKS", ()))
        app.register_blueprint(package.blueprint)


def packages() -> list[ModuleType]:
    """The page groups: every package beside this file."""
    found = (import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__) if each.ispkg)
    return [package for package in found if hasattr(package, "blueprint")]


def _words() -> dict[str, Any]:
    return {
        "asset": files.asset,
        "vendored": files.vendored,
        "say": say,
        "t": t,
        "language_now": language,
        "meaning": terms.meaning,
        "days_left": show.days_left,
        "bars_of": charts.bars_of,
    }
