"""A refusal, a wrong address or a fault of ours, shown to a person: what happened, by which article, what to do."""

from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, g, request, url_for

from loans.http.identity import CSRF_FIELD
from loans.web.page import own_address, render
from loans.web.texts import say

REPORT_BUSY = "report_busy"
TRY_AGAIN = ("busy", "unavailable", "storage_full", "request_running")
"""After these the very same request may be sent once more, under the same key."""


def problem_page(body: dict[str, Any]) -> Response | None:
    """The problem as a page where a browser asked for one; None for programs and for the API's addresses."""
    waits = body["code"] == REPORT_BUSY and request.method == "GET"
    if request.path.startswith(("/api/", "/health", "/ready")) and not (waits and _is_browser()):
        return None
    if not _wants_page():
        return None
    status = body["status"]
    fragment = "HX-Request" in request.headers
    try:
        if waits and not fragment:
            return _waiting(body)
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


def _waiting(body: dict[str, Any]) -> Response:
    """The page that stands in for a report until there is room for it, and asks for it again by itself.

    By a header, for a page may neither run nor style anything that is not a file of ours. A file is had in its place.
    """
    answer = render(
        "busy.html",
        body["status"],
        problem=body,
        detail=say(body["detail"], body["detail_en"]),
        file=request.path.startswith("/api/"),
        again=request.full_path.rstrip("?"),
        before=own_address(
            urlsplit(request.referrer or "")._replace(scheme="", netloc="").geturl(), url_for("home.home")
        ),
    )
    answer.headers["Refresh"] = str(body["retry_after"])
    return answer


def _is_browser() -> bool:
    """Whether pages are asked for by name, as browsers do where a file is to be downloaded; programs take anything."""
    return any(kind == "text/html" for kind, _quality in request.accept_mimetypes)


def _wants_page() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/problem+json"]) == "text/html"


def _resend() -> list[tuple[str, str]]:
    """What was sent, to be sent again as it was; files cannot be carried."""
    if request.method != "POST" or request.files:
        return []
    return [pair for pair in request.form.items(multi=True) if pair[0] not in (CSRF_FIELD, "password")]
