"""Bringing in loans of other books: what a row may contradict, how grave that is, and what is then assumed."""

from loans.domain.loading.codes import CODES, DOUBTFUL, NOTED, OUTSIDE, REFUSED, SEVERITIES, Code, acceptable, worst
from loans.domain.loading.control import MEASURES, Control, Difference, differences
from loans.domain.loading.load import LOADABLE, RESULTS, Choices, Load, LoadFile, Step, check_choices
from loans.domain.loading.mended import Said, mended_later, nameless
from loans.domain.loading.rows import DAYS, SUMS, TEXTS, Rows
from loans.domain.loading.rules import RULES, found_in

__all__ = [
    "CODES",
    "DAYS",
    "DOUBTFUL",
    "LOADABLE",
    "MEASURES",
    "NOTED",
    "OUTSIDE",
    "REFUSED",
    "RESULTS",
    "RULES",
    "SEVERITIES",
    "SUMS",
    "TEXTS",
    "Choices",
    "Code",
    "Control",
    "Difference",
    "Load",
    "LoadFile",
    "Rows",
    "Said",
    "Step",
    "acceptable",
    "check_choices",
    "differences",
    "found_in",
    "mended_later",
    "nameless",
    "worst",
]
