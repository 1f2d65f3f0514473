"""The proof that nothing recorded was touched: what is hashed, and how one position hangs on the one before it.

An entry is hashed in parts (its seal, itself, one part per table that bears it); the digest of a position is that of
its parts, and link[n] = SHA-256(link[n-1] ‖ position ‖ digest). Only the standard library stands here, and JSON is
written by this file alone: a chain of today must come out the same in twenty years (docs/decisions/0012-proof.md).
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from loans.domain.personal import PERSONAL_KEYS
from loans.domain.refusal import Refusal

VERSION = 1
GENESIS = sha256(b"loans proof, version 1").hexdigest()
"""The link before the first position, the same in every database: 901cb0bc…8298dc."""

SHOWN = 8
"""Letters of a part's digest that are kept beside the link: enough to name the part that differs, no proof itself."""

_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
_PERSONAL = re.compile(f'"(?:{"|".join(sorted(PERSONAL_KEYS))})":')
_HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")

Part = Sequence[Mapping[str, Any]]
"""The rows of one table that bear an entry."""


@dataclass(frozen=True, slots=True)
class Head:
    """A position and its link: whoever knows both can tell whether anything up to there was changed."""

    position: int
    hash: str

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"


BEFORE_ALL = Head(0, GENESIS)


class BreakKind(StrEnum):
    """How a chain is broken."""

    POSITION_MISSING = "position_missing"  # a position, or the entry that stood there, is gone
    LINK_MISSING = "link_missing"
    LINK = "link"  # the link does not follow from the one before it
    SEAL = "seal"  # the position's moment was changed
    ENTRY = "entry"  # what the entry says was changed
    FACTS = "facts"  # a row of a typed table was changed
    ROW_ADDED = "row_added"
    ROW_MISSING = "row_missing"
    REORDERED = "reordered"  # an entry stands at another's position
    INSERTED = "inserted"  # an entry that was never linked stands among linked ones
    SALT = "salt"
    NOTE = "note"  # what is kept beside the link to find the part that differs
    LOOSE = "loose"  # a row that belongs to no entry
    REFERENCE = "reference"  # communes and successions differ from those of this version
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chain does not hold: the position where it has one, and the table."""

    kind: BreakKind
    position: int | None = None
    table: str = ""
    entry_id: int | None = None
    elsewhere: int | None = None  # the position at which a reordered entry was linked
    count: int = 1


def text_of(value: Any) -> str:
    """The one text of a value, independent of how the store writes JSON."""
    return _encode(value)


def digest(value: Any) -> str:
    """SHA-256 of a value's text. Half characters, which only a forger could have written, do not stop it."""
    return sha256(text_of(value).encode("utf-8", "surrogatepass")).hexdigest()


def salted(salt: str, path: str, value: Any) -> dict[str, str]:
    """What stands in the record for a personal value: nobody can try names or numbers on it without the salt."""
    return {"salted": digest([salt, path, value])}


def masked_body(salt: str, text: str) -> Any:
    """An entry's body for the record: its text as stored; where it holds personal keys, its values with those masked.

    A text that is not the one text of its values (a space, a doubled key) is recorded as such too: whoever changes the
    text alone is found.
    """
    if not _PERSONAL.search(text):
        return text
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return salted(salt, "entry.body", text)
    same = text_of(body) == text
    return {"masked": _masked(salt, "entry.body", body), **({} if same else {"text": salted(salt, "text", text)})}


def _masked(salt: str, path: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: salted(salt, f"{path}.{key}", below) if key in PERSONAL_KEYS else _masked(salt, f"{path}.{key}", below)
            for key, below in value.items()
        }
    if isinstance(value, list):
        return [_masked(salt, f"{path}.{place}", below) for place, below in enumerate(value)]
    return value


def digest_of(parts: Mapping[str, Part]) -> tuple[str, dict[str, str]]:
    """The digest of a position out of its parts, and the note that tells which part differs when it does."""
    found = {name: (len(rows), digest(rows)) for name, rows in parts.items()}
    note = {name: f"{count}:{part[:SHOWN]}" for name, (count, part) in found.items()}
    return digest({"version": VERSION, "parts": found}), note


def chained(before: str, position: int, of_position: str) -> str:
    """link[n]: every later link hangs on it."""
    return sha256(bytes.fromhex(before) + position.to_bytes(8, "big") + bytes.fromhex(of_position)).hexdigest()


def differing(kept: Mapping[str, str], found: Mapping[str, str]) -> tuple[BreakKind, str, int]:
    """Which part of a position differs from what was linked: the kind of break, the table, and how many rows."""
    for table in sorted({*kept, *found} - {"entry", "seal"}):
        was, there = _count(kept.get(table, "0:")), _count(found.get(table, "0:"))
        if was != there:
            return (BreakKind.ROW_ADDED if there > was else BreakKind.ROW_MISSING), table, abs(there - was)
    for table in sorted({*kept, *found} - {"entry", "seal"}):
        if kept[table] != found[table]:
            return BreakKind.FACTS, table, 1
    if kept.get("entry") != found["entry"]:
        return BreakKind.ENTRY, "entry", 1
    if kept.get("seal") != found["seal"]:
        return BreakKind.SEAL, "seal", 1
    return BreakKind.LINK, "link", 1


def _count(noted: str) -> int:
    count = noted.partition(":")[0]
    return int(count) if count.isdecimal() else -1


def head_of(text: str) -> Head:
    """A head as people write it down: POSITION:HASH."""
    found = _HEAD.fullmatch(text.strip().lower())
    if found is None:
        raise Refusal(
            "head_unreadable",
            field="head",
            value=text[:100],
            vi="Đầu chuỗi phải viết dạng VỊ-TRÍ:MÃ-BĂM (64 chữ số thập lục phân). Chép lại từ báo cáo hoặc tệp lưu.",
            en="A head is written POSITION:HASH (64 hexadecimal digits). Copy it from the report or the file.",
        )
    return Head(int(found[1]), found[2])
