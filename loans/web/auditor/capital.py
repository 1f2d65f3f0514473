"""The capital statement of a source as of a day, as known at a moment, down to the posting and its entry."""

from datetime import date
from typing import Any

from flask import Response, url_for

from loans.domain.fund import Account
from loans.http.context import context
from loans.http.postings import seen_postings
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.fund import below_zero, shortage_of, statement_of, turnover_of
from loans.service.unit_of_work import UnitOfWork
from loans.web.auditor import blueprint
from loans.web.auditor.when import When, shown
from loans.web.auditor.words import ACCOUNTS, named
from loans.web.page import page
from loans.web.texts import say

POSTINGS = 200
_ACCOUNTS = tuple(each.value for each in Account)


@page(blueprint, "/kiem-tra/nguon-von", action=Action.CAPITAL_READ)
def capital(_uow: UnitOfWork, _actor: Actor, _today: date) -> Response:
    """Every source with its balances; those short of capital head the page."""
    when = When.asked()
    return shown("auditor/capital.html", when, lambda: _sources(when))


@page(blueprint, "/kiem-tra/nguon-von/<int:source_id>", action=Action.CAPITAL_READ)
def capital_source(uow: UnitOfWork, actor: Actor, _today: date, source_id: int) -> Response:
    """One source: balances, turnover of a period, postings."""
    source, when = uow.funds.get(source_id), When.asked()
    since = when.form.day("since", required=False)
    account = when.form.choice("account", _ACCOUNTS, required=False)
    accounts = [("", say("mọi tài khoản", "every account")), *((each, named(ACCOUNTS, each)) for each in _ACCOUNTS)]
    return shown(
        "auditor/capital_source.html",
        when,
        lambda: _statement(when, source_id, since) | _postings(uow, actor, when, source_id, account),
        source=source,
        accounts=accounts,
        account=account,
        named=lambda each: named(ACCOUNTS, each),
    )


def _sources(when: When) -> dict[str, Any]:
    known, as_of = when.settle()
    own = context()
    risk = own.books.at_risk(own.store, known, as_of=as_of)

    def made(then: UnitOfWork) -> dict[str, Any]:
        rows = [
            (source, statement_of(then, source_id=source.id, as_of=as_of, at_risk=risk[source.id]))
            for source in then.funds.all()
        ]
        return {"rows": rows, "short": below_zero(then, since=as_of)}

    return own.books.told(own.store, known, ("sources", as_of), made)


def _statement(when: When, source_id: int, since: date | None) -> dict[str, Any]:
    known, as_of = when.settle()
    begins = since or as_of.replace(month=1, day=1)
    own = context()
    risk = own.books.at_risk(own.store, known, as_of=as_of)[source_id]

    def made(then: UnitOfWork) -> dict[str, Any]:
        return {
            "since": begins,
            "stands": statement_of(then, source_id=source_id, as_of=as_of, at_risk=risk),
            "moved": turnover_of(then, source_id=source_id, since=begins, as_of=as_of),
            "shortage": shortage_of(then, source_id=source_id, since=as_of),
        }

    return own.books.told(own.store, known, ("source", source_id, begins, as_of), made)


def _postings(uow: UnitOfWork, actor: Actor, when: When, source_id: int, account: str) -> dict[str, Any]:
    known, as_of = when.settle()
    entry_id = when.form.amount("after_entry", required=False, most=10**12) or 0
    line = when.form.amount("after_line", required=False, most=10**4) or 0
    when.form.check()
    with context().store.reading(known) as then:
        rows = then.funds.posted(source_id, as_of, after=(entry_id, line), limit=POSTINGS + 1, account=account or None)
        shown_rows = seen_postings(uow, actor, rows[:POSTINGS])
    query: dict[str, Any] = {"source_id": source_id, "account": account or None, **when.carried}
    older = ""
    if len(rows) > POSTINGS:
        last = shown_rows[-1]
        older = url_for("auditor.capital_source", **query, after_entry=last.entry_id, after_line=last.line)
    return {"postings": shown_rows, "older": older, "query": query, "later": bool(entry_id)}
