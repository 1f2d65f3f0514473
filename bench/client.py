"""One client: a process of its own that speaks plain HTTP over one kept connection, for so long and so often at most.

It reads its orders as one line of JSON, says "ready" when it has warmed up, begins at the next line, and prints what it
met as JSON; a further line, or the end of its input, stops it early. A 503 is honoured: it waits as long as Retry-After
says and asks again.
"""

import json
import select
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from itertools import count
from typing import Any

FAULTS = 3  # so many wrong answers, and a client stops
AMOUNT = 1_000  # đồng of each repayment
PATIENCE_S = 180  # one answer
Asked = tuple[str, str, str | None, dict[str, str]]
"""Method, path, body, headers."""


class Client:
    """One connection; what it met so far."""

    def __init__(self, orders: dict[str, Any]) -> None:
        self._orders = orders
        self._connection = HTTPConnection("127.0.0.1", orders["port"], timeout=PATIENCE_S)
        self.took: list[tuple[float, float]] = []
        self.refused = 0
        self.faults: list[str] = []

    def run(self, asked: Iterator[Asked], *, seconds: float, most: int) -> None:
        """Ask one after the other until the time or the number is used up."""
        last = time.monotonic() + seconds
        while len(self.took) < most and len(self.faults) < FAULTS and time.monotonic() < last and not _is_told():
            self._one(next(asked), last)

    def _one(self, asked: Asked, last: float) -> None:
        method, path, _, _ = asked
        began = time.monotonic()
        while True:
            try:
                status, pause, content = self._answered(asked)
            except (OSError, HTTPException) as fault:
                self.faults.append(f"{method} {path} after {time.monotonic() - began:.1f} s: {fault!r}")
                return
            if status != 503:
                break
            self.refused += 1
            if time.monotonic() + pause >= last:
                return
            time.sleep(pause)
        if status >= 400:
            self.faults.append(f"{method} {path}: {status} {content[:300].decode(errors='replace')}")
        else:
            self.took.append((began, time.monotonic() - began))

    def _answered(self, asked: Asked) -> tuple[int, float, bytes]:
        """Status, pause asked for, content. A server may close a kept connection: then once more, on a new one."""
        for is_second in (False, True):
            try:
                self._connection.request(*asked)
                answer = self._connection.getresponse()
                return answer.status, float(answer.headers.get("Retry-After") or 1), answer.read()
            except (ConnectionError, HTTPException):
                self._connection.close()
                if is_second:
                    raise
        raise AssertionError


def asked_of(orders: dict[str, Any]) -> Iterator[Asked]:
    """What a client asks: repayments over its loans in turn, or pages in turn."""
    token = {"Authorization": f"Bearer {orders['token']}"}
    if "paths" in orders:
        for number in count():
            yield "GET", orders["paths"][number % len(orders["paths"])], None, token
    loans = orders["loans"]
    sequences = {loan: sequence for loan, sequence, _ in loans}
    for number in count():
        loan, _, on = loans[number % len(loans)]
        key = f"{orders['label']}-{number}"
        body = json.dumps({"on": on, "amount": AMOUNT, "voucher_no": key})
        headers = {"Content-Type": "application/json", "Idempotency-Key": key, "If-Match": f'"{sequences[loan]}"'}
        yield "POST", orders["path"].format(loan=loan), body, token | headers
        sequences[loan] += 1


def _is_told() -> bool:
    """Whether another line has come, which tells to stop."""
    return bool(select.select([sys.stdin], [], [], 0)[0])


def main() -> None:
    """One client's life."""
    orders = json.loads(sys.stdin.readline())
    client, asked = Client(orders), asked_of(orders)
    client.run(asked, seconds=orders["seconds"], most=orders["warm"])
    client.took.clear()
    _say("ready")
    sys.stdin.readline()
    client.run(asked, seconds=orders["seconds"], most=orders["most"])
    _say(json.dumps({"took": client.took, "refused": client.refused, "faults": client.faults}))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
