"""A file given back to keep: what the API and the pages share."""

from flask import Response


def printable(name: str) -> str:
    """A file's name without what no header and no list can show: line ends, control signs."""
    return "".join(sign for sign in name if sign.isprintable())


def attachment(content: bytes, *, media_type: str, name: str) -> Response:
    """A file to keep, under a name that may hold Vietnamese letters."""
    name = printable(name).replace("/", "_").replace("\\", "_")
    answer = Response(content, 200, mimetype=media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
