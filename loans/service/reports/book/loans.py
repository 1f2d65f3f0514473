"""The loan book: one row a loan at the end of a day, from which every report of the auditor's desk is drawn."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from loans.domain.columns import Column
from loans.domain.law import law
from loans.domain.programme import programme_of
from loans.service.reports.book.ageing import ageing
from loans.service.reports.book.columns import (
    NOWHERE,
    day_numbers,
    earliest,
    latest,
    summed,
    table,
    whole_numbers,
)
from loans.service.reports.book.places import places
from loans.service.reports.book.signed import Signed
from loans.service.reports.book.standing import Standing, standing
from loans.service.unit_of_work import UnitOfWork

FUNDING = {"central": "1", "local": "2"}
"""The bank's funding code by the level of a source (nguồn vốn trung ương, địa phương)."""

_STEPS = {
    "filed_on": "application_submitted",
    "complete_on": "application_complete",
    "appraiser": "application_appraised",
    "approver": "application_approved",
}


def loan_book(uow: UnitOfWork, *, as_of: date, communes: Sequence[str] | None = None) -> pd.DataFrame:
    """One row per loan with a disbursement effective by ``as_of`` (paid-off ones too), by commune and contract number.

    Money is whole đồng, int64: ``outstanding`` = ``in_term`` + ``overdue`` + ``frozen`` = ``disbursed`` − ``repaid`` −
    ``written_off``; counts and rates (ten-millionths a year) are int64 too. Days are ``datetime64[s]``, ``NaT`` where
    there is none (``with_plain_days`` gives ``date`` and None). Text is ``str``, "" where there is none: no column
    ever turns into floats. ``ageing`` is an ordered categorical whose categories are the classes of the day's law.

    Groups, points, offices and hamlets are those of the facts in force on ``as_of``; all is as known by ``uow``
    (DOMAIN §6.17). ``beneficiary`` is the group by which it borrows, ``<borrower class>/<rate group>``. ``officer``
    recorded the first disbursement. ``last_transaction_on`` is the last voucher, no write-off. ``freeze_…`` speak of
    the freeze that is on. ``attrs["as_of"]`` is the day.
    """
    held = standing(uow, as_of, communes)
    columns: dict[str, Any] = {
        **_identity(uow, held, as_of),
        **_papers(uow, held, communes),
        **_maturity(uow, held, as_of),
        **_figures(held, as_of),
        **_conduct(uow, held, as_of),
    }
    frame = table(columns)
    frame = frame[frame["first_disbursed_on"].notna()].reset_index(drop=True)
    frame.attrs["as_of"] = as_of
    return frame


def _identity(uow: UnitOfWork, held: Standing, as_of: date) -> dict[str, Any]:
    """Whose loan it is, where it is looked after, whose money it is."""
    signed, facts = held.signed, held.signed.columns
    place = places(uow, signed, as_of)
    programmes = {code: programme_of(code) for code in set(facts["programme"])}
    own = zip(facts["borrower_class"], facts["rate_group"], strict=True)
    return {
        "commune": facts["commune"],
        **place,
        "source_id": whole_numbers(facts["source_id"]),
        "source_code": facts["source_code"],
        "source_name": facts["source_name"],
        "source_level": facts["source_level"],
        "funding_code": [FUNDING.get(level, "") for level in facts["source_level"]],
        "investor_code": facts["investor_code"],
        "programme_code": [programmes[code].bank_code for code in facts["programme"]],
        "programme": facts["programme"],
        "programme_name": [programmes[code].title_vi for code in facts["programme"]],
        "loan_id": signed.ids,
        "contract_no": facts["contract_no"],
        "application_id": whole_numbers(facts["application_id"]),
        "borrower_id": whole_numbers(facts["borrower_id"]),
        "customer_no": facts["customer_no"],
        "customer_name": facts["customer_name"],
        "identity_no": facts["identity_no"],
        "borrower_class": facts["borrower_class"],
        "beneficiary": [f"{kind}/{group}" for kind, group in own],
        "purpose": facts["purpose"],
        "regime": facts["regime"],
        "rate_group": facts["rate_group"],
        "rate_e7": held.read.rates.now_e7,
        "overdue_rate_e7": held.read.rates.now_overdue_e7,
    }


