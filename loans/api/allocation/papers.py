"""The papers of a round: proposal, annex of the decision, letters, as XLSX or PDF."""

from datetime import date
from typing import Any

from flask import Response

from loans.api.allocation.rounds import blueprint
from loans.api.allocation.schemas import RoundSchema
from loans.api.fields import Code, Strict, one_of
from loans.api.resource import reads
from loans.http.roles import Action
from loans.http.round_papers import round_letters, round_paper
from loans.service.actor import Actor
from loans.service.unit_of_work import UnitOfWork


class FormatQuery(Strict):
    """As a page to sign or as a workbook."""

    format = one_of(("pdf", "xlsx"), load_default="pdf")


class LettersQuery(Strict):
    """The letter of one commune; of all where none is named."""

    commune = Code(5, load_default=None)


@reads(blueprint, "/rounds/<int:round_id>/proposal", action=Action.ROUND_READ, reply=RoundSchema, query=FormatQuery)
def proposal(uow: UnitOfWork, actor: Actor, today: date, query: dict[str, Any], round_id: int) -> Response:
    """The tờ trình to UBND Thành phố with its annex of every commune."""
    return round_paper(uow, actor, today, round_id, paper="proposal", kind=query["format"])


@reads(blueprint, "/rounds/<int:round_id>/annex", action=Action.ROUND_READ, reply=RoundSchema, query=FormatQuery)
def annex(uow: UnitOfWork, actor: Actor, today: date, query: dict[str, Any], round_id: int) -> Response:
    """The annex of the decision: every commune, sums that add up as printed."""
    return round_paper(uow, actor, today, round_id, paper="annex", kind=query["format"])


@reads(blueprint, "/rounds/<int:round_id>/letters", action=Action.ROUND_READ, reply=RoundSchema, query=LettersQuery)
def letters(uow: UnitOfWork, actor: Actor, today: date, query: dict[str, Any], round_id: int) -> Response:
    """The letter to each commune with its figure and why; a commune gets its own."""
    return round_letters(uow, actor, today, round_id, query["commune"])
