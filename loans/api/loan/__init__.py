"""Loans: contract, schedule, disbursements, repayments, what is owed, and the entries behind it."""

from loans.api.loan.routes import blueprint, present, shown
from loans.api.loan.schemas import LoanSchema

__all__ = ["LoanSchema", "blueprint", "present", "shown"]
