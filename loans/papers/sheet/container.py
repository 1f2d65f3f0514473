"""What an XLSX file is before anybody reads it: a ZIP whose true size, cells and texts are measured first.

The sizes that a ZIP states of itself can lie, and a reader of sheets makes room for every cell up to the farthest one;
so each part is unpacked here under a limit and its cells are counted.
"""

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from loans.papers.sheet.fault import too_large, unreadable

UNPACKED_MAX = 48 * 1024 * 1024
PARTS_MAX = 500
ROWS_MAX = 20_000
COLUMNS_MAX = 60
CELLS_MAX = 400_000
TEXT_MAX = 60_000_000
"""Cells × the longest text: what a sheet of shared texts could grow to, in characters."""

_LOCAL_HEADER = 30
_TEXTS = ("si", "is", "c")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,9})", re.ASCII)


def check_xlsx(content: bytes) -> None:
    """Refuse what is no XLSX workbook, or one that would not fit; nothing of it is believed before it is measured."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as fault:
        raise unreadable(str(fault)) from fault
    names = archive.namelist()
    if "xl/workbook.xml" not in names or any(name in ("content.xml", "xl/workbook.bin") for name in names):
        raise unreadable("không có xl/workbook.xml / it is no XLSX workbook")
    if len(names) > PARTS_MAX or len(set(names)) != len(names):
        raise too_large(f"{len(names)} phần / parts", PARTS_MAX)
    left, measure = UNPACKED_MAX, Measure()
    for part in archive.infolist():
        text = _unpacked(content, part, left)
        left -= len(text)
        if part.filename.lower().endswith((".xml", ".rels")):
            measure.read(text)


class Measure:
    """Counts cells, their farthest place and the longest text of XML parts; refuses what goes beyond the limits."""

    def __init__(self) -> None:
        self._cells = 0
        self._longest = 0
        self._text: int | None = None
        self._row = 0
        self._column = 0

    def read(self, text: bytes) -> None:
        """One part; a document type declaration, which no workbook has, is refused."""
        self._row = 0
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = _doctype
        try:
            parser.Parse(text, True)
        except (expat.ExpatError, LookupError, ValueError) as fault:  # broken, or in an encoding that nobody knows
            raise unreadable(str(fault)) from fault

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            self._row, self._column = _row(attributes["r"]) if "r" in attributes else self._row + 1, 0
            self._check_place()
        elif local == "c":
            if "r" in attributes:
                self._row, self._column = _place(attributes["r"])
            else:  # a cell that names no place stands beside the last one
                self._column += 1
            self._cells += 1
            self._check_place()
        if local in _TEXTS:
            self._text = 0

    def _end(self, name: str) -> None:
        if self._text is None or name.rpartition(":")[2] not in _TEXTS:
            return
        self._longest, self._text = max(self._longest, self._text), None
        if self._cells * self._longest > TEXT_MAX:
            raise too_large("chữ trong các ô / text of its cells", TEXT_MAX)

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text += len(text)

    def _check_place(self) -> None:
        if self._row > ROWS_MAX or self._column > COLUMNS_MAX or self._cells > CELLS_MAX:
            found = f"hàng / row {self._row}, cột / column {self._column}, {self._cells} ô / cells"
            raise too_large(found, f"{ROWS_MAX} × {COLUMNS_MAX}, {CELLS_MAX} ô / cells")


def _row(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise unreadable(f"hàng / row {text[:20]}")
    return int(text)


def _place(reference: str) -> tuple[int, int]:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise unreadable(f"ô / cell {reference[:20]}")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _unpacked(content: bytes, part: zipfile.ZipInfo, most: int) -> bytes:
    """One part, unpacked from its own bytes until it ends or grows beyond ``most``."""
    start = part.header_offset
    name, extra = (int.from_bytes(content[start + at : start + at + 2], "little") for at in (26, 28))
    begin = start + _LOCAL_HEADER + name + extra
    if part.compress_type == zipfile.ZIP_STORED:
        text = content[begin : begin + part.compress_size]
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        try:
            # what follows the stated size is unpacked too: another reader may not stop there
            text = zlib.decompressobj(-zlib.MAX_WBITS).decompress(content[begin:], most + 1)
        except zlib.error as fault:
            raise unreadable(f"{part.filename}: {fault}") from fault
    else:
        raise unreadable(f"{part.filename}: cách nén / compression {part.compress_type}")
    if len(text) > most:
        raise too_large(f"{UNPACKED_MAX // 2**20}+ MB", f"{UNPACKED_MAX // 2**20} MB")
    return text


def _doctype(*_given: object) -> None:
    raise unreadable("có DOCTYPE / it declares a document type")
