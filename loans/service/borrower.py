"""Borrowers as customers of the bank."""

from datetime import date
from functools import lru_cache

from loans.domain.area.spelling import Spelling, spelling
from loans.domain.borrower import Borrower, BorrowerClass
from loans.service.actor import Actor
from loans.service.checks import commune_in_force
from loans.service.unit_of_work import UnitOfWork

_AT_ONCE = 2_000


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
    wanted = spelling(text)
    digits = text.strip()
    found: list[Borrower] = []
    after = 0
    while (some := uow.borrowers.page(after, _AT_ONCE, actor.limit)) and len(found) < most:
        found += [each for each in some if _is_meant(each, wanted, digits)]
        after = some[-1].id
    return found[:most]


def _is_meant(borrower: Borrower, wanted: Spelling, digits: str) -> bool:
    if digits.isdigit():
        return borrower.customer_no.startswith(digits) or borrower.identity_no.startswith(digits)
    own = _spelling(borrower.name)
    count = len(wanted.syllables)
    return any(wanted.may_be(own.without(first).first(count)) for first in range(len(own.syllables) - count + 1))


_spelling = lru_cache(maxsize=100_000)(spelling)
