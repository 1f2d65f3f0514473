"""Bringing in what exists: a load of a closing day is opened, given files, checked row by row, and posted whole.

Nothing staged is visible anywhere; posting is one transaction. The rows that it writes are those of ``carry_in``.
"""

from loans.service.loading.control import control_differences
from loans.service.loading.load import (
    Lookups,
    Progress,
    check_next,
    choose,
    drop,
    hand_in,
    may_see,
    open_load,
    progress_of,
    withdraw,
)
from loans.service.loading.mapping import save_mapping
from loans.service.loading.places import Places
from loans.service.loading.post import Posted, brought_of, post_load, ready_of
from loans.service.loading.said import explained, explained_lines
from loans.service.loading.staging import finish, stage

__all__ = [
    "Lookups",
    "Places",
    "Posted",
    "Progress",
    "brought_of",
    "check_next",
    "choose",
    "control_differences",
    "drop",
    "explained",
    "explained_lines",
    "finish",
    "hand_in",
    "may_see",
    "open_load",
    "post_load",
    "progress_of",
    "ready_of",
    "save_mapping",
    "stage",
    "withdraw",
]
