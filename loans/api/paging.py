"""Lists page by page, stably: a page is cut after what the last one showed, so new items never shift it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from flask import request
from itsdangerous import BadSignature, URLSafeSerializer
from marshmallow import Schema, fields

from loans.api.fields import Given, Strict
from loans.domain.refusal import Refusal
from loans.http.context import context

PAGE, LARGEST_PAGE = 100, 1_000


class PageQuery(Strict):
    """Where a list begins and how long a page is.

    The cursor of a report holds its day and moment: every page of it is of the same books.
    """

    limit = Given(least=1, most=LARGEST_PAGE, load_default=PAGE)
    cursor = fields.String(load_default="")


def page(items: Sequence[Any], query: dict[str, Any], key: Callable[[Any], int] = lambda item: int(item.id)) -> Any:
    """A page that the store cut: its items, and the cursor of the next one where it is full."""
    following = _cursor(query, key(items[-1])) if len(items) == query["limit"] else None
    return {"items": items, "next": following}


def cut(items: Iterable[Any], query: dict[str, Any], key: Callable[[Any], str]) -> Any:
    """A page out of a whole list, in the order of a key that does not change; new items never shift a page."""
    seen = _seen(query)
    left = sorted((item for item in items if not seen or key(item) > str(seen)), key=key)
    following = _cursor(query, key(left[query["limit"] - 1])) if len(left) > query["limit"] else None
    return {"items": left[: query["limit"]], "next": following}


def after(query: dict[str, Any]) -> int:
    """The id after which a page begins."""
    return int(_seen(query) or 0)


def resume(query: dict[str, Any]) -> None:
    """Give a query the day and moment that its cursor holds; one that asks for others beside it is refused."""
    if not query.get("cursor"):
        return
    _, held = _read(query["cursor"])
    for name, text in held.items():
        value, asked = _BOUND[name].fromisoformat(text), query.get(name)
        if asked not in (None, value):
            raise Refusal(
                "cursor_of_other_moment",
                field=name,
                value=asked.isoformat(),
                vi=f"Con trỏ trang thuộc báo cáo có {name} là {text}, không phải {asked.isoformat()}. Bỏ {name} "
                "khi xin trang sau, hoặc bắt đầu lại từ trang đầu.",
                en=f"The cursor is of a report with {name} {text}, not {asked.isoformat()}. Leave {name} out "
                "when asking for a following page, or begin again with the first.",
            )
        query[name] = value


_BOUND: dict[str, type[date]] = {"as_of": date, "known_at": datetime}
"""What of a query every page of a report shares, where the report has it."""


def _seen(query: dict[str, Any]) -> Any:
    """What the cursor has seen."""
    return _read(query["cursor"])[0] if query["cursor"] else None


def _read(cursor: str) -> tuple[Any, dict[str, str]]:
    """What a cursor has seen, and what it holds; one that is not ours, or of another list, is refused."""
    try:
        path, seen, held = _cursors().loads(cursor)
    except (BadSignature, ValueError, TypeError) as fault:
        raise _unknown_cursor(cursor) from fault
    if path != request.path:
        raise _unknown_cursor(cursor)
    return seen, held


def _cursor(query: dict[str, Any], seen: Any) -> str:
    held = {name: query[name].isoformat() for name in _BOUND if query.get(name) is not None}
    return str(_cursors().dumps([request.path, seen, held]))


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
