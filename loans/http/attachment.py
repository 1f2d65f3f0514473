"""A file given back to keep: what the API and the pages share."""

from flask import Response


def attachment(content: bytes, *, media_type: str, name: str) -> Response:
    """A file to keep, under a name that may hold Vietnamese letters."""
    name = name.replace("/", "_").replace("\\", "_")
    answer = Response(content, 200, mimetype=media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
