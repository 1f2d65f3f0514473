"""What the law of the decision day says of one application: findings, largest loan, rate group (DOMAIN §6.13)."""

from datetime import date

from loans.domain.application import Application
from loans.domain.appraisal import Assessment, Request, Terms, assess
from loans.domain.law import Law, law
from loans.domain.law.rates import LoanRate, job_loan_rate
from loans.service.unit_of_work import UnitOfWork

NAMES = (
    "job_loan_regime",
    "job_loan_approver",
    "job_loan_max_worker",
    "job_loan_max_establishment",
    "job_loan_max_per_worker",
    "job_loan_max_term_months",
    "job_loan_collateral_operator",
    "job_loan_collateral_above",
    "decision_working_days",
    "job_loan_priority_share",
    "job_loan_priority_worker_groups",
    "job_loan_priority_establishment_groups",
)


def law_of_source(uow: UnitOfWork, source_id: int) -> Law:
    """The law as the capital source has it: the national one under the overlays an operator recorded."""
    return law().under(uow.overlays.of_source(source_id))


def terms_on(rules: Law, day: date) -> Terms:
    """The regime's values on an approval day, each with its articles."""
    return Terms(
        regime=rules.text("job_loan_regime", day),
        approver=rules.text("job_loan_approver", day),
        max_worker=rules.whole("job_loan_max_worker", day),
        max_establishment=rules.whole("job_loan_max_establishment", day),
        max_per_worker=rules.whole("job_loan_max_per_worker", day),
        max_term_months=rules.whole("job_loan_max_term_months", day),
        collateral_operator=rules.text("job_loan_collateral_operator", day),
        collateral_above=rules.whole("job_loan_collateral_above", day),
        decision_working_days=rules.whole("decision_working_days", day),
        priority_share_percent=int(rules.text("job_loan_priority_share", day)),
        worker_groups=_listed(rules, "job_loan_priority_worker_groups", day)
        + _listed(rules, "job_loan_local_groups", day),
        establishment_groups=_listed(rules, "job_loan_priority_establishment_groups", day),
        cites={name: rules.at(name, day).cites for name in NAMES},
    )


def assessment_of(
    uow: UnitOfWork, application: Application, *, on: date, amount: int | None = None, already_owed: int = 0
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
    )
    return assess(request, terms_on(law_of_source(uow, application.source_id), on), on)


def rate_of(uow: UnitOfWork, application: Application, *, group: str, on: date) -> LoanRate:
    """The rate that an approval on the day fixes for the loan."""
    borrower = uow.borrowers.get(application.borrower_id)
    kind = "establishment" if borrower.borrower_class.is_establishment else "worker"
    return job_loan_rate(law_of_source(uow, application.source_id), on, on, group, borrower=kind)


def _listed(rules: Law, name: str, day: date) -> tuple[str, ...]:
    version = rules.parameter(name).in_force(day)
    return tuple(str(version.value).split(",")) if version is not None and version.value else ()
