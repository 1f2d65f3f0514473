"""Where a source's capital stood at the end of a day, as known at a moment, down to the posting and its entry."""

from dataclasses import asdict
from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Moment, Strict, one_of
from loans.api.fund.source import SourceSchema, blueprint
from loans.api.known import as_asked
from loans.api.paging import PageQuery, after, page
from loans.api.resource import reads
from loans.domain.fund import Account
from loans.http.context import context
from loans.http.postings import seen_postings
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.fund import below_zero, shortage_of, statement_of, turnover_of
from loans.service.unit_of_work import Known, Posted, UnitOfWork

_LINES = 10**4
"""More lines than any entry posts: a cursor is entry · _LINES + line."""


class KnownQuery(Strict):
    """As of a day, as known at a moment."""

    as_of = fields.Date(load_default=None)
    known_at = Moment(load_default=None)


class StatementQuery(KnownQuery):
    """As of a day, as known at a moment; turnover from ``since``, 1 January of the year unless given."""

    since = fields.Date(load_default=None)


class CapitalTurnoverSchema(Strict):
    """Opening + entrusted + supplemented + interest added − withdrawn − reduced = closing, in đồng."""

    opening = fields.Integer()
    entrusted = fields.Integer()
    supplemented = fields.Integer()
    interest_added = fields.Integer()
    withdrawn = fields.Integer()
    reduced = fields.Integer()
    closing = fields.Integer()


class InterestTurnoverSchema(Strict):
    """Opening + collected (less refunds) − distributed = closing (undistributed), in đồng."""

    opening = fields.Integer()
    collected = fields.Integer()
    distributed = fields.Integer()
    closing = fields.Integer()


class LossTurnoverSchema(Strict):
    """Opening + written off − covered − reduced − recovered before cover = closing (not yet covered), in đồng."""

    opening = fields.Integer()
    written_off = fields.Integer()
    covered = fields.Integer()
    reduced = fields.Integer()
    recovered_before_cover = fields.Integer()
    closing = fields.Integer()


class ProvisionTurnoverSchema(Strict):
    """Opening + formed + recovered after cover − used = closing, in đồng."""

    opening = fields.Integer()
    formed = fields.Integer()
    recovered_after_cover = fields.Integer()
    used = fields.Integer()
    closing = fields.Integer()


class StatementSchema(Strict):
    """Balances of a source in đồng at the end of a day, and its turnover since the first day of the period.

    ``entrusted`` is net. ``preservation`` is (available + committed + outstanding) ÷ net entrusted in per cent;
    ``at_risk`` is overdue + frozen; ``shortage`` is what the source lacks on its
    lowest day from ``as_of`` on.
    """

    source_id = fields.Integer()
    as_of = fields.Date()
    known_at = fields.DateTime()
    position = fields.Integer()
    entrusted = fields.Integer()
    available = fields.Integer()
    committed = fields.Integer()
    committed_on_forecast = fields.Integer(
        metadata={"description": "of what is committed, what rests on forecast recovery (§6.10)"}
    )
    outstanding = fields.Integer()
    loss_uncovered = fields.Integer()
    interest_undistributed = fields.Integer()
    provision = fields.Integer()
    preserved = fields.Boolean()
    preservation = fields.String(allow_none=True)
    at_risk = fields.Integer(allow_none=True)
    shortage = fields.Integer()
    since = fields.Date()
    capital_turnover = fields.Nested(CapitalTurnoverSchema)
    loss_turnover = fields.Nested(LossTurnoverSchema)
    interest_turnover = fields.Nested(InterestTurnoverSchema)
    provision_turnover = fields.Nested(ProvisionTurnoverSchema)


class PostingsQuery(KnownQuery, PageQuery):
    """A page of postings."""

    account = one_of(Account, load_default=None)


