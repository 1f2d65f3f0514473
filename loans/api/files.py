"""Files sent as the body of a request, and files given back."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, abort, g, request
from flask_smorest import Blueprint
from marshmallow import Schema

from loans.api.resource import View, as_text, header, headers_of, recorded, route, status_of
from loans.domain.refusal import Refusal
from loans.http.attachment import attachment
from loans.http.context import today
from loans.http.roles import Action
from loans.http.writing import KEY_HEADER, Answered, written
from loans.service.unit_of_work import UnitOfWork

__all__ = ["attachment", "sent", "uploads"]


def uploads(
    blueprint: Blueprint,
    rule: str,
    *,
    action: Action,
    query: type[Schema],
    reply: type[Schema],
    media_types: Sequence[str],
) -> Callable[[View], View]:
    """A file sent as the body of a POST: ``view(uow, actor, today, query, content, media_type, path…)``.

    What the file is for stands in the query; a type that is not named is answered 415, an empty body is refused.
    Something was recorded: 201; nothing was, since it was only checked or no row could be taken: 200.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(asked: dict[str, Any], **path: Any) -> Response:
            media_type, content = sent(media_types)

            def work(uow: UnitOfWork) -> Answered:
                shown = view(uow, g.actor, today(), asked, content, media_type, **path)
                return as_text(reply, shown), status_of(shown, 201), headers_of(shown)

            return written(g.actor, work)

        wrapped = recorded(blueprint, 201, reply)(run)
        wrapped = blueprint.arguments(query, location="query")(wrapped)
        binary = {"schema": {"type": "string", "format": "binary"}}
        body = {"required": True, "content": dict.fromkeys(media_types, binary)}
        key = header(KEY_HEADER, "A fresh key for each request; the same when sending again.")
        wrapped = blueprint.doc(parameters=[key], requestBody=body)(wrapped)
        return route(blueprint, rule, "POST", action, view, wrapped)

    return decorate


def sent(media_types: Sequence[str]) -> tuple[str, bytes]:
    """The body of the request as a file: (media type, content); another type is 415, an empty body is refused."""
    media_type = request.mimetype
    if media_type not in media_types:
        abort(415)
    content = request.get_data()
    if not content:
        raise Refusal(
            "file_empty",
            field="body",
            vi="Tệp rỗng. Chọn tệp rồi gửi lại.",
            en="The file is empty. Choose a file and send it again.",
        )
    return media_type, content
