"""Everything out: one snapshot of the database as a folder of files, whole or not at all."""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, Text, func, or_, select, type_coerce

from loans.domain.proof import Head
from loans.domain.refusal import Refusal
from loans.store.chain import present_head
from loans.store.exchange.descriptor import EXPORTED, FILE, Resource, described, fields_of, written
from loans.store.exchange.files import Row, at_once, refuse_without_arrow, write
from loans.store.exchange.kinds import SQL, Kind, kind_of
from loans.store.schema import lineage, revision_of
from loans.store.tables import seal, watermark
from loans.store.unit_of_work import Store

Told = Callable[[str, int], None]
"""Hears each table as it is done, with its rows."""


@dataclass(frozen=True, slots=True)
class Dumped:
    """What was written: where, how many files and rows, and the last link of the proof that went out with them."""

    folder: Path
    tables: int
    rows: int
    head: Head


def dump(store: Store, folder: Path, *, form: str = "csv", told: Told = lambda _table, _rows: None) -> Dumped:
    """Write every recorded table into a new folder, as ``csv`` or ``parquet``, with its schema; no secret goes out.

    All files show the same moment, whoever writes meanwhile. The folder appears when everything is in it: one that
    holds something is refused (``folder_not_empty``), an interrupted export leaves nothing under its name.
    """
    refuse_without_arrow(form)
    with new_folder(folder) as work:
        _refuse_unprepared(store.engine)
        store.seal()
        store.link()
        with _snapshot(store.engine) as connection:
            resources = [_written(connection, table, work, form, told) for table in EXPORTED]
            head = present_head(connection)
            text = written(
                created=store.clock(),
                revision=revision_of(connection),
                head=head,
                known=_known(connection),
                resources=[described(table, each) for table, each in zip(EXPORTED, resources, strict=True)],
            )
        (work / FILE).write_text(text, "utf-8")
    return Dumped(folder, len(resources), sum(each.rows for each in resources), head)


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A folder beside the wanted one, for its owner's eyes alone; it takes the name when the block ends well."""
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise Refusal(
            "folder_not_empty",
            field="FOLDER",
            value=str(folder),
            vi=f"Thư mục {folder} đã có nội dung; chưa ghi gì. Chọn thư mục mới.",
            en=f"{folder} holds something already; nothing was written. Name a new folder.",
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = folder.parent / f".{folder.name}.{secrets.token_hex(4)}.part"
    work.mkdir(mode=0o700)
    try:
        yield work
        for file in work.iterdir():
            _keep(file)
        work.rename(folder)  # an empty folder of that name gives way
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _keep(file: Path) -> None:
    """On the disk before the folder has its name; for the owner's eyes, since it names people."""
    file.chmod(0o600)
    with file.open("rb") as written_file:
        os.fsync(written_file.fileno())


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    options: dict[str, Any] = {"stream_results": True}
    if engine.dialect.name != "sqlite":  # where a reading transaction is a snapshot by itself
        options["isolation_level"] = "REPEATABLE READ"
    with engine.connect().execution_options(**options) as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def _refuse_unprepared(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        present, newest = revision_of(connection), lineage(connection)[-1]
    if present == newest:
        return
    raise Refusal(
        "database_not_current",
        field="LOANS_DATABASE_URL",
        value=present,
        vi=f"Cơ sở dữ liệu ở phiên bản «{present}», chương trình cần «{newest}». Chạy `loans init` trước.",
        en=f"The database stands at “{present}”, this version needs “{newest}”. Run `loans init` first.",
    )


def _written(connection: Connection, table: Table, work: Path, form: str, told: Told) -> Resource:
    fields, path = fields_of(table), f"{table.name}.{form}"
    marker = _marker(connection, table) if form == "csv" else None
    try:
        rows = write(form, work / path, fields, marker, _chunks(connection, table, at_once(fields)))
    except (ValueError, TypeError) as fault:  # a cell that somebody forced into a column it does not fit
        raise Refusal(
            "unreadable_cell",
            field=table.name,
            value=str(fault),
            vi=f"Bảng {table.name} có ô không đọc được ({fault}). Chạy `loans audit verify` để tìm dòng bị sửa.",
            en=f"A cell of {table.name} cannot be read ({fault}). Run `loans audit verify` to find the changed row.",
        ) from fault
    with (work / path).open("rb") as content:
        digest = file_digest(content, "sha256").hexdigest()
    told(table.name, rows)
    return Resource(table.name, path, form, fields, marker, rows, (work / path).stat().st_size, digest)


def _chunks(connection: Connection, table: Table, size: int) -> Iterator[Sequence[Row]]:
    """The rows by their primary key: the same records always make the same file."""
    columns = [type_coerce(column, SQL[kind_of(column.type)]) for column in table.columns]
    query = select(*columns).order_by(*table.primary_key.columns)
    return connection.execute(query, execution_options={"yield_per": size}).partitions(size)


def _marker(connection: Connection, table: Table) -> str | None:
    r"""What stands for nothing: ``\N``, or more of it where a text of the table is just that; None where not needed."""
    if not any(column.nullable for column in table.columns):
        return None
    texts = [type_coerce(each, Text) for each in table.columns if kind_of(each.type) in (Kind.TEXT, Kind.JSON)]
    marker = r"\N"
    while texts and connection.scalar(select(table).where(or_(*(text == marker for text in texts))).limit(1)):
        marker += r"\N"
    return marker


def _known(connection: Connection) -> dict[str, Any]:
    """Up to which position and moment the export knows."""
    moment = connection.scalar(select(watermark.c.moment))
    position = connection.scalar(select(func.max(seal.c.position))) or 0
    return {"position": int(position), "moment": moment.isoformat() if moment else None}
