"""The dossier on its way: full, appraised, withdrawn; and its clock."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from loans.domain import application as rules
from loans.domain.application import Application, State
from loans.domain.appraisal import PRIORITY, Assessment
from loans.domain.calendar import Deadline, calendar
from loans.domain.fund import Movement, postings
from loans.domain.law import law
from loans.domain.programme import programme_of
from loans.domain.refusal import Refusal
from loans.service.actor import Actor
from loans.service.appraisal import assessment_of
from loans.service.checks import happened, not_before, unmoved
from loans.service.unit_of_work import UnitOfWork


def complete(
    uow: UnitOfWork, actor: Actor, *, today: date, application_id: int, expected: int, on: date, papers: Sequence[str]
) -> Application:
    """Record the dossier (hồ sơ) as full, which starts the clock; missing papers are refused by name (§6.16)."""
    present = opened(uow, actor, application_id, expected, State.COMPLETE)
    happened(on, today, "on")
    not_before(on, present.filed_on, "on", "ngày nộp hồ sơ", "the filing day")
    found = assessment_of(uow, present, on=on)
    programme = programme_of(present.programme)
    missing = rules.missing_papers(
        set(papers),
        needs_priority=bool(present.evidence),
        needs_collateral=found.collateral_needed,
        always=programme.papers,
        cites=programme.dossier_cites,
    )
    if missing:
        raise Refusal(
            "dossier_incomplete",
            vi="Hồ sơ chưa đầy đủ; thời hạn giải quyết chưa bắt đầu.",
            en="The dossier is not full; its clock has not started.",
            findings=missing,
            cites=missing[0].cites,
        )
    uow.entries.append(application_id, expected, "application_complete", on, {"papers": sorted(papers)})
    return uow.applications.get(application_id)


def appraise(
    uow: UnitOfWork, actor: Actor, *, today: date, application_id: int, expected: int, on: date, opinion: str
) -> Application:
    """Record the appraisal (thẩm định): the officer's opinion beside what the law finds on that day."""
    present = opened(uow, actor, application_id, expected, State.APPRAISED)
    happened(on, today, "on")
    not_before(on, present.complete_on or present.filed_on, "on", "ngày hồ sơ đầy đủ", "the day of the full dossier")
    found = assessment_of(uow, present, on=on)
    body = {"opinion": opinion, **recorded(found)}
    uow.entries.append(application_id, expected, "application_appraised", on, body)
    return uow.applications.get(application_id)


def withdraw(
    uow: UnitOfWork, actor: Actor, *, today: date, application_id: int, expected: int, on: date, reason: str
) -> Application:
    """Record that the applicant withdrew; a commitment that stood is released, dated and booked (§6.10)."""
    present = opened(uow, actor, application_id, expected, State.WITHDRAWN)
    happened(on, today, "on")
    not_before(on, present.decided_on or present.filed_on, "on", "bước trước của hồ sơ", "the step before")
    year = uow.applications.plan_year(application_id)
    uow.lock(plan=(present.source_id, present.commune, year), source=present.source_id)
    committed = uow.applications.committed(application_id)
    booked = uow.entries.append(application_id, expected, "application_withdrawn", on, {"released": committed}, reason)
    if committed:
        uow.plans.take(booked, present, year, committed=-committed)
        uow.funds.post(booked, on, postings(Movement.RELEASED, present.source_id, committed))
    return uow.applications.get(application_id)


def deadline_of(application: Application) -> Deadline:
    """Last day for the decision, counted from the full dossier by the law of that day (§6.16)."""
    if application.complete_on is None:
        raise Refusal(
            "no_clock",
            field="complete_on",
            value=None,
            vi="Hồ sơ chưa đầy đủ nên chưa có thời hạn. Ghi nhận hồ sơ đầy đủ trước.",
            en="The dossier is not full, so no clock runs. Record it as full first.",
        )
    limit = programme_of(application.programme).parameters["decision_working_days"]
    working_days = law().whole(limit, application.complete_on)
    return rules.decision_due(application.complete_on, working_days, calendar())


def opened(uow: UnitOfWork, actor: Actor, application_id: int, expected: int, wanted: State) -> Application:
    """The application, open to this person, as expected, and ready for the wanted step; else a refusal."""
    present = uow.applications.get(application_id)
    actor.within(present.commune)
    unmoved(uow, application_id, expected)
    rules.advance(present.state, wanted)
    return present


def recorded(found: Assessment) -> Mapping[str, Any]:
    """What an entry keeps of an assessment."""
    return {
        "regime": found.regime,
        "rate_group": found.rate_group,
        "priority": found.rate_group == PRIORITY,
        "largest_loan": found.largest_loan,
        "binding": found.binding,
        "findings": [finding.code for finding in found.findings],
    }
