"""What happens to a debt: rescheduled, extended, recalled, frozen, written off, recovered, refunded, corrected."""

from loans.domain.lending.loss import to_recover
from loans.domain.lending.relief import Room
from loans.service.debt.acts import (
    decided,
    extend,
    extension_room,
    freeze,
    recall,
    recover,
    refund,
    reschedule,
    reverse,
    write_off,
)
from loans.service.debt.correction import close_period
from loans.service.debt.resplit import rebook, resplits

__all__ = [
    "Room",
    "close_period",
    "decided",
    "extend",
    "extension_room",
    "freeze",
    "rebook",
    "recall",
    "recover",
    "refund",
    "reschedule",
    "resplits",
    "reverse",
    "to_recover",
    "write_off",
]
