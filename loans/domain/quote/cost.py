"""What a loan costs: payments made so far, then the rest shared over the due dates that remain."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from loans.domain import schedule
from loans.domain.quote.terms import Terms, read_terms, refuse
from loans.domain.refusal import Faults
from loans.domain.schedule import Accrual, Method, Row


@dataclass(frozen=True, slots=True)
class Entry:
    """One repayment as it was booked: interest first, then principal; amounts in đồng."""

    on_day: date
    interest: int
    principal: int
    balance_after: int


@dataclass(frozen=True, slots=True)
class State:
    """Where a loan stands on a day: principal owed, and interest accrued but not paid (it bears none)."""

    day: date
    balance: int
    unpaid: int


def quote(request: Mapping[str, Any]) -> dict[str, Any]:
    """The schedule that a request asks for, as a dict ready for JSON: every figure an integer, days as text.

    ``request`` holds ``principal`` (đồng), ``annual_rate`` (decimal text, a fraction of one a year),
    ``disbursed_on``, ``due_dates`` or ``term_months`` with ``every_months``, ``method``, and optionally
    ``grace_months``, ``day_count``, ``rounding_grain``, ``rounding`` and ``repayments``. The answer holds
    ``rows`` and ``total_interest``, with repayments also ``entries``. Raises ``Refusal`` with all findings.
    """
    terms = read_terms(request)
    accrual = schedule.accrual(terms.annual_rate, terms.day_count)
    entries, state = _repaid(terms, accrual)
    rows = _rest(terms, accrual, state)
    answer: dict[str, Any] = {"rows": [_plain(row) for row in rows]}
    if "repayments" in request:
        answer["entries"] = [_plain(entry) for entry in entries]
    answer["total_interest"] = sum(entry.interest for entry in entries) + sum(row.interest for row in rows)
    return answer


def _repaid(terms: Terms, accrual: Accrual) -> tuple[list[Entry], State]:
    """Book the repayments one by one; what an amount does not cover of the interest stays unpaid."""
    faults = Faults()
    entries: list[Entry] = []
    state = State(terms.disbursed_on, terms.principal, 0)
    for place, repayment in enumerate(terms.repayments):
        owed = state.unpaid + accrual.interest(state.balance, state.day, repayment.on_day)
        if repayment.amount > owed + state.balance:
            _over_paid(faults, f"repayments[{place}]", repayment.amount, owed + state.balance)
            break  # what follows an over-payment cannot be booked
        interest = min(repayment.amount, owed)
        principal = repayment.amount - interest
        state = State(repayment.on_day, state.balance - principal, owed - interest)
        entries.append(Entry(repayment.on_day, interest, principal, state.balance))
    if not faults.found and state.balance and state.day >= terms.due[-1]:
        _none_left(faults, len(entries) - 1, state, terms.due[-1])
    refuse(faults)
    return entries, state


def _over_paid(faults: Faults, source: str, amount: int, owed: int) -> None:
    faults.add(
        source,
        "over_payment",
        vi=f"amount = {amount}: chỉ còn nợ {owed} đồng cả gốc và lãi, trả thừa {amount - owed} đồng; hãy giảm số tiền",
        en=f"amount = {amount}: only {owed} đồng are owed in all, {amount - owed} too many; pay less",
        field="amount",
        value=amount,
    )


def _none_left(faults: Faults, place: int, state: State, last: date) -> None:
    faults.add(
        f"repayments[{place}]",
        "no_due_date_left",
        vi=f"sau lần trả ngày {state.day} còn nợ gốc {state.balance} đồng mà không còn ngày đến hạn nào "
        f"(ngày cuối {last}); hãy trả hết, bỏ lần trả này hoặc thêm ngày đến hạn",
        en=f"after the repayment of {state.day} {state.balance} đồng of principal are left and no due date follows "
        f"(the last is {last}); repay all, drop this repayment or add a due date",
        field="on_day",
        value=state.balance,
    )


def _rest(terms: Terms, accrual: Accrual, state: State) -> tuple[Row, ...]:
    """What is still owed, shared by the same method over the due dates after the last repayment."""
    if state.balance == 0:
        return ()
    due = tuple(day for day in terms.due if day > state.day)
    if terms.method is Method.BULLET:
        due = due[-1:]
    parts = _parts(terms, due, state.balance)
    return schedule.rows(state.balance, start=state.day, due=due, parts=parts, accrual=accrual, unpaid=state.unpaid)


def _parts(terms: Terms, due: tuple[date, ...], balance: int) -> list[int]:
    """The principal of each due date; within the grace period it is nothing."""
    if terms.method is not Method.EQUAL_PRINCIPAL:
        return [0] * (len(due) - 1) + [balance]
    waiting = sum(day <= terms.grace_end for day in due)
    shared = schedule.equal_parts(balance, len(due) - waiting, grain=terms.grain, rounding=terms.rounding)
    return [0] * waiting + shared


def _plain(record: Row | Entry) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(record).items()}
