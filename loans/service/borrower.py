"""Borrowers as customers of the bank."""

from datetime import date

from loans.domain.borrower import Borrower, BorrowerClass
from loans.service.actor import Actor
from loans.service.checks import commune_in_force
from loans.service.unit_of_work import UnitOfWork


def register_borrower(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    customer_no: str,
    borrower_class: BorrowerClass,
    name: str,
    identity_no: str,
    commune: str,
) -> Borrower:
    """Register a customer under the bank's customer number, which is unique."""
    actor.within(commune)
    commune_in_force(commune, today)
    body = {"customer_no": customer_no, "borrower_class": borrower_class.value, "commune": commune}
    booked = uow.entries.open("borrower", customer_no, "borrower_registered", today, body)
    uow.borrowers.add(booked, Borrower(0, customer_no, borrower_class, name, identity_no, commune))
    return uow.borrowers.get(booked.stream_id)
