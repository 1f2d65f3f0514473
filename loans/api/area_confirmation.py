"""Loans of divided units: the work list, the confirmation of where they belong, its withdrawal, a loan's places."""

from dataclasses import asdict
from datetime import date
from typing import Any

import pandas as pd
from marshmallow import fields, validate

from loans.api.fields import Code, Strict, Text, Whole
from loans.api.paging import PageQuery, cut, paged
from loans.api.resource import LARGEST_ID, noun, reads, writes
from loans.domain.area import areas
from loans.http.context import context
from loans.http.roles import Action, Role
from loans.service import area_confirmation as service
from loans.service.actor import Actor
from loans.service.reports.area_work import PLACES, waiting_loans, worklist
from loans.service.unit_of_work import Confirmation, UnitOfWork

MOST = 1_000
"""Loans that one confirmation may name; a group or a hamlet has no limit."""

blueprint = noun("area_confirmation", "Xác nhận địa bàn · Confirmed places")


class CandidateSchema(Strict):
    """A commune that took a part of an old unit."""

    code = fields.String()
    name = fields.String()
    part_kind = fields.String(metadata={"description": "which part of the old unit's land went there"})
    population_moved = fields.String(metadata={"description": "all, some, none or remainder of its people"})


class WaitingShareSchema(Strict):
    """Loans of one hamlet that wait; đồng."""

    hamlet_code = fields.String(metadata={"description": "empty: no hamlet is recorded"})
    hamlet_name = fields.String()
    loans = fields.Integer()
    outstanding = fields.Integer()


class WaitingUnitSchema(Strict):
    """The loans of one old unit that wait for a person to say where they belong; đồng."""

    old_code = fields.String(metadata={"description": "five digits, of before 2025-07-01; empty: none is recorded"})
    name = fields.String()
    loans = fields.Integer()
    outstanding = fields.Integer()
    candidates = fields.List(fields.Nested(CandidateSchema))
    hamlets = fields.List(fields.Nested(WaitingShareSchema))
    cites = fields.List(fields.String())


class WaitingQuery(PageQuery):
    """The loans of one old unit, of one hamlet where that is given; ``old_code`` may be empty: none recorded."""

    old_code = fields.String(required=True)
    hamlet_code = fields.String(load_default=None)


class WaitingLoanSchema(Strict):
    """One loan that waits; đồng."""

    loan_id = fields.Integer()
    contract_no = fields.String()
    customer_no = fields.String()
    customer_name = fields.String()
    old_code = fields.String()
    hamlet_code = fields.String()
    hamlet_name = fields.String()
    group_no = fields.String()
    point_code = fields.String()
    outstanding = fields.Integer()


class NewConfirmationSchema(Strict):
    """To which commune loans belong: those named, or all of a hamlet or of a group that wait."""

    commune = Code(5, required=True)
    reason = Text(required=True, most=500)
    loans = fields.List(
        Whole(least=1, most=LARGEST_ID),
        load_default=[],
        validate=validate.Length(max=MOST, error=f"Tối đa {MOST}. | At most {MOST}."),
    )
    hamlet_id = Whole(most=LARGEST_ID, load_default=None, allow_none=True)
    group_id = Whole(most=LARGEST_ID, load_default=None, allow_none=True)


class WithdrawalSchema(Strict):
    """Why a confirmation is taken back."""

    reason = Text(required=True, most=500)


class ConfirmedPlaceSchema(Strict):
    """One confirmation of a loan's place."""

    id = fields.Integer()
    entry_id = fields.Integer()
    commune = fields.String()
    name = fields.String()
    basis = fields.String(metadata={"description": "officer: a successor of the old unit; approver: any commune"})
    effective_on = fields.Date()
    booked_at = fields.DateTime()
    actor = fields.String()
    reason = fields.String()
    withdrawn_by = fields.String(metadata={"description": "empty: it stands"})
    withdrawn_at = fields.DateTime(allow_none=True)
    withdrawn_reason = fields.String()


class ConfirmationSchema(ConfirmedPlaceSchema):
    """A confirmation with its loans."""

    loans = fields.List(fields.Integer())
    sequence = fields.Integer()


