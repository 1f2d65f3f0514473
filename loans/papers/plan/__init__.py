"""Papers of the annual plan: the proposal (tờ trình), the annex of the decision (phụ lục), the communes' letters."""

from loans.papers.form import CITY, DIRECTOR, Sign
from loans.papers.plan.books import annex_workbook, proposal_workbook
from loans.papers.plan.pages import annex_pdf, letter_pdf, letters_pdf, proposal_pdf
from loans.papers.plan.records import ORIGINS, Letter, PlanPaper, PlanRow, PoolRow

__all__ = [
    "CITY",
    "DIRECTOR",
    "ORIGINS",
    "Letter",
    "PlanPaper",
    "PlanRow",
    "PoolRow",
    "Sign",
    "annex_pdf",
    "annex_workbook",
    "letter_pdf",
    "letters_pdf",
    "proposal_pdf",
    "proposal_workbook",
]
