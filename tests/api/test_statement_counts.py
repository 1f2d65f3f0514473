"""How many statements a whole request takes: it depends on no number of points, vouchers, groups or later days.

Everything counts: who asks, the key of the request, the history, the append, the reply; on both databases. The
programme has two thousand transaction points, and each loan two hundred vouchers.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert

from loans.domain.network import Point
from loans.store.tables import entry, loan_entry, point, point_day, stream
from tests.api.service import DATABASES, Service, made
from tests.programme import MILLION, Programme

POINTS, VOUCHERS = 2_000, 200
LENT = date(2026, 2, 6)
LATE = date(2026, 3, 10)  # before most vouchers
ON_TIME = date(2026, 11, 20)
MOST = {"repayments": 12, "disbursements": 22, "act": 20, "collections": 14}


@pytest.fixture(params=DATABASES)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@dataclass
class Counted:
    """The statements of one database as they are sent."""

    service: Service
    sent: list[str] = field(default_factory=list)

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        self.sent.clear()
        event.listen(self.service.store.engine, "before_cursor_execute", self._note)
        yield self.sent
        event.remove(self.service.store.engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        self.sent.append(statement)

    def of(self, path: str, body: Any, *, etag: str | None = None) -> int:
        """The statements of one request by who decides on a loan, which succeeds."""
        with self.counting() as sent:
            who = "officer" if path.rpartition("/")[2] in BY_OFFICER else "approver"
            made(self.service.send(who, path, body, etag=etag))
        return len(sent)


BY_OFFICER = {"repayments", "disbursements", "collections", "reschedulings", "recoveries", "refunds", "rebookings"}


class Numbered(Programme):
    """A programme whose contracts have numbers as the bank gives them."""

    def number(self, prefix: str) -> str:
        return f"{next(self._numbers):016d}" if prefix == "HD" else super().number(prefix)


@dataclass(frozen=True)
class Branch:
    """A programme on the service's database, with many points and loans that have paid often."""

    programme: Programme
    source_id: int
    point: Point

    def lent(self, vouchers: int = VOUCHERS) -> int:
        group = self.programme.group(self.point)
        loan_id = self.programme.lent(self.source_id, 60 * MILLION, point=self.point, group=group).id
        self._paid(loan_id, vouchers)
        return loan_id

    def _paid(self, loan_id: int, vouchers: int) -> None:
        """Vouchers of a đồng of interest, written as the store writes them: their number is what matters."""
        days = [LENT + timedelta(days=1 + number) for number in range(vouchers)]
        facts = [
            {
                "stream_id": loan_id,
                "sequence": 3 + number,
                "kind": "loan_repaid",
                "effective_on": day,
                "booked_at": self.programme.clock(),
                "actor": "officer",
                "reason": "",
                "body": {"principal": 0, "interest": 1, "frozen": 0, "voucher_no": f"N-{loan_id}-{number}"},
            }
            for number, day in enumerate(days)
        ]
        with self.programme.store.engine.begin() as connection:
            ordered = insert(entry).returning(entry.c.id, sort_by_parameter_order=True)
            ids = connection.execute(ordered, facts).scalars().all()
            rows = [
                {
                    "entry_id": key,
                    "loan_id": loan_id,
                    "effective_on": fact["effective_on"],
                    "voucher_no": fact["body"]["voucher_no"],  # type: ignore[index]
                    "disbursed": 0,
                    "principal": 0,
                    "interest": 1,
                }
                for key, fact in zip(ids, facts, strict=True)
            ]
            connection.execute(insert(loan_entry), rows)

    def contract(self, loan_id: int) -> str:
        with self.programme.store.reading() as uow:
            return uow.loans.get(loan_id).contract_no

    def etag(self, loan_id: int) -> str:
        with self.programme.store.reading() as uow:
            return f'"{uow.loans.get(loan_id).sequence}"'


@pytest.fixture
def counted(service: Service) -> Counted:
    return Counted(service)


@pytest.fixture
def branch(service: Service) -> Branch:
    programme = Numbered(service.store, service.clock)
    source_id = programme.funded(1_000 * MILLION)
    own = programme.point()
    _points(programme)
    return Branch(programme, source_id, own)


