"""Applications: filed alone or in a group's list, made complete, appraised, decided by a second person."""

from loans.service.application.decision import approve, refuse
from loans.service.application.dossier import appraise, complete, deadline_of, withdraw
from loans.service.application.filing import Filing, RowResult, file_application, file_list

__all__ = [
    "Filing",
    "RowResult",
    "appraise",
    "approve",
    "complete",
    "deadline_of",
    "file_application",
    "file_list",
    "refuse",
    "withdraw",
]
