"""The pages' own files and the vendored ones: kept in memory, gzipped once, cached for a year by their address.

A vendored folder bears its version in its name; our own files stand under a digest of all of them, so that an address
never changes its content. What is not in the list does not exist: no path is ever looked up on the disk.
"""

import gzip
import mimetypes
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, abort, request, url_for

STATIC = Path(__file__).parent / "static"
TEXT = ("text/html", "text/css", "text/javascript", "image/svg+xml")
LEAST_WORTH = 1_000
"""Bytes below which a gzipped answer is no smaller."""
KEPT = "public, max-age=31536000, immutable"

mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")
files = Blueprint("files", __name__, url_prefix="/static")


@dataclass(frozen=True, slots=True)
class Served:
    """A file as it is sent; ``packed`` is None where packing gains nothing."""

    content: bytes
    packed: bytes | None
    mimetype: str


@files.get("/<path:name>")
def served(name: str) -> Response:
    """A file by its address, packed where the browser takes that."""
    own, _, rest = name.partition("/")
    key = rest if own == _own() else name
    if key not in _names() or (own != _own() and not name.startswith("vendor/")):
        abort(404)
    found = _file(key)
    packed = found.packed if found.packed is not None and _takes_gzip() else None
    answer = Response(found.content if packed is None else packed, mimetype=found.mimetype)
    if packed is not None:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Cache-Control"] = KEPT
    answer.vary.add("Accept-Encoding")
    return answer


def asset(name: str) -> str:
    """The address of a file: ``asset("pages.css")``, ``asset("vendor/htmx.org-4.0.1/htmx.min.js")``."""
    if name not in _names():
        raise LookupError(f"there is no file static/{name}")
    return url_for("files.served", name=name if name.startswith("vendor/") else f"{_own()}/{name}")


def vendored(package: str, name: str) -> str:
    """The address of a file of a vendored package, whatever its version: ``vendored("htmx.org", "htmx.min.js")``."""
    [found] = [each for each in _names() if _is_of(each, package) and each.endswith(f"/{name}")]
    return asset(found)


def pack(answer: Response) -> Response:
    """Gzip a page for a browser that takes it. Cookies are SameSite=Strict: no other site can have its own guesses
    packed beside our tokens."""
    answer.vary.add("Accept-Encoding")
    if (
        answer.mimetype in TEXT
        and not answer.is_streamed
        and _takes_gzip()
        and "Content-Encoding" not in answer.headers
    ):
        content = answer.get_data()
        if len(content) >= LEAST_WORTH:
            answer.set_data(gzip.compress(content, 6, mtime=0))
            answer.headers["Content-Encoding"] = "gzip"
    return answer


def _takes_gzip() -> bool:
    return request.accept_encodings.quality("gzip") > 0


def _is_of(name: str, package: str) -> bool:
    rest = name.removeprefix(f"vendor/{package}-")
    return rest != name and rest[:1].isdigit()


@cache
def _names() -> frozenset[str]:
    return frozenset(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file())


@cache
def _own() -> str:
    """A digest of our own files."""
    digest = sha256()
    for name in sorted(name for name in _names() if not name.startswith("vendor/")):
        digest.update(f"{name}\0".encode() + sha256((STATIC / name).read_bytes()).digest())
    return digest.hexdigest()[:16]


@cache
def _file(name: str) -> Served:
    content = (STATIC / name).read_bytes()
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    packed = gzip.compress(content, 9, mtime=0) if mimetype in TEXT and len(content) >= LEAST_WORTH else None
    return Served(content, packed, mimetype)
