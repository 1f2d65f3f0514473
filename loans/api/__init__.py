"""The API: schemas and routes of one noun in one file. No rule and no SQL stands here."""

from flask_smorest import Api

from loans.api import (
    account,
    allocation,
    application,
    area,
    borrower,
    check,
    collection,
    debt,
    demand,
    fund,
    law,
    loan,
    network,
    overdue,
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
    allocation,
    borrower,
    application,
    loan,
    debt,
    collection,
    check,
    overdue,
)


def register(api: Api) -> None:
    """Register every noun."""
    for noun in NOUNS:
        api.register_blueprint(noun.blueprint)
