"""Postings of a source as one may see them: the sums are for who reads capital, whose loan it was is not."""

from collections.abc import Sequence
from dataclasses import replace

from loans.domain.refusal import Unknown
from loans.http.roles import MAY, Action, Role
from loans.service.actor import Actor
from loans.service.unit_of_work import Posted, UnitOfWork


def seen_postings(uow: UnitOfWork, actor: Actor, rows: Sequence[Posted]) -> list[Posted]:
    """The same rows in the same order; those of others' loans and applications keep day, account, kind and amount.

    Their key, stream and actor are blank for who may not read loans, and for who reads those of other communes.
    """
    reads_loans = Action.LOAN_READ in MAY[Role(actor.role)]
    communes: dict[int, str | None] = {}
    seen = []
    for row in rows:
        if row.noun == "source" or row.stream_id is None or (reads_loans and actor.limit is None):
            seen.append(row)
            continue
        if reads_loans and row.stream_id not in communes:
            communes[row.stream_id] = _commune(uow, row.noun, row.stream_id)
        theirs = reads_loans and communes[row.stream_id] in (actor.limit or ())
        seen.append(row if theirs else replace(row, key=None, stream_id=None, actor=""))
    return seen


def _commune(uow: UnitOfWork, noun: str, stream_id: int) -> str | None:
    """Where the loan or the application of a stream stands; None for what is neither."""
    try:
        if noun == "loan":
            return uow.loans.get(stream_id).commune
        return uow.applications.get(stream_id).commune if noun == "application" else None
    except Unknown:
        return None
