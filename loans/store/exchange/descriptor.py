"""``schema.json``: what every file holds, in the manner of a Frictionless Data Package, and what it must add up to.

Types, keys and digests stand there so that anybody can read the files without this program; what this program alone
needs to restore them stands under ``loans``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import CheckConstraint, Column, Table, UniqueConstraint

from loans.domain.personal import PERSONAL_COLUMNS
from loans.domain.proof import Head, head_of
from loans.domain.refusal import Refusal
from loans.store.exchange.kinds import Kind, kind_of
from loans.store.exchange.meaning import meaning_of
from loans.store.tables import MUTABLE, metadata

FILE = "schema.json"
LAYOUT = 1
KEPT = frozenset({"unsealed", "watermark"})
"""What is replaced and yet goes out: without them nobody could say what was known at a moment."""

LEFT_OUT = MUTABLE - KEPT
"""Passwords, tokens, stored replies, locks, what is being loaded: never exported."""

EXPORTED = tuple(table for table in metadata.sorted_tables if table.name not in LEFT_OUT)
"""Every other table, found by itself, each after those it points to."""

_TYPES: Mapping[Kind, Mapping[str, str]] = {
    Kind.BYTES: {"type": "string", "format": "binary"},  # base64, as the standard says
    Kind.JSON: {"type": "string", "mediatype": "application/json"},
}


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a file."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of a package: its table, its columns, what stands for nothing, and what it must add up to."""

    table: str
    path: str
    form: str
    fields: tuple[Field, ...]
    marker: str | None
    rows: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Package:
    """All files of an export, from which revision of the tables, and up to which link of the proof."""

    revision: str
    head: Head
    resources: tuple[Resource, ...]


def fields_of(table: Table) -> tuple[Field, ...]:
    """The columns of a table as they stand in its file."""
    return tuple(Field(column.name, kind_of(column.type)) for column in table.columns)


def described(table: Table, resource: Resource) -> dict[str, Any]:
    """A file in the words of the standard, with the meaning of each column and what its table demands."""
    return {
        "name": resource.table,
        "path": resource.path,
        "format": resource.form,
        **_encoding(resource.form),
        **meaning_of(table.name),
        "rows": resource.rows,
        "bytes": resource.size,
        "hash": f"sha256:{resource.sha256}",
        "schema": {
            "fields": [_field(table, column, field.kind) for column, field in _paired(table, resource)],
            "missingValues": [] if resource.marker is None else [resource.marker],
            "primaryKey": [column.name for column in table.primary_key.columns],
            "uniqueKeys": [
                [column.name for column in each.columns]
                for each in _sorted(table)
                if isinstance(each, UniqueConstraint)
            ],
            "foreignKeys": [
                {
                    "fields": [key.parent.name],
                    "reference": {"resource": key.column.table.name, "fields": [key.column.name]},
                }
                for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
            ],
            "checks": [
                str(each.sqltext)
                for each in _sorted(table)
                if isinstance(each, CheckConstraint) and "typeof" not in str(each.sqltext)
            ],
        },
    }


def written(
    *, created: datetime, revision: str, head: Head, known: Mapping[str, Any], resources: Sequence[Mapping[str, Any]]
) -> str:
    """The text of ``schema.json``."""
    whole = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "loans",
        "title": "Toàn bộ sổ sách · All records",
        "description": "Mỗi bảng một tệp; không có mật khẩu, mã truy cập. Ngày: yyyy-mm-dd; thời điểm: UTC; tiền: "
        "đồng. · One file a table; no passwords, no tokens. Days: yyyy-mm-dd; moments: UTC; money: đồng.",
        "created": created.isoformat(),
        "version": version("loans"),
        "loans": {
            "layout": LAYOUT,
            "revision": revision,
            "head": str(head),
            "known": dict(known),
            "left_out": sorted(LEFT_OUT),
        },
        "resources": list(resources),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def read_package(folder: Path) -> Package:
    """The package of a folder; a schema that is missing or cannot be understood is refused (``schema_unreadable``)."""
    try:
        said = json.loads((folder / FILE).read_text("utf-8"))
        own = said["loans"]
        if own["layout"] != LAYOUT:
            raise ValueError(f"layout {own['layout']}")
        resources = tuple(_resource(each) for each in said["resources"])
        return Package(str(own["revision"]), head_of(own["head"]), resources)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise Refusal(
            "schema_unreadable",
            field=FILE,
            value=str(folder),
            vi=f"Không đọc được {folder / FILE} ({fault}). Chọn thư mục do `loans export` của phiên bản này ghi ra.",
            en=f"{folder / FILE} cannot be read ({fault}). Name a folder that `loans export` of this version wrote.",
        ) from fault


def _resource(said: Mapping[str, Any]) -> Resource:
    path, schema = str(said["path"]), said["schema"]
    if Path(path).name != path:
        raise ValueError(f"path {path}")
    missing = schema["missingValues"]
    return Resource(
        table=str(said["name"]),
        path=path,
        form=str(said["format"]),
        fields=tuple(Field(str(each["name"]), _kind(each)) for each in schema["fields"]),
        marker=str(missing[0]) if missing else None,
        rows=int(said["rows"]),
        size=int(said["bytes"]),
        sha256=str(said["hash"]).removeprefix("sha256:"),
    )


def _kind(said: Mapping[str, Any]) -> Kind:
    for kind, words in _TYPES.items():
        if all(said.get(word) == value for word, value in words.items()):
            return kind
    return Kind(said["type"])


def _paired(table: Table, resource: Resource) -> list[tuple[Column[Any], Field]]:
    return list(zip(table.columns, resource.fields, strict=True))


def _field(table: Table, column: Column[Any], kind: Kind) -> dict[str, Any]:
    length = getattr(column.type, "length", None) if kind is Kind.TEXT else None
    said: dict[str, Any] = {"name": column.name, **_TYPES.get(kind, {"type": kind.value})}
    said |= meaning_of(f"{table.name}.{column.name}")
    said["constraints"] = {"required": not column.nullable, **({"maxLength": length} if length else {})}
    if f"{table.name}.{column.name}" in PERSONAL_COLUMNS:
        said["personal"] = True
    return said


def _sorted(table: Table) -> list[Any]:
    return sorted(table.constraints, key=lambda each: str(each.name))


def _encoding(form: str) -> dict[str, Any]:
    if form != "csv":
        return {"mediatype": "application/vnd.apache.parquet"}
    dialect = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True}
    return {"mediatype": "text/csv", "encoding": "utf-8", "dialect": dialect}