def _papers(uow: UnitOfWork, held: Standing, communes: Sequence[str] | None) -> dict[str, Any]:
    """Who did what on the way to the contract, and when."""
    signed, money = held.signed, held.read.money
    out = money.disbursed > 0
    steps = uow.reporting.steps(communes)
    place, kinds = signed.places(steps["loan_id"]), np.array(steps["kind"], dtype=object)
    days, actors = day_numbers(steps["effective_on"]), np.array(steps["actor"], dtype=object)
    found: dict[str, Any] = {"officer": _officers(uow, signed, held.read.as_of, communes)}
    for name, kind in _STEPS.items():
        own = (kinds == kind) & (place >= 0)
        if name.endswith("_on"):
            found[name] = np.full(signed.size, NOWHERE)
            found[name][place[own]] = days[own]  # of several the last recorded one counts
        else:
            found[name] = np.full(signed.size, "", dtype=object)
            found[name][place[own]] = actors[own]
    return {
        **{name: found[name] for name in ("officer", "appraiser", "approver", "filed_on", "complete_on")},
        "approved_on": day_numbers(signed.columns["approved_on"]),
        "signed_on": day_numbers(signed.columns["signed_on"]),
        "first_disbursed_on": earliest(money.place[out], money.day[out], signed.size),
        "last_disbursed_on": latest(money.place[out], money.day[out], signed.size),
    }


def _officers(uow: UnitOfWork, signed: Signed, as_of: date, communes: Sequence[str] | None) -> list[str]:
    made = uow.reporting.disbursers(communes)
    first: dict[int, str] = {}
    for loan_id, day, actor in zip(made["loan_id"], made["effective_on"], made["actor"], strict=True):
        if day <= as_of:
            first.setdefault(loan_id, actor)
    return [first.get(loan_id, "") for loan_id in signed.columns["id"]]


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
        "instalment_rule": signed.columns["instalment_rule"],
        "extensions": summed(place[own], np.ones(int(own.sum()), np.int64), signed.size),
    }


def _term_classes(months: Column, signed_on: Column) -> list[str]:
    """short, medium or long by the law of the signing day; what is older takes the first version held."""
    bounds = []
    for name in ("term_short_max_months", "term_medium_max_months"):
        parameter = law().parameter(name)
        first = np.datetime64(parameter.versions[0].since, "D")
        bounds.append(parameter.values_at(np.maximum(signed_on, first)))
    classes: list[str] = np.where(
        months <= bounds[0], "short", np.where(months <= bounds[1], "medium", "long")
    ).tolist()
    return classes


def _figures(held: Standing, as_of: date) -> dict[str, Any]:
    """What was lent, paid and lost, what is owed, how late it is."""
    money, losses, size = held.read.money, held.read.losses, held.signed.size
    overdue = held.figure(lambda part: part.balances.overdue)
    days = held.figure(lambda part: part.delay.days_overdue)
    paid = summed(money.place, money.interest, size) - summed(losses.place, losses.refunded, size)
    return {
        "amount": whole_numbers(held.signed.columns["amount"]),
        "disbursed": summed(money.place, money.disbursed, size),
        "repaid": summed(money.place, money.principal, size),
        "written_off": summed(losses.place, losses.principal, size),
        "outstanding": held.figure(lambda part: part.balances.outstanding),
        "in_term": held.figure(lambda part: part.balances.in_term),
        "overdue": overdue,
        "frozen": held.figure(lambda part: part.balances.frozen),
        "interest_in_term": held.figure(lambda part: part.interest_owed.in_term),
        "interest_overdue": held.figure(lambda part: part.interest_owed.overdue),
        "interest_credit": held.figure(lambda part: part.interest_owed.credit),
        "interest_collected": paid,
        "days_overdue": days,
        "days_late": held.figure(lambda part: part.delay.days_late),
        "overdue_since": held.figure(lambda part: part.delay.overdue_since),
        "oldest_due": held.figure(lambda part: part.delay.oldest_due),
        "ageing": ageing(overdue, days, as_of),
        "last_transaction_on": latest(money.place, money.day, size),
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
