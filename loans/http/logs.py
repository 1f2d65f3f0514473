"""Structured logs with a request id; never a body, a cookie, a token, or a query."""

import logging
import re
import time
import uuid

import structlog
from flask import Flask, Response, g, request

HEADER = "X-Request-Id"
_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_log = structlog.get_logger("loans.http")


def configure() -> None:
    """JSON lines with UTC moments on standard output."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )


def install(app: Flask) -> None:
    """Give every request an id, answer it back, and log one line a request."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.request_id = given if _SAFE_ID.fullmatch(given) else uuid.uuid4().hex
    g.began = time.perf_counter()


def _end(answer: Response) -> Response:
    answer.headers[HEADER] = g.get("request_id", "")
    _log.info(
        "request",
        request_id=g.get("request_id", ""),
        method=request.method,
        route=str(request.url_rule or ""),
        status=answer.status_code,
        milliseconds=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000),
    )
    return answer
