"""The loan book: one row a loan at the end of a day, from which every report of the auditor's desk is drawn."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from loans.domain.books.doubt import Doubt
from loans.domain.columns import Column
from loans.domain.law import law
from loans.domain.programme import programme_of
from loans.service.many.columns import NOWHERE, Coded, day_numbers, latest, summed, table, whole_numbers
from loans.service.many.standing import Standing, standing
from loans.service.reports.book.ageing import ageing
from loans.service.reports.book.old_units import old_units
from loans.service.reports.book.papers import days_of, officers, steps
from loans.service.reports.book.places import places
from loans.service.unit_of_work import UnitOfWork

FUNDING = {"central": "1", "local": "2"}
"""The bank's funding code by the level of a source (nguồn vốn trung ương, địa phương)."""

STEPS = ("appraiser", "approver", "filed_on", "complete_on")
_INTEREST = ("interest_in_term", "interest_overdue", "interest_credit", "interest_collected")
_CONDUCT = ("workers", "freeze_since_on", "freeze_last_on", "freeze_cause", "last_check_on")

DETAILS = frozenset({*STEPS, *_INTEREST, *_CONDUCT})
"""Columns that no figure of principal or delay needs, and that cost the most to read and to work out."""


def loan_book(
    uow: UnitOfWork, *, as_of: date, communes: Sequence[str] | None = None, without: Collection[str] = ()
) -> pd.DataFrame:
    """One row per loan with a disbursement effective by ``as_of`` (paid-off ones too), by commune and contract number.

    Money is whole đồng, int64: ``outstanding`` = ``in_term`` + ``overdue`` + ``frozen`` = ``disbursed`` − ``repaid`` −
    ``written_off``; counts and rates (ten-millionths a year) are int64 too. Days are ``datetime64[s]``, ``NaT`` where
    there is none (``with_plain_days`` gives ``date`` and None). Text is ``str``, "" where there is none: no column
    ever turns into floats. ``ageing`` is an ordered categorical whose categories are the classes of the day's law.

    Groups, points, offices and hamlets are those of the facts in force on ``as_of``; all is as known by ``uow``
    (DOMAIN §6.17). ``beneficiary`` is the group by which it borrows, ``<borrower class>/<rate group>``. ``officer``
    recorded the first disbursement; of a loan that came from another system, on ``opened_on``, nobody did.
    ``last_transaction_on`` is the last voucher, no write-off, or the opening. ``freeze_…`` speak of the freeze that is
    on. ``doubt`` names what cannot be known of the loan, "" for nothing. ``attrs["as_of"]`` is the day. ``without``
    leaves columns out, of ``DETAILS`` alone, and spares the work for them.
    """
    if not DETAILS.issuperset(without):
        raise ValueError(f"only these columns can be left out: {', '.join(sorted(DETAILS))}")
    held = standing(uow, as_of, communes)
    parts: list[tuple[Sequence[str], Callable[[], dict[str, Any]]]] = [
        ((), lambda: _identity(uow, held, as_of)),
        ((), lambda: {"officer": officers(uow, held.signed, as_of, communes)}),
        (STEPS, lambda: steps(uow, held.signed, communes)),
        ((), lambda: days_of(held)),
        ((), lambda: _maturity(uow, held, as_of)),
        ((), lambda: _principal(held)),
        (_INTEREST, lambda: _interest(held)),
        ((), lambda: _delay(held, as_of)),
        (_CONDUCT, lambda: _conduct(uow, held, as_of)),
        ((), lambda: {"doubt": Coded(held.doubts.astype(np.int64), [each.code for each in Doubt])}),
    ]
    columns: dict[str, Any] = {}
    for names, part in parts:
        if not names or not set(names).issubset(without):
            columns |= part()
    frame = table({name: values for name, values in columns.items() if name not in without})
    frame = frame[frame["first_disbursed_on"].notna()].reset_index(drop=True)
    frame.attrs["as_of"] = as_of
    return frame


def _identity(uow: UnitOfWork, held: Standing, as_of: date) -> dict[str, Any]:
    """Whose loan it is, where it is looked after, whose money it is."""
    signed, facts = held.signed, held.signed.columns
    beneficiary, kinds = signed.alike("borrower_class", "rate_group")
    return {
        "commune": signed.coded("commune"),
        **places(uow, signed, as_of),
        **old_units(signed, held.read.opened.old_code),
        "source_id": whole_numbers(facts["source_id"]),
        "source_code": signed.coded("source_code"),
        "source_name": signed.coded("source_name"),
        "source_level": signed.coded("source_level"),
        "funding_code": signed.coded("source_level", lambda level: FUNDING.get(level, "")),
        "investor_code": signed.coded("investor_code"),
        "programme_code": signed.coded("programme", lambda code: programme_of(code).bank_code),
        "programme": signed.coded("programme"),
        "programme_name": signed.coded("programme", lambda code: programme_of(code).title_vi),
        "loan_id": signed.ids,
        "contract_no": facts["contract_no"],
        "application_id": whole_numbers(facts["application_id"]),
        "borrower_id": whole_numbers(facts["borrower_id"]),
        "customer_no": facts["customer_no"],
        "customer_name": facts["customer_name"],
        "identity_no": facts["identity_no"],
        "borrower_class": signed.coded("borrower_class"),
        "beneficiary": Coded(beneficiary, [f"{kind}/{group}" for kind, group in kinds]),
        "purpose": signed.coded("purpose"),
        "regime": signed.coded("regime"),
        "rate_group": signed.coded("rate_group"),
        "rate_e7": held.read.rates.now_e7,
        "overdue_rate_e7": held.read.rates.now_overdue_e7,
    }


