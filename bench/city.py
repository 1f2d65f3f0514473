"""A city's worth of loans in SQLite, every figure invented, written straight into the tables: a bench cannot wait for
the use cases, which book some hundred loans a second."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat
from typing import Any

import numpy as np
from sqlalchemy import Connection, func, select

from loans.domain.columns import Column
from loans.service import demo
from loans.store.schema import upgrade
from loans.store.tables import commune, entry, metadata, seal, source, stream
from loans.store.unit_of_work import Store

INSTALMENTS = 8
PAYMENTS = 10
STEPS = ("application_submitted", "application_complete", "application_appraised", "application_approved")
KINDS = (*STEPS, "loan_signed", "loan_disbursed", *["loan_repaid"] * PAYMENTS)
"""The entries of each loan: four on its application, twelve on itself."""

GROUPS = 10  # of each commune
PRINCIPAL = 80_000_000
FIRST = np.datetime64("2024-01-08", "D")
SEED = 338_2025

Rows = Iterable[Sequence[Any]]


def filled(url: str, loans: int) -> Store:
    """The demonstration with so many more loans, of 16 entries and 8 instalments each, spread over all communes.

    One voucher in 200 is reversed, one loan in 200 was extended: the schedule of those is worked out loan by loan.
    """
    store = Store.at(url)
    upgrade(store.engine)
    with store.writing("bench") as uow:
        demo.build(uow)
    store.seal()
    with store.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        _City(connection, loans).build()
    with store.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
    return store


class _City:
    """The rows of the city; numbers go on from what stands in the database."""

    def __init__(self, connection: Connection, loans: int) -> None:
        self._connection, self._loans = connection, loans
        self._draw = np.random.default_rng(SEED)
        self._stream = (connection.scalar(select(func.max(stream.c.id))) or 0) + 1
        self._entry = (connection.scalar(select(func.max(entry.c.id))) or 0) + 1
        self._source = connection.scalar(select(source.c.id)) or 0
        self._communes = list(connection.scalars(select(commune.c.code).order_by(commune.c.code)))
        self._booked: list[Column] = []

    def build(self) -> None:
        """Points and groups, people and papers, contracts, vouchers, decisions; all of it sealed."""
        groups, points = self._network()
        where = self._draw.integers(0, len(groups), self._loans)
        filed = FIRST + self._draw.integers(0, 900, self._loans).astype("timedelta64[D]")
        people, papers, signed = (self._streams(noun, self._loans) for noun in ("borrower", "application", "loan"))
        place, step, ids, day = self._entries(papers, signed, filed)
        first = np.zeros((len(KINDS), self._loans), np.int64)
        first[step, place] = ids
        codes = [self._communes[group // GROUPS] for group in where.tolist()]
        met = [points[group // GROUPS] for group in where.tolist()]
        own = [groups[group] for group in where.tolist()]
        number = range(self._loans)
        self._fill(
            "borrower",
            (
                (each, int(first[0, i]), f"88{i:08d}", "worker", f"Người vay {i} (giả định)", f"{i:012d}", codes[i])
                for i, each in zip(number, people, strict=True)
            ),
        )
        self._fill(
            "application",
            (
                (each, int(first[0, i]), people[i], self._source, codes[i], own[i], "create", PRINCIPAL, 24, 1, 0,
                 "job_creation", 0, 0)
                for i, each in zip(number, papers, strict=True)
            ),
        )  # fmt: skip
        approved = (filed + 9).astype(str).tolist()
        fixed = self._draw.integers(0, 2, self._loans).tolist()
        self._fill(
            "loan",
            (
                (each, int(first[4, i]), f"88{i:014d}", papers[i], people[i], self._source, codes[i], own[i], met[i],
                 approved[i], approved[i], "338/2025/NĐ-CP", "standard", 792_480, 1_030_224, fixed[i],
                 "equal_principal", "instalment_moves", 1, PRINCIPAL, "job_creation")
                for i, each in zip(number, signed, strict=True)
            ),
        )  # fmt: skip
        self._contracts(signed, first[4], filed)
        self._vouchers(signed, place, step, ids, day)
        self._decisions(signed, first, filed)
        self._seal()

    def _network(self) -> tuple[list[int], list[int]]:
        points = self._streams("point", len(self._communes))
        groups = self._streams("group", len(self._communes) * GROUPS)
        made = self._book([*points, *groups], ["point_opened"] * len(points) + ["group_opened"] * len(groups), FIRST)
        days = self._draw.integers(1, 28, len(points)).tolist()
        opened = list(zip(made, points, self._communes, strict=False))
        self._fill(
            "point", ((each, by, f"TXN8{i:04d}", f"Điểm {i}", code) for i, (by, each, code) in enumerate(opened))
        )
        self._fill(
            "point_day", ((by, each, "2000-01-01", day) for (by, each, _), day in zip(opened, days, strict=True))
        )
        formed = list(zip(made[len(points) :], groups, strict=True))
        self._fill(
            "credit_group",
            ((each, by, f"88{i:05d}", self._communes[i // GROUPS]) for i, (by, each) in enumerate(formed)),
        )
        self._fill(
            "group_fact",
            (
                (by, each, "2000-01-01", points[i // GROUPS], "12", "Tổ trưởng (giả định)", None)
                for i, (by, each) in enumerate(formed)
            ),
        )
        return groups, points

    def _streams(self, noun: str, size: int) -> list[int]:
        ids = list(range(self._stream, self._stream + size))
        self._stream += size
        self._fill("stream", ((each, noun, f"bench/{noun}/{each}") for each in ids))
        return ids

    def _entries(self, papers: list[int], signed: list[int], filed: Column) -> tuple[Column, Column, Column, Column]:
        """Loan, step, number and day of every entry; numbers follow days, as in a book that grew."""
        step = np.tile(np.arange(len(KINDS)), self._loans)
        place = np.repeat(np.arange(self._loans), len(KINDS))
        gaps = np.concatenate([[0, 2, 5, 9, 9, 9], np.arange(1, PAYMENTS + 1) * 90])
        spread = self._draw.integers(0, 60, step.size) * (step > 5)
        day = filed[place] + (gaps[step] + spread).astype("timedelta64[D]")
        order = np.lexsort((step, day))
        place, step, day = place[order], step[order], day[order]
        on_papers = step < len(STEPS)
        streams = np.where(on_papers, np.array(papers)[place], np.array(signed)[place])
        sequence = np.where(on_papers, step + 1, step - len(STEPS) + 1)
        ids = np.arange(self._entry, self._entry + step.size)
        kinds = [KINDS[each] for each in step.tolist()]
        self._record(ids, streams, sequence, kinds, day)
        return place, step, ids, day

    def _book(self, streams: list[int], kinds: list[str], on: Any, sequence: int = 1) -> list[int]:
        ids = np.arange(self._entry, self._entry + len(streams))
        self._record(ids, np.array(streams), np.full(ids.size, sequence), kinds, np.full(ids.size, on))
        found: list[int] = ids.tolist()
        return found

    def _record(self, ids: Column, streams: Column, sequence: Column, kinds: list[str], day: Column) -> None:
        columns = (ids.tolist(), streams.tolist(), sequence.tolist(), kinds, day.astype(str).tolist())
        booked, actors = "2026-11-20 02:00:00.000000", [f"can-bo-{i}" for i in range(97)]
        body = '{"note":"thu tại phiên giao dịch","synthetic":true,"voucher_no":"DO-000001"}'
        self._fill("entry", ((*row, booked, actors[row[0] % 97], "", body, "") for row in zip(*columns, strict=True)))
        self._booked.append(ids)
        self._entry += ids.size

    def _contracts(self, signed: list[int], made: Column, filed: Column) -> None:
        place = np.repeat(np.arange(self._loans), INSTALMENTS)
        number = np.tile(np.arange(1, INSTALMENTS + 1), self._loans)
        due = (filed[place] + (9 + 91 * number).astype("timedelta64[D]")).astype(str)
        columns = (made[place].tolist(), number.tolist(), np.array(signed)[place].tolist(), due.tolist())
        self._fill("instalment", ((*row, PRINCIPAL // INSTALMENTS) for row in zip(*columns, strict=True)))

    def _vouchers(self, signed: list[int], place: Column, step: Column, ids: Column, day: Column) -> None:
        out, seen = step == 5, step >= 5
        columns = [
            np.array(signed)[place],
            day.astype(str),
            np.where(out, PRINCIPAL, 0),
            np.where(out, 0, self._draw.integers(0, PRINCIPAL // PAYMENTS, step.size)),
            np.where(out, 0, self._draw.integers(1, 500_000, step.size)),
        ]
        rows = zip(ids[seen].tolist(), *(column[seen].tolist() for column in columns), strict=True)
        self._fill(
            "loan_entry",
            ((by, loan_id, on, f"DO-8{by:08d}", *amounts) for by, loan_id, on, *amounts in rows),
        )

    def _decisions(self, signed: list[int], first: Column, filed: Column) -> None:
        some = range(0, self._loans, 200)
        on = [filed[i] + 400 for i in some]
        made = self._book([signed[i] for i in some], ["loan_extended"] * len(some), FIRST + 1_200, len(KINDS))
        self._fill(
            "relief",
            (
                (by, INSTALMENTS, signed[i], "extended", str(day), str(day + 700), PRINCIPAL // INSTALMENTS)
                for by, i, day in zip(made, some, on, strict=True)
            ),
        )
        undone = range(100, self._loans, 200)
        made = self._book([signed[i] for i in undone], ["entry_reversed"] * len(undone), FIRST + 1_200, len(KINDS))
        self._fill("reversal", ((by, int(first[-1, i])) for by, i in zip(made, undone, strict=True)))

    def _seal(self) -> None:
        last = self._connection.scalar(select(func.max(seal.c.position))) or 0
        ids = chain.from_iterable(block.tolist() for block in self._booked)
        self._fill("seal", zip(*_counted(last, ids), repeat("2026-11-20 03:00:00.000000")))

    def _fill(self, table: str, rows: Rows) -> None:
        names = [column.name for column in metadata.tables[table].columns]
        holes = ", ".join("?" * len(names))
        statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({holes})"  # noqa: S608 - names of our own tables
        self._connection.exec_driver_sql(statement, list(rows))


def _counted(last: int, ids: Iterator[int]) -> tuple[Any, Any]:
    held = list(ids)
    return range(last + 1, last + 1 + len(held)), held
