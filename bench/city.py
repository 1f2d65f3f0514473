"""A city's worth of loans in SQLite or PostgreSQL, every figure invented, written straight into the tables: a bench
cannot wait for the use cases, which book some hundred loans a second."""

from itertools import chain, repeat
from typing import Any

import numpy as np
from sqlalchemy import Connection, func, select

from bench.diary import BODIES, CLOSING, FIRST, LOAN_STEPS, PAYMENTS, PRINCIPAL, STEPS, Diary, diary, terms_of
from bench.filling import Rows, count_on, fill, looked_through, unhindered
from loans.domain.columns import Column
from loans.service import demo, fund
from loans.store.schema import upgrade
from loans.store.tables import commune, entry, seal, source, stream, watermark
from loans.store.unit_of_work import Store

__all__ = ["INSTALMENTS", "PAYMENTS", "filled"]

INSTALMENTS = 8
POINTS, GROUPS = 5, 10  # of each commune: 630 points, 1,260 groups
WAITING = 50  # one dossier that waits to so many loans
SEED = 338_2025
NAMES = (("Nguyễn", "Trần", "Lê", "Phạm", "Đỗ", "Hoàng"), ("Thị", "Văn", "Đức", "Minh"), ("Giả Định", "Ví Dụ", "Mẫu"))
NOTE = '{"entry":"1:00000000","loan_entry":"1:00000000","posting":"2:00000000","seal":"1:00000000"}'
"""What stands beside a link. Links are invented like all else, as heavy as real ones: to compute them takes an hour."""
CONTRACT, CUSTOMER, POINT, GROUP = "88{:014d}", "88{:08d}", "TXN8{:04d}", "88{:05d}"
"""By what each is known, and found."""


