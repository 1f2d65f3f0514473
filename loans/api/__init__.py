"""The API: schemas and routes of one noun in one file. No rule and no SQL stands here."""

from flask_smorest import Api

from loans.api import (
    absorption,
    account,
    allocation,
    application,
    area,
    area_confirmation,
    audit,
    audit_list,
    borrower,
    check,
    collection,
    commitment,
    debt,
    demand,
    figure,
    form,
    fund,
    job_report,
    law,
    loading,
    loan,
    network,
    overdue,
    paper,
    reconcile,
    recovery,
    scenario,
    session,
)

NOUNS = (
    session,
    account,
    law,
    area,
    fund,
    network,
    demand,
    figure,
    job_report,
    scenario,
    allocation,
    paper,
    borrower,
    application,
    loan,
    area_confirmation,
    debt,
    commitment,
    collection,
    check,
    overdue,
    form,
    recovery,
    reconcile,
    loading,
    absorption,
    audit,
    audit_list,
)


def register(api: Api) -> None:
    """Register every noun."""
    for noun in NOUNS:
        api.register_blueprint(noun.blueprint)
