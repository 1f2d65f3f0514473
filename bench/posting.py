"""Recording repayments over HTTP on SQLite, beside a bare INSERT that is as durable."""

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from itertools import count
from pathlib import Path

from flask.testing import FlaskClient

from bench.clock import Measured, best
from loans.app import create_app
from loans.domain.calendar import today_in_hanoi
from loans.service import demo
from loans.service.account import new_token, open_account
from loans.settings import Settings
from loans.store.schema import upgrade
from loans.store.unit_of_work import Store, utc_now

BATCH = 100
TURNS = 3
V1 = "/api/v1"
KEY = "a-key-of-the-measurements-alone-"


def measured() -> Iterator[Measured]:
    """A repayment: signed in, checked, split by the rule, booked, posted to the capital, its reply kept."""
    with tempfile.TemporaryDirectory() as folder, Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        client, headers = _service(Path(folder))
        numbers = count(1)
        post = best(lambda: _post(client, headers, numbers), turns=TURNS) / BATCH
        bare = best(lambda: _insert(Path(folder) / "bare.db"), turns=TURNS) / BATCH
    rate = f"{1 / post:,.0f} a second, one client"
    yield Measured(f"POST a repayment on SQLite ({rate})", post, "a bare INSERT and commit, as durable", bare)


def _service(folder: Path) -> tuple[FlaskClient, dict[str, str]]:
    chosen = Settings(f"sqlite:///{folder / 'loans.db'}", KEY, demo=True, cookie_secure=False, instance=folder)
    store = Store.at(chosen.database_url)
    upgrade(store.engine)
    with store.writing("bench") as uow:
        demo.build(uow)
        user = open_account(
            uow,
            today=today_in_hanoi(utc_now()),
            username="officer",
            role="officer",
            communes=demo.COMMUNES,
            password="only-for-measuring",  # noqa: S106 - a database that is thrown away
        )
        token = new_token(uow, user, kind="bearer")
    client = create_app(chosen, store=store).test_client()
    return client, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}


def _post(client: FlaskClient, headers: dict[str, str], numbers: Iterator[int]) -> None:
    """A batch over the loans that are out, in turn: no history grows much longer than a real one."""
    loans = client.get(f"{V1}/loans", headers=headers).get_json()["items"]
    out = {loan["id"]: loan["sequence"] for loan in loans if loan["amount"] > 100_000_000}
    for place, number in zip(range(BATCH), numbers, strict=False):
        loan = list(out)[place % len(out)]
        answer = client.post(
            f"{V1}/loans/{loan}/repayments",
            headers={**headers, "Idempotency-Key": str(number), "If-Match": f'"{out[loan]}"'},
            data=json.dumps({"on": "2026-10-31", "amount": 1_000, "voucher_no": f"DO-{number:06d}"}),
        )
        if answer.status_code != 200:
            raise SystemExit(f"a repayment was refused: {answer.get_data(as_text=True)}")
        out[loan] += 1


def _insert(file: Path) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS entry (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
    for _ in range(BATCH):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO entry (body) VALUES (?)", ('{"interest":1000,"principal":0}',))
        connection.execute("COMMIT")
    connection.close()
