"""The audit trail (nhật ký kiểm toán), the head of its proof, and its verification.

The trail shows what people entered, so it is for those who may see loans; head and verification say nothing personal.
"""

from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Given, Moment, Strict, Text
from loans.api.paging import PageQuery, after, page, paged
from loans.api.resource import LARGEST_ID, noun, reads
from loans.domain.proof import head_of
from loans.domain.refusal import Refusal
from loans.http.context import context
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.audit import MODERATE, Asked, place_of, told
from loans.service.unit_of_work import Known, UnitOfWork

HEAD_HEADER = "Loans-Head"
blueprint = noun("audit", "Nhật ký và bằng chứng · Audit trail and proof")


class HeadSchema(Strict):
    """A position and its link: kept outside, it finds truncation and rewriting."""

    position = fields.Integer()
    hash = fields.String()


class TrailQuery(PageQuery):
    """Which part of the trail; booked from ``since`` until before ``until``."""

    noun = Text(most=20, load_default=None)
    key = Text(most=120, load_default=None)
    stream_id = Given(least=1, most=LARGEST_ID, load_default=None)
    actor = Text(most=80, load_default=None)
    since = Moment(load_default=None)
    until = Moment(load_default=None)


class TraceSchema(Strict):
    """Who, when, from where, what before and after, why; the link once there is one."""

    position = fields.Integer()
    entry_id = fields.Integer()
    stream_id = fields.Integer()
    noun = fields.String()
    key = fields.String(allow_none=True)
    sequence = fields.Integer()
    kind = fields.String()
    effective_on = fields.Date()
    booked_at = fields.DateTime()
    actor = fields.String()
    origin = fields.String(metadata={"description": "address, api or pages, request id; cli; demo"})
    reason = fields.String()
    before = fields.Dict(allow_none=True, metadata={"description": "the body of the stream's entry before this one"})
    after = fields.Dict()
    hash = fields.String(allow_none=True)


class AuditHeadSchema(HeadSchema):
    """The last link, and what waits for one."""

    linked_at = fields.DateTime(allow_none=True)
    sealed_not_linked = fields.Integer()
    not_sealed = fields.Integer()


class VerificationQuery(Strict):
    """A head that was kept outside, as POSITION:HASH."""

    head = Text(most=100, load_default=None)


class BreakSchema(Strict):
    """The first place where the chain does not hold."""

    kind = fields.String()
    position = fields.Integer(allow_none=True)
    table = fields.String()
    entry_id = fields.Integer(allow_none=True)
    vi = fields.String()
    en = fields.String()


class JudgedSchema(Strict):
    """An outside head, and whether the chain agrees with it."""

    position = fields.Integer()
    hash = fields.String()
    verdict = fields.String(metadata={"description": "matches, differs, missing"})


class SentenceSchema(Strict):
    """One sentence in both languages."""

    vi = fields.String()
    en = fields.String()


class VerificationSchema(Strict):
    """What verifying found."""

    ok = fields.Boolean()
    linked = fields.Integer()
    sealed_not_linked = fields.Integer()
    not_sealed = fields.Integer()
    head = fields.Nested(HeadSchema)
    broken = fields.Nested(BreakSchema, allow_none=True)
    heads = fields.List(fields.Nested(JudgedSchema))
    says = fields.List(fields.Nested(SentenceSchema))


def head_header(known: Known) -> dict[str, str]:
    """The head of a report that has no room for it, such as CSV: POSITION:HASH in a header."""
    return {HEAD_HEADER: str(known.head)} if known.head else {}


@reads(blueprint, "/audit-trail", action=Action.AUDIT_TRAIL_READ, reply=paged(TraceSchema), query=TrailQuery)
def trail(_uow: UnitOfWork, _actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """Every entry in the order of its position, rejected and cancelled things too; a page never shifts."""
    asked = Asked(**{name: query[name] for name in ("noun", "key", "stream_id", "actor", "since", "until")})
    known = context().store.known_at(None)
    with context().store.reading(known) as then:
        found = then.proof.trail(asked, after=after(query), limit=query["limit"])
    return page(found, query)


@reads(blueprint, "/audit-head", action=Action.AUDIT_READ, reply=AuditHeadSchema)
def head(_uow: UnitOfWork, _actor: Actor, _today: date) -> dict[str, Any]:
    """The last link: write it down, or let `loans audit anchor` do so."""
    context().store.known_at(None)
    with context().store.reading() as now:
        standing = now.proof.standing()
    return {
        "position": standing.head.position,
        "hash": standing.head.hash,
        "linked_at": standing.linked_at,
        "sealed_not_linked": standing.sealed_not_linked,
        "not_sealed": standing.not_sealed,
    }


@reads(blueprint, "/audit-verification", action=Action.AUDIT_READ, reply=VerificationSchema, query=VerificationQuery)
def verification(uow: UnitOfWork, _actor: Actor, _today: date, query: dict[str, Any]) -> dict[str, Any]:
    """Compute the whole chain again and compare, also with a head kept outside."""
    linked = uow.proof.standing().head.position
    if linked > MODERATE:
        raise _too_long(linked)
    found = context().store.verify([head_of(query["head"])] if query["head"] else [])
    return {
        "ok": found.ok,
        "linked": found.linked,
        "sealed_not_linked": found.sealed_not_linked,
        "not_sealed": found.not_sealed,
        "head": found.head,
        "broken": _broken(found.broken) if found.broken else None,
        "heads": [
            {"position": each.head.position, "hash": each.head.hash, "verdict": each.verdict.value}
            for each in found.judged
        ],
        "says": [{"vi": vi, "en": en} for vi, en in told(found)],
    }


def _broken(broken: Any) -> dict[str, Any]:
    vi, en = place_of(broken)
    where = {"position": broken.position, "table": broken.table, "entry_id": broken.entry_id}
    return {"kind": broken.kind.value, **where, "vi": vi, "en": en}


def _too_long(linked: int) -> Refusal:
    return Refusal(
        "verification_too_long",
        value=linked,
        vi=f"Chuỗi có {linked} mắt xích, kiểm tra lâu hơn một yêu cầu. Chạy `loans audit verify` trên máy chủ.",
        en=f"The chain has {linked} links; verifying it takes longer than a request. "
        "Run `loans audit verify` on the server.",
    )
