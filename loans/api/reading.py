"""How bodies and queries are read: JSON or nothing, no number or nesting that Python chokes on, no unknown name."""

from typing import Any

from flask import Request, abort
from marshmallow import RAISE
from webargs.flaskparser import FlaskParser


class Parser(FlaskParser):
    """Refuses what the parser of webargs lets pass or breaks on."""

    # a misspelt as_of must not be answered with today's figures
    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": RAISE}  # noqa: RUF012

    def load_json(self, req: Request, schema: Any) -> Any:
        """The body as JSON; another content type is 415, what cannot be read 400."""
        if not req.is_json:
            abort(415)
        try:
            return super().load_json(req, schema)
        except (RecursionError, ValueError):  # nested without end, a number of thousands of digits
            abort(400)
