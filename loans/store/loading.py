"""Loads: their files and staged rows in, columns of contracts out. Results stand in ``loading_results``."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Select, Table, delete, func, insert, select, update

from loans.domain.loading import DAYS, SUMS, TEXTS, Choices, Load, LoadFile, Step
from loans.service.unit_of_work import Booked
from loans.store.base import new_key, sequence_of, sequences_of, unknown
from loans.store.bulk import fetch_columns, insert_columns
from loans.store.loading_results import SqlResults
from loans.store.tables import (
    STAGING,
    borrower,
    entry,
    load,
    load_borrower,
    load_control,
    load_day,
    load_file,
    load_group,
    load_instalment,
    load_loan,
    load_state,
    load_voucher,
    metadata,
)

STAGED: Mapping[str, Table] = {
    "loans": load_loan,
    "inactive": load_loan,
    "instalments": load_instalment,
    "entries": load_voucher,
    "overdue": load_day,
    "frozen": load_day,
    "groups": load_group,
    "borrowers": load_borrower,
    "summary": load_control,
}
"""Where the rows of a file go, by what it speaks of."""

_FILE = [column for column in load_file.c if column.name != "content"]


class SqlLoads(SqlResults):
    def add(self, booked: Booked, day: date, programme: str) -> None:
        own = {"id": booked.stream_id, "entry_id": booked.entry_id}
        self._connection.execute(insert(load).values(day=day, programme=programme, **own))
        first = {"step": Step.OPEN.value, "cursor": _START, "choices": Choices().as_dict()}
        self._connection.execute(insert(load_state).values(load_id=booked.stream_id, **first))

    def get(self, load_id: int) -> Load:
        row = self._connection.execute(_loads().where(load.c.id == load_id)).mappings().first()
        if row is None:
            raise unknown("đợt nạp", "load", "load_id", load_id)
        return _load(row, sequence_of(self._connection, load_id))

    def page(self, after: int, limit: int) -> Sequence[Load]:
        return self._several(_loads().where(load.c.id > after).order_by(load.c.id).limit(limit))

    def newest(self, before: int | None, limit: int, actor: str | None = None) -> Sequence[Load]:
        """Loads from the newest back, before one; of ``actor`` those that he opened or handed something in to."""
        query = _loads().order_by(load.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(load.c.id < before)
        if actor is not None:
            had = entry.alias()
            query = query.where(select(had.c.id).where(had.c.stream_id == load.c.id, had.c.actor == actor).exists())
        return self._several(query)

    def _several(self, query: Select[Any]) -> Sequence[Load]:
        rows = self._connection.execute(query).mappings().all()
        last = sequences_of(self._connection, [row["id"] for row in rows])
        return [_load(row, last[row["id"]]) for row in rows]

    def people(self, load_id: int) -> set[str]:
        """Who opened the load or handed something in."""
        return set(self._connection.scalars(select(entry.c.actor).where(entry.c.stream_id == load_id)))

    def set_step(self, load_id: int, step: Step, *, cursor: int | None = None, choices: Choices | None = None) -> None:
        changed: dict[str, Any] = {"step": step.value}
        if cursor is not None:
            changed["cursor"] = cursor
        if choices is not None:
            changed["choices"] = choices.as_dict()
        self._connection.execute(update(load_state).where(load_state.c.load_id == load_id).values(**changed))

    # --- files and their rows

    def files(self, load_id: int) -> Sequence[LoadFile]:
        query = select(*_FILE).where(load_file.c.load_id == load_id).order_by(load_file.c.id)
        return [LoadFile(**row) for row in self._connection.execute(query).mappings()]

    def add_file(self, file: LoadFile, content: bytes | None) -> LoadFile:
        values = {name: value for name, value in asdict(file).items() if name != "id"}
        key = new_key(self._connection.execute(insert(load_file).values(content=content, **values)))
        return LoadFile(id=key, **values)

    def is_replaced(self, file: LoadFile) -> bool:
        """Whether a newer file has a line of what this file has one of; of control totals only the newest file counts.

        A table of the lines that are compared has one key of what they speak of: contract, group or customer.
        """
        of = STAGED[file.subject].c
        key = next((of[name] for name in ("contract", "group_no", "customer_no") if name in of), of.load_id)
        newer = select(key).where(of.load_id == file.load_id, of.file_id > file.id)
        query = select(key).where(of.load_id == file.load_id, of.file_id == file.id, key.in_(newer)).limit(1)
        return self._connection.execute(query).first() is not None

    def remove_file(self, file: LoadFile) -> None:
        """Remove a file and its staged rows, to take it in anew."""
        table = STAGED[file.subject]
        of_file = (table.c.load_id == file.load_id, table.c.file_id == file.id)
        self._connection.execute(delete(table).where(*of_file))
        self._connection.execute(delete(load_file).where(load_file.c.id == file.id))

    def content(self, file_id: int) -> bytes | None:
        found: bytes | None = self._connection.scalar(select(load_file.c.content).where(load_file.c.id == file_id))
        return found

    def progress(self, file_id: int, *, done: int, rows: int, notes: Mapping[str, Any], day: date | None) -> None:
        values = {"done": done, "rows": rows, "notes": dict(notes), "report_day": day}
        if rows >= 0:
            values["content"] = None  # its rows are staged: what was sent need not be kept twice
        self._connection.execute(update(load_file).where(load_file.c.id == file_id).values(**values))

    def stage(self, subject: str, columns: Mapping[str, Sequence[Any]]) -> None:
        insert_columns(self._connection, STAGED[subject], columns)

    def staged(self, load_id: int) -> int:
        """How many lines of loans are staged."""
        query = select(func.count()).select_from(load_loan).where(load_loan.c.load_id == load_id)
        return int(self._connection.scalar(query) or 0)

    def clear(self, load_id: int) -> None:
        """Remove what is staged; the load itself and its entries stay."""
        for name in STAGING:
            if name != "load_state":
                table = metadata.tables[name]
                self._connection.execute(delete(table).where(table.c.load_id == load_id))

    def drop_vouchers(self, load_id: int, places: Sequence[tuple[int, int, int]]) -> None:
        """Remove staged vouchers that say again what another line says: (contract, file, row)."""
        for contract, file_id, row in places:
            of = (load_voucher.c.contract == contract, load_voucher.c.file_id == file_id, load_voucher.c.row == row)
            self._connection.execute(delete(load_voucher).where(load_voucher.c.load_id == load_id, *of))

    # --- columns of contracts

    def loans_after(self, load_id: int, cursor: int, limit: int) -> Mapping[str, Sequence[Any]]:
        """The lines of the next contracts in their order, those of one contract together, the newest file last."""
        names = ("contract", "file_id", "row", *TEXTS, *DAYS, *SUMS, "faults", "repairs")
        query = (
            select(*(load_loan.c[name] for name in names))
            .where(load_loan.c.load_id == load_id, load_loan.c.contract > cursor)
            .order_by(load_loan.c.contract, load_loan.c.file_id, load_loan.c.row)
        )
        return fetch_columns(self._connection, query.limit(limit), names)

    def beside_nameless(self, load_id: int) -> Mapping[str, Sequence[Any]]:
        """Every line of the customers of lines whose contract cannot be read, by file and row."""
        names = ("contract", "file_id", "customer_no", "amount", "lent_on")
        of = load_loan.c
        asked = select(of.customer_no).where(of.load_id == load_id, of.contract < 0, of.customer_no != "")
        query = select(*(of[name] for name in names)).where(of.load_id == load_id, of.customer_no.in_(asked))
        return fetch_columns(self._connection, query.order_by(of.file_id, of.row), names)

    def pieces_between(self, load_id: int, first: int, last: int) -> Mapping[str, Sequence[Any]]:
        """Unpaid instalments of a range of contracts."""
        return self._between(load_instalment, load_id, first, last, ("due_on", "due"))

    def vouchers_between(self, load_id: int, first: int, last: int) -> Mapping[str, Sequence[Any]]:
        """Entries of a range of contracts."""
        names = ("effective_on", "voucher_no", "disbursed", "principal", "interest")
        return self._between(load_voucher, load_id, first, last, names)

    def days_between(self, load_id: int, first: int, last: int) -> Mapping[str, Sequence[Any]]:
        """What exports 2 and 13 say of a range of contracts."""
        return self._between(load_day, load_id, first, last, ("overdue_since", "frozen_since", "frozen_through"))

    def borrowers_of(self, load_id: int, customers: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """What a file of borrowers says of some customers; the newest file counts."""
        query = (
            select(load_borrower)
            .where(load_borrower.c.load_id == load_id, load_borrower.c.customer_no.in_(customers))
            .order_by(load_borrower.c.file_id, load_borrower.c.row)
        )
        return {row["customer_no"]: dict(row) for row in self._connection.execute(query).mappings()}

    def groups(self, load_id: int) -> Sequence[Mapping[str, Any]]:
        """The groups of the files; the newest line of a number counts."""
        query = select(load_group).where(load_group.c.load_id == load_id)
        rows = self._connection.execute(query.order_by(load_group.c.file_id, load_group.c.row)).mappings()
        return list({row["group_no"]: dict(row) for row in rows}.values())

    def known_customers(self, customers: Sequence[str]) -> Mapping[str, str]:
        """Of some customer numbers those that are in the books, each with its class."""
        query = select(borrower.c.customer_no, borrower.c.borrower_class)
        found = self._connection.execute(query.where(borrower.c.customer_no.in_(customers)))
        return dict(found.all())

    def controls(self, load_id: int) -> Sequence[Mapping[str, Any]]:
        """The rows of control totals of the newest file of them."""
        newest = select(func.max(load_control.c.file_id)).where(load_control.c.load_id == load_id).scalar_subquery()
        query = select(load_control).where(load_control.c.load_id == load_id, load_control.c.file_id == newest)
        return [dict(row) for row in self._connection.execute(query.order_by(load_control.c.row)).mappings()]

    def _between(
        self, table: Table, load_id: int, first: int, last: int, names: Sequence[str]
    ) -> dict[str, Sequence[Any]]:
        asked = ("contract", "file_id", "row", *names)
        query = (
            select(*(table.c[name] for name in asked))
            .where(table.c.load_id == load_id, table.c.contract.between(first, last))
            .order_by(table.c.contract, table.c.file_id, table.c.row)
        )
        return fetch_columns(self._connection, query, asked)


_START = -(2**62)
"""Before every contract, and before the rows whose contract could not be read."""


def _loads() -> Select[Any]:
    facts = (load.c.id, load.c.day, load.c.programme, load_state.c.step, load_state.c.cursor, load_state.c.choices)
    query = select(*facts, entry.c.body).join(load_state, load_state.c.load_id == load.c.id)
    return query.join(entry, entry.c.id == load.c.entry_id)


def _load(row: Any, sequence: int) -> Load:
    chosen = row["choices"]
    choices = Choices(tuple(chosen["accept"]), chosen["source_id"], chosen["points"])
    bound = row["body"].get("communes")
    limit = None if bound is None else tuple(bound)
    return Load(row["id"], row["day"], row["programme"], Step(row["step"]), row["cursor"], choices, sequence, limit)
