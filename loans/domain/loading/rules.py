"""Contradictions of a loan of other books: a function per code over columns, saying where it is found.

``found_in`` gives them all. What only a lookup can say (source, commune, group, point, rate, session, the contract
itself) is added by the use case beside them; the codes are one table (``codes``).
"""

from collections.abc import Callable, Mapping

import numpy as np

from loans.domain.calendar import FIRST_DAY
from loans.domain.columns import AMOUNT_MAX, Column
from loans.domain.loading.rows import NOT_STATED, SUMS, Rows

MOST_MONTHS = 600
"""The longest term, and the longest extension, that is believed."""

LIFE_DAYS = ("registered_on", "lent_on", "first_disbursed_on", "contract_due_on", "extended_due_on", "vouchers_first")
"""Days that no loan has before the books begin."""

_FIRST = np.datetime64(FIRST_DAY, "D")
Rule = Callable[[Rows], Column]


def split_broken(rows: Rows) -> Column:
    """Outstanding stated beside its three portions is their sum."""
    parts = rows.sum("in_term") + rows.sum("overdue") + rows.sum("frozen")
    result: Column = rows.stated("outstanding") & (rows["outstanding"] != parts)
    return result


def paid_in_full_with_balance(rows: Rows) -> Column:
    """Closed, or all that was disbursed repaid, and something is still owed."""
    repaid = rows.stated("repaid") & rows.stated("disbursed") & (rows["disbursed"] > 0)
    over = repaid & (rows["repaid"] >= rows["disbursed"])
    result: Column = (rows.is_closed | over) & (rows.outstanding > 0)
    return result


def term_zero(rows: Rows) -> Column:
    """No month of term is stated nor follows from the days."""
    known = ~(np.isnat(rows["lent_on"]) | np.isnat(rows["contract_due_on"]))
    none = (rows.months <= 0) & (rows.stated("term_months") | known) & ~_matures_first(rows)
    result: Column = none | (rows["term_months"] == 0)
    return result


def term_beyond_limit(rows: Rows) -> Column:
    """A term, or the months by which it was extended, above fifty years is a slip of the pen."""
    result: Column = (rows.months > MOST_MONTHS) | (rows["extended_months"] > MOST_MONTHS)
    return result


def negative_amount(rows: Rows) -> Column:
    """No figure of a loan is below 0: amounts, balances, unpaid interest (đồng), rates, months."""
    result = np.zeros(rows.size, np.bool_)
    for name in SUMS:
        result |= rows[name] < NOT_STATED
    return result


def amount_beyond_limit(rows: Rows) -> Column:
    """No sum of a loan exceeds what one row of the books holds: each cell may be within it and their sum not."""
    result: Column = rows.outstanding > AMOUNT_MAX
    for name in SUMS:
        result |= rows[name] > AMOUNT_MAX
    return result


def day_before_books(rows: Rows) -> Column:
    """No day of a loan lies before the first that the books take; the empty day of a database (01/01/1900) does."""
    result = rows["pieces_first"] < _FIRST
    for name in LIFE_DAYS:
        result |= rows[name] < _FIRST
    result |= (rows.sum("overdue") > 0) & (rows["overdue_since"] < _FIRST)
    return result


def day_missing(rows: Rows) -> Column:
    """The day of the loan and its due day must both be known."""
    result: Column = np.isnat(rows["lent_on"]) | np.isnat(rows.due_on)
    return result


def signed_after_closing(rows: Rows) -> Column:
    """A loan of after the closing day is not of these books."""
    result: Column = rows.signed_on > rows.closing
    return result


def disbursed_before_approval(rows: Rows) -> Column:
    """Paid out, or signed, before the day of approval."""
    approved = rows.approved_on
    paid = (rows["first_disbursed_on"] < approved) | (rows["vouchers_first"] < approved)
    result: Column = paid | (rows.signed_on < approved)
    return result


def outstanding_above_disbursed(rows: Rows) -> Column:
    """More is owed than was ever paid out."""
    result: Column = rows.stated("disbursed") & (rows.outstanding > rows["disbursed"])
    return result


def maturity_before_signing(rows: Rows) -> Column:
    """The due day, by contract or extended, is not after the day of the loan."""
    result: Column = _matures_first(rows) | (rows.due_on <= rows.signed_on)
    return result


def customer_missing(rows: Rows) -> Column:
    """A loan needs a borrower with a number and a name."""
    result: Column = (rows["customer_no"] == "") | (rows["customer_name"] == "")
    return result


def overdue_without_day(rows: Rows) -> Column:
    """Overdue principal has the day on which it moved, not after the closing day."""
    since = rows["overdue_since"]
    result: Column = (rows.sum("overdue") > 0) & (np.isnat(since) | (since > rows.closing))
    return result


def overdue_before_loan(rows: Rows) -> Column:
    """Principal does not move to overdue before the loan is made and paid out."""
    since = rows["overdue_since"]
    before = (since < rows.signed_on) | (since < rows["first_disbursed_on"])
    result: Column = (rows.sum("overdue") > 0) & before
    return result


def frozen_without_last_day(rows: Rows) -> Column:
    """Frozen principal has the last day of its freeze, not before the closing day."""
    last = rows["frozen_through"]
    result: Column = (rows.sum("frozen") > 0) & (np.isnat(last) | (last < rows.closing))
    return result


def instalments_do_not_add_up(rows: Rows) -> Column:
    """Where unpaid instalments are given they come to the balance, each above 0."""
    result: Column = (rows["pieces"] > 0) & ((rows["pieces_sum"] != rows.outstanding) | (rows["pieces_least"] <= 0))
    return result


def instalment_outside_term(rows: Rows) -> Column:
    """An unpaid instalment is due after the loan is made, and at its final maturity at the latest."""
    result: Column = (rows["pieces_first"] <= rows.signed_on) | (rows["pieces_last"] > rows.due_on)
    return result


def history_does_not_add_up(rows: Rows) -> Column:
    """Where entries are given they make the balance, never fall below 0, and none is after the closing day."""
    whole = rows["vouchers_sum"] == rows.outstanding
    within = rows["vouchers_last"] <= rows.closing
    result: Column = (rows["vouchers"] > 0) & ~(whole & within & (rows["vouchers_low"] >= 0))
    return result


def _matures_first(rows: Rows) -> Column:
    result: Column = rows["contract_due_on"] <= rows.signed_on
    return result


RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        split_broken,
        paid_in_full_with_balance,
        term_zero,
        term_beyond_limit,
        negative_amount,
        amount_beyond_limit,
        day_before_books,
        day_missing,
        signed_after_closing,
        disbursed_before_approval,
        outstanding_above_disbursed,
        maturity_before_signing,
        customer_missing,
        overdue_without_day,
        overdue_before_loan,
        frozen_without_last_day,
        instalments_do_not_add_up,
        instalment_outside_term,
        history_does_not_add_up,
    )
}
"""Code → the rule that finds it."""


def found_in(rows: Rows) -> dict[str, Column]:
    """Where each contradiction is found, by its code."""
    return {code: rule(rows) for code, rule in RULES.items()}
