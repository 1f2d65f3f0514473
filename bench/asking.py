"""One request at a time, as long as a person waits for it: put off with 503, it is asked again until it is answered."""

import json
import time
from dataclasses import dataclass
from http.client import HTTPConnection

from bench.client import AMOUNT, PATIENCE_S


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: status, kind, content, where it sends one, and the seconds from the first asking to the end."""

    status: int
    kind: str
    content: bytes
    location: str
    seconds: float


def asked(port: int, path: str, headers: dict[str, str]) -> Answer:
    """GET over a connection of its own, so that any worker may answer."""
    began = time.monotonic()
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        took = time.monotonic() - began
        if answer.status != 503 or took > PATIENCE_S:
            return Answer(
                answer.status,
                answer.headers.get_content_type(),
                content,
                answer.headers.get("Location", ""),
                took,
            )
        time.sleep(float(answer.headers.get("Retry-After") or 1))


def sent(port: int, path: str, body: object, headers: dict[str, str], *, key: str) -> float:
    """POST a body once and read the answer, the seconds it took; an answer that refuses ends the bench."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    more = {"Content-Type": "application/json", "Idempotency-Key": key}
    began = time.monotonic()
    connection.request("POST", path, json.dumps(body), headers | more)
    answer = connection.getresponse()
    said = answer.read()
    took = time.monotonic() - began
    connection.close()
    if answer.status >= 400:
        raise SystemExit(f"POST {path} was answered {answer.status}: {said[:300].decode(errors='replace')}")
    return took


def paid(port: int, token: str, loan: int, sequence: int, *, on: str, key: str) -> None:
    """One repayment, so that something is booked."""
    headers = {"Authorization": f"Bearer {token}", "If-Match": f'"{sequence}"'}
    body = {"on": on, "amount": AMOUNT, "voucher_no": key}
    sent(port, f"/api/v1/loans/{loan}/repayments", body, headers, key=key)
