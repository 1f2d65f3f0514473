"""The decision by a second person: approval commits plan and capital, refusal is in writing."""

from collections.abc import Sequence
from datetime import date

from loans.domain import application as rules
from loans.domain import plan
from loans.domain.application import Application, State
from loans.domain.appraisal import Assessment
from loans.domain.commitment import year_closed
from loans.domain.fund import Movement, postings
from loans.domain.programme import programme_of
from loans.domain.refusal import Refusal
from loans.service import commitment
from loans.service.actor import Actor
from loans.service.application.dossier import deadline_of, opened, recorded
from loans.service.appraisal import assessment_of, law_of_source, rate_of, terms_on
from loans.service.checks import happened, not_before
from loans.service.plan import use_of
from loans.service.unit_of_work import UnitOfWork


def approve(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    application_id: int,
    expected: int,
    on: date,
    amount: int,
    reason: str = "",
    cites: Sequence[str] = (),
) -> Application:
    """Approve by a second person: the law of the decision day applies, plan and capital are committed (§6.10).

    An amount below the one asked is a cut, and needs its reason in writing with the article.
    """
    present = _decidable(uow, actor, today, application_id, expected, on, State.APPROVED)
    if amount > present.amount or (amount < present.amount and not (reason and cites)):
        raise _not_as_asked(amount, present)
    terms = terms_on(law_of_source(uow, present.source_id), on, programme_of(present.programme))
    _bank_decides(terms.approver, terms.regime, on)
    year = plan.plan_year(on)
    uow.lock(borrower=present.borrower_id, plan=(present.source_id, present.commune, year), source=present.source_id)
    _open_year(uow, present, today, on)
    found = _eligible(uow, present, on, amount)
    ahead = _within_plan_and_capital(uow, present, on, amount)
    rate = rate_of(uow, present, group=found.rate_group, on=on)
    body = {
        "amount": amount,
        "reason": reason,
        "cites": list(cites),
        "asked": present.amount,
        "plan_year": year,
        "rate_e7": rate.e7,
        "overdue_rate_e7": rate.overdue_e7,
        "rate_fixed": rate.fixed,
        "late": on > deadline_of(present).day,
        **recorded(found),
        **ahead,
    }
    booked = uow.entries.append(application_id, expected, "application_approved", on, body, reason)
    uow.plans.take(booked, present, year, committed=amount)
    uow.funds.post(booked, on, postings(Movement.COMMITTED, present.source_id, amount))
    return uow.applications.get(application_id)


def _eligible(uow: UnitOfWork, present: Application, on: date, amount: int) -> Assessment:
    """The assessment of the decision day; an application with any finding is refused with all of them."""
    found = assessment_of(uow, present, on=on, amount=amount)
    if found.findings:
        raise Refusal(
            "not_eligible",
            vi="Hồ sơ không đủ điều kiện phê duyệt theo quy định của ngày quyết định.",
            en="The application does not meet the rules of the decision day.",
            findings=found.findings,
            cites=found.findings[0].cites,
        )
    return found


def _open_year(uow: UnitOfWork, present: Application, today: date, on: date) -> None:
    """Refuse to approve on a day whose plan year is closed."""
    year = plan.plan_year(on)
    if year < plan.plan_year(today) and commitment.is_closed(uow, present.source_id, year):
        raise year_closed(year, on)


def _within_plan_and_capital(uow: UnitOfWork, present: Application, on: date, amount: int) -> dict[str, int]:
    """Refuse what the commune's plan of the year, or the source's balance from the day on, does not cover (§6.10).

    Answers what is recorded of an approval that rests on forecast recovery, where the source allows any.
    """
    year = plan.plan_year(on)
    use = use_of(uow, source_id=present.source_id, commune=present.commune, year=year, on=on)
    plan.fits(amount, use, commune=present.commune, year=year)
    return commitment.approved_ahead(uow, source_id=present.source_id, on=on, amount=amount)


def refuse(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    application_id: int,
    expected: int,
    on: date,
    reason: str,
    cites: Sequence[str],
) -> Application:
    """Refuse in writing by a second person, with the reason and the article."""
    present = _decidable(uow, actor, today, application_id, expected, on, State.REFUSED)
    if not reason or not cites:
        raise Refusal(
            "refusal_without_reason",
            field="reason",
            value=reason,
            vi="Từ chối phải bằng văn bản, nêu lý do và điều khoản. Ghi lý do và căn cứ.",
            en="A refusal is in writing with its reason and article. Give both.",
            cites=("Nghị định 338/2025/NĐ-CP, Điều 11",),
        )
    body = {"reason": reason, "cites": list(cites), "late": on > deadline_of(present).day}
    uow.entries.append(application_id, expected, "application_refused", on, body, reason)
    return uow.applications.get(application_id)


def _decidable(
    uow: UnitOfWork, actor: Actor, today: date, application_id: int, expected: int, on: date, wanted: State
) -> Application:
    present = opened(uow, actor, application_id, expected, wanted)
    happened(on, today, "on")
    not_before(on, present.complete_on or present.filed_on, "on", "ngày hồ sơ đầy đủ", "the day of the full dossier")
    rules.second_person(actor.username, present.filed_by, present.appraised_by)
    return present


def _bank_decides(approver: str, regime: str, on: date) -> None:
    """No workflow runs a repealed regime, in which a chairman decided: such loans come in by import."""
    if approver != "nhcsxh":
        raise Refusal(
            "regime_not_run",
            field="on",
            value=on.isoformat(),
            vi=f"Ngày {on:%d/%m/%Y} thuộc chế độ {regime}, do Chủ tịch UBND quyết định. Khoản vay của chế độ cũ "
            "được nhập bằng chức năng nhập dữ liệu; hồ sơ chưa quyết định trước 01/01/2026 theo Nghị định 338/2025.",
            en=f"On {on} regime {regime} held, in which a chairman decided. Loans of a repealed regime come in by "
            "import; a dossier undecided on 2026-01-01 follows Decree 338/2025.",
            cites=("Nghị định 338/2025/NĐ-CP, Điều 37",),
        )


def _not_as_asked(amount: int, present: Application) -> Refusal:
    return Refusal(
        "amount_not_as_asked",
        field="amount",
        value=amount,
        vi=f"Mức phê duyệt {amount} đồng khác mức đề nghị {present.amount} đồng. Không được cao hơn; "
        "nếu thấp hơn phải ghi lý do và điều khoản.",
        en=f"The approved {amount} đồng differ from the {present.amount} asked. It may not be more; "
        "if less, give the reason with its article.",
        cites=("Nghị định 338/2025/NĐ-CP, Điều 11",),
    )
