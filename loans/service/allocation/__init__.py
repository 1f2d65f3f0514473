"""Rounds of allocation (đợt giao / điều chỉnh chỉ tiêu): drafted, heard, checked, submitted, decided (§6.20)."""

from loans.service.allocation.deciding import decide_round, return_round
from loans.service.allocation.drafting import draft_round, revise_round, withdraw_round
from loans.service.allocation.hearing import check_round, record_opinion, send_back, submit_round
from loans.service.allocation.reading import decided_beside_submitted, may_see, seen_by
from loans.service.allocation.sheet import SheetRow, digest_of, sheet_of
from loans.service.allocation.table import RoundRow, round_table
from loans.service.allocation.waiting import next_step, rounds_waiting

__all__ = [
    "RoundRow",
    "SheetRow",
    "check_round",
    "decide_round",
    "decided_beside_submitted",
    "digest_of",
    "draft_round",
    "may_see",
    "next_step",
    "record_opinion",
    "return_round",
    "revise_round",
    "round_table",
    "rounds_waiting",
    "seen_by",
    "send_back",
    "sheet_of",
    "submit_round",
    "withdraw_round",
]
