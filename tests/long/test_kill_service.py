"""kill -9 of the really started service while a client repays: every repayment it was told of is there once."""

import json
import os
import signal
import subprocess
import threading
import urllib.error
import urllib.request
from contextlib import suppress
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from random import Random
from typing import Any

import pytest

from loans.service.account import new_token, open_account
from tests.api.service import KEY, PASSWORD, V1
from tests.cli.test_serve_command import command, environment
from tests.long.conftest import Tell
from tests.long.invariants import hold
from tests.long.stream import opened
from tests.ports import free_port, wait_for
from tests.programme import COMMUNES, MILLION, Clock, Programme

pytestmark = pytest.mark.long

KILLS = 12
PATIENCE_S = 30.0
LOANS = 10


class Served:
    """`loans serve` in a process group of its own, so that one kill ends the master and its workers together."""

    def __init__(self, url: str, folder: Path, token: str) -> None:
        self.url, self.folder, self.token, self.port = url, folder, token, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        given = {"LOANS_DATABASE_URL": self.url, "LOANS_PORT": str(self.port), "LOANS_SIGNING_KEY": KEY}
        with (self.folder / "served").open("ab") as log:
            self.process = subprocess.Popen(
                command("serve"),
                env=environment(self.folder, WEB_CONCURRENCY="2", **given),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        for _ in range(3):
            with suppress(TimeoutError):
                wait_for(f"{self.address}/ready", PATIENCE_S)
                return
        raise TimeoutError((self.folder / "served").read_text("utf-8")[-2000:])

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE_S)

    def ask(self, path: str, body: Any = None, **headers: str) -> tuple[int, Any, Any]:
        """Status, body and headers of an answer; whatever breaks on the way raises ``OSError`` or ``HTTPException``."""
        asked = urllib.request.Request(  # noqa: S310 - loopback
            self.address + V1 + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **headers},
        )
        try:
            with urllib.request.urlopen(asked, timeout=PATIENCE_S) as answer:  # noqa: S310 - loopback
                return answer.status, json.loads(answer.read()), answer.headers
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read()), refused.headers


class Cashier:
    """Repays loan after loan, a new key each; what was not answered is sent again just as it was."""

    def __init__(self, served: Served, loans: list[int]) -> None:
        self.served, self.loans = served, loans
        self.told: list[str] = []
        self.sent_again = self.replayed = 0
        self.pending: tuple[str, dict[str, Any], dict[str, str]] | None = None

    def work(self) -> None:
        """Until the service is gone."""
        with suppress(OSError, HTTPException):
            while True:
                self._repay()

    def _repay(self) -> None:
        if self.pending is None:
            number = len(self.told)
            path = f"/loans/{self.loans[number % LOANS]}"
            status, answer, headers = self.served.ask(path)
            assert status == 200, answer
            paid = {"on": "2026-03-09", "voucher_no": f"PT-{number}", "principal": 1_000, "interest": 0}
            self.pending = (f"{path}/repayments", paid, {"If-Match": headers["ETag"], "Idempotency-Key": f"k{number}"})
        else:
            self.sent_again += 1
        path, body, headers = self.pending
        status, answer, given = self.served.ask(path, body, **headers)
        assert status == 200, answer
        assert answer["principal"] == 1_000
        self.replayed += given.get("Idempotent-Replayed") == "true"
        self.told.append(str(body["voucher_no"]))
        self.pending = None


def test_a_killed_service_keeps_every_repayment_it_answered_and_none_twice(
    database_url: str, tmp_path: Path, draw: Random, tell: Tell
) -> None:
    with opened(database_url) as store:
        programme = Programme(store, Clock(datetime.now(UTC)))
        source_id, point = programme.funded(10_000 * MILLION), programme.point()
        loans = [programme.lent(source_id, 100 * MILLION, point=point).id for _ in range(LOANS)]
        with store.writing("admin") as uow:
            officer = open_account(
                uow, today=programme.today, username="officer", role="officer", communes=COMMUNES, password=PASSWORD
            )
            token = new_token(uow, officer, kind="bearer")
    served = Served(database_url, tmp_path, token)
    cashier = Cashier(served, loans)
    try:
        for _ in range(KILLS):
            end = threading.Timer(draw.uniform(0.1, 0.8), served.kill)
            end.start()
            cashier.work()
            end.join()
            served.start()
        while cashier.pending is not None or len(cashier.told) % LOANS:
            cashier._repay()
    finally:
        served.kill()
    with opened(database_url) as store:
        programme = Programme(store, Clock(datetime.now(UTC)))
        with store.reading() as uow:
            kept = sorted(entry.voucher_no for entry in uow.loans.entries() if entry.voucher_no.startswith("PT-"))
        stands = programme.statement(source_id)
        assert kept == sorted(cashier.told)
        assert stands.outstanding == LOANS * 100 * MILLION - len(kept) * 1_000
        store.seal()
        counts = hold(store.engine)
    assert (counts["reply"], counts["unsealed"]) == (len(kept), 0)
    tell(
        f"{KILLS} kills of gunicorn, {len(kept)} repayments, {cashier.sent_again} sent again, "
        f"{cashier.replayed} given the stored reply; {counts}"
    )
