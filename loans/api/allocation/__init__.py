"""Rounds of allocation on their chain of papers, and the plan with what is left of it."""

from loans.api.allocation import chain, papers, plan
from loans.api.allocation.rounds import blueprint

__all__ = ["blueprint", "chain", "papers", "plan"]
