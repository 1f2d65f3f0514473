"""Which addresses are reports: what reads the whole portfolio, a commune's, or the whole chain, and so needs a place.

The place itself is asked for where tables are read (``Budget``), so that no report gets round it. Here stands who asks
before anything else, sealing included, and whose description says that it may be told to come back. A test asks every
address of the service while all places are taken and finds here each one that was refused.
"""

from loans.http.context import context

REPORTS = frozenset(
    {
        "area_confirmation.waiting",
        "area_confirmation.waiting_loan",
        "audit.verification",
        "audit_list.lists",
        "audit_list.one_list",
        "auditor.audit_list",
        "auditor.capital",
        "auditor.capital_source",
        "auditor.comparison",
        "auditor.list_counts",
        "auditor.lists",
        "auditor.one_form",
        "auditor.overdue",
        "auditor.overdue_loans",
        "auditor.own_rules",
        "auditor.place_loans",
        "auditor.places",
        "check.due",
        "check.jobs",
        "form.field_paper",
        "form.filled",
        "fund.statement",
        "officer.checks",
        "overdue.comparison",
        "overdue.export",
        "overdue.loans_of",
        "overdue.statement",
        "planner.builder",
        "planner.capital",
        "planner.new_round",
        "planner.recovery",
        "reconcile.reconcile_export",
        "reconcile.reconcile_own",
        "recovery.recovery_forecast",
        "recovery.year_pool",
    }
)
"""Endpoints. The home page is none: it is shown at once, and what rests on a report comes when there is room."""


def take_place(endpoint: str) -> None:
    """Take a report's place before it begins; ``Busy`` where none is free."""
    if endpoint in REPORTS:
        context().budget.serve()
