"""The overdue statement as of any day, known at any moment: totals, the loans behind them, exports, comparisons."""

from loans.api.overdue import comparison, export
from loans.api.overdue.statement import blueprint

__all__ = ["blueprint", "comparison", "export"]
