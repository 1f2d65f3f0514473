"""A person at the pages: signed in by the cookie, sending forms with the marks that a page gives them."""

import re
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from loans.http.identity import COOKIE
from loans.service.account import new_token
from loans.store.unit_of_work import Store

BASE = "https://localhost"
BROWSER = {"Accept": "text/html,application/xhtml+xml", "Accept-Encoding": "gzip"}
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass(frozen=True)
class Visitor:
    """One browser."""

    client: FlaskClient

    def get(self, path: str, **headers: str) -> TestResponse:
        """A page, unpacked: ask for it without gzip."""
        return self.client.get(path, base_url=BASE, headers={"Accept": BROWSER["Accept"], **headers})

    def hidden(self, path: str) -> dict[str, str]:
        """The hidden fields of a page's forms: the key, the CSRF token, the sequence."""
        return dict(_HIDDEN.findall(self.get(path).text))

    def send(self, path: str, form: dict[str, Any]) -> TestResponse:
        """Submit a form as it is given, following nothing."""
        return self.client.post(path, base_url=BASE, data=form, headers=BROWSER)

    def speak(self, language: str) -> None:
        """Choose a language by the switch."""
        self.send("/language", {"to": language, "back": "/"})


def visitor(client: FlaskClient, store: Store, username: str = "") -> Visitor:
    """A browser in which somebody is signed in already; nobody, where no name is given."""
    if username:
        with store.writing(username) as uow:
            user = uow.accounts.get(username)
            assert user is not None
            session = new_token(uow, user, kind="session")
        client.set_cookie(COOKIE, session, domain="localhost", secure=True)
    return Visitor(client)
