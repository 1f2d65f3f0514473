"""loans: entrusted public lending from capital to the last repayment, as a library.

The same jobs as the service, without the web::

    import loans
    loans.law().value("job_loan_rate_standard", date(2026, 1, 1))          # "7.9248"
    loans.allocate(frame, pool=10**9, weights={"demand": "1"})             # DataFrame in, DataFrame out
    loans.quote({...})                                                     # what a loan costs
    book = loans.open("sqlite:///loans.db")                                # a database, brought up to date
    with book.writing("anna") as uow:
        loans.fund.entrust(uow, ...)                                       # use cases stand under their noun
    loans.reports.overdue(book, as_of=date(2026, 10, 31))                  # DataFrame

Everything is imported when it is first used: `loans law` must not wait for pandas.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from loans.store.unit_of_work import Store

_NAMES = {
    "law": ("loans.domain.law", "law"),
    "areas": ("loans.domain.area", "areas"),
    "calendar": ("loans.domain.calendar", "calendar"),
    "quote": ("loans.domain.quote", "quote"),
    "allocate": ("loans.service.reports.allocation", "allocate"),
    "compare": ("loans.domain.allocation.compare", "compare"),
    "Candidate": ("loans.domain.allocation.compare", "Candidate"),
    "Tier": ("loans.domain.allocation", "Tier"),
    "GroupBound": ("loans.domain.allocation", "GroupBound"),
    "Refusal": ("loans.domain.refusal", "Refusal"),
    "reports": ("loans.service.reports", None),
    "account": ("loans.service.account", None),
    "allocation": ("loans.service.allocation", None),
    "application": ("loans.service.application", None),
    "appraisal": ("loans.service.appraisal", None),
    "borrower": ("loans.service.borrower", None),
    "demand": ("loans.service.demand", None),
    "contract": ("loans.service.contract", None),
    "fund": ("loans.service.fund", None),
    "loan": ("loans.service.loan", None),
    "network": ("loans.service.network", None),
    "overlay": ("loans.service.overlay", None),
    "Actor": ("loans.service.actor", "Actor"),
}

__all__ = ["open", *_NAMES]  # noqa: PLE0604 - the names are looked up below, at first use


def open(database_url: str) -> "Store":  # noqa: A001 - `loans.open` reads as it should
    """A database as a book of entries: created or upgraded where needed, then ready for reading and writing."""
    from loans.store.schema import upgrade
    from loans.store.unit_of_work import Store

    store = Store.at(database_url)
    upgrade(store.engine)
    return store


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module 'loans' has no attribute {name!r}")
    module, attribute = _NAMES[name]
    found = importlib.import_module(module)
    return found if attribute is None else getattr(found, attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
