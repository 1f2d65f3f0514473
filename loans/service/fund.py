"""Capital: sources, and what was entrusted to them under a cited decision."""

from datetime import date

from loans.domain.fund import Movement, Source, Statement, postings, statement
from loans.domain.refusal import Refusal
from loans.service.checks import happened
from loans.service.unit_of_work import UnitOfWork


def open_source(uow: UnitOfWork, *, today: date, code: str, name: str, level: str, investor_code: str) -> Source:
    """Open a source of capital; its code is unique."""
    body = {"code": code, "name": name, "level": level, "investor_code": investor_code}
    booked = uow.entries.open("source", code, "source_opened", today, body)
    uow.funds.add(booked, code, name, level, investor_code)
    return uow.funds.get(booked.stream_id)


def entrust(
    uow: UnitOfWork, *, today: date, source_id: int, expected: int, amount: int, on: date, decision: str
) -> Source:
    """Entrust capital (vốn nhận ủy thác) to a source under a decision, effective on its day; amount in đồng."""
    happened(on, today, "on")
    if amount <= 0:
        raise Refusal(
            "amount_not_positive",
            field="amount",
            value=amount,
            vi="Số vốn ủy thác phải lớn hơn 0. Nhập số đồng của quyết định.",
            en="Entrusted capital must be more than 0. Give the đồng of the decision.",
            cites=("Luật 74/2025/QH15 Đ.8",),
        )
    source = uow.funds.get(source_id)
    uow.lock(source=source_id)
    booked = uow.entries.append(source_id, expected, Movement.ENTRUSTED, on, {"amount": amount, "decision": decision})
    uow.funds.post(booked, on, postings(Movement.ENTRUSTED, source.id, amount))
    return uow.funds.get(source_id)


def statement_of(uow: UnitOfWork, *, source_id: int, as_of: date) -> Statement:
    """The balances of a source at the end of a day, as known by this unit of work."""
    return statement(uow.funds.balances(source_id, as_of))
