"""A refusal, a wrong address or a fault of ours, shown to a person: what happened, by which article, what to do."""

from typing import Any

from flask import Response, current_app, g, request

from loans.http.identity import CSRF_FIELD
from loans.web.page import render
from loans.web.texts import say

TRY_AGAIN = ("busy", "unavailable", "storage_full", "request_running")
"""After these the very same request may be sent once more, under the same key."""


def problem_page(body: dict[str, Any]) -> Response | None:
    """The problem as a page where a browser asked for one; None for programs and for the API's addresses."""
    if request.path.startswith(("/api/", "/health", "/ready")) or not _wants_page():
        return None
    status = body["status"]
    fragment = "HX-Request" in request.headers
    try:
        return render(
            "problem_part.html" if fragment else "problem.html",
            status,
            problem=body,
            detail=say(body["detail"], body["detail_en"]),
            resend=_resend() if body["code"] in TRY_AGAIN else [],
        )
    except Exception:  # a page about a fault must not fail by the same fault
        g.pop("actor", None)
        current_app.logger.exception("the page of a problem could not be drawn")
        return None


def _wants_page() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/problem+json"]) == "text/html"


def _resend() -> list[tuple[str, str]]:
    """What was sent, to be sent again as it was; files cannot be carried."""
    if request.method != "POST" or request.files:
        return []
    return [pair for pair in request.form.items(multi=True) if pair[0] not in (CSRF_FIELD, "password")]
