"""Allocation (phân bổ vốn): a pool of đồng shared among communes by criteria, exactly, with reasons.

The rule is the divisor method of Webster/Sainte-Laguë with bounds; it is monotone: a larger pool never
lowers a commune. See ``docs/decisions/0003-monotone-sharing.md``.
"""

from loans.domain.allocation.records import Allocated, Allocation, Reason, Row
from loans.domain.allocation.sharing import allocate, allocate_table
from loans.domain.allocation.terms import check_terms

__all__ = ["Allocated", "Allocation", "Reason", "Row", "allocate", "allocate_table", "check_terms"]
