"""Đồng shown as triệu đồng: rounded once, at the last step, so that printed rows add up to their printed total."""

from collections.abc import Sequence

MILLION = 10**6


def in_millions(amounts: Sequence[int]) -> tuple[tuple[int, ...], int]:
    """``amounts`` in đồng as whole triệu đồng and their total, the rows adding up to the total exactly.

    The total is the exact sum rounded to the nearest million, halves away from zero. Each row is first rounded down
    (towards −∞); the millions that are then missing go one each to the rows with the largest remainder, among equals
    to the one that stands first. So a row differs from its exact value by less than a million, and a row that is a
    whole number of millions (zero too) is shown as it is. For paper only: the exact đồng stay in the data.
    """
    rows, remainders = [], []
    for amount in amounts:
        whole, remainder = divmod(amount, MILLION)
        rows.append(whole)
        remainders.append(remainder)
    total = _nearest(sum(amounts))
    missing = total - sum(rows)
    for place in sorted(range(len(rows)), key=lambda place: -remainders[place])[:missing]:
        rows[place] += 1
    return tuple(rows), total


def _nearest(amount: int) -> int:
    """To the nearest million, halves away from zero."""
    millions = (2 * abs(amount) + MILLION) // (2 * MILLION)
    return millions if amount >= 0 else -millions
