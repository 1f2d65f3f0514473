"""Tables as files: CSV by RFC 4180, Parquet where pyarrow is installed; written and read in chunks.

In CSV nothing is told from an empty text by a marker that no text of the table equals; the schema names it.
"""

import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from loans.domain.refusal import Refusal
from loans.store.exchange.descriptor import Field, Resource
from loans.store.exchange.kinds import TEXT_OF, VALUE_OF, Kind

CHUNK = 5_000
"""Rows that stand in memory at once; of a table with scanned papers one."""

FORMS = ("csv", "parquet")
Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be read: its row (the first below the heading is 1), its column, what stands there."""

    row: int
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a file, the number of the first of them, and what could not be read (then there are no rows)."""

    first: int
    rows: Sequence[Row]
    faults: list[Fault] = field(default_factory=list)


def at_once(fields: Iterable[Field]) -> int:
    """How many rows of such columns may stand in memory."""
    return 1 if any(each.kind is Kind.BYTES for each in fields) else CHUNK


def refuse_without_arrow(form: str) -> None:
    """Parquet needs pyarrow; without it refused (``parquet_missing``) with what to install."""
    if form == "parquet" and find_spec("pyarrow") is None:
        raise Refusal(
            "parquet_missing",
            field="format",
            value="parquet",
            vi="Chưa cài pyarrow nên không đọc, ghi được Parquet. Cài bằng `pip install 'loans[columns]'` "
            "hoặc chọn CSV.",
            en="Parquet needs pyarrow. Install it with `pip install 'loans[columns]'`, or choose CSV.",
        )


def write(form: str, file: Path, fields: Sequence[Field], marker: str | None, chunks: Iterable[Sequence[Row]]) -> int:
    """Write a table; answers how many rows it had. A value that is not of its column's kind raises ``ValueError``."""
    return (_write_csv if form == "csv" else _write_parquet)(file, fields, marker, filter(None, chunks))


def read(folder: Path, resource: Resource) -> Iterator[Chunk]:
    """The rows of a file in their order, as values; what cannot be read is told and the reading goes on."""
    return (_read_csv if resource.form == "csv" else _read_parquet)(folder / resource.path, resource)


def _write_csv(file: Path, fields: Sequence[Field], marker: str | None, chunks: Iterable[Sequence[Row]]) -> int:
    texts, rows = [TEXT_OF[each.kind] for each in fields], 0
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(each.name for each in fields)
        for chunk in chunks:
            columns = zip(texts, zip(*chunk, strict=True), strict=True)
            cells = [_texts(text_of, marker, column) for text_of, column in columns]
            writer.writerows(zip(*cells, strict=True))
            rows += len(chunk)
    return rows


def _texts(text_of: Callable[[Any], str], marker: str | None, column: Sequence[Any]) -> list[str]:
    nothing = marker or ""  # a table without a marker has no column that may be empty
    return [nothing if value is None else text_of(value) for value in column]


def _read_csv(file: Path, resource: Resource) -> Iterator[Chunk]:
    csv.field_size_limit(sys.maxsize)  # a scanned paper is one cell
    size, width = at_once(resource.fields), len(resource.fields)
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines, strict=True)
        first, chunk, faults = 1, [], []
        try:
            heading = next(reader, [])
            if heading != [each.name for each in resource.fields]:
                faults.append(Fault(0, "", ",".join(heading)))
            for number, cells in enumerate(reader, 1):
                if len(cells) != width:
                    faults.append(Fault(number, "", ",".join(cells)))
                chunk.append(cells)
                if len(chunk) == size:
                    yield _valued(resource, first, chunk, faults)
                    first, chunk, faults = number + 1, [], []
        except (csv.Error, UnicodeDecodeError) as fault:
            faults.append(Fault(first + len(chunk), "", str(fault)))
        if chunk or faults:
            yield _valued(resource, first, chunk, faults)


def _valued(resource: Resource, first: int, cells: Sequence[Sequence[str]], faults: list[Fault]) -> Chunk:
    """The cells as values, column by column; a column is looked at cell by cell only where something is wrong."""
    if faults:
        return Chunk(first, [], faults)
    columns = []
    for each, texts in zip(resource.fields, zip(*cells, strict=True), strict=True):
        value_of, marker = VALUE_OF[each.kind], resource.marker
        try:
            columns.append([None if text == marker else value_of(text) for text in texts])
        except ValueError:
            faults += [Fault(first + place, each.name, texts[place]) for place in _wrong(value_of, marker, texts)]
    return Chunk(first, [] if faults else list(zip(*columns, strict=True)), faults)


def _wrong(value_of: Callable[[str], Any], marker: str | None, texts: Sequence[str]) -> Iterator[int]:
    for place, text in enumerate(texts):
        try:
            None if text == marker else value_of(text)
        except ValueError:
            yield place


def _arrow_schema(arrow: Any, fields: Sequence[Field]) -> Any:
    types = {
        Kind.INTEGER: arrow.int64(),
        Kind.TEXT: arrow.string(),
        Kind.JSON: arrow.string(),
        Kind.DAY: arrow.date32(),
        Kind.MOMENT: arrow.timestamp("us", tz="UTC"),
        Kind.YES_NO: arrow.bool_(),
        Kind.BYTES: arrow.binary(),
    }
    return arrow.schema([arrow.field(each.name, types[each.kind]) for each in fields])


def _write_parquet(file: Path, fields: Sequence[Field], _marker: str | None, chunks: Iterable[Sequence[Row]]) -> int:
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    schema, rows = _arrow_schema(arrow, fields), 0
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for chunk in chunks:
            columns = zip(*chunk, strict=True)
            arrays = [arrow.array(list(column), type=each.type) for column, each in zip(columns, schema, strict=True)]
            writer.write_batch(arrow.record_batch(arrays, schema=schema))
            rows += len(chunk)
    return rows


def _read_parquet(file: Path, resource: Resource) -> Iterator[Chunk]:
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    first = 1
    try:
        with parquet.ParquetFile(file) as table:
            if not table.schema_arrow.equals(_arrow_schema(arrow, resource.fields)):
                yield Chunk(1, [], [Fault(0, "", str(table.schema_arrow))])
                return
            for batch in table.iter_batches(batch_size=at_once(resource.fields)):
                columns = [column.to_pylist() for column in batch.columns]
                faults = [fault for place, each in enumerate(resource.fields) if each.kind is Kind.JSON
                          for fault in _json_faults(first, each, columns[place])]  # fmt: skip
                yield Chunk(first, [] if faults else list(zip(*columns, strict=True)), faults)
                first += batch.num_rows
    except arrow.ArrowException as fault:
        yield Chunk(first, [], [Fault(first, "", str(fault))])


def _json_faults(first: int, of: Field, texts: Sequence[str | None]) -> list[Fault]:
    there = ["null" if text is None else text for text in texts]
    return [Fault(first + place, of.name, there[place]) for place in _wrong(VALUE_OF[Kind.JSON], None, there)]
