"""Files handed in: what they say is staged batch by batch, each in its own transaction, so a crash loses one batch."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Protocol

import numpy as np

from loans.domain.columns import Column
from loans.domain.loading import DAYS, SUMS, TEXTS, Load, LoadFile, Step, nameless
from loans.domain.refusal import Finding, Refusal
from loans.service.unit_of_work import UnitOfWork

_SHEET = 1 << 21
_NOTED = ("duplicate_line", "duplicate_doubt", "split_broken")
"""What the reader says of whole rows; the check finds these itself, over all files."""

_FIELDS: Mapping[str, Mapping[str, str]] = {
    "loans": {**{name: name for name in (*TEXTS, *DAYS, *SUMS)}, "amount": "limit"},
    "instalments": {name: name for name in ("due_on", "due")},
    "entries": {name: name for name in ("effective_on", "voucher_no", "disbursed", "principal", "interest")},
    "overdue": {name: name for name in ("overdue_since", "overdue")},
    "frozen": {name: name for name in ("frozen_since", "frozen_through", "frozen")},
    "groups": {
        name: name
        for name in [
            "group_no",
            "commune_code",
            "commune_name",
            "organisation",
            "leader_name",
            "point_code",
            "hamlet_code",
        ]
    },
    "borrowers": {
        name: name for name in ["customer_no", "customer_name", "customer_class", "identity_no", "commune_code"]
    },
    "summary": {
        name: name
        for name in (
            [
                "commune_code",
                "programme_code",
                "funding_code",
                "loans",
                "customers",
                "outstanding",
                "in_term",
                "overdue",
                "frozen",
            ]
        )
    },
}
"""By subject: the staged column → the field of the layout that fills it."""

_FIELDS = {**_FIELDS, "inactive": _FIELDS["loans"]}
_BY_CONTRACT = ("loans", "inactive", "instalments", "entries", "overdue", "frozen")
_TEXT = {*TEXTS, "voucher_no", "leader_name", "commune_name", "point_code", "organisation"}
_DAY = {*DAYS, "due_on", "effective_on"}


class Batch(Protocol):
    """Rows of a file by column, as the readers of exports give them."""

    @property
    def sheet(self) -> str:
        """The sheet on which they stand."""

    @property
    def rows(self) -> Column:
        """Their numbers in the file."""

    @property
    def columns(self) -> Mapping[str, Column]:
        """Our field → its values."""

    @property
    def missing(self) -> Mapping[str, Column]:
        """Of numbers: where nothing stands."""

    @property
    def faults(self) -> Sequence[tuple[int, Finding]]:
        """What is wrong with a row, by its index."""

    @property
    def repairs(self) -> Sequence[tuple[int, str, Any]]:
        """What was put right in a row, by its index and field."""


def stage(uow: UnitOfWork, load: Load, file: LoadFile, batch: Batch) -> LoadFile:
    """Stage the next rows of a file and say how far it has come; they replace nothing until the load is checked."""
    present = unfinished(uow, load.id)
    if present.step != Step.OPEN:
        reopen(uow, present, "load_reopened", {"layout": file.layout, "sha256": file.sha256})
    names = list(file.notes.get("sheets", ()))
    if batch.sheet not in names:
        names.append(batch.sheet)
    columns = _columns(load, file, batch, names.index(batch.sheet) * _SHEET)
    uow.loads.stage(file.subject, columns)
    notes = {**file.notes, "sheets": names}
    done = file.done + len(batch.rows)
    uow.loads.progress(file.id, done=done, rows=-1, notes=notes, day=file.report_day)
    return replace(file, done=done, notes=notes)


def finish(uow: UnitOfWork, load: Load, file: LoadFile, *, report_day: date | None, notes: Mapping[str, Any]) -> None:
    """The whole file is staged: note its day, what was skipped and its own totals; the load waits to be checked anew.

    A file of loans of another closing day is refused: its balances would be brought in on the wrong day.
    """
    if report_day is not None and report_day != load.day and file.subject != "borrowers":
        raise Refusal(
            "load_day_differs",
            field="day",
            value=report_day.isoformat(),
            vi=f"Tệp là số liệu ngày {report_day:%d/%m/%Y}, đợt nạp là ngày {load.day:%d/%m/%Y}. Xuất lại, hoặc mở đợt "
            "nạp của ngày đó.",
            en=f"The file speaks of {report_day}, the load of {load.day}. Export again, or open a load of that day.",
        )
    body = {"layout": file.layout, "size": file.done, "sha256": file.sha256}
    reopen(uow, load, "load_file_staged", body)
    more = {**file.notes, **notes}
    uow.loads.progress(file.id, done=file.done, rows=file.done, notes=more, day=report_day)


def reopen(uow: UnitOfWork, load: Load, kind: str, body: Mapping[str, object], reason: str = "") -> None:
    """What a load holds changes: it is on record who changed it, and whatever was checked is forgotten."""
    uow.entries.append(load.id, uow.entries.sequence(load.id), kind, load.day, body, reason)
    uow.loads.clear_results(load.id)
    uow.loads.set_step(load.id, Step.OPEN)


def unfinished(uow: UnitOfWork, load_id: int) -> Load:
    """The load, which is neither posted nor dropped."""
    present = uow.loads.get(load_id)
    if present.step in (Step.POSTED, Step.DROPPED):
        raise Refusal(
            "load_ended",
            field="load_id",
            value=load_id,
            vi="Đợt nạp đã kết thúc. Mở đợt nạp mới để nạp tiếp hoặc đính chính.",
            en="The load has ended. Open a new one to load more, or to correct.",
        )
    return present


def _columns(load: Load, file: LoadFile, batch: Batch, first_row: int) -> dict[str, list[Any]]:
    size = len(batch.rows)
    faults = _told(batch.faults, set(_FIELDS[file.subject].values()))
    rows = (np.asarray(batch.rows, np.int64) + first_row).tolist()
    found: dict[str, list[Any]] = {"load_id": [load.id] * size}
    if file.subject in _BY_CONTRACT:
        found["contract"] = _contracts(batch, file.id, rows)
    found |= {"file_id": [file.id] * size, "row": rows}
    for name, field in _FIELDS[file.subject].items():
        found[name] = _values(name, batch.columns.get(field), batch.missing.get(field), size)
    if "commune_name" in found and "district_name" in batch.columns:
        districts = _values("district_name", batch.columns["district_name"], None, size)
        pairs = zip(found["commune_name"], districts, strict=True)
        found["commune_name"] = [f"{name} ({district})" if name and district else name for name, district in pairs]
    if file.subject != "summary":
        found["faults"] = [faults.get(place) for place in range(size)] if faults else [None] * size
    if file.subject in ("loans", "inactive"):
        repairs = _repairs(batch.repairs)
        found["repairs"] = [repairs.get(place) for place in range(size)] if repairs else [None] * size
    if file.subject == "entries":
        _quiet(found)
    return found


def _contracts(batch: Batch, file_id: int, rows: Sequence[int]) -> list[int]:
    """Contract numbers as integers; a row whose number could not be read stands alone, below zero."""
    texts = batch.columns["contract_no"]
    readable = texts != ""
    if readable.all():
        return list(texts.astype(np.int64).tolist())
    return [int(text) if text else nameless(file_id, row) for text, row in zip(texts.tolist(), rows, strict=True)]


def _values(name: str, column: Column | None, missing: Column | None, size: int) -> list[Any]:
    """A column as plain values: "" for a text that is not given, None for a day or number."""
    if column is None:
        return [""] * size if _is_text(name) else [None] * size
    if column.dtype.kind == "M":
        days = np.datetime_as_string(column, unit="D").astype(object)
        days[np.isnat(column)] = None
        return list(days)
    if missing is None or not missing.any():
        return list(column.tolist())
    values = column.astype(object)
    values[missing] = None
    return list(values.tolist())


def _is_text(name: str) -> bool:
    return name in _TEXT


def _quiet(found: dict[str, list[Any]]) -> None:
    """An entry that moves nothing or less, or cannot be read, loses its day: its contract's history is doubted."""
    sums = [found[name] for name in ("disbursed", "principal", "interest")]
    for values in sums:
        values[:] = [value or 0 for value in values]
    moved = [sum(parts) if min(parts) >= 0 else 0 for parts in zip(*sums, strict=True)]
    given = zip(found["effective_on"], moved, found["faults"], strict=True)
    found["effective_on"] = [None if fault or amount <= 0 else day for day, amount, fault in given]


def _told(faults: Sequence[tuple[int, Finding]], fields: set[str]) -> dict[int, str]:
    """By index what is wrong with the cells that a load reads, as JSON."""
    found: dict[int, list[dict[str, Any]]] = {}
    for place, fault in faults:
        if fault.code not in _NOTED and (fault.field in fields or fault.field == "contract_no"):
            said = {"code": fault.code, "field": fault.field, "cell": fault.value, "vi": fault.vi, "en": fault.en}
            found.setdefault(place, []).append(said)
    return {place: json.dumps(each, ensure_ascii=False) for place, each in found.items()}


def _repairs(repairs: Sequence[tuple[int, str, Any]]) -> dict[int, str]:
    """By index what was put right, as JSON."""
    found: dict[int, list[dict[str, str]]] = {}
    for place, field, repair in repairs:
        said = {"code": repair.code, "field": field, "found": repair.found, "read": repair.read}
        found.setdefault(place, []).append(said)
    return {place: json.dumps(each, ensure_ascii=False) for place, each in found.items()}
