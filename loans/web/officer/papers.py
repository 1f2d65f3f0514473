"""Papers of a dossier to print: the approval notice, the written refusal."""

from datetime import date

from flask import Response

from loans.domain.application import Application, State
from loans.domain.law import law
from loans.domain.programme import programme_of
from loans.domain.refusal import Unknown
from loans.http.attachment import disposition
from loans.http.context import context
from loans.http.roles import Action
from loans.papers.decision import Applicant, Approval, approval_pdf, refusal_pdf
from loans.service.actor import Actor
from loans.service.unit_of_work import UnitOfWork
from loans.web.officer import blueprint, words
from loans.web.officer.draw import own_application
from loans.web.page import page


@page(blueprint, "/ho-so/<int:application_id>/thong-bao.pdf", action=Action.LOAN_READ)
def notice(uow: UnitOfWork, actor: Actor, _today: date, application_id: int) -> Response:
    """The paper of the decision, as a PDF; there is none before the decision."""
    present = own_application(uow, actor, application_id)
    if present.decided_on is None:
        raise Unknown(
            "not_decided",
            field="application_id",
            value=application_id,
            vi="Hồ sơ chưa có quyết định nên chưa có văn bản. Chờ người phê duyệt quyết định.",
            en="The application is not decided, so there is no paper. Wait for the decision.",
        )
    answer = Response(_made(uow, present, present.decided_on), mimetype="application/pdf")
    kind = "tu-choi" if present.state is State.REFUSED else "phe-duyet"
    answer.headers["Content-Disposition"] = disposition(f"{kind}-{present.id}.pdf", kind="inline")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _made(uow: UnitOfWork, present: Application, decided_on: date) -> bytes:
    who, demo, facts = uow.borrowers.get(present.borrower_id), context().settings.demo, present.facts or {}
    programme = programme_of(present.programme)
    to = Applicant(
        present.id,
        who.name,
        who.customer_no,
        words.commune(present.commune),
        present.filed_on,
        present.amount,
        programme.title_vi[:1].lower() + programme.title_vi[1:],
        law().at(programme.parameters["decision_working_days"], decided_on).cites,
    )
    if present.state is State.REFUSED:
        return refusal_pdf(to, decided_on=decided_on, reason=facts["reason"], cites=facts["cites"], demo=demo)
    given = Approval(
        decided_on=decided_on,
        amount=facts["amount"],
        term_months=present.term_months,
        rate_e7=facts["rate_e7"],
        overdue_rate_e7=facts["overdue_rate_e7"],
        priority=facts["priority"],
        source=uow.funds.get(present.source_id).name,
        reason=facts["reason"],
        cites=facts["cites"],
    )
    return approval_pdf(to, given, demo=demo)
