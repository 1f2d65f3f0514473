"""Borrowers as customers of the bank."""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from loans.domain.area.spelling import Spelling, plain, spelling
from loans.domain.borrower import Borrower, BorrowerClass
from loans.service.actor import Actor
from loans.service.checks import commune_in_force
from loans.service.unit_of_work import UnitOfWork

_AT_ONCE = 5_000


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


def find_borrowers(uow: UnitOfWork, actor: Actor, text: str, *, most: int = 50) -> list[Borrower]:
    """Borrowers of one's communes whose name holds the words, accents left out or not, or whose number begins so."""
    digits = text.strip()
    if digits.isdigit():
        ids = list(uow.borrowers.beginning(digits, most, actor.limit))
    else:
        ids = list(islice(_named(uow, actor, spelling(text)), most))
    people = uow.borrowers.some(ids)
    return [people[each] for each in ids]


def _named(uow: UnitOfWork, actor: Actor, wanted: Spelling) -> Iterator[int]:
    """Those whose name holds these syllables one after another. Their plain letters are compared first: no folded copy
    of anybody's name is kept, and 300,000 names are gone through in a second."""
    sought = f" {wanted.plain} "
    names = iter(uow.borrowers.names(actor.limit))
    while some := list(islice(names, _AT_ONCE)):
        for (borrower_id, name), own in zip(some, plain([name for _, name in some]), strict=True):
            if sought in f" {own} " and _is_meant(spelling(name), wanted):
                yield borrower_id


def _is_meant(own: Spelling, wanted: Spelling) -> bool:
    count = len(wanted.syllables)
    return any(wanted.may_be(own.without(first).first(count)) for first in range(len(own.syllables) - count + 1))
