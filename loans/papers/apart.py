"""Old workbooks (.xls) are read in a process of their own: a damaged one can abort its reader, never the service.

The child gets the file on its standard input and answers JSON; it may use so much memory and time and no more.
"""

import io
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from loans.papers.sheet.fault import readable, unreadable

MEMORY = 2 * 1024**3
SECONDS = 60

Sheets = list[tuple[str, list[list[Any]]]]


def sheets_apart(content: bytes) -> Sheets:
    """Every visible sheet with its cells; raises ``file_unreadable`` where the reader fails, in whatever way."""
    command = [sys.executable, "-m", "loans.papers.apart"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, nothing of the file on the command line
            command, input=content, capture_output=True, timeout=2 * SECONDS, check=False
        )
    except subprocess.TimeoutExpired as fault:
        raise unreadable("quá lâu / too slow") from fault
    if done.returncode:
        raise unreadable("tệp .xls hỏng / damaged .xls")
    return [(name, [[_cell(*cell) for cell in row] for row in rows]) for name, rows in json.loads(done.stdout)]


def visible_sheets(content: bytes) -> Sheets:
    """The same, read in this process."""
    import python_calamine as calamine

    with readable():
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            (sheet.name, workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False))
            for sheet in workbook.sheets_metadata
            if sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]


_READ: dict[str, Callable[[Any], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda seconds: timedelta(seconds=seconds),
}


def _cell(kind: str, value: Any) -> Any:
    return _READ[kind](value) if kind in _READ else value


def _told(cell: Any) -> tuple[str, Any]:
    if isinstance(cell, timedelta):
        return "timedelta", cell.total_seconds()
    kind = type(cell).__name__
    return (kind, cell.isoformat()) if kind in _READ else (kind, cell)


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    found = visible_sheets(sys.stdin.buffer.read())
    json.dump([(name, [[_told(cell) for cell in row] for row in rows]) for name, rows in found], sys.stdout)


if __name__ == "__main__":
    _main()
