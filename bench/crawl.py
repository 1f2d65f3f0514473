"""Every page that a person can reach by links from the first one, one address of each kind, without filters."""

import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from bench.asking import asked
from loans.http.identity import COOKIE

FIRST = "/home"
MOST = 150  # pages of one role: more kinds there are not
LINK = re.compile(rb'<a\b[^>]*?\bhref="([^"#]*)')


def pages(app: Flask, port: int, session: str) -> Iterator[tuple[str, bool]]:
    """The addresses, one of each route of the application, and whether each answered with a page or with a fault."""
    kinds, left, seen = app.url_map.bind("127.0.0.1"), deque([FIRST]), set[str]()
    while left and len(seen) < MOST:
        path = left.popleft()
        try:
            rule, _ = kinds.match(path, method="GET", return_rule=True)
        except (HTTPException, RequestRedirect):
            continue
        if rule.rule in seen or rule.rule.startswith("/api/"):
            continue
        seen.add(rule.rule)
        answer = asked(port, path, of(session))
        left.extend(_links(path, answer.content if answer.kind == "text/html" else b"", answer.location))
        if answer.status >= 500 or (answer.status == 200 and answer.kind == "text/html"):
            yield path, answer.status == 200


def of(session: str) -> dict[str, str]:
    """What a browser says of itself."""
    return {"Cookie": f"{COOKIE}={session}", "Accept": "text/html", "Accept-Encoding": "gzip;q=0, identity"}


def _links(page: str, content: bytes, location: str) -> list[str]:
    """Where a page leads on this site, without what filters it."""
    found = [unescape(each.decode()) for each in LINK.findall(content)] + [location] * bool(location)
    parts = [urlsplit(urljoin(page, each)) for each in found]
    return list(dict.fromkeys(part.path for part in parts if part.netloc in ("", "127.0.0.1") and part.path))
