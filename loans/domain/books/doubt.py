"""What cannot be known of a loan although its books were accepted: it is marked on the loan's row (§7.2.21)."""

from enum import IntEnum


class Doubt(IntEnum):
    """Why a loan's figures are in doubt; 0: they are not. The greater one is shown where there are several."""

    NONE = 0
    NO_SESSION = 1
    """The transaction point has no day: when unpaid principal moves to overdue is not known."""
    RATE_UNKNOWN = 2
    """The law held gives no rate for it: the contract's rates stand."""
    DECISION_NOT_FOLLOWED = 3
    """A decision names principal that was not owed on its day: what it changes is not followed."""
    DAYS_CONTRADICT = 4
    """Days of its opening contradict each other."""
