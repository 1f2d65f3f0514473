"""What happens to a debt: rescheduled, extended, recalled, frozen, written off, recovered, refunded, corrected."""

from loans.service.debt.correction import close_period, reverse
from loans.service.debt.freeze import freeze
from loans.service.debt.loss import recover, refund, to_recover, write_off
from loans.service.debt.relief import Room, extend, extension_room, recall, reschedule
from loans.service.debt.resplit import rebook, resplits
from loans.service.debt.trial import on_trial

__all__ = [
    "Room",
    "close_period",
    "extend",
    "extension_room",
    "freeze",
    "on_trial",
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
