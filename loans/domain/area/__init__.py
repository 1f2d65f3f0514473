"""Administrative units with time: the 126 communes of Hanoi, the 526 units before them, and who took over what.

Source: Nghị quyết 1656/NQ-UBTVQH15 (in force 2025-07-01); the facts stand in ``loans/reference``. A code means
nothing without a day: all 126 codes were in use before that day, 96 of them for another place.
"""

from loans.domain.area.facts import areas
from loans.domain.area.lookup import Areas
from loans.domain.area.match import Placed, placed
from loans.domain.area.spelling import Spelling, spelling
from loans.domain.area.units import (
    LIST_2025,
    REFORM,
    RESOLUTION,
    UNPLACED,
    UNPLACED_NAME,
    AbolishedName,
    Commune,
    OldUnit,
    Place,
    Succession,
    unplaced_last,
)

__all__ = [
    "LIST_2025",
    "REFORM",
    "RESOLUTION",
    "UNPLACED",
    "UNPLACED_NAME",
    "AbolishedName",
    "Areas",
    "Commune",
    "OldUnit",
    "Place",
    "Placed",
    "Spelling",
    "Succession",
    "areas",
    "placed",
    "spelling",
    "unplaced_last",
]
