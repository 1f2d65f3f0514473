"""``loans quote``: a JSON object on stdin, the schedule as JSON on stdout."""

import json
import sys
from typing import Any, NoReturn

import click

from loans.domain.quote import quote as quoted
from loans.domain.refusal import Refusal


@click.command()
def quote() -> None:
    """Tính thử lịch trả nợ: đọc một đối tượng JSON từ stdin, in lịch ra stdout (số học thuần túy).

    Compute a repayment schedule: one JSON object on stdin, the schedule as JSON on stdout. No limit of
    the law is checked.
    """
    request = _read(sys.stdin.buffer.read() if sys.stdin else b"")
    click.echo(json.dumps(quoted(request), ensure_ascii=False, indent=2))


def _read(raw: bytes) -> Any:
    """The JSON value that stands in ``raw``; raises ``Refusal`` where there is none or an unclear one."""
    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_without_duplicates, parse_constant=_not_a_number)
    except RecursionError:
        reason = "nested too deeply"
    except ValueError as error:  # malformed JSON, text that is not UTF-8, NaN, a number of thousands of digits
        reason = str(error)
    raise Refusal(
        "quote_not_json",
        vi=f"stdin không phải một đối tượng JSON đọc được ({reason}); hãy gửi đúng một đối tượng {{ … }} mã UTF-8.",
        en=f"stdin is not a readable JSON object ({reason}); send exactly one object {{ … }} in UTF-8.",
    )


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object out of its pairs; a field that stands twice is refused, for one of the two would be ignored."""
    read: dict[str, Any] = {}
    for name, value in pairs:
        if name in read:
            raise ValueError(f"field {name!r} stands twice")
        read[name] = value
    return read


def _not_a_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number of JSON")
