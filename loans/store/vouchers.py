"""The one view of vouchers: those booked here, those of before an opening, and what an opening brought.

Whoever asks for a balance reads all three; turnover leaves the opening out (``LENDING``), for it is no lending. A
question is asked of each part and joined afterwards (``joined``): so every part uses its own index on both databases.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import CompoundSelect, Select, String, Subquery, cast, false, literal, select, true, union_all

from loans.store.tables import loan_entry, opening, past_voucher

_BOOKED = select(
    loan_entry.c.entry_id,
    literal(0).label("number"),
    loan_entry.c.loan_id,
    loan_entry.c.effective_on,
    loan_entry.c.voucher_no,
    loan_entry.c.disbursed,
    loan_entry.c.principal,
    loan_entry.c.interest,
    false().label("opening"),
).subquery("booked")

_PAST = select(
    past_voucher.c.entry_id,
    past_voucher.c.number,
    past_voucher.c.loan_id,
    past_voucher.c.effective_on,
    past_voucher.c.voucher_no,
    past_voucher.c.disbursed,
    past_voucher.c.principal,
    past_voucher.c.interest,
    false().label("opening"),
).subquery("past")

BROUGHT = (
    select(
        opening.c.entry_id,
        literal(0).label("number"),
        opening.c.loan_id,
        opening.c.effective_on,
        (literal("MS-") + cast(opening.c.loan_id, String)).label("voucher_no"),
        opening.c.brought.label("disbursed"),
        literal(0).label("principal"),
        literal(0).label("interest"),
        true().label("opening"),
    )
    .where(opening.c.brought > 0)
    .subquery("brought")
)
"""What openings brought, as if it had been paid out on their day."""

LENDING: tuple[Subquery, ...] = (_BOOKED, _PAST)
"""Real lending and collection, of its real days."""

PARTS: tuple[Subquery, ...] = (*LENDING, BROUGHT)
"""Everything that a balance of principal follows from, write-offs apart; all have the same columns."""


def joined(ask: Callable[[Subquery], Select[Any]]) -> CompoundSelect[Any]:
    """The same question asked of every part, the answers one after the other."""
    return union_all(*(ask(part) for part in PARTS))
