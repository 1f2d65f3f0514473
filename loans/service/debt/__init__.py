"""What happens to a debt: rescheduled, extended, recalled, frozen, written off, recovered, refunded, corrected."""

from loans.service.debt.correction import close_period, reverse
from loans.service.debt.freeze import freeze
from loans.service.debt.loss import recover, refund, write_off
from loans.service.debt.relief import extend, recall, reschedule
from loans.service.debt.resplit import rebook, resplits

__all__ = [
    "close_period",
    "extend",
    "freeze",
    "rebook",
    "recall",
    "recover",
    "refund",
    "reschedule",
    "resplits",
    "reverse",
    "write_off",
]
