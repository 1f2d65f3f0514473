"""The seven kinds of value in a column, how each is written as text, and how strictly it is read back.

What is read must be what would be written: a number with a plus sign, a day without dashes, JSON with a space is
refused, so that a value has one text and a file that was read in and out again is the same file.
"""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, Integer, LargeBinary, String, Text
from sqlalchemy.types import TypeEngine

from loans.store.types import Canonical, Moment, canonical

_INT64 = 2**63


class Kind(StrEnum):
    """A kind of value; the word is the type in the schema of the files."""

    INTEGER = "integer"
    TEXT = "string"
    DAY = "date"
    MOMENT = "datetime"
    YES_NO = "boolean"
    BYTES = "binary"
    JSON = "json"


SQL: Mapping[Kind, TypeEngine[Any]] = {
    Kind.INTEGER: BigInteger(),
    Kind.TEXT: Text(),
    Kind.DAY: Date(),
    Kind.MOMENT: Moment(),
    Kind.YES_NO: Boolean(create_constraint=False),
    Kind.BYTES: LargeBinary(),
    Kind.JSON: Text(),  # the text itself: what was hashed is what was recorded, not what it means
}
"""The type as which a column of each kind is read and written, on both databases."""

_OF_TYPE: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (Canonical, Kind.JSON),
    (Moment, Kind.MOMENT),
    (Boolean, Kind.YES_NO),
    (Integer, Kind.INTEGER),
    (Date, Kind.DAY),
    (LargeBinary, Kind.BYTES),
    (String, Kind.TEXT),
)


def kind_of(column_type: TypeEngine[Any]) -> Kind:
    """The kind of a column of the database; a type that no table has had so far is a ``TypeError``."""
    for known, kind in _OF_TYPE:
        if isinstance(column_type, known):
            return kind
    raise TypeError(f"no open format for {column_type!r}")


def _moment_text(value: datetime) -> str:
    return value.replace(tzinfo=None).isoformat("T", "microseconds") + "Z"


def _bytes_text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _yes_no_text(value: bool) -> str:
    return "true" if value else "false"


TEXT_OF: Mapping[Kind, Callable[[Any], str]] = {
    Kind.INTEGER: str,
    Kind.TEXT: str,
    Kind.DAY: lru_cache(4096)(date.isoformat),
    Kind.MOMENT: _moment_text,
    Kind.YES_NO: _yes_no_text,
    Kind.BYTES: _bytes_text,
    Kind.JSON: str,
}
"""How a value that is there is written; moments are in UTC."""


def _json(text: str) -> str:
    return canonical(json.loads(text))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


_PARSED: Mapping[Kind, Callable[[str], Any]] = {
    Kind.INTEGER: int,
    Kind.DAY: date.fromisoformat,
    Kind.MOMENT: _moment,
    Kind.YES_NO: "true".__eq__,
    Kind.BYTES: base64.b64decode,
    Kind.JSON: _json,
}


def _strictly(kind: Kind) -> Callable[[str], Any]:
    parsed, text_of = _PARSED[kind], TEXT_OF[kind]

    def value_of(text: str) -> Any:
        value = parsed(text)
        if text_of(value) != text:
            raise ValueError(text)
        return within(value) if kind is Kind.INTEGER else value

    return value_of


def within(value: int) -> int:
    """A whole number that a column of 64 bits holds; else ``ValueError``."""
    if not -_INT64 <= value < _INT64:
        raise ValueError(value)
    return value


VALUE_OF: Mapping[Kind, Callable[[str], Any]] = {
    Kind.TEXT: str,
    **{kind: _strictly(kind) for kind in _PARSED},
    Kind.DAY: lru_cache(4096)(_strictly(Kind.DAY)),
}
"""How a text is read; ``ValueError`` where it is not what this program would have written."""
