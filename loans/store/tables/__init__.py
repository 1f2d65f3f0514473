"""Every table. All but those named in ``MUTABLE`` are append-only: triggers refuse UPDATE and DELETE.

``stream`` is the identity of anything with a history; ``entry`` is one thing that happened to it, with the
day on which it is true, the moment it was booked, and its author; the typed tables hold its figures.
"""

from loans.store.tables.area import commune, succession
from loans.store.tables.base import metadata
from loans.store.tables.capital import interest_share, posting, source
from loans.store.tables.debt import debt_freeze, frozen_part, recovery, refund, relief, use_check, write_off
from loans.store.tables.history import entry, link, paper, period_lock, reversal, salt, seal, stream, unsealed
from loans.store.tables.lending import application, borrower, instalment, loan, loan_entry
from loans.store.tables.loading import (
    STAGING,
    load,
    load_borrower,
    load_control,
    load_day,
    load_file,
    load_group,
    load_instalment,
    load_loan,
    load_result,
    load_state,
    load_voucher,
    mapping,
)
from loans.store.tables.network import (
    bank_commune,
    credit_group,
    group_fact,
    hamlet,
    office,
    point,
    point_day,
    point_office,
    point_session,
)
from loans.store.tables.opening import loan_area, opening, past_voucher
from loans.store.tables.people import account, overlay
from loans.store.tables.planning import (
    allocation_line,
    allocation_round,
    demand_answer,
    demand_line,
    figure,
    job_report,
    plan_base,
    plan_use,
    scenario,
)
from loans.store.tables.working import credential, guard, reply, token, watermark

__all__ = [
    "APPEND_ONLY",
    "MUTABLE",
    "STAGING",
    "account",
    "allocation_line",
    "allocation_round",
    "application",
    "bank_commune",
    "borrower",
    "commune",
    "credential",
    "credit_group",
    "debt_freeze",
    "demand_answer",
    "demand_line",
    "entry",
    "figure",
    "frozen_part",
    "group_fact",
    "guard",
    "hamlet",
    "instalment",
    "interest_share",
    "job_report",
    "link",
    "load",
    "load_borrower",
    "load_control",
    "load_day",
    "load_file",
    "load_group",
    "load_instalment",
    "load_loan",
    "load_result",
    "load_state",
    "load_voucher",
    "loan",
    "loan_area",
    "loan_entry",
    "mapping",
    "metadata",
    "office",
    "opening",
    "overlay",
    "paper",
    "past_voucher",
    "period_lock",
    "plan_base",
    "plan_use",
    "point",
    "point_day",
    "point_office",
    "point_session",
    "posting",
    "recovery",
    "refund",
    "relief",
    "reply",
    "reversal",
    "salt",
    "scenario",
    "seal",
    "source",
    "stream",
    "succession",
    "token",
    "unsealed",
    "use_check",
    "watermark",
    "write_off",
]

MUTABLE = frozenset({"unsealed", "credential", "token", "guard", "watermark", "reply", *STAGING})
APPEND_ONLY = tuple(table.name for table in metadata.sorted_tables if table.name not in MUTABLE)