def filled(url: str, loans: int) -> Store:
    """The demonstration with so many more loans over all communes: each with its dossier, its vouchers and postings.

    One voucher in 200 is reversed, one loan in 200 was extended: the schedule of those is worked out loan by loan. One
    check of use in twenty is still to be made; to fifty loans one dossier waits. Its proof would not verify.
    """
    store = Store.at(url)
    upgrade(store.engine)
    with store.writing("bench") as uow:
        demo.build(uow)
        held = uow.funds.all()[0]
        on = CLOSING.replace(month=1, day=20)
        fund.entrust(
            uow,
            today=CLOSING,
            source_id=held.id,
            expected=held.sequence,
            amount=(loans + 1) * PRINCIPAL,
            on=on,
            decision="QĐ 009 (giả định)",
        )
    store.seal()
    store.link()
    with store.engine.connect() as connection, connection.begin():
        unhindered(connection)
        _City(connection, loans).build()
        count_on(connection)
    looked_through(store.engine)
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
        waiting = self._loans // WAITING
        dossiers = self._loans + waiting
        groups, points = self._network()
        where = self._draw.integers(0, len(groups), dossiers)
        codes = [self._communes[group // GROUPS] for group in where.tolist()]
        own = [groups[group] for group in where.tolist()]
        told = diary(self._draw, self._loans, waiting)
        people = self._people(codes)
        papers, signed = self._streams("application", dossiers), self._streams("loan", self._loans, CONTRACT)
        ids = self._write(told, np.array([*papers]), np.array(signed))
        first = told.entry_of("application_submitted", ids, dossiers).tolist()
        self._fill(
            "application",
            (
                (each, first[i], people[i], self._source, codes[i], own[i], "create", PRINCIPAL, 24, 1, 0,
                 "job_creation", 0, 0)
                for i, each in enumerate(papers)
            ),
        )  # fmt: skip
        made = told.entry_of("loan_signed", ids, self._loans)
        meeting = [points[group // (GROUPS // POINTS)] for group in where.tolist()]
        approved = (told.filed[: self._loans] + 9).astype(str).tolist()
        fixed, by, terms = self._draw.integers(0, 2, self._loans).tolist(), made.tolist(), terms_of(approved)
        self._fill(
            "loan",
            (
                (each, by[i], CONTRACT.format(i), papers[i], people[i], self._source, codes[i], own[i],
                 meeting[i], approved[i], approved[i], terms[approved[i]].regime, "standard",
                 terms[approved[i]].e7, terms[approved[i]].overdue_e7, fixed[i], "equal_principal",
                 "instalment_moves", 1, PRINCIPAL, "job_creation")
                for i, each in enumerate(signed)
            ),
        )  # fmt: skip
        self._contracts(signed, made, told.filed)
        self._money(told, ids, np.array(signed))
        self._plan(told, ids, codes, people, papers)
        self._checks(told, ids, np.array(signed))
        self._decisions(told, ids, signed)
        self._seal()

    def _network(self) -> tuple[list[int], list[int]]:
        points = self._streams("point", len(self._communes) * POINTS, POINT)
        groups = self._streams("group", len(self._communes) * GROUPS, GROUP)
        made = self._book([*points, *groups], ["point_opened"] * len(points) + ["group_opened"] * len(groups), FIRST)
        days = self._draw.integers(1, 28, len(points)).tolist()
        opened = list(zip(made, points, strict=False))
        self._fill(
            "point",
            (
                (each, by, POINT.format(i), f"Điểm {i}", self._communes[i // POINTS])
                for i, (by, each) in enumerate(opened)
            ),
        )
        self._fill("point_day", ((by, each, "2000-01-01", day) for (by, each), day in zip(opened, days, strict=True)))
        formed = list(zip(made[len(points) :], groups, strict=True))
        self._fill(
            "credit_group",
            ((each, by, GROUP.format(i), self._communes[i // GROUPS]) for i, (by, each) in enumerate(formed)),
        )
        self._fill(
            "group_fact",
            (
                (by, each, "2000-01-01", points[i // (GROUPS // POINTS)], "12", "Tổ trưởng (giả định)", None)
                for i, (by, each) in enumerate(formed)
            ),
        )
        return groups, points

    def _people(self, codes: list[str]) -> list[int]:
        people = self._streams("borrower", len(codes), CUSTOMER)
        made = self._book(people, ["borrower_registered"] * len(people), FIRST)
        chosen = [self._draw.integers(0, len(part), len(people)).tolist() for part in NAMES]
        names = [
            " ".join(part[place] for part, place in zip(NAMES, row, strict=True)) for row in zip(*chosen, strict=True)
        ]
        self._fill(
            "borrower",
            (
                (each, by, CUSTOMER.format(i), "worker", names[i], f"{i:012d}", codes[i])
                for i, (each, by) in enumerate(zip(people, made, strict=True))
            ),
        )
        return people

    def _streams(self, noun: str, size: int, key: str = "") -> list[int]:
        ids = list(range(self._stream, self._stream + size))
        self._stream += size
        self._fill("stream", ((each, noun, key.format(i) or None) for i, each in enumerate(ids)))
        return ids

    def _write(self, told: Diary, papers: Column, signed: Column) -> Column:
        """The entries of dossiers and loans, numbered in the order of their days."""
        ids = np.arange(self._entry, self._entry + told.step.size)
        on_papers = told.step < len(STEPS)
        streams = np.where(on_papers, papers[told.place], signed[np.minimum(told.place, self._loans - 1)])
        self._record(ids, streams, told.sequence, [LOAN_STEPS[each] for each in told.step.tolist()], told.day)
        return ids

    def _book(self, streams: list[int], kinds: list[str], on: Any, sequence: Any = 1) -> list[int]:
        ids = np.arange(self._entry, self._entry + len(streams))
        self._record(ids, np.array(streams), np.full(ids.size, sequence), kinds, np.full(ids.size, on))
        found: list[int] = ids.tolist()
        return found

    def _record(self, ids: Column, streams: Column, sequence: Column, kinds: list[str], day: Column) -> None:
        columns = (ids.tolist(), streams.tolist(), sequence.tolist(), kinds, day.astype(str).tolist())
        actors = [f"can-bo-{i}" for i in range(97)]
        self._fill(
            "entry",
            (
                (*row, f"{row[4]} 02:00:00.000000", actors[row[0] % 97], "", BODIES.get(row[3], "{}"), "")
                for row in zip(*columns, strict=True)
            ),
        )
        self._booked.append(ids)
        self._entry += ids.size

    def _contracts(self, signed: list[int], made: Column, filed: Column) -> None:
        place = np.repeat(np.arange(self._loans), INSTALMENTS)
        number = np.tile(np.arange(1, INSTALMENTS + 1), self._loans)
        due = (filed[place] + (9 + 91 * number).astype("timedelta64[D]")).astype(str)
        columns = (made[place].tolist(), number.tolist(), np.array(signed)[place].tolist(), due.tolist())
        self._fill("instalment", ((*row, PRINCIPAL // INSTALMENTS) for row in zip(*columns, strict=True)))

    def _money(self, told: Diary, ids: Column, signed: Column) -> None:
        """Vouchers, and what each moved in the capital."""
        out, paid = told.are("loan_disbursed"), told.are("loan_repaid")
        principal, interest = np.where(paid, told.principal, 0), np.where(paid, told.interest, 0)
        seen = out | paid
        columns = (np.where(out, PRINCIPAL, 0)[seen], principal[seen], interest[seen])
        loan_of, on = signed[np.minimum(told.place, self._loans - 1)][seen], told.day[seen].astype(str)
        rows = zip(ids[seen].tolist(), loan_of.tolist(), on.tolist(), *(each.tolist() for each in columns), strict=True)
        self._fill("loan_entry", ((by, own, day, f"DO-8{by:08d}", *amounts) for by, own, day, *amounts in rows))
        signed_off = told.are("application_approved")
        for moves, amount, accounts in (
            (signed_off, np.full(ids.size, PRINCIPAL), ("committed", "available")),
            (out, np.full(ids.size, PRINCIPAL), ("outstanding", "committed")),
            (paid & (principal > 0), principal, ("available", "outstanding")),
        ):
            own = zip(ids[moves].tolist(), told.day[moves].astype(str).tolist(), amount[moves].tolist(), strict=True)
            self._fill("posting", chain.from_iterable(self._pair(accounts, *row) for row in own))

    def _pair(self, accounts: tuple[str, str], by: int, on: str, amount: int) -> Rows:
        into, out_of = accounts
        return (by, 1, self._source, into, on, amount), (by, 2, self._source, out_of, on, -amount)

    def _plan(self, told: Diary, ids: Column, codes: list[str], people: list[int], papers: list[int]) -> None:
        for kind, committed in (("application_approved", PRINCIPAL), ("loan_disbursed", -PRINCIPAL)):
            some = told.are(kind)
            rows = zip(ids[some].tolist(), told.place[some].tolist(), told.day[some].astype(str).tolist(), strict=True)
            self._fill(
                "plan_use",
                (
                    (by, self._source, codes[i], int(on[:4]), people[i], papers[i], committed, max(0, -committed))
                    for by, i, on in rows
                ),
            )

    def _checks(self, told: Diary, ids: Column, signed: Column) -> None:
        some = told.are("loan_use_checked")
        rows = zip(
            ids[some].tolist(), signed[told.place[some]].tolist(), told.day[some].astype(str).tolist(), strict=True
        )
        self._fill("use_check", ((*row, "proper", '{"created":1}') for row in rows))

    def _decisions(self, told: Diary, ids: Column, signed: list[int]) -> None:
        size = told.sizes(self._loans)
        some = [i for i in range(0, self._loans, 200) if told.filed[i] + 400 <= np.datetime64(CLOSING)]
        on = [told.filed[i] + 400 for i in some]
        made = self._book(
            [signed[i] for i in some], ["loan_extended"] * len(some), np.datetime64(CLOSING), size[some] + 1
        )
        self._fill(
            "relief",
            (
                (by, INSTALMENTS, signed[i], "extended", str(day), str(day + 700), PRINCIPAL // INSTALMENTS)
                for by, i, day in zip(made, some, on, strict=True)
            ),
        )
        last = told.entry_of("loan_repaid", ids, self._loans)
        undone = [i for i in range(100, self._loans, 200) if last[i]]
        made = self._book(
            [signed[i] for i in undone], ["entry_reversed"] * len(undone), np.datetime64(CLOSING), size[undone] + 1
        )
        self._fill("reversal", ((by, int(last[i])) for by, i in zip(made, undone, strict=True)))
        amounts = dict(zip(ids.tolist(), told.principal.tolist(), strict=True))
        rows = ((by, amounts[int(last[i])]) for by, i in zip(made, undone, strict=True))
        self._fill(
            "posting",
            chain.from_iterable(
                self._pair(("outstanding", "available"), by, str(CLOSING), amount) for by, amount in rows if amount
            ),
        )

    def _seal(self) -> None:
        """All of it at the last moment that was told, after what the demonstration had sealed."""
        last = self._connection.scalar(select(func.max(seal.c.position))) or 0
        moment = self._connection.scalars(select(watermark.c.moment)).one()
        held = list(chain.from_iterable(block.tolist() for block in self._booked))
        places = range(last + 1, last + 1 + len(held))
        told = f"{moment:%Y-%m-%d %H:%M:%S.%f}"
        self._fill("seal", zip(places, held, repeat(told), strict=False))
        self._fill("salt", ((each, f"{each:032x}") for each in held))
        self._fill("link", ((place, f"{place:064x}", f"{place:064x}", told, NOTE) for place in places))

    def _fill(self, table: str, rows: Rows) -> None:
        fill(self._connection, table, rows)
