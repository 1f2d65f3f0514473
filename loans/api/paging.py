"""Lists page by page, stably: a page is cut after what the last one showed, so new items never shift it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import request
from itsdangerous import BadSignature, URLSafeSerializer
from marshmallow import Schema, fields

from loans.api.fields import Given, Strict
from loans.domain.refusal import Refusal
from loans.http.context import context

PAGE, LARGEST_PAGE = 100, 1_000


class PageQuery(Strict):
    """Where a list begins and how long a page is."""

    limit = Given(least=1, most=LARGEST_PAGE, load_default=PAGE)
    cursor = fields.String(load_default="")


def page(items: Sequence[Any], query: dict[str, Any], key: Callable[[Any], int] = lambda item: int(item.id)) -> Any:
    """A page that the store cut: its items, and the cursor of the next one where it is full."""
    following = _cursor(key(items[-1])) if len(items) == query["limit"] else None
    return {"items": items, "next": following}


def cut(items: Iterable[Any], query: dict[str, Any], key: Callable[[Any], str]) -> Any:
    """A page out of a whole list, in the order of a key that does not change; new items never shift a page."""
    seen = _seen(query)
    left = sorted((item for item in items if not seen or key(item) > str(seen)), key=key)
    following = _cursor(key(left[query["limit"] - 1])) if len(left) > query["limit"] else None
    return {"items": left[: query["limit"]], "next": following}


def after(query: dict[str, Any]) -> int:
    """The id after which a page begins."""
    return int(_seen(query) or 0)


def _seen(query: dict[str, Any]) -> Any:
    """What the cursor has seen; one that is not ours, or of another list, is refused."""
    if not query["cursor"]:
        return None
    try:
        path, seen = _cursors().loads(query["cursor"])
    except (BadSignature, ValueError, TypeError) as fault:
        raise _unknown_cursor(query["cursor"]) from fault
    if path != request.path:
        raise _unknown_cursor(query["cursor"])
    return seen


def _cursor(seen: Any) -> str:
    return str(_cursors().dumps([request.path, seen]))


def _unknown_cursor(cursor: str) -> Refusal:
    return Refusal(
        "cursor_unknown",
        field="cursor",
        value=cursor,
        vi="Con trỏ trang không hợp lệ. Bắt đầu lại từ trang đầu.",
        en="The cursor is not one of this list. Begin again with the first page.",
    )


def paged(item: type[Schema], head: type[Strict] = Strict) -> type[Schema]:
    """The schema of a page of items, below what ``head`` says of the whole list."""
    return head.from_dict(
        {"items": fields.List(fields.Nested(item)), "next": fields.String(allow_none=True)},
        name=f"{item.__name__.removesuffix('Schema')}Page",
    )


def _cursors() -> URLSafeSerializer:
    return URLSafeSerializer(context().settings.signing_key, salt="cursor")