class PostingSchema(Strict):
    """One posting in đồng, and the entry from which it followed.

    Of a loan or an application that is not the reader's to see, ``key`` and ``stream_id`` are null and ``actor`` is
    empty; day, kind and amount stay, so that sums hold.
    """

    entry_id = fields.Integer()
    line = fields.Integer()
    account = fields.String()
    amount = fields.Integer()
    effective_on = fields.Date()
    kind = fields.String()
    noun = fields.String()
    key = fields.String(allow_none=True)
    stream_id = fields.Integer(allow_none=True)
    sequence = fields.Integer()
    booked_at = fields.DateTime()
    actor = fields.String()


class PostingsSchema(Strict):
    """Postings of a source in the order of booking."""

    source_id = fields.Integer()
    as_of = fields.Date()
    known_at = fields.DateTime()
    position = fields.Integer()
    items = fields.List(fields.Nested(PostingSchema))
    next = fields.String(allow_none=True)


class BelowZeroSchema(Strict):
    """A source short of capital: its lowest evening and the first such day, in đồng."""

    source = fields.Nested(SourceSchema)
    available = fields.Integer()
    lowest = fields.Integer()
    first_on = fields.Date()


class BelowZeroListSchema(Strict):
    """Sources below zero on any day from ``as_of`` on, the deepest first."""

    as_of = fields.Date()
    known_at = fields.DateTime()
    position = fields.Integer()
    items = fields.List(fields.Nested(BelowZeroSchema))


@reads(
    blueprint,
    "/sources/<int:source_id>/statement",
    action=Action.CAPITAL_READ,
    reply=StatementSchema,
    query=StatementQuery,
)
def statement(uow: UnitOfWork, _actor: Actor, _today: date, query: dict[str, Any], source_id: int) -> dict[str, Any]:
    """Where the source's capital stood at the end of a day, as known at a moment."""
    uow.funds.get(source_id)
    known, as_of = as_asked(query)
    since = query["since"] or as_of.replace(month=1, day=1)
    own = context()
    risk = own.books.at_risk(own.store, known, as_of=as_of)[source_id]
    with own.store.reading(known) as then:
        found = statement_of(then, source_id=source_id, as_of=as_of, at_risk=risk)
        moved = turnover_of(then, source_id=source_id, since=since, as_of=as_of)
        shortage = shortage_of(then, source_id=source_id, since=as_of)
    return (
        asdict(found)
        | _stamp(known, as_of)
        | {
            "source_id": source_id,
            "preserved": found.preserved,
            "preservation": found.preservation,
            "shortage": shortage,
            "since": since,
            "capital_turnover": moved.capital,
            "loss_turnover": moved.loss,
            "interest_turnover": moved.interest,
            "provision_turnover": moved.provision,
        }
    )


@reads(
    blueprint,
    "/sources/<int:source_id>/postings",
    action=Action.CAPITAL_READ,
    reply=PostingsSchema,
    query=PostingsQuery,
)
def postings(uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any], source_id: int) -> dict[str, Any]:
    """The postings behind a statement, each with its entry, paged in the order of booking."""
    uow.funds.get(source_id)
    known, as_of = as_asked(query)
    with context().store.reading(known) as then:
        found = then.funds.posted(
            source_id, as_of, after=divmod(after(query), _LINES), limit=query["limit"], account=query["account"]
        )
    found = seen_postings(uow, actor, found)
    return {"source_id": source_id, **_stamp(known, as_of), **page(found, query, key=_place)}


@reads(
    blueprint,
    "/reports/sources-below-zero",
    action=Action.CAPITAL_READ,
    reply=BelowZeroListSchema,
    query=KnownQuery,
)
def sources_below_zero(_uow: UnitOfWork, _actor: Actor, _today: date, query: dict[str, Any]) -> dict[str, Any]:
    """Sources whose available capital is below zero on any day from ``as_of`` on (§6.11)."""
    known, as_of = as_asked(query)
    with context().store.reading(known) as then:
        return {"items": below_zero(then, since=as_of)} | _stamp(known, as_of)


def _stamp(known: Known, as_of: date) -> dict[str, Any]:
    return {"as_of": as_of, "known_at": known.moment, "position": known.position}


def _place(posting: Posted) -> int:
    return posting.entry_id * _LINES + posting.line
