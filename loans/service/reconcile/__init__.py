"""Reconciliation of a bank export with our books as of a day, as known at a moment; and of our books alone."""

from loans.service.reconcile.bank import Outside, Reconciliation, reconcile
from loans.service.reconcile.ours import OwnCheck, check_own

__all__ = ["Outside", "OwnCheck", "Reconciliation", "check_own", "reconcile"]
