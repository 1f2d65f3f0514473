"""A transaction session's collections in one request, a result per row."""

from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.application.schemas import FindingSchema
from loans.api.fields import Amount, Code, Name, Strict, rows_of
from loans.api.resource import noun, writes
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.collection import Collected, Collection, Decided, collect, decide
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("collection", "Thu nợ phiên giao dịch · Collections of a session")


class CollectionRowSchema(Strict):
    """One row of the sheet, in đồng: one ``amount`` for the rule to split, or ``principal`` and ``interest``."""

    contract_no = Code(16, required=True)
    voucher_no = Name(required=True)
    amount = Amount(least=1, load_default=None)
    principal = Amount(load_default=None)
    interest = Amount(load_default=None)
    frozen = Amount(load_default=0)


class SheetSchema(Strict):
    """A session's sheet: its day, its rows, the cash counted; ``keep_good`` records the good rows where others fail."""

    on = fields.Date(required=True)
    cash = Amount(required=True)
    keep_good = fields.Boolean(load_default=False)
    rows = rows_of(CollectionRowSchema, most=2_000)


class CollectedSchema(Strict):
    """What became of one row."""

    row = fields.Integer()
    contract_no = fields.String()
    principal = fields.Integer(allow_none=True)
    interest = fields.Integer(allow_none=True)
    findings = fields.List(fields.Nested(FindingSchema))


class ReceiptSchema(Strict):
    """A result per row and the sums kept."""

    accepted = fields.Integer()
    refused = fields.Integer()
    collected = fields.Integer()
    rows = fields.List(fields.Nested(CollectedSchema))


def _decided(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any]) -> Decided:
    return decide(uow, actor, today=today, on=given["on"], rows=_rows(given))


@writes(blueprint, "/collections", action=Action.LOAN_WRITE, body=SheetSchema, reply=ReceiptSchema, decides=_decided)
def record(
    uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any], decided: Decided | None = None
) -> dict[str, Any]:
    """Record a whole session's collections; safe to send again after a broken connection."""
    sheet = {name: given[name] for name in ("on", "cash", "keep_good")}
    results = collect(uow, actor, today=today, rows=_rows(given), decided=decided, **sheet)
    kept = [result.voucher for result in results if result.voucher]
    return {
        "accepted": len(kept),
        "refused": len(results) - len(kept),
        "collected": sum(voucher.principal + voucher.interest for voucher in kept),
        "rows": [_row(result) for result in results],
    }


def _rows(given: dict[str, Any]) -> list[Collection]:
    return [Collection(**row) for row in given["rows"]]


def _row(result: Collected) -> dict[str, Any]:
    return {
        "row": result.row,
        "contract_no": result.contract_no,
        "principal": result.voucher.principal if result.voucher else None,
        "interest": result.voucher.interest if result.voucher else None,
        "findings": result.findings,
    }
