"""The pages under a portfolio: how heavy each is and how long it takes, beside the sign-in page of the same run.

``python -m bench.pages LOANS`` measures on so many loans: 30,000 are a city.
"""

import gzip
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from bench.city import filled
from bench.clock import HEADING, Measured, best
from bench.diary import CLOSING
from loans.app import create_app
from loans.http.identity import COOKIE
from loans.service import demo
from loans.service.account import new_token, open_account
from loans.settings import Settings
from loans.store.unit_of_work import Store

LOANS = 4_000
TURNS = 2
KEY = "a-key-of-the-measurements-alone-"
ASKED = {"Accept": "text/html", "Accept-Encoding": "gzip"}
ASIDE = "/sign-in"

PAGES = {
    "planner": (
        "/home",
        "/plan",
        "/plan/demand",
        "/plan/demand/2027/00004",
        "/plan/scenarios",
        "/plan/scenarios/new?year=2027",
        "/plan/scenarios/{scenario}",
        "/plan/rounds/new",
        "/plan/rounds/{round}",
        "/plan/absorption",
        "/plan/recovery",
        "/plan/capital",
        "/plan/figures",
        "/plan/job-results",
    ),
    "officer": (
        "/home",
        "/tin-dung/ho-so",
        "/tin-dung/ho-so/tat-ca",
        "/tin-dung/ho-so/{application}",
        "/tin-dung/khach-hang?q=gia+dinh",
        "/tin-dung/khach-hang/{borrower}",
        "/tin-dung/danh-sach-to",
        "/tin-dung/khoan-vay",
        "/tin-dung/khoan-vay?q=nguyen",
        "/tin-dung/khoan-vay/{loan}",
        "/tin-dung/khoan-vay/{loan}/thu-no",
        "/tin-dung/thu-no",
        "/tin-dung/thu-no/{point}",
        "/tin-dung/kiem-tra",
    ),
    "approver": ("/home", "/tin-dung/ho-so", "/tin-dung/khach-hang?q=khong+ai", "/tin-dung/kiem-tra"),
    "auditor": (
        "/home",
        "/kiem-tra/no-qua-han",
        "/kiem-tra/no-qua-han?by=group",
        "/kiem-tra/no-qua-han?since=01/10/2026",
        "/kiem-tra/no-qua-han/khoan-vay",
        "/kiem-tra/so-sanh?from=30/09/2026&to=31/10/2026",
        "/kiem-tra/danh-sach",
        "/kiem-tra/danh-sach/use-check-missing",
        "/kiem-tra/danh-sach/so-lieu",
        "/kiem-tra/nguon-von",
        "/kiem-tra/nguon-von/{source}",
        "/kiem-tra/doi-chieu/so-ta",
        "/kiem-tra/nhat-ky",
        "/kiem-tra/chuoi",
        "/kiem-tra/bieu-mau/01.1-BCTD",
        "/kiem-tra/khoan-vay/{loan}",
        "/nap-du-lieu",
        "/dia-ban",
        "/luat",
    ),
}
"""Pages by who opens them; in braces stands what the database holds."""

NAMED = {
    "scenario": "SELECT min(id) FROM scenario",
    "round": "SELECT max(id) FROM allocation_round",
    "source": "SELECT min(id) FROM source",
    "point": "SELECT max(id) FROM point WHERE commune = '00070'",
    "loan": "SELECT max(id) FROM loan WHERE commune = '00070'",
    "borrower": "SELECT max(borrower_id) FROM loan WHERE commune = '00070'",
    "application": "SELECT max(id) FROM application WHERE commune IN ('00004', '00070', '00166')",
}


def measured(loans: int = LOANS) -> Iterator[Measured]:
    """Each page as its person opens it: the first time after something was booked, and again."""
    with tempfile.TemporaryDirectory() as folder, Path(os.devnull).open("w") as nowhere:
        with redirect_stdout(nowhere):
            store = filled(f"sqlite:///{Path(folder) / 'loans.db'}", loans)
            store.link()
            app = create_app(Settings(str(store.engine.url), KEY, True, False, Path(folder)), store=store)
            clients = {role: _signed_in(store, app.test_client(), role) for role in PAGES}
            beside = best(lambda: _opened(app.test_client(), ASIDE), turns=5)
            weight = len(_opened(app.test_client(), ASIDE))
            with store.engine.connect() as connection, connection.begin():
                named = {name: _one(connection, query) for name, query in NAMED.items()}
        for role, addresses in PAGES.items():
            for address in addresses:
                path = address.format(**named)
                with redirect_stdout(nowhere):
                    found, line = _measure(store, clients[role], path), f"{address}, {role}"
                first, again, whole, sent = found
                told = f"{line}: {whole / 1000:.0f} kB ({sent / 1000:.0f} sent); {first * 1000:.0f} ms after a booking"
                yield Measured(told, again, f"{ASIDE}, {weight / 1000:.0f} kB", beside)
        store.engine.dispose()


def _measure(store: Store, client: FlaskClient, path: str) -> tuple[float, float, int, int]:
    with store.writing("bench") as uow:
        uow.entries.open("bench", f"{path} {time.time_ns()}", "booked", CLOSING, {})
    began = time.perf_counter()
    sent = client.get(path, headers=ASKED)
    content = sent.data
    first = time.perf_counter() - began
    if sent.status_code != 200:
        raise SystemExit(f"{path} answered {sent.status_code}")
    again = best(lambda: client.get(path, headers=ASKED).data, turns=TURNS if first < 1 else 1)
    packed = sent.headers.get("Content-Encoding") == "gzip"
    return first, again, len(gzip.decompress(content) if packed else content), len(content)


def _opened(client: FlaskClient, path: str) -> bytes:
    found: bytes = client.get(path, headers={"Accept": "text/html"}).data
    return found


def _signed_in(store: Store, client: FlaskClient, role: str) -> FlaskClient:
    with store.writing("admin") as uow:
        user = open_account(
            uow,
            today=CLOSING,
            username=role,
            role=role,
            communes=demo.COMMUNES if role == "officer" else (),
            password="only-for-measuring",  # noqa: S106 - a database that is thrown away
        )
        client.set_cookie(COOKIE, new_token(uow, user, kind="session"), domain="localhost")
    return client


def _one(connection: Connection, query: str) -> int:
    found = connection.scalar(text(query))
    if found is None:
        raise SystemExit(f"nothing answers {query}")
    return int(found)


def main() -> None:
    """The pages under a portfolio of the size asked for."""
    sys.stdout.write(f"{HEADING}\n")
    for found in measured(int(sys.argv[1]) if len(sys.argv) > 1 else LOANS):
        sys.stdout.write(f"{found.line()}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
