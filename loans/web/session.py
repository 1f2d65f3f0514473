"""Signing in and out on a page, and the choice of language: the API's own use cases, limits and cookie."""

from flask import Response, g, redirect, request, url_for
from werkzeug.exceptions import Forbidden as Refused

from loans.domain.refusal import Refusal
from loans.http.context import context
from loans.http.identity import COOKIE, carried, give_cookie, require
from loans.http.limits import sign_in_limit
from loans.service.account import new_token, proved_user, sign_out
from loans.web.form import Form, blank
from loans.web.page import own_address, pages, render
from loans.web.texts import LANGUAGE_COOKIE

blueprint = pages("visit")
YEAR = 365 * 24 * 3600


@blueprint.get("/sign-in")
def sign_in() -> Response:
    """The form; ``next`` is the page to which one wanted to go."""
    return render("sign_in.html", form=blank(next=own_address(request.args.get("next", ""), "/")))


@blueprint.post("/sign-in")
@sign_in_limit
def signed_in() -> Response:
    """Prove who one is and go on to the page that was wanted."""
    # SameSite guards those who are signed in already; this keeps others from signing somebody in as somebody else
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Refused
    form = Form.sent()
    try:
        username, password = form.text("username", required=True, most=80), form.value("password")[:200]
        form.check()
        with context().store.reading() as uow:
            user = proved_user(uow, username=username, password=password)
    except Refusal as refusal:
        form.refuse(refusal)
        return render("sign_in.html", 401, form=form)
    with context().store.writing(user.username) as uow:
        session = new_token(uow, user, kind="session")
    answer = redirect(own_address(form.value("next"), url_for("home.home")), 303)
    give_cookie(answer, session)  # type: ignore[arg-type]
    return answer  # type: ignore[return-value]


@blueprint.post("/sign-out")
def signed_out() -> Response:
    """End the session; nothing stays in the browser but the language."""
    g.actor = require(None)
    token, _ = carried()
    with context().store.writing(g.actor.username) as uow:
        sign_out(uow, token)
    answer = redirect(url_for("visit.sign_in", said="signed_out"), 303)
    answer.delete_cookie(COOKIE)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer  # type: ignore[return-value]


@blueprint.post("/language")
def choose_language() -> Response:
    """Keep the language and show the same page in it."""
    answer = redirect(own_address(request.form.get("back", ""), "/"), 303)
    chosen = "en" if request.form.get("to") == "en" else "vi"
    answer.set_cookie(
        LANGUAGE_COOKIE,
        chosen,
        max_age=YEAR,
        httponly=True,
        secure=context().settings.cookie_secure,
        samesite="Lax",
    )
    return answer  # type: ignore[return-value]
