"""A workbook of the old kind (.xls, BIFF8 in an OLE container), as small as one can be."""

import struct
from collections.abc import Sequence

SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def old_book(
    rows: Sequence[Sequence[str | int]],
    *,
    name: str = "BCQUERY",
    far: tuple[int, int] | None = None,
    small: bool = False,
) -> bytes:
    """One sheet of text and numbers, perhaps with a cell far away, perhaps in a stream too small for own sectors."""
    title = struct.pack("<BB", len(name), 0) + name.encode()
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    at = len(begin) + 4 + 6 + len(title) + 4
    book = begin + _record(0x0085, struct.pack("<IBB", at, 0, 0) + title) + _record(0x000A, b"")
    stream = book + _sheet(rows, far)
    return _small(stream) if small else _container(stream)


def _sheet(rows: Sequence[Sequence[str | int]], far: tuple[int, int] | None) -> bytes:
    found = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    width = max(len(cells) for cells in rows)
    found += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for row, cells in enumerate(rows):
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                text = struct.pack("<HHHHB", row, place, 0, len(cell), 1) + cell.encode("utf-16-le")
                found += _record(0x0204, text)
            else:
                found += _record(0x0203, struct.pack("<HHHd", row, place, 0, float(cell)))
    if far:
        found += _record(0x0203, struct.pack("<HHHd", *far, 0, 1.0))
    return found + _record(0x000A, b"")


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _container(stream: bytes) -> bytes:
    """Sector 0 the table of sectors, sector 1 the directory, then the stream, long enough to be no small one."""
    stream = stream.ljust(max(4_096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    chain = [_FAT, _END, *(range(3, count + 2)), _END]
    fat = struct.pack(f"<{SECTOR // 4}I", *(chain + [_FREE] * (SECTOR // 4 - len(chain))))
    entries = _entry("Root Entry", 5, _END, 0, child=1) + _entry("Workbook", 2, 2, len(stream))
    return _head(_END, 0) + fat + entries.ljust(SECTOR, b"\0") + stream


def _small(stream: bytes) -> bytes:
    """The same with a table of small sectors in sector 2 and the stream of the root in sector 3."""
    parts = -(-len(stream) // 64)
    assert parts <= SECTOR // 64
    table = struct.pack(f"<{SECTOR // 4}I", *range(1, parts), _END, *([_FREE] * (SECTOR // 4 - parts)))
    fat = struct.pack(f"<{SECTOR // 4}I", _FAT, _END, _END, _END, *([_FREE] * (SECTOR // 4 - 4)))
    entries = _entry("Root Entry", 5, 3, SECTOR, child=1) + _entry("Workbook", 2, 0, len(stream))
    return _head(2, 1) + fat + entries.ljust(SECTOR, b"\0") + table + stream.ljust(SECTOR, b"\0")


def _head(small: int, tables: int) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4_096, small, tables, _END, 0)
    return head + struct.pack("<109I", 0, *([_FREE] * 108))


def _entry(name: str, kind: int, start: int, size: int, *, child: int = _FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    found = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
    return found + bytes(36) + struct.pack("<IQ", start, size)
