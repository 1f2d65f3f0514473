"""Safe writes: one transaction, one reply, however often the same request is sent."""

from collections.abc import Callable
from hashlib import sha256
from secrets import token_urlsafe

from flask import Response, g, request

from loans.domain.refusal import Refusal
from loans.http.context import context
from loans.http.identity import CSRF_FIELD, carried, signed
from loans.service.actor import Actor
from loans.service.unit_of_work import Reply, UnitOfWork
from loans.store.reply import Running

KEY_HEADER = "Idempotency-Key"
KEY_FIELD = "idempotency_key"
"""The key of a form stands in a hidden field, drawn when the form was shown."""
REPLAYED = "Idempotent-Replayed"
LONGEST_KEY = 200
_running = Running()

Answered = tuple[str, int, dict[str, str]]
"""Body text, status, headers."""


def written(actor: Actor, work: Callable[[UnitOfWork], Answered]) -> Response:
    """Do ``work`` in one transaction with its reply stored beside it; the same request again gets that reply.

    The key is bound to actor and route and to the keyed digest of body and query; refusals are not stored.
    """
    key, route = _key(), f"{request.method} {request.path}"
    content = signed(b"\x1f".join([_content(), request.headers.get("If-Match", "").encode(), *_query()]))
    _running.enter(actor.username, route, key)
    try:
        with context().store.writing(actor.username, origin=_origin()) as uow:
            stored = uow.replies.claim(actor.username, route, key)
            if stored is not None:
                return _again(stored, content, key)
            body, status, headers = work(uow)
            uow.replies.keep(actor.username, route, key, Reply(content, status, headers, body))
        return Response(body, status, headers, mimetype="application/json")
    finally:
        _running.leave(actor.username, route, key)


def new_key() -> str:
    """A fresh key, for a form that is about to be shown."""
    return token_urlsafe(18)


def _origin() -> str:
    """From where: the address of the connection, the pages or a program, the id under which the request was logged.

    Behind a proxy the address is the proxy's: what a client says of itself (X-Forwarded-For) proves nothing.
    """
    by = "pages" if carried()[1] == "cookie" else "api"
    return f"{request.remote_addr or '-'} {by} {g.get('request_id', '-')}"


def _is_form() -> bool:
    return request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data")


def _content() -> bytes:
    """What was sent. A form by its fields and files: a browser draws new boundaries between them at each sending.

    The marks of the form say nothing of what is asked: the session's is another one after signing in again.
    """
    if not _is_form():
        return request.get_data()
    parts = [
        f"{name}\x1e{value}".encode("utf-8", "surrogatepass")
        for name, value in request.form.items(multi=True)
        if name not in (CSRF_FIELD, KEY_FIELD)
    ]
    for name, file in request.files.items(multi=True):
        parts.append(
            f"{name}\x1e{file.filename}\x1e{sha256(file.stream.read()).hexdigest()}".encode("utf-8", "surrogatepass")
        )
        file.stream.seek(0)
    return b"\x1f".join(parts)


def _query() -> list[bytes]:
    """The query where there is one, for an upload says there what its file is for; and what kind of file it is."""
    kind = request.mimetype.encode() if request.mimetype != "application/json" else b""
    return [part for part in (request.query_string, kind) if part]


def _key() -> str:
    key = (request.headers.get(KEY_HEADER, "") or (request.form.get(KEY_FIELD, "") if _is_form() else "")).strip()
    if not key or len(key) > LONGEST_KEY:
        raise Refusal(
            "idempotency_key_missing",
            field=KEY_HEADER,
            value=key[:LONGEST_KEY],
            vi=f"Thiếu {KEY_HEADER} (tối đa {LONGEST_KEY} ký tự). "
            "Đặt một mã mới cho mỗi yêu cầu, giữ nguyên khi gửi lại.",
            en=f"{KEY_HEADER} is missing (at most {LONGEST_KEY} characters). "
            "Choose a new one for each request and keep it when sending again.",
        )
    return key


def _again(stored: Reply, content: bytes, key: str) -> Response:
    if stored.digest != content:
        raise Refusal(
            "idempotency_key_reused",
            field=KEY_HEADER,
            value=key,
            vi="Khóa này đã dùng cho một yêu cầu khác. Đặt khóa mới.",
            en="This key was used for another request. Choose a new one.",
        )
    return Response(stored.body, stored.status, {**stored.headers, REPLAYED: "true"}, mimetype="application/json")
