"""The records of a CSV as it comes: its alphabet, its separator, a bounded longest line; read block by block.

A block is decoded at once and its records taken by the thousand: of a file with ten million lines
nothing else is kept.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import chain, islice
from typing import BinaryIO

from loans.papers.exports.fault import too_large
from loans.papers.sheet.fault import encoding, unreadable

COLUMNS_MAX = 200
TOGETHER = 1_024
"""Records taken at a time."""

_SNIFFED = 64 * 2**10
_LINE_MAX = 2**20
_BLOCK = 2**16
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def records(stream: BinaryIO) -> Iterator[list[str]]:
    """The records in their order, an empty line an empty one; raises ``Refusal`` where they cannot be read."""
    return chain.from_iterable(_together(stream))


def _together(stream: BinaryIO) -> Iterator[list[list[str]]]:
    start = stream.read(_SNIFFED)
    stream.seek(0)
    alphabet = "utf-16" if start.startswith(_UTF16) else "utf-8-sig"
    separator, marked = _separator(start, alphabet)
    lines = chain.from_iterable(_blocks(stream, alphabet))
    reader = csv.reader(islice(lines, marked, None), delimiter=separator, strict=True)
    number = marked
    if marked:
        yield [[]]
    while True:
        taken: list[list[str]] = []
        try:
            taken.extend(islice(reader, TOGETHER))
        except csv.Error as fault:
            raise unreadable(f"hàng / row {number + len(taken) + 1}: {fault}") from fault
        if not taken:
            return
        if max(map(len, taken)) > COLUMNS_MAX:
            place, cells = next((at, row) for at, row in enumerate(taken) if len(row) > COLUMNS_MAX)
            raise too_large(f"hàng/row {number + place + 1}: {len(cells)} cột/columns", f"{COLUMNS_MAX} cột/columns")
        yield taken
        number += len(taken)


def _blocks(stream: BinaryIO, alphabet: str) -> Iterator[io.StringIO]:
    """Whole lines in blocks, of which the longest line is bounded; the stream stays open."""
    text, rest = io.TextIOWrapper(stream, encoding=alphabet, newline=""), ""
    try:
        while piece := text.read(_BLOCK):
            if "\0" in piece:
                raise unreadable("ký tự NUL / a NUL character")
            block = rest + piece
            ends = max(block.rfind("\n"), block.rfind("\r", 0, -1)) + 1
            rest = block[ends:]
            if len(rest) > _LINE_MAX or _first_line(block[:ends]) > _LINE_MAX:
                raise too_large("một dòng / a line over 1 MB", "1 MB")
            yield io.StringIO(block[:ends], newline="")
        yield io.StringIO(rest, newline="")
    except UnicodeDecodeError as fault:
        raise encoding("khác UTF-8 (có thể Windows-1258, TCVN3 / another one)") from fault
    finally:
        if not stream.closed:  # whoever only looks at the heading closes the file before its end
            text.detach()


def _first_line(block: str) -> int:
    """The length of the first line: alone in a block it can have begun in the one before."""
    if len(block) <= _LINE_MAX:
        return 0
    return len(io.StringIO(block, newline="").readline())


def _separator(start: bytes, alphabet: str) -> tuple[str, int]:
    """The separator, and 1 where a first line ``sep=;`` names it."""
    text = start.decode(alphabet, errors="ignore")
    if text[:4].casefold() == "sep=" and len(text) > 4:
        return text[4], 1
    lines = [line for line in text.splitlines() if line.strip(" ,;\t")][:60]
    counts = {mark: sum(line.count(mark) for line in lines) for mark in (";", "\t", ",")}
    return max(counts, key=lambda mark: counts[mark]), 0
