"""The schedule that a contract fixes: every n months after a first delay, at once, or as agreed (NHCSXH rounding)."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from loans.domain.calendar import add_months
from loans.domain.law import law
from loans.domain.loan import Instalment, Method
from loans.domain.refusal import Refusal
from loans.domain.schedule import Rounding, equal_parts

Agreed = Sequence[tuple[date, int]]
"""Instalments agreed outright: (due day, đồng)."""


def contract_schedule(
    amount: int,
    *,
    term_months: int,
    disburse_on: date,
    signed_on: date,
    method: Method,
    every_months: int,
    first_months: int | None = None,
    agreed: Agreed = (),
) -> list[Instalment]:
    """The instalments of a contract, counted from the planned disbursement; they add up to ``amount``.

    Equal parts are rounded down as the practice of NHCSXH says, the last takes the rest. ``first_months`` delays
    the first instalment. ``agreed`` replaces the rule: days in order within the term, adding up exactly.
    """
    if agreed:
        _check(amount, agreed, disburse_on, add_months(disburse_on, term_months))
        parts = list(agreed)
    else:
        first = (first_months or every_months) if method is Method.EQUAL_PRINCIPAL else term_months
        months = [*range(first, term_months, every_months), term_months]
        grain = law().whole("instalment_rounding", signed_on)
        amounts = equal_parts(amount, len(months), grain=grain, rounding=Rounding.DOWN)
        parts = [(add_months(disburse_on, month), part) for month, part in zip(months, amounts, strict=True)]
    return [Instalment(0, number, due, part) for number, (due, part) in enumerate(parts, 1)]


def _check(amount: int, agreed: Agreed, disburse_on: date, maturity: date) -> None:
    days = [disburse_on, *(due for due, _ in agreed)]
    total = sum(part for _, part in agreed)
    ordered = all(earlier < later for earlier, later in pairwise(days))
    if not ordered or days[-1] > maturity or total != amount or any(part <= 0 for _, part in agreed):
        raise Refusal(
            "schedule_refused",
            field="instalments",
            value=total,
            vi=f"Lịch trả nợ phải theo thứ tự ngày, sau {disburse_on:%d/%m/%Y} và không quá {maturity:%d/%m/%Y}, "
            f"mỗi kỳ lớn hơn 0 và tổng bằng {amount} đồng (đang là {total}). Sửa lại lịch.",
            en=f"Instalments lie in order after {disburse_on} and not beyond {maturity}, each above 0, and add up to "
            f"{amount} đồng (now {total}). Correct the schedule.",
        )
