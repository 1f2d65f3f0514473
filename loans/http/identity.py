"""Who is asking: a session cookie or a bearer token; and, on a cookie's write, the CSRF token."""

import hashlib
import hmac

from flask import Response, request

from loans.domain.refusal import Forbidden, Refusal
from loans.http.context import context
from loans.http.roles import BOUND_ROLES, MAY, Action, Role
from loans.service.account import LASTS, owner_of
from loans.service.actor import Actor
from loans.service.unit_of_work import User

COOKIE = "loans_session"
CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf_token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def require(action: Action | None) -> Actor:
    """The person asking, who may do this; else a refusal. ``None``: anybody who is signed in."""
    user = _signed_in()
    actor = actor_of(user)
    if action is not None and action not in MAY[Role(user.role)]:
        raise Forbidden(
            "not_your_role",
            field="role",
            value=user.role,
            vi=f"Vai trò «{user.role}» không được thực hiện «{action}». Đề nghị người có thẩm quyền.",
            en=f"The role {user.role} may not do {action}. Ask somebody who may.",
        )
    return actor


def actor_of(user: User) -> Actor:
    """A person as an actor: bound to communes where the role is."""
    return Actor(user.username, user.role, user.communes if Role(user.role) in BOUND_ROLES else None)


def carried() -> tuple[str, str]:
    """The token that the request carries, and by what: ("…", "cookie" | "bearer"), or two empty texts."""
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and bearer.strip():
        return bearer.strip(), "bearer"
    cookie = request.cookies.get(COOKIE, "")
    return (cookie, "cookie") if cookie else ("", "")


def csrf_token(session: str) -> str:
    """The CSRF token of a session: bound to it, of no use to another."""
    return signed(f"csrf:{session}".encode()).hex()


def signed(content: bytes) -> bytes:
    """A keyed digest of the content."""
    return hmac.new(context().settings.signing_key.encode(), content, hashlib.sha256).digest()


def give_cookie(answer: Response, session: str) -> None:
    answer.set_cookie(
        COOKIE,
        session,
        max_age=LASTS["session"],
        httponly=True,
        secure=context().settings.cookie_secure,
        samesite="Strict",
    )


def _signed_in() -> User:
    token, by = carried()
    found = None
    if token:
        with context().store.glancing() as uow:
            found = owner_of(uow, token)
    kinds = {"cookie": "session", "bearer": "bearer"}
    if found is None or kinds[by] != found[1]:
        raise Refusal(
            "sign_in_needed",
            vi="Cần đăng nhập (POST /api/v1/sign-in) hoặc gửi mã truy cập Bearer còn hạn.",
            en="Sign in first (POST /api/v1/sign-in), or send a bearer token that has not expired.",
        )
    if by == "cookie" and request.method not in SAFE:
        _check_csrf(token)
    return found[0]


def _check_csrf(session: str) -> None:
    given = request.headers.get(CSRF_HEADER, "") or request.form.get(CSRF_FIELD, "")
    if not hmac.compare_digest(given.encode(), csrf_token(session).encode()):
        raise Forbidden(
            "csrf_token_wrong",
            field=CSRF_HEADER,
            vi=f"Thiếu hoặc sai {CSRF_HEADER}. Lấy mã từ GET /api/v1/me rồi gửi lại.",
            en=f"{CSRF_HEADER} is missing or wrong. Take it from GET /api/v1/me and send again.",
        )
