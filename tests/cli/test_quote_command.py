"""`loans quote` as an officer calls it: JSON in, JSON out, faults on stderr with exit 2."""

import json
import subprocess
import sys
from typing import Any

import pytest

GOOD = {
    "principal": 100_000_000,
    "annual_rate": "0.079248",
    "disbursed_on": "2026-01-01",
    "due_dates": ["2026-02-01"],
    "method": "bullet",
}


def run(stdin: bytes) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-c", "from loans.cli import main; main()", "quote"]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


def refused(stdin: bytes) -> str:
    done = run(stdin)
    assert done.returncode == 2
    assert done.stdout == b""
    told = done.stderr.decode()
    assert "Traceback" not in told
    return told


def test_a_quote_is_printed_as_json() -> None:
    done = run(json.dumps(GOOD).encode())
    assert done.returncode == 0
    assert done.stderr == b""
    answer = json.loads(done.stdout)
    assert answer["total_interest"] == 673_065
    assert list(answer["rows"][0]) == [
        "no",
        "start",
        "due",
        "days",
        "principal",
        "interest",
        "total",
        "balance_after",
    ]


def test_a_byte_order_mark_does_no_harm() -> None:
    assert run(b"\xef\xbb\xbf" + json.dumps(GOOD).encode()).returncode == 0


@pytest.mark.parametrize(
    "stdin",
    [
        b"",
        b"   \n",
        b"{",
        b"[1]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b'{"principal": NaN}',
        b'{"principal": Infinity}',
        b'{"principal": 1, "principal": 2}',
        b'{"principal": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a": 1} {"b": 2}',
    ],
)
def test_what_is_not_one_clear_object_is_refused_without_a_traceback(stdin: bytes) -> None:
    assert "JSON" in refused(stdin)


def test_every_fault_is_named_vietnamese_first() -> None:
    wrong: dict[str, Any] = {**GOOD, "principal": 1.5, "annual_rate": 0.1, "methods": "\ud800"}
    told = refused(json.dumps(wrong).encode())
    assert told.index("Không tính được") < told.index("No quote was made")
    assert all(name in told for name in ("principal", "annual_rate", "methods"))
