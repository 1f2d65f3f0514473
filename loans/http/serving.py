"""The place of a report: held by its thread from the first table it asks for until its answer is sent whole."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from flask import Flask
from werkzeug.wsgi import ClosingIterator

from loans.http.context import Context

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def install(app: Flask) -> None:
    """Give each thread's place back at the end of its request, also of one that is streamed to a slow reader."""
    app.wsgi_app = _Served(app, app.wsgi_app)  # type: ignore[method-assign]


class _Served:
    """A server closes what it sends; one that does not has its thread begin the next request with nothing held."""

    def __init__(self, app: Flask, inner: "WSGIApplication") -> None:
        self._app = app
        self._inner = inner

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        budget = cast(Context, self._app.extensions["loans"]).budget
        budget.done()
        try:
            return ClosingIterator(self._inner(environ, start_response), budget.done)
        except BaseException:
            budget.done()
            raise
