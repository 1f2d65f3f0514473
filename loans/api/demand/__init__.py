"""Loan demand of communes: answers, versions, the review, templates and uploads."""

from loans.api.demand.routes import blueprint

__all__ = ["blueprint"]
