"""What would become of an application if it were decided on a day: shown while it is typed, before it is filed."""

from dataclasses import dataclass
from datetime import date

from loans.domain import plan
from loans.domain.application import Application, decision_due
from loans.domain.appraisal import PRIORITY, Assessment
from loans.domain.calendar import Deadline, calendar
from loans.domain.law.rates import LoanRate
from loans.domain.plan import Use
from loans.domain.programme import programme_of
from loans.domain.refusal import Finding, Refusal
from loans.service.actor import Actor
from loans.service.application.filing import Filing, check_filing, submitted
from loans.service.appraisal import assessment_of, law_of_source, rate_of
from loans.service.plan import use_of
from loans.service.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the loan with the articles on which it rests."""

    rate: LoanRate
    rate_cites: tuple[str, ...]
    working_days: int
    days_cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What the law of a day says of an application, and what the commune's plan and the source still hold; đồng.

    ``due`` is the last day for the decision of a dossier that is full on that day; ``papers`` those that it needs.
    """

    on: date
    assessment: Assessment
    term: Term
    due: Deadline
    owed: int
    use: Use
    available: int
    papers: tuple[str, ...]


def preview(uow: UnitOfWork, actor: Actor, *, filing: Filing, on: date) -> Preview:
    """What an application not yet filed would be told; what makes it no application at all is refused."""
    borrower = uow.borrowers.get(filing.borrower_id)
    actor.within(borrower.commune)
    uow.funds.get(filing.source_id)
    check_filing(uow, filing, borrower)
    return previewed(uow, submitted(filing, borrower, on, actor), on=on)


def previewed(uow: UnitOfWork, application: Application, *, on: date, amount: int | None = None) -> Preview:
    """The same of an application as it stands, for the amount asked or another one."""
    found = assessment_of(uow, application, on=on, amount=amount)
    programme = programme_of(application.programme)
    rules = law_of_source(uow, application.source_id)
    days = rules.at(programme.parameters["decision_working_days"], on)
    rate = rules.parameter(f"{programme.rate_family}_rate_{found.rate_group}").in_force(on)
    working_days = int(str(days.value))
    year = plan.plan_year(on)
    use = use_of(uow, source_id=application.source_id, commune=application.commune, year=year, on=on)
    return Preview(
        on=on,
        assessment=found,
        term=Term(
            rate_of(uow, application, group=found.rate_group, on=on),
            rate.cites if rate else (),
            working_days,
            days.cites,
        ),
        due=decision_due(on, working_days, calendar()),
        owed=uow.borrowers.owed(application.borrower_id, on),
        use=use,
        available=uow.funds.balances(application.source_id, on).get("available", 0),
        papers=tuple(papers_needed(application, found)),
    )


def papers_needed(application: Application, found: Assessment) -> list[str]:
    """The papers that make the dossier full, by their codes."""
    needed = list(programme_of(application.programme).papers)
    needed += ["priority_proof"] if application.evidence or found.rate_group == PRIORITY else []
    return needed + (["collateral_papers"] if found.collateral_needed else [])


def row_preview(
    uow: UnitOfWork, actor: Actor, *, filing: Filing, on: date
) -> tuple[Preview | None, tuple[Finding, ...]]:
    """One row of a list, checked and not filed: what it would be told, and everything that stands against it."""
    try:
        seen = preview(uow, actor, filing=filing, on=on)
    except Refusal as refused:
        own = Finding("", refused.code, refused.vi, refused.en, refused.field, refused.value, refused.cites)
        return None, refused.findings or (own,)
    return seen, seen.assessment.findings
