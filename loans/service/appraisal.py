"""What the law of the decision day says of one application: findings, largest loan, rate group (DOMAIN §6.13)."""

from datetime import date
from typing import Any

from loans.domain.application import Application
from loans.domain.appraisal import Assessment, Request, Terms, assess
from loans.domain.borrower import JOB_CREATION
from loans.domain.law import Law, law
from loans.domain.law.rates import LoanRate, loan_rate
from loans.domain.programme import Limit, Programme, programme_of
from loans.service.unit_of_work import UnitOfWork


def law_of_source(uow: UnitOfWork, source_id: int) -> Law:
    """The law as the capital source has it: the national one under the overlays an operator recorded."""
    return law().under(uow.overlays.of_source(source_id))


def terms_on(rules: Law, day: date, programme: Programme | None = None) -> Terms:
    """The values of a programme's regime on an approval day, each with its articles; job creation unless named."""
    lent = programme or programme_of(JOB_CREATION)
    names = lent.parameters
    held = {name: version.cites for name in names.values() if (version := rules.parameter(name).in_force(day))}
    every: dict[str, Any] = {
        "programme": lent,
        "regime": rules.text(names["regime"], day),
        "approver": rules.text(names["approver"], day),
        "collateral_operator": rules.text(names["collateral_operator"], day),
        "collateral_above": rules.whole(names["collateral_above"], day),
        "decision_working_days": rules.whole(names["decision_working_days"], day),
        "worker_groups": _listed(rules, names["worker_groups"], day) + _listed(rules, names["local_groups"], day),
        "cites": held,
    }
    if lent.limit is Limit.COST_SHARE:
        return Terms(**every, max_cost_share_percent=int(rules.text(names["max_cost_share"], day)))
    return Terms(
        **every,
        max_worker=rules.whole(names["max_worker"], day),
        max_establishment=rules.whole(names["max_establishment"], day),
        max_per_worker=rules.whole(names["max_per_worker"], day),
        max_term_months=rules.whole(names["max_term_months"], day),
        priority_share_percent=int(rules.text(names["priority_share"], day)),
        establishment_groups=_listed(rules, names["establishment_groups"], day),
    )


def assessment_of(
    uow: UnitOfWork,
    application: Application,
    *,
    on: date,
    amount: int | None = None,
    already_owed: int = 0,
    rules: Law | None = None,
) -> Assessment:
    """Assess an application as if decided on a day, for the amount asked or another one.

    ``already_owed`` is the part of what the borrower owes that is this very amount. Workers of the borrower's
    other live loans are taken to be other persons than the new ones.
    """
    borrower = uow.borrowers.get(application.borrower_id)
    request = Request(
        borrower_class=borrower.borrower_class,
        amount=application.amount if amount is None else amount,
        term_months=application.term_months,
        owed=uow.borrowers.owed(borrower.id, on) - already_owed,
        new_workers=application.new_workers,
        all_workers=uow.borrowers.supported_workers(borrower.id, application.id) + application.new_workers,
        total_workers=application.total_workers,
        evidence=application.evidence,
        full_capacity=application.full_capacity,
        collateral=application.collateral,
        pre_departure_cost=application.pre_departure_cost,
        labour_contract_months=application.labour_contract_months,
    )
    own = rules or law_of_source(uow, application.source_id)
    terms = terms_on(own, on, programme_of(application.programme))
    return assess(request, terms, on)


def rate_of(uow: UnitOfWork, application: Application, *, group: str, on: date) -> LoanRate:
    """The rate that an approval on the day fixes for the loan."""
    borrower = uow.borrowers.get(application.borrower_id)
    kind = "establishment" if borrower.borrower_class.is_establishment else "worker"
    family = programme_of(application.programme).rate_family
    return loan_rate(law_of_source(uow, application.source_id), family, on, on, group, borrower=kind)


def _listed(rules: Law, name: str, day: date) -> tuple[str, ...]:
    version = rules.parameter(name).in_force(day)
    return tuple(str(version.value).split(",")) if version is not None and version.value else ()
