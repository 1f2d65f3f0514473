"""The terms of a quote, read out of a request: every fault of the request is reported in one run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from loans.domain.calendar import add_months
from loans.domain.quote.cells import Cells, day_of, shown
from loans.domain.refusal import Faults, Refusal
from loans.domain.schedule import DayCount, Method, Rounding, periodic_days

TERM_MAX_MONTHS = 1200

FIELDS = (
    "principal",
    "annual_rate",
    "disbursed_on",
    "due_dates",
    "term_months",
    "every_months",
    "grace_months",
    "method",
    "day_count",
    "rounding_grain",
    "rounding",
    "repayments",
)
REPAYMENT_FIELDS = ("on_day", "amount")


@dataclass(frozen=True, slots=True)
class Repayment:
    """One payment of the borrower, in đồng, on a day that bears no interest on what it pays."""

    on_day: date
    amount: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What a quote is computed from: đồng, days, and a rate as a fraction of one a year.

    ``due`` ascends strictly and lies after ``disbursed_on``; ``grace_end`` is the last day up to which
    due dates carry interest only.
    """

    principal: int
    annual_rate: Fraction
    disbursed_on: date
    due: tuple[date, ...]
    grace_end: date
    method: Method
    day_count: DayCount
    grain: int
    rounding: Rounding
    repayments: tuple[Repayment, ...]


def read_terms(request: Mapping[str, Any]) -> Terms:
    """The terms of a request; raises ``Refusal`` with every finding where any field is at fault."""
    faults = Faults()
    if not isinstance(request, Mapping):
        raise _not_an_object()
    cells = Cells(request, "quote", faults)
    cells.unknown(FIELDS)
    principal = cells.integer("principal", least=1)
    rate = cells.rate("annual_rate")
    disbursed_on = cells.day("disbursed_on")
    method = cells.choice("method", Method)
    day_count = cells.choice("day_count", DayCount, DayCount.ACTUAL_365)
    grain = cells.integer("rounding_grain", least=1, default=1)
    rounding = cells.choice("rounding", Rounding, Rounding.NEAREST)
    due = _due(cells, disbursed_on, method)
    grace_end = _grace_end(cells, disbursed_on, due)
    repayments = _repayments(cells, disbursed_on)
    refuse(faults)
    if (  # the faults above name each of these; this narrows their types
        principal is None
        or rate is None
        or disbursed_on is None
        or method is None
        or day_count is None
        or grain is None
        or rounding is None
        or due is None
        or grace_end is None
    ):
        raise AssertionError("a field was read as nothing without a fault")
    return Terms(principal, rate, disbursed_on, due, grace_end, method, day_count, grain, rounding, repayments)


def refuse(faults: Faults) -> None:
    """Refuse the quote with all that was found; do nothing when nothing was."""
    faults.refuse(
        "quote_refused",
        vi="Không tính được bảng trả nợ: hãy sửa các lỗi sau.",
        en="No quote was made: correct the following faults.",
    )


def _not_an_object() -> Refusal:
    return Refusal(
        "quote_not_an_object",
        vi='Yêu cầu phải là một đối tượng JSON { … }, ví dụ {"principal": 100000000, …}.',
        en='The request must be one JSON object { … }, for example {"principal": 100000000, …}.',
    )


def _due(cells: Cells, disbursed_on: date | None, method: Method | None) -> tuple[date, ...] | None:
    """The due dates, given one by one or by a term; ``None`` after a fault."""
    listed, periodic = cells.has("due_dates"), cells.has("term_months") or cells.has("every_months")
    if listed == periodic:
        cells.faults.add(
            cells.source,
            "due_dates_or_term",
            vi="các ngày đến hạn: hãy cho hoặc due_dates, hoặc term_months và every_months, đúng một cách",
            en="due dates: give either due_dates, or term_months and every_months, exactly one of the two ways",
            field="due_dates",
        )
    listed_days = _listed(cells, disbursed_on) if listed else None
    periodic_due = _periodic(cells, disbursed_on, method) if periodic else None
    return listed_days if listed else periodic_due


