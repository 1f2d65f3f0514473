"""How large the sheets of an old workbook (.xls) would be, before anybody makes room for them.

A reader makes room for every cell up to the farthest one, and a file of eight kilobytes can name a cell in the last
row and column; so the records of its stream are walked here, and no further than their places.
"""

import struct
from collections.abc import Iterator

from loans.papers.sheet.fault import unreadable

_END = 0xFFFFFFFA
"""From here on a number of a sector is a mark, no sector."""
_ENTRY = 128
_STREAMS = ("workbook", "book")
_SHEET = 0x0809
_MANY = (0x00BD, 0x00BE)
_CELLS = (0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x0207, 0x027E, 0x00D6, 0x00FD, *_MANY)


def areas(content: bytes) -> Iterator[int]:
    """Rows × columns of each sheet of the container's workbooks; raises ``Refusal`` where it cannot be followed."""
    try:
        for stream in _Container(content).streams():
            yield from _areas(stream)
    except (struct.error, IndexError, OverflowError) as fault:
        raise unreadable(f".xls: {fault}") from fault


def _areas(stream: bytes) -> Iterator[int]:
    rows = columns = at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _SHEET:
            yield rows * columns
            rows = columns = 0
        elif kind in _CELLS and length >= 4:
            row, column = struct.unpack_from("<HH", stream, at + 4)
            if kind in _MANY:
                (column,) = struct.unpack_from("<H", stream, at + 2 + length)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        at += 4 + length
    yield rows * columns


class _Container:
    """An OLE container: sectors, the table that chains them, the directory that names their chains."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._size = self._sector_size(30)
        self._mini = self._sector_size(32)
        self._table = self._sectors_of_table()
        (self._cutoff,) = struct.unpack_from("<I", content, 56)
        (directory,) = struct.unpack_from("<I", content, 48)
        self._directory = self._chain(directory)

    def streams(self) -> Iterator[bytes]:
        """The streams that hold a workbook."""
        root = self._directory[:_ENTRY]
        for at in range(0, len(self._directory) - _ENTRY + 1, _ENTRY):
            entry = self._directory[at : at + _ENTRY]
            (length,) = struct.unpack_from("<H", entry, 64)
            name = entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace").casefold()
            start, size = struct.unpack_from("<II", entry, 116)
            if name in _STREAMS:
                if size > len(self._content):
                    raise unreadable(".xls: bị cắt / it is cut off")
                yield self._small(root, start, size) if size < self._cutoff else self._chain(start)[:size]

    def _sector_size(self, at: int) -> int:
        (shift,) = struct.unpack_from("<H", self._content, at)
        if shift not in (6, 9, 12):
            raise unreadable(".xls: cỡ ô nhớ / the size of its sectors")
        return 1 << int(shift)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._content):
            raise unreadable(".xls: bị cắt / it is cut off")
        return self._content[start : start + self._size].ljust(self._size, b"\xff")

    def _sectors_of_table(self) -> list[int]:
        listed = list(struct.unpack_from("<109I", self._content, 76))
        (following,) = struct.unpack_from("<I", self._content, 68)
        for _ in range(len(self._content) // self._size):
            if following >= _END:
                break
            *more, following = self._numbers(self._sector(following))
            listed += more
            if len(listed) > len(self._content):
                break
        held = [sector for sector in listed if sector < _END]
        if len(held) != len(set(held)):
            raise unreadable(".xls: vòng lặp / its table of sectors runs in a circle")
        return [each for sector in held for each in self._numbers(self._sector(sector))]

    def _numbers(self, sector: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(sector) // 4}I", sector)

    def _chain(self, start: int) -> bytes:
        found: list[bytes] = []
        most = len(self._content) // self._size + 1
        while start < _END:
            if len(found) > most:
                raise unreadable(".xls: vòng lặp / its sectors run in a circle")
            found.append(self._sector(start))
            start = self._table[start]
        return b"".join(found)

    def _small(self, root: bytes, start: int, size: int) -> bytes:
        """A stream too short for sectors of its own lies in that of the root, in sectors of its own size."""
        (first,) = struct.unpack_from("<I", self._content, 60)
        table, (at,) = self._numbers(self._chain(first)), struct.unpack_from("<I", root, 116)
        room, found = self._chain(at), bytearray()
        while start < _END and len(found) < size:
            found += room[start * self._mini : (start + 1) * self._mini].ljust(self._mini, b"\0")
            start = table[start]
        return bytes(found[:size])
