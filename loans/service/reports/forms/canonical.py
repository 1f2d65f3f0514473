"""The canonical text of a filled form, its digest, and its CSV: the same bytes for the same as_of and known_at."""

import csv
import io
import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from loans.service.reports.forms.records import Cell, Column, FormTable, Kind

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""Text that begins so would run as a formula in a spreadsheet that opens a CSV."""


def canonical(table: FormTable) -> dict[str, Any]:
    """The form as plain JSON values; days are ISO, money whole đồng, a blank is null."""
    columns = table.form.columns
    return {
        "code": table.form.code,
        "number": table.form.number,
        "title": table.form.title,
        "heading": table.heading,
        "unit": "đồng",
        "cites": list(table.form.cites),
        "certainty": table.form.certainty,
        "as_of": table.as_of.isoformat(),
        "since": _plain(table.since),
        "until": _plain(table.until),
        "known_at": table.known_at,
        "position": table.position,
        "head": table.head,
        "law_digests": dict(sorted((table.law_digests or {}).items())),
        "source_level": table.source_level,
        "provisional": table.provisional,
        "columns": [_column(column) for column in columns],
        "rows": [_values(columns, row) for row in table.rows],
        "total": _values(columns, table.total),
        "notes": list(table.notes),
        "missing": list(table.missing),
        "annexes": [canonical(annex) for annex in table.annexes],
    }


def digest(table: FormTable) -> str:
    """SHA-256 of the canonical JSON: what the XLSX and the PDF print, so that a paper can be held against the data.

    The head of the proof is left out: it says the same of the books, but may be linked only after a first answer.
    """
    data = {name: value for name, value in canonical(table).items() if name not in ("head", "annexes")}
    data["annexes"] = [digest(annex) for annex in table.annexes]
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def as_json(table: FormTable) -> str:
    """The canonical data with its digest, for the rim."""
    return json.dumps({**canonical(table), "digest": digest(table)}, ensure_ascii=False)


def as_csv(table: FormTable) -> str:
    """Rows and total as CSV with the mark of UTF-8; day, moment, position and digest stand on every row.

    Text that begins like a formula gets an apostrophe before it; the JSON has it as it is.
    """
    room = io.StringIO()
    writer = csv.writer(room, lineterminator="\r\n")
    dated = (table.as_of.isoformat(), table.known_at, table.position, digest(table))
    columns = table.form.columns
    writer.writerow(["row", *(column.field for column in columns), "as_of", "known_at", "position", "digest"])
    for number, row in enumerate(table.rows, 1):
        writer.writerow([number, *(_safe(column, row[column.field]) for column in columns), *dated])
    if any(value is not None for value in table.total.values()):
        writer.writerow(["total", *(_safe(column, table.total[column.field]) for column in columns), *dated])
    return "\ufeff" + room.getvalue()


def _column(column: Column) -> dict[str, Any]:
    return {
        "field": column.field,
        "title": column.heading,
        "kind": column.kind.value,
        "mark": column.mark,
        "additive": column.summed,
    }


def _values(columns: tuple[Column, ...], row: Mapping[str, Cell]) -> dict[str, str | int | None]:
    return {column.field: _plain(row[column.field]) for column in columns}


def _plain(value: Cell) -> str | int | None:
    return value.isoformat() if isinstance(value, date) else value


def _safe(column: Column, value: Cell) -> str | int:
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, str) and column.kind in (Kind.TEXT, Kind.CODE) and plain.lstrip(" ").startswith(FORMULA_SIGNS):
        return f"'{plain}"
    return plain
