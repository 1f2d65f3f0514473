"""A CSV file as records: separator from the heading, ragged rows reported with their lines."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from loans.domain.refusal import Faults, Finding, Refusal


@dataclass(frozen=True, slots=True)
class Sheet:
    """``records[i]`` stands at ``places[i]`` ("dòng 2"); ``found`` are the faults of the file's form."""

    columns: Sequence[str]
    records: Sequence[dict[str, str]]
    places: Sequence[str]
    found: Sequence[Finding]


def read_sheet(file: Path) -> Sheet:
    """Read a CSV file, comma or semicolon; raises ``Refusal`` where there is no table to speak of."""
    reader = csv.reader(io.StringIO(text := _text(file), newline=""), delimiter=_separator(text), strict=True)
    faults = Faults()
    lines: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):  # Excel ends a sheet with lines of bare separators
                lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise _unreadable(file, f"dòng/line {reader.line_num}: {error}") from error
    if not lines:
        raise _unreadable(file, "tệp trống / the file is empty")
    columns = [cell.strip() for cell in lines[0][1]]
    records = []
    for line, cells in lines[1:]:
        if len(cells) != len(columns):
            _ragged(faults, line, len(cells), len(columns))
        # zip stops at the shorter: what a ragged row does hold is still checked in the same run
        records.append(dict(zip(columns, cells, strict=False)))
    return Sheet(columns, records, [f"dòng {line}" for line, _ in lines[1:]], faults.found)


def _text(file: Path) -> str:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError) as error:  # ValueError: not UTF-8, or a path with a null character
        raise _unreadable(file, str(error)) from error
    if "\0" in text:
        raise _unreadable(file, "ký tự NUL / a NUL character: not a CSV file")
    return text


def _separator(text: str) -> str:
    heading = next((line for line in text.splitlines() if line.strip()), "")
    return ";" if heading.count(";") > heading.count(",") else ","


def _ragged(faults: Faults, line: int, cells: int, columns: int) -> None:
    faults.add(
        f"dòng {line}",
        "csv_row_ragged",
        vi=f"có {cells} ô nhưng tiêu đề có {columns} cột; hãy thêm hoặc bớt dấu phân cách",
        en=f"{cells} cells under {columns} headings; add or remove separators",
        value=cells,
    )


def _unreadable(file: Path, reason: str) -> Refusal:
    return Refusal(
        "csv_unreadable",
        vi=f"không đọc được {file} ({reason}); hãy đưa một tệp CSV mã UTF-8 có dòng tiêu đề",
        en=f"{file} cannot be read ({reason}); give a CSV file in UTF-8 with a heading line",
        field="file",
        value=str(file),
    )
