"""Borrowers as customers of the bank."""

from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Code, Strict, Text, one_of
from loans.api.paging import PageQuery, after, page, paged
from loans.api.resource import noun, reads, writes
from loans.domain.borrower import Borrower, BorrowerClass
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.borrower import register_borrower
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("borrower", "Khách hàng vay vốn · Borrowers")


class NewBorrowerSchema(Strict):
    """A new customer: customer number of 10 digits, identity or business number."""

    customer_no = Code(10, required=True)
    borrower_class = one_of(BorrowerClass, required=True)
    name = Text(required=True)
    identity_no = Text(most=20, required=True)
    commune = Code(5, required=True)


class BorrowerSchema(NewBorrowerSchema):
    """A customer."""

    id = fields.Integer()
    sequence = fields.Integer()


@reads(blueprint, "/borrowers", action=Action.LOAN_READ, reply=paged(BorrowerSchema), query=PageQuery)
def borrowers(uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """The borrowers of one's communes, paged."""
    return page(uow.borrowers.page(after(query), query["limit"], actor.limit), query)


@reads(blueprint, "/borrowers/<int:borrower_id>", action=Action.LOAN_READ, reply=BorrowerSchema)
def borrower(uow: UnitOfWork, actor: Actor, _today: date, borrower_id: int) -> Borrower:
    """One borrower."""
    found = uow.borrowers.get(borrower_id)
    actor.within(found.commune)
    return found


@writes(blueprint, "/borrowers", action=Action.LOAN_WRITE, body=NewBorrowerSchema, reply=BorrowerSchema)
def add_borrower(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any]) -> Borrower:
    """Register a borrower under the bank's customer number."""
    return register_borrower(
        uow, actor, today=today, **given | {"borrower_class": BorrowerClass(given["borrower_class"])}
    )
