"""Scanned papers: kept, looked up, given back as they came."""

from datetime import date
from typing import Any

from flask import Response
from marshmallow import fields

from loans.api.fields import Strict, Text
from loans.api.files import attachment, uploads
from loans.api.resource import noun, reads
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.paper import BEGINS, keep_paper
from loans.service.unit_of_work import Paper, UnitOfWork

blueprint = noun("paper", "Bản quét văn bản · Scanned papers")


class NameQuery(Strict):
    """The name under which the file is kept."""

    name = Text(required=True)


class PaperSchema(Strict):
    """A kept paper; ``sha256`` is of its content."""

    id = fields.Integer()
    name = fields.String()
    media_type = fields.String()
    size = fields.Integer()
    sha256 = fields.String()


@uploads(blueprint, "/papers", action=Action.PAPER_WRITE, query=NameQuery, reply=PaperSchema, media_types=tuple(BEGINS))
def keep(uow: UnitOfWork, _actor: Actor, today: date, query: dict[str, Any], content: bytes, media_type: str) -> Paper:
    """Keep a scanned paper (PDF, PNG or JPEG)."""
    return keep_paper(uow, today=today, name=query["name"], media_type=media_type, content=content)


@reads(blueprint, "/papers/<int:paper_id>", action=Action.PAPER_READ, reply=PaperSchema)
def one_paper(uow: UnitOfWork, _actor: Actor, _today: date, paper_id: int) -> Paper:
    """What is known of a kept paper."""
    return uow.papers.get(paper_id)


@reads(blueprint, "/papers/<int:paper_id>/content", action=Action.PAPER_READ, reply=PaperSchema)
def content_of(uow: UnitOfWork, _actor: Actor, _today: date, paper_id: int) -> Response:
    """The paper as it came."""
    kept = uow.papers.get(paper_id)
    return attachment(uow.papers.content(paper_id), media_type=kept.media_type, name=kept.name)
