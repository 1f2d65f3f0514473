"""Allocation (phân bổ vốn): a pool of đồng shared among communes by criteria, exactly, with reasons.

The proportional rule is the divisor method of Webster/Sainte-Laguë with bounds; it is monotone: a larger pool never
lowers a commune. See ``docs/decisions/0003-monotone-sharing.md``, and ``0011-allocation-methods.md`` for the others.
"""

from loans.domain.allocation.method import GroupBound, Method, Tier
from loans.domain.allocation.records import Allocated, Allocation, Explained, Reason, Row
from loans.domain.allocation.sharing import allocate, allocate_table
from loans.domain.allocation.spec import Spec
from loans.domain.allocation.terms import check_terms

__all__ = [
    "Allocated",
    "Allocation",
    "Explained",
    "GroupBound",
    "Method",
    "Reason",
    "Row",
    "Spec",
    "Tier",
    "allocate",
    "allocate_table",
    "check_terms",
]
