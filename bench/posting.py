"""Repayments in process on SQLite, one client: ours with all it does, beside the bare stack on a file of its own."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from functools import partial
from itertools import count
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from bench import bare
from bench.branch import Branch, counted
from bench.city import filled
from bench.client import AMOUNT
from bench.clock import best
from bench.server import KEY
from bench.targets import Found
from loans.app import create_app
from loans.settings import Settings
from loans.store.engine import open_engine
from loans.store.unit_of_work import Store

BATCH, TURNS = 100, 3


def measured(loans: int) -> Iterator[Found]:
    """A repayment: signed in, checked, split by the rule, booked, posted to the capital, its reply kept and logged."""
    with tempfile.TemporaryDirectory() as name, Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        folder = Path(name)
        store = filled(f"sqlite:///{folder / 'loans.db'}", loans)
        branch = Branch(store)
        post = _ours(store, branch, folder)
        before = _rows(store)
        post()
        rows = _rows(store) - before
        ours = best(partial(_batch, post), turns=TURNS) / BATCH
        beside = best(partial(_batch, _bare(folder, rows)), turns=TURNS) / BATCH
        store.engine.dispose()
    told = f"{ours * 1000:.2f} ms; bare stack {beside * 1000:.2f} ms, {rows} rows inserted; {loans:,} loans"
    yield Found("post_sqlite", 100 * beside / ours, told)


def _ours(store: Store, branch: Branch, folder: Path) -> Callable[[], None]:
    chosen = Settings(str(store.engine.url), KEY, demo=True, cookie_secure=False, instance=folder)
    client, payable = _client(create_app(chosen, store=store)), branch.take(BATCH)
    stands, numbers = branch.sequences([each.id for each in payable]), count()

    def post() -> None:
        number = next(numbers)
        loan = payable[number % len(payable)].id
        headers = {"Authorization": f"Bearer {branch.collector}", "If-Match": f'"{stands[loan]}"'}
        _post(client, f"/api/v1/loans/{loan}/repayments", f"P{number}", branch.today.isoformat(), headers)
        stands[loan] += 1

    return post


def _bare(folder: Path, rows: int) -> Callable[[], None]:
    engine = open_engine(f"sqlite:///{folder / 'bare.db'}")
    bare.prepare(engine, [*range(1, BATCH + 1)])
    client, numbers = _client(bare.create_app(engine, rows)), count()

    def post() -> None:
        number = next(numbers)
        _post(client, f"/repayments/{number % BATCH + 1}", f"P{number}", "2026-11-16", {})

    return post


def _post(client: FlaskClient, path: str, key: str, on: str, headers: dict[str, str]) -> None:
    answer = client.post(
        path,
        headers={**headers, "Content-Type": "application/json", "Idempotency-Key": key},
        data=json.dumps({"on": on, "amount": AMOUNT, "voucher_no": key}),
    )
    if answer.status_code != 200:
        raise SystemExit(f"a repayment was refused: {answer.get_data(as_text=True)}")


def _client(app: Flask) -> FlaskClient:
    return app.test_client(use_cookies=False)


def _rows(store: Store) -> int:
    with store.engine.connect() as connection, connection.begin():
        return counted(connection)


def _batch(post: Callable[[], None]) -> None:
    for _ in range(BATCH):
        post()
