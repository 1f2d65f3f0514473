"""Commitments: released, cut, expired, carried to the next plan year, and what rests on forecast recovery."""

from loans.service.commitment.batch import Decided, YearDecision, close_year, expire, is_closed
from loans.service.commitment.ending import UNDONE, check_undone, no_year_below_zero, release
from loans.service.commitment.forecast import Rests, approved_ahead, on_forecast, payable, resting_changes, room_ahead
from loans.service.commitment.reading import Open, Standing, due, may_pay, of_loan, open_of

__all__ = [
    "UNDONE",
    "Decided",
    "Open",
    "Rests",
    "Standing",
    "YearDecision",
    "approved_ahead",
    "check_undone",
    "close_year",
    "due",
    "expire",
    "is_closed",
    "may_pay",
    "no_year_below_zero",
    "of_loan",
    "on_forecast",
    "open_of",
    "payable",
    "release",
    "resting_changes",
    "room_ahead",
]
