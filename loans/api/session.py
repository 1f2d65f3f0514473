"""Sign-in, sign-out, and who one is."""

from typing import Any

from flask import Response, json
from marshmallow import fields

from loans.api.fields import Strict, Text, one_of
from loans.api.resource import ACTIONS, answer, noun, reads
from loans.http.context import context
from loans.http.identity import COOKIE, actor_of, carried, csrf_token, give_cookie, require
from loans.http.limits import sign_in_limit
from loans.service.account import new_token, proved_user, sign_out
from loans.service.actor import Actor

blueprint = noun("session", "Đăng nhập và phiên làm việc · Sign-in and sessions")


class SignInSchema(Strict):
    """Name and password; ``carry`` says whether a browser's cookie or a program's bearer token is wanted."""

    username = Text(most=80, required=True)
    password = Text(most=200, required=True)
    carry = one_of(("cookie", "bearer"), load_default="cookie")


class MeSchema(Strict):
    """Who is signed in; ``communes`` is null where the role is not bound."""

    username = fields.String()
    role = fields.String()
    communes = fields.List(fields.String(), allow_none=True)
    csrf_token = fields.String(allow_none=True)
    token = fields.String(allow_none=True)


@blueprint.route("/sign-in", methods=["POST"])
@blueprint.arguments(SignInSchema)
@blueprint.response(200, MeSchema)
@sign_in_limit
def open_session(given: dict[str, Any]) -> Response:
    """Sign in. With ``carry: cookie`` the session is an HttpOnly cookie and each write needs the CSRF token;
    with ``carry: bearer`` the answer holds a token for ``Authorization: Bearer``."""
    by_cookie = given["carry"] == "cookie"
    with context().store.reading() as uow:
        user = proved_user(uow, username=given["username"], password=given["password"])
    with context().store.writing(user.username) as uow:
        session = new_token(uow, user, kind="session" if by_cookie else "bearer")
    shown = {
        "username": user.username,
        "role": user.role,
        "communes": actor_of(user).communes,
        "csrf_token": csrf_token(session) if by_cookie else None,
        "token": None if by_cookie else session,
    }
    reply = answer(json.dumps(shown), 200, {})
    if by_cookie:
        give_cookie(reply, session)
    return reply


@blueprint.route("/session", methods=["DELETE"])
@blueprint.response(204)
def close_session() -> Response:
    """Sign out: the session or token that the request carries ends."""
    actor = require(None)
    token, _ = carried()
    with context().store.writing(actor.username) as uow:
        sign_out(uow, token)
    reply = Response(status=204)
    reply.delete_cookie(COOKIE)
    return reply


ACTIONS |= {"session.open_session": None, "session.close_session": None}


@reads(blueprint, "/me", action=None, reply=MeSchema)
def me(_uow: Any, actor: Actor, _today: Any) -> dict[str, Any]:
    """Who is signed in, and the CSRF token of a cookie's session."""
    token, by = carried()
    return {
        "username": actor.username,
        "role": actor.role,
        "communes": actor.communes,
        "csrf_token": csrf_token(token) if by == "cookie" else None,
        "token": None,
    }
