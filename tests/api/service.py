"""The service as its users have it: an application over a real database, people of every role, a clock that we move."""

import atexit
import functools
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from loans.app import create_app
from loans.domain.calendar import today_in_hanoi
from loans.http.context import Context
from loans.http.limits import limiter
from loans.service.account import new_token, open_account
from loans.settings import Settings
from loans.store.engine import open_engine
from loans.store.schema import upgrade
from loans.store.unit_of_work import Store
from tests.programme import START, Clock

DATABASES = ("sqlite", "postgresql")
V1 = "/api/v1"
PASSWORD = "mat-khau-gia-dinh"
KEY = "khoa-ky-gia-dinh-cua-cac-phep-thu-khong-dung-that"
PEOPLE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "planner": ("planner", ()),
    "planner2": ("planner", ()),
    "finance": ("finance", ()),
    "commune": ("commune", ("00004",)),
    "officer": ("officer", ("00004", "00008")),
    "officer2": ("officer", ("00070",)),
    "approver": ("approver", ()),
    "auditor": ("auditor", ()),
    "admin": ("admin", ()),
}
"""Sign-in name: (role, communes)."""

Tokens = dict[str, str]


@dataclass(frozen=True)
class Service:
    """One running service; ``get`` and ``send`` speak for a person by name, with their bearer token."""

    app: Flask
    store: Store
    clock: Clock
    tokens: Tokens

    def client(self) -> FlaskClient:
        return self.app.test_client()

    def by(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[who]}"}

    def sign_in_again(self) -> None:
        """New tokens for everybody: a token lasts 90 days, and the clock may have moved further."""
        with self.store.writing("admin") as uow:
            for name in self.tokens:
                user = uow.accounts.get(name)
                assert user is not None
                self.tokens[name] = new_token(uow, user, kind="bearer")

    def get(self, who: str, path: str, **query: Any) -> TestResponse:
        """What a person is answered at an address, which may be given whole."""
        address = path if path.startswith(V1) else V1 + path
        given = {name: value for name, value in query.items() if value is not None}
        return self.client().get(address, headers=self.by(who), query_string=given or None)

    def send(
        self,
        who: str,
        path: str,
        body: Any,
        *,
        key: str | None = None,
        etag: str | None = None,
        method: str = "POST",
        headers: Mapping[str, str] | None = None,
    ) -> TestResponse:
        """Write with a fresh key unless one is given, and without If-Match unless an ETag is."""
        more = {"Idempotency-Key": key or uuid4().hex, **({"If-Match": etag} if etag else {}), **(headers or {})}
        return self.client().open(V1 + path, method=method, json=body, headers=self.by(who) | more)

    def change(self, who: str, path: str, step: str, body: Any) -> TestResponse:
        """Read a resource, then take a step that rests on the state just read."""
        return self.send(who, f"{path}/{step}", body, etag=self.get(who, path).headers["ETag"])


def made(answer: TestResponse) -> Any:
    """The body of an answer that says yes."""
    assert answer.status_code in (200, 201), answer.text
    return json.loads(answer.text)


def refused(answer: TestResponse, status: int, code: str) -> Any:
    """The body of an answer that says no for this reason."""
    body = json.loads(answer.text)
    assert (answer.status_code, body["code"]) == (status, code), answer.text
    return body


def codes(body: Any) -> list[str]:
    """The codes of the single faults of a refusal."""
    return [fault["code"] for fault in body.get("errors", [])]


def furnish(url: str) -> Tokens:
    """A migrated database with its people; answers their bearer tokens."""
    store = Store.at(url, Clock(START))
    upgrade(store.engine)
    tokens = {}
    with store.writing("admin") as uow:
        for name, (role, communes) in PEOPLE.items():
            user = open_account(
                uow, today=today_in_hanoi(START), username=name, role=role, communes=communes, password=PASSWORD
            )
            tokens[name] = new_token(uow, user, kind="bearer")
    store.engine.dispose()
    return tokens


@contextmanager
def serving(url: str, folder: Path, tokens: Tokens, clock: Clock) -> Iterator[Service]:
    """The service over a furnished database."""
    engine: Engine = open_engine(url)
    store = Store(engine, clock)
    chosen = Settings(database_url=url, signing_key=KEY, demo=False, cookie_secure=True, instance=folder)
    app = _joined()
    app.extensions["loans"] = Context(store, chosen, clock)
    limiter.reset()
    try:
        yield Service(app, store, clock, dict(tokens))
    finally:
        engine.dispose()


@functools.cache
def _joined() -> Flask:
    """One application a process, whose parts each test replaces: joining one takes longer than most tests do."""
    folder = Path(tempfile.mkdtemp(prefix="loans-joined-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    chosen = Settings(f"sqlite:///{folder / 'empty.db'}", KEY, demo=True, cookie_secure=True, instance=folder)
    return create_app(chosen)


def copied(template: Path, folder: Path) -> str:
    return f"sqlite:///{shutil.copy(template, folder / 'loans.db')}"