def _maturity(uow: UnitOfWork, held: Standing, as_of: date) -> dict[str, Any]:
    """When it ends: by contract, as extended, and the session after what is in force."""
    signed = held.signed
    made = uow.reporting.extensions(as_of)
    place = signed.places(made["loan_id"])
    own = place >= 0
    extended = latest(place[own], day_numbers(made["due_on"])[own], signed.size)
    agreed = np.where(np.isnat(extended), held.contract_due, extended)
    final = np.where(np.isnat(held.unpaid_due), agreed, held.unpaid_due)
    session, dated = final.copy(), np.flatnonzero(~np.isnat(final))
    if dated.size:
        session[dated] = held.read.sessions.after(signed, dated, final[dated])
    months = whole_numbers(signed.columns["term_months"])
    return {
        "contract_due_on": held.contract_due,
        "extended_due_on": extended,
        "session_due_on": session,
        "term_months": months,
        "term_class": _term_classes(months, day_numbers(signed.columns["signed_on"])),
        "instalment_rule": signed.coded("instalment_rule"),
        "extensions": summed(place[own], np.ones(int(own.sum()), np.int64), signed.size),
    }


def _term_classes(months: Column, signed_on: Column) -> Coded:
    """short, medium or long by the law of the signing day; what is older than the books takes the first version."""
    bounds = []
    for name in ("term_short_max_months", "term_medium_max_months"):
        parameter = law().parameter(name)
        first = np.datetime64(parameter.versions[0].since, "D")
        bounds.append(parameter.values_at(np.maximum(signed_on, first)))
    own = np.where(months <= bounds[0], 0, np.where(months <= bounds[1], 1, 2))
    return Coded(own, ("short", "medium", "long"))


def _principal(held: Standing) -> dict[str, Any]:
    """What was lent, paid and lost, what is owed."""
    money, losses, size = held.read.money, held.read.losses, held.signed.size
    return {
        "amount": whole_numbers(held.signed.columns["amount"]),
        "disbursed": summed(money.place, money.disbursed, size),
        "repaid": summed(money.place, money.principal, size),
        "written_off": summed(losses.place, losses.principal, size),
        "outstanding": held.figure(lambda part: part.balances.outstanding),
        "in_term": held.figure(lambda part: part.balances.in_term),
        "overdue": held.figure(lambda part: part.balances.overdue),
        "frozen": held.figure(lambda part: part.balances.frozen),
    }


def _interest(held: Standing) -> dict[str, Any]:
    """What interest is owed, and what was collected of it."""
    money, losses, size = held.read.money, held.read.losses, held.signed.size
    return {
        "interest_in_term": held.figure(lambda part: part.interest_owed.in_term),
        "interest_overdue": held.figure(lambda part: part.interest_owed.overdue),
        "interest_credit": held.figure(lambda part: part.interest_owed.credit),
        "interest_collected": summed(money.place, money.interest, size) - summed(losses.place, losses.refunded, size),
    }


def _delay(held: Standing, as_of: date) -> dict[str, Any]:
    """How late it is, and when anything last moved."""
    money, days = held.read.money, held.figure(lambda part: part.delay.days_overdue)
    return {
        "days_overdue": days,
        "days_late": held.figure(lambda part: part.delay.days_late),
        "overdue_since": held.figure(lambda part: part.delay.overdue_since),
        "oldest_due": held.figure(lambda part: part.delay.oldest_due),
        "ageing": ageing(held.figure(lambda part: part.balances.overdue), days, as_of),
        "last_transaction_on": latest(money.place, money.day, held.signed.size),
    }


def _conduct(uow: UnitOfWork, held: Standing, as_of: date) -> dict[str, Any]:
    """Workers, the freeze that is on, the last check."""
    signed = held.signed
    since, last = np.full(signed.size, NOWHERE), np.full(signed.size, NOWHERE)
    cause = np.full(signed.size, "", dtype=object)
    running = [each for each in held.debts.freezes if as_of <= each.last_on]
    for place, each in zip(signed.places([each.loan_id for each in running]), running, strict=True):
        if place >= 0:
            since[place], last[place] = np.datetime64(each.effective_on, "D"), np.datetime64(each.last_on, "D")
            cause[place] = each.cause
    checked = uow.reporting.checked(as_of)
    days = [checked.get(loan_id) or NOWHERE for loan_id in signed.columns["id"]]
    return {
        "workers": whole_numbers(signed.columns["workers"]),
        "freeze_since_on": since,
        "freeze_last_on": last,
        "freeze_cause": cause,
        "last_check_on": np.array(days, "datetime64[D]"),
    }