def _points(programme: Programme) -> None:
    with programme.store.engine.begin() as connection:
        keys = [{"noun": "point", "key": f"DX{number:05d}"} for number in range(POINTS)]
        made_ = insert(stream).returning(stream.c.id, sort_by_parameter_order=True)
        ids = connection.execute(made_, keys).scalars().all()
        said = {"sequence": 1, "kind": "point_opened", "effective_on": LENT, "booked_at": programme.clock()}
        facts = [{"stream_id": key, **said, "actor": "officer", "reason": "", "body": {}} for key in ids]
        given = insert(entry).returning(entry.c.id, sort_by_parameter_order=True)
        entries = connection.execute(given, facts).scalars().all()
        rows = [
            {"id": key, "entry_id": of, "code": f"DX{number:05d}", "name": "Điểm giả định", "commune": "00004"}
            for number, (key, of) in enumerate(zip(ids, entries, strict=True))
        ]
        connection.execute(insert(point), rows)
        days = [
            {"entry_id": of, "point_id": key, "since": date(2020, 1, 1), "monthly_day": 7}
            for key, of in zip(ids, entries, strict=True)
        ]
        connection.execute(insert(point_day), days)


def test_a_repayment_takes_as_many_statements_on_time_as_late(branch: Branch, counted: Counted) -> None:
    few, many = branch.lent(vouchers=1), branch.lent()
    taken = set()
    for loan_id, on in ((few, ON_TIME), (many, ON_TIME), (many, LATE), (few, LATE)):
        body = {"on": on.isoformat(), "voucher_no": f"PT-{loan_id}-{on}", "amount": 1_000}
        taken.add(counted.of(f"/loans/{loan_id}/repayments", body, etag=branch.etag(loan_id)))
    assert max(taken) <= MOST["repayments"], counted.sent
    assert max(taken) - min(taken) <= 1, taken  # the first of a process asks for the sessions of the point


def test_a_disbursement_takes_few_statements(branch: Branch, counted: Counted) -> None:
    programme = branch.programme
    group = programme.group(branch.point)
    filing = programme.filing(programme.worker(), branch.source_id, 60 * MILLION, group=group)
    signed = programme.sign(programme.approve(programme.appraised(filing)).id)
    for number in range(2):
        body = {"on": "2026-02-06", "voucher_no": f"PC-{number}", "amount": 20 * MILLION}
        count = counted.of(f"/loans/{signed.id}/disbursements", body, etag=branch.etag(signed.id))
        assert count <= MOST["disbursements"], counted.sent


ACTS: dict[str, dict[str, Any]] = {
    "reschedulings": {"on": "2026-07-01", "number": 1, "amount": MILLION, "due_on": "2026-12-06"},
    "extensions": {"on": "2026-07-02", "months": 3, "decision": "QĐ-GIA"},
    "freezes": {
        "on": "2026-08-01",
        "last_on": "2026-10-01",
        "in_term": MILLION,
        "overdue": 0,
        "cause": "damage",
        "damage_percent": "50",
        "decision": "QĐ-GIA",
    },
    "write-offs": {
        "on": "2026-11-01",
        "principal": MILLION,
        "interest": 0,
        "frozen": 0,
        "decision": "QĐ-GIA",
        "cites": ["Điều giả định"],
    },
    "recoveries": {"on": "2026-11-02", "amount": 1_000, "voucher_no": "TH-1"},
    "recalls": {"on": "2026-11-03", "due_on": "2026-11-20", "reason": "Giả định"},
}


def test_an_act_on_a_debt_takes_few_statements_and_so_does_its_reversal(branch: Branch, counted: Counted) -> None:
    loan_id = branch.lent()
    for path, body in ACTS.items():
        count = counted.of(f"/loans/{loan_id}/{path}", body, etag=branch.etag(loan_id))
        assert count <= MOST["act"], (path, count, counted.sent)
    last = branch.programme.history(loan_id)[-1].id
    body = {"entry_id": last, "reason": "Giả định"}
    count = counted.of(f"/loans/{loan_id}/reversals", body, etag=branch.etag(loan_id))
    assert count <= MOST["act"], (count, counted.sent)


def test_a_sheet_takes_as_many_statements_for_one_row_as_for_many(branch: Branch, counted: Counted) -> None:
    contracts = [branch.contract(branch.lent(vouchers=10)) for _ in range(6)]
    taken = []
    for number, some in enumerate((contracts[:1], contracts, contracts)):
        rows = [
            {"contract_no": each, "voucher_no": f"BT-{number}-{place}", "amount": 1_000}
            for place, each in enumerate(some * 5)
        ]
        body = {"on": ON_TIME.isoformat(), "cash": 1_000 * len(rows), "rows": rows}
        taken.append(counted.of("/collections", body))
    assert max(taken) <= MOST["collections"], counted.sent
    assert taken[1] == taken[2]
