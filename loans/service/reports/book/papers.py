"""Who did what on the way to the contract, and when."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from loans.domain.columns import Column
from loans.service.many.columns import NOWHERE, Coded, day_numbers, earliest, latest
from loans.service.many.signed import Signed
from loans.service.many.standing import Standing
from loans.service.unit_of_work import UnitOfWork

_STEPS = {
    "appraiser": "application_appraised",
    "approver": "application_approved",
    "filed_on": "application_submitted",
    "complete_on": "application_complete",
}


def officers(uow: UnitOfWork, signed: Signed, as_of: date, communes: Sequence[str] | None) -> Coded:
    """Who recorded the first disbursement of each loan by a day; "" where nothing was paid out."""
    made = uow.reporting.disbursers(communes)
    actor, actors = pd.factorize(np.array(made["actor"], dtype=object))
    place = signed.places(made["loan_id"])
    seen = np.flatnonzero((place >= 0) & (day_numbers(made["effective_on"]) <= np.datetime64(as_of, "D")))[::-1]
    own = np.full(signed.size, -1)
    own[place[seen]] = actor[seen]  # from the last to the first: the first one stays
    return Coded(own, actors.tolist())


def steps(uow: UnitOfWork, signed: Signed, communes: Sequence[str] | None) -> dict[str, Any]:
    """Who appraised and approved; when it was filed and complete. Of several the last recorded one counts."""
    made = uow.reporting.steps(communes)
    place, kinds = signed.places(made["loan_id"]), np.asarray(made["kind"], dtype=object)
    days, actors = day_numbers(made["effective_on"]), np.asarray(made["actor"], dtype=object)
    found: dict[str, Any] = {}
    for name, kind in _STEPS.items():
        own = (kinds == kind) & (place >= 0)
        if name.endswith("_on"):
            found[name] = np.full(signed.size, NOWHERE)
            found[name][place[own]] = days[own]
        else:
            found[name] = np.full(signed.size, "", dtype=object)
            found[name][place[own]] = actors[own]
    return found


def days_of(held: Standing) -> dict[str, Column]:
    """When it was approved, signed, first and last paid out; when it came from another system, if it did.

    Of an opened loan without history it is only known that it was paid out from the signing day on: that day stands.
    """
    signed, money, opened = held.signed, held.read.money, held.read.opened
    out = money.disbursed > 0
    signed_on = day_numbers(signed.columns["signed_on"])
    first, last = (of(money.place[out], money.day[out], signed.size) for of in (earliest, latest))
    unknown = (opened.brought > 0) & ~np.isnat(first)
    return {
        "approved_on": day_numbers(signed.columns["approved_on"]),
        "signed_on": signed_on,
        "first_disbursed_on": np.where(unknown, signed_on, first),
        "last_disbursed_on": np.where(unknown, signed_on, last),
        "opened_on": opened.day,
    }
