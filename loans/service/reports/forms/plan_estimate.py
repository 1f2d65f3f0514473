"""Estimates to the end of a half-year or year: entered by a person, or computed at the pace so far and called so."""

from collections.abc import Mapping
from datetime import date

from loans.domain.refusal import Refusal
from loans.service.reports.forms.plan_facts import FLOWS, INDICATORS

ENTERED, COMPUTED = "người lập nhập", "ước theo tiến độ"


def estimated(
    done: Mapping[str, int | None], entered: Mapping[str, int], since: date, as_of: date, until: date
) -> tuple[dict[str, int | None], dict[str, str]]:
    """The estimate of each indicator and what it rests on.

    What a person entered stands as it is. A flow is computed at its pace: done × days of the period ÷ days passed,
    halves up; the balance follows: balance + (lending − collection − write-off still to come). Customers, overdue and
    frozen debt are not computed.
    """
    unknown = sorted(set(entered) - set(INDICATORS))
    if unknown:
        raise Refusal(
            "unknown_indicator",
            field="estimates",
            value=unknown[0],
            vi=f"Không có chỉ tiêu «{unknown[0]}» để ước. Chọn một trong: {', '.join(INDICATORS)}.",
            en=f"There is no indicator {unknown[0]} to estimate. Choose one of {', '.join(INDICATORS)}.",
        )
    passed, whole = (as_of - since).days + 1, (until - since).days + 1
    found: dict[str, int | None] = {
        name: _half_up(value * whole, passed) for name in FLOWS if (value := done.get(name)) is not None
    }
    found.pop("capital_added", None)
    found |= entered
    if "outstanding" not in entered:
        parts = [(found.get(name), done.get(name), sign) for name, sign in _BALANCE]
        now = done.get("outstanding")
        if now is not None and all(then is not None and so_far is not None for then, so_far, _ in parts):
            found["outstanding"] = now + sum(sign * ((then or 0) - (so_far or 0)) for then, so_far, sign in parts)
    return found, {name: ENTERED if name in entered else COMPUTED for name in found}


_BALANCE = (("lent", 1), ("collected", -1), ("written_off", -1))


def _half_up(part: int, whole: int) -> int:
    return (2 * part + whole) // (2 * whole)
