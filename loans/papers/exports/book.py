"""The cells of a file: sheets of a workbook, measured before they are read whole; or a CSV, line by line."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO
from xml.parsers import expat

from loans.papers.apart import Sheets, sheets_apart, visible_sheets
from loans.papers.exports.fault import too_large
from loans.papers.exports.lines import COLUMNS_MAX, records
from loans.papers.exports.old import areas
from loans.papers.sheet.fault import unreadable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
CSV = "text/csv"
MEDIA_TYPES = (XLSX, XLS, CSV)

XLS_MAX = 16 * 2**20
UNPACKED_MAX = 192 * 2**20
ROWS_MAX = 100_000
CELLS_MAX = 3_000_000
AREA_MAX = 5_000_000
"""Rows × columns up to the farthest cells: a reader makes room for every cell between."""
TEXT_MAX = 400_000_000
"""Cells × the longest text: what a workbook of shared texts could grow to, in characters."""

_PIECE = 2**20
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_STATED = f"{ROWS_MAX} hàng/rows × {COLUMNS_MAX} cột/columns, {CELLS_MAX} ô/cells, {UNPACKED_MAX // 2**20} MB"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name ("" for a CSV), its rows from the first on, and whether every cell of them is text."""

    name: str
    rows: Iterable[list[Any]]
    texts: bool = False


def sheets(source: bytes | BinaryIO) -> Iterator[Sheet]:
    """The visible sheets of a file. What it is, its first bytes say: Excel sends a CSV under the type of .xls."""
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    start = stream.read(8)
    stream.seek(0)
    if start.startswith(_ZIP):
        content = stream.read(UNPACKED_MAX + 1)
        measure(content)
        yield from _kept(visible_sheets(content))
    elif start.startswith(_OLE):
        content = stream.read(XLS_MAX + 1)
        if len(content) > XLS_MAX:
            raise too_large(f"{XLS_MAX // 2**20}+ MB .xls", f"{XLS_MAX // 2**20} MB .xls")
        if sum(areas(content)) > AREA_MAX:
            raise too_large("ô cuối quá xa / the farthest cell", _STATED)
        yield from _kept(sheets_apart(content))
    else:
        yield Sheet("", records(stream), texts=True)


def _kept(found: Sheets) -> Iterator[Sheet]:
    for name, rows in found:
        if len(rows) > ROWS_MAX:
            raise too_large(f"{len(rows)} hàng/rows", _STATED)
        yield Sheet(name, rows)


# --- the true size of an XLSX, unpacked piece by piece: the sizes that a ZIP states of itself can lie


def measure(content: bytes) -> None:
    """Refuse what is no XLSX, or one that would not fit; nothing of it is believed before it is measured."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as fault:
        raise unreadable(str(fault)) from fault
    names = archive.namelist()
    if "xl/workbook.xml" not in names or len(set(names)) != len(names) or len(names) > 1_000:
        raise unreadable("không phải sổ .xlsx / it is no XLSX workbook")
    size, counted = 0, _Cells()
    for part in archive.infolist():
        parser = counted.parser() if part.filename.lower().endswith((".xml", ".rels")) else None
        for piece in _pieces(content, part):
            size += len(piece)
            if size > UNPACKED_MAX:
                raise too_large(f"{size // 2**20}+ MB", _STATED)
            _parse(parser, piece)
        _parse(parser, b"", last=True)


def _pieces(content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    start = part.header_offset
    name, extra = (int.from_bytes(content[start + at : start + at + 2], "little") for at in (26, 28))
    packed = memoryview(content)[start + 30 + name + extra :]
    if part.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed[: part.compress_size])
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise unreadable(f"{part.filename}: cách nén / compression {part.compress_type}")
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        # what follows the stated size is unpacked too: another reader may not stop there
        piece, rest = unpacker.decompress(packed, _PIECE), unpacker.unconsumed_tail
        yield piece
        while not unpacker.eof and (rest or piece):
            piece, rest = unpacker.decompress(rest, _PIECE), unpacker.unconsumed_tail
            yield piece
    except zlib.error as fault:
        raise unreadable(f"{part.filename}: {fault}") from fault


def _parse(parser: expat.XMLParserType | None, piece: bytes, *, last: bool = False) -> None:
    if parser is None:
        return
    try:
        parser.Parse(piece, last)
    except (expat.ExpatError, LookupError, ValueError) as fault:
        raise unreadable(str(fault)) from fault


class _Cells:
    """Counts cells, their farthest place and the longest text over the parts of a workbook."""

    def __init__(self) -> None:
        self._cells = self._longest = self._row = self._farthest = self._area = 0
        self._places = (0, 0)
        self._text: int | None = None

    def parser(self) -> expat.XMLParserType:
        self._row, self._text = 0, None
        self._farthest, self._places = self._area, (0, 0)
        made = expat.ParserCreate()
        made.buffer_text = True
        made.StartElementHandler, made.EndElementHandler = self._start, self._end
        made.CharacterDataHandler, made.StartDoctypeDeclHandler = self._characters, _doctype
        return made

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            self._row = self._row + 1 if "r" not in attributes else _number(attributes["r"])
            self._check(self._row, 0)
        elif local == "c":
            self._cells += 1
            reference = attributes.get("r", "")
            letters = reference.rstrip("0123456789")
            self._check(_number(reference[len(letters) :] or "0"), _column(letters))
        if local in ("si", "is", "c"):
            self._text = 0

    def _end(self, name: str) -> None:
        if self._text is not None and name.rpartition(":")[2] in ("si", "is", "c"):
            self._longest, self._text = max(self._longest, self._text), None
            if self._cells * self._longest > TEXT_MAX:
                raise too_large("chữ trong các ô / text of its cells", _STATED)

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text += len(text)

    def _check(self, row: int, column: int) -> None:
        rows, columns = self._places
        if row > rows or column > columns:
            self._places = rows, columns = max(row, rows), max(column, columns)
            self._area = self._farthest + rows * columns
            if self._area > AREA_MAX:
                raise too_large(f"{rows} hàng/rows × {columns} cột/columns", _STATED)
        if row > ROWS_MAX or column > COLUMNS_MAX or self._cells > CELLS_MAX:
            raise too_large(f"hàng/row {row}, cột/column {column}, {self._cells} ô/cells", _STATED)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise unreadable(f"ô / cell {text[:20]}")
    return int(text)


def _column(letters: str) -> int:
    found = 0
    for letter in letters.upper()[:4]:
        found = found * 26 + ord(letter) - 64
    return found


def _doctype(*_given: object) -> None:
    raise unreadable("có DOCTYPE / it declares a document type")
