"""Applications: filed alone or in a group's list, made complete, appraised, decided by a second person."""

from loans.service.application.decision import approve, refuse
from loans.service.application.dossier import appraise, complete, deadline_of, withdraw
from loans.service.application.filing import Filing, RowResult, file_application, file_list
from loans.service.application.preview import Preview, papers_needed, preview, previewed, row_preview
from loans.service.application.waiting import APPROVERS, OFFICERS, Waiting, waiting

__all__ = [
    "APPROVERS",
    "OFFICERS",
    "Filing",
    "Preview",
    "RowResult",
    "Waiting",
    "appraise",
    "approve",
    "complete",
    "deadline_of",
    "file_application",
    "file_list",
    "papers_needed",
    "preview",
    "previewed",
    "refuse",
    "row_preview",
    "waiting",
    "withdraw",
]