def _listed(cells: Cells, disbursed_on: date | None) -> tuple[date, ...] | None:
    values = cells.array("due_dates")
    if values is None:
        return None
    known = len(cells.faults.found)
    days = [day_of(value) for value in values]
    if not days:
        cells.fault("due_dates", "due_dates_empty", vi="cần ít nhất một ngày đến hạn", en="give at least one due date")
    before = disbursed_on
    for place, (value, day) in enumerate(zip(values, days, strict=True)):
        if day is None or (before is not None and day <= before):
            _bad_due(cells, place, value, before)
        before = day or before
    return tuple(day for day in days if day) if len(cells.faults.found) == known else None


def _bad_due(cells: Cells, place: int, value: Any, before: date | None) -> None:
    after_vi = f" và sau ngày {before}" if before else ""
    after_en = f" after {before}" if before else ""
    cells.faults.add(
        f"due_dates[{place}]",
        "due_date_refused",
        vi=f'due_dates = {shown(value)}: cần một ngày có thật dạng "YYYY-MM-DD"{after_vi}; hãy sửa ngày hoặc thứ tự',
        en=f'due_dates = {shown(value)}: write a day that exists as "YYYY-MM-DD"{after_en}; correct day or order',
        field="due_dates",
        value=value,
    )


def _periodic(cells: Cells, disbursed_on: date | None, method: Method | None) -> tuple[date, ...] | None:
    term = cells.integer("term_months", least=1, most=TERM_MAX_MONTHS)
    # a bullet loan has one due date, so nothing is left for every_months to say
    lone = term if method is Method.BULLET else None
    every = cells.integer("every_months", least=1, most=TERM_MAX_MONTHS, default=lone)
    if term is None or every is None or disbursed_on is None:
        return None
    try:
        return periodic_days(disbursed_on, term_months=term, every_months=every)
    except ValueError:
        _beyond(cells, "term_months", disbursed_on)
        return None


def _grace_end(cells: Cells, disbursed_on: date | None, due: tuple[date, ...] | None) -> date | None:
    """The last day of the grace period (ân hạn gốc); without grace it is the day of disbursement."""
    months = cells.integer("grace_months", least=0, most=TERM_MAX_MONTHS, default=0)
    if months is None or disbursed_on is None:
        return None
    try:
        end = add_months(disbursed_on, months)
    except ValueError:
        _beyond(cells, "grace_months", disbursed_on)
        return None
    if due and end >= due[-1]:
        cells.fault(
            "grace_months",
            "grace_not_within_term",
            vi=f"ân hạn đến {end} phải kết thúc trước ngày đến hạn cuối cùng {due[-1]}; hãy rút ngắn ân hạn",
            en=f"grace runs to {end}; it must end before the last due date {due[-1]}: shorten it",
        )
    return end


def _beyond(cells: Cells, name: str, disbursed_on: date) -> None:
    cells.fault(
        name,
        "beyond_calendar",
        vi=f"tính từ {disbursed_on} thì vượt quá năm 9999; hãy giảm số tháng",
        en=f"counted from {disbursed_on} it lies beyond the year 9999; use fewer months",
    )


def _repayments(cells: Cells, disbursed_on: date | None) -> tuple[Repayment, ...]:
    """The payments in the order given, which must be the order of their days."""
    if not cells.has("repayments"):
        return ()
    made: list[Repayment] = []
    before = disbursed_on
    for place, value in enumerate(cells.array("repayments") or ()):
        source = f"repayments[{place}]"
        if not isinstance(value, Mapping):
            _bad_repayment(cells, source, value)
            continue
        one = Cells(value, source, cells.faults)
        one.unknown(REPAYMENT_FIELDS)
        day, amount = one.day("on_day"), one.integer("amount", least=1)
        if day and before and day < before:
            one.fault(
                "on_day",
                "repayment_out_of_order",
                vi=f"không được trước ngày {before} (giải ngân hoặc lần trả trước); hãy sửa ngày hoặc thứ tự",
                en=f"it must not lie before {before} (disbursement or the repayment before); correct day or order",
            )
        before = day or before
        if day and amount:
            made.append(Repayment(day, amount))
    return tuple(made)


def _bad_repayment(cells: Cells, source: str, value: Any) -> None:
    cells.faults.add(
        source,
        "repayment_not_an_object",
        vi=f'repayments = {shown(value)}: mỗi lần trả viết {{"on_day": "YYYY-MM-DD", "amount": N}}',
        en=f'repayments = {shown(value)}: write each repayment as {{"on_day": "YYYY-MM-DD", "amount": N}}',
        field="repayments",
        value=value,
    )