class LoanPlacesSchema(Strict):
    """Where a loan stands, where it was recorded, and every confirmation of it in the order of booking."""

    loan_id = fields.Integer()
    commune = fields.String()
    name = fields.String()
    recorded = fields.String(metadata={"description": "the commune that its contract or its load recorded"})
    old_code = fields.String(metadata={"description": "the unit of before 2025-07-01; empty: none is recorded"})
    old_unit = fields.String()
    candidates = fields.List(fields.String())
    items = fields.List(fields.Nested(ConfirmedPlaceSchema))


def shown(made: Confirmation) -> dict[str, Any]:
    """A confirmation as the API shows it."""
    return asdict(made) | {"name": areas().named(made.commune)}


def present(uow: UnitOfWork, confirmation_id: int) -> dict[str, Any]:
    return shown(uow.confirmations.get(confirmation_id))


@reads(
    blueprint, "/area-confirmations/waiting", action=Action.LOAN_READ, reply=paged(WaitingUnitSchema), query=PageQuery
)
def waiting(_uow: UnitOfWork, actor: Actor, today: date, query: dict[str, Any]) -> Any:
    """Old units with loans that wait, by code; an officer sees those of which a commune of theirs took a part."""
    return cut(worklist(_book(today), actor), query, key=lambda item: f"-{item.old_code}")


@reads(
    blueprint,
    "/area-confirmations/waiting/loans",
    action=Action.LOAN_READ,
    reply=paged(WaitingLoanSchema),
    query=WaitingQuery,
)
def waiting_loan(_uow: UnitOfWork, actor: Actor, today: date, query: dict[str, Any]) -> Any:
    """The loans of one old unit, or of one hamlet in it, that wait."""
    found = waiting_loans(_book(today), actor, query["old_code"], query["hamlet_code"])
    return cut(found, query, key=lambda item: str(item["contract_no"]))


@writes(
    blueprint,
    "/area-confirmations",
    action=Action.AREA_CONFIRM,
    body=NewConfirmationSchema,
    reply=ConfirmationSchema,
)
def confirm(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any]) -> dict[str, Any]:
    """Say to which commune loans belong; a commune that took no part of their unit only an approver may name."""
    return shown(service.confirm(uow, actor, today=today, approver=actor.role == Role.APPROVER, **given))


@reads(
    blueprint,
    "/area-confirmations/<int:confirmation_id>",
    action=Action.LOAN_READ,
    reply=ConfirmationSchema,
)
def confirmation(uow: UnitOfWork, actor: Actor, _today: date, confirmation_id: int) -> dict[str, Any]:
    """One confirmation with its loans."""
    found = uow.confirmations.get(confirmation_id)
    actor.within(found.commune)
    return shown(found)


@writes(
    blueprint,
    "/area-confirmations/<int:confirmation_id>/withdrawal",
    action=Action.AREA_CONFIRM,
    body=WithdrawalSchema,
    reply=ConfirmationSchema,
    present=present,
)
def withdraw(
    uow: UnitOfWork, actor: Actor, _today: date, given: dict[str, Any], confirmation_id: int, expected: int
) -> dict[str, Any]:
    """Take a confirmation back; its loans stand again where they stood before."""
    approver, reason = actor.role == Role.APPROVER, given["reason"]
    made = service.withdraw(
        uow, actor, confirmation_id=confirmation_id, expected=expected, reason=reason, approver=approver
    )
    return shown(made)


@reads(blueprint, "/loans/<int:loan_id>/places", action=Action.LOAN_READ, reply=LoanPlacesSchema)
def places(uow: UnitOfWork, actor: Actor, _today: date, loan_id: int) -> dict[str, Any]:
    """Where a loan stands, and who said so."""
    place, made = service.history(uow, actor, loan_id)
    old = next(iter(areas().meanings(place.old_code))).full_name if place.old_code else ""
    return asdict(place) | {
        "name": areas().named(place.commune),
        "old_unit": old,
        "candidates": service.candidates(place.old_code),
        "items": [shown(each) for each in made],
    }


def _book(today: date) -> pd.DataFrame:
    """The book of the loans that wait, kept for the next page."""
    own = context()
    return own.books.loan_book(own.store, own.store.known_at(None), as_of=today, communes=PLACES, details=False)
