"""Loan demand (nhu cầu vay vốn) of communes for a year: planning groups, checks, sums (Plan of the city, V.1)."""

from loans.domain.demand.checks import PerJob, against_last_year, check_rows, line_warnings, per_job
from loans.domain.demand.groups import ALL, PURPOSE_TITLES, PURPOSES, PlanningGroup, planning_groups
from loans.domain.demand.rows import (
    COUNT_MAX,
    CommuneCheck,
    Given,
    RowResult,
    errors_of,
    faults_of,
    places_of,
    repeats,
    still_owing,
    whole_faults,
)
from loans.domain.demand.totals import Totals, totals, totals_by

__all__ = [
    "ALL",
    "COUNT_MAX",
    "PURPOSES",
    "PURPOSE_TITLES",
    "CommuneCheck",
    "Given",
    "PerJob",
    "PlanningGroup",
    "RowResult",
    "Totals",
    "against_last_year",
    "check_rows",
    "errors_of",
    "faults_of",
    "line_warnings",
    "per_job",
    "places_of",
    "planning_groups",
    "repeats",
    "still_owing",
    "totals",
    "totals_by",
    "whole_faults",
]
