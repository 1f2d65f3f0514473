"""Applications: filed alone or in a group's list, made complete, appraised, decided by a second person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from loans.domain import application as rules
from loans.domain import fund, plan
from loans.domain.application import Application, State
from loans.domain.appraisal import PRIORITY, Assessment
from loans.domain.borrower import Borrower, Evidence, Purpose
from loans.domain.calendar import Deadline, calendar
from loans.domain.fund import Account, Movement, postings
from loans.domain.law import law
from loans.domain.refusal import Finding, Refusal
from loans.service.actor import Actor
from loans.service.appraisal import assessment_of, law_of_source, rate_of, terms_on
from loans.service.checks import happened, not_before, unmoved
from loans.service.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Filing:
    """What an applicant hands in; money in đồng."""

    borrower_id: int
    source_id: int
    purpose: Purpose
    amount: int
    term_months: int
    group_id: int | None = None
    new_workers: int = 0
    total_workers: int = 0
    evidence: tuple[Evidence, ...] = ()
    full_capacity: bool = True
    collateral: str = ""


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row of a list: an application, or the faults that kept it out."""

    row: int
    application: Application | None
    findings: tuple[Finding, ...]


def file_application(uow: UnitOfWork, actor: Actor, *, today: date, filed_on: date, filing: Filing) -> Application:
    """Record one application as submitted; eligibility is found at appraisal, not refused here."""
    happened(filed_on, today, "filed_on")
    borrower = uow.borrowers.get(filing.borrower_id)
    actor.within(borrower.commune)
    uow.funds.get(filing.source_id)
    _check_group(uow, filing, borrower)
    _check_workers(filing, borrower)
    body = {
        "borrower_id": filing.borrower_id,
        "source_id": filing.source_id,
        "amount": filing.amount,
        "term_months": filing.term_months,
        "full_capacity": filing.full_capacity,
        "collateral": filing.collateral,
        "evidence": [
            {
                "group": paper.group,
                "member": paper.member,
                "number": paper.number,
                "valid_from": paper.valid_from,
                "valid_to": paper.valid_to,
            }
            for paper in filing.evidence
        ],
    }
    booked = uow.entries.open("application", None, "application_submitted", filed_on, body)
    uow.applications.add(booked, _submitted(filing, borrower, filed_on, actor))
    return uow.applications.get(booked.stream_id)


def file_list(
    uow: UnitOfWork, actor: Actor, *, today: date, filed_on: date, rows: Sequence[Filing], keep_good: bool
) -> list[RowResult]:
    """File a group's list (danh sách 03/TD): a result per row.

    A bad row refuses the whole list, with every bad row named, unless ``keep_good`` asks to keep the rest.
    """
    results = []
    for number, filing in enumerate(rows, 1):
        try:
            with uow.savepoint():
                filed = file_application(uow, actor, today=today, filed_on=filed_on, filing=filing)
            results.append(RowResult(number, filed, ()))
        except Refusal as refused:
            results.append(RowResult(number, None, _of_row(number, refused)))
    bad = [finding for result in results for finding in result.findings]
    if bad and not keep_good:
        raise Refusal(
            "list_refused",
            vi=f"Danh sách có {len(bad)} lỗi; chưa dòng nào được ghi. Sửa các dòng nêu dưới đây rồi gửi lại.",
            en=f"The list has {len(bad)} faults; no row was recorded. Correct the rows named and send it again.",
            findings=bad,
        )
    return results


def complete(
    uow: UnitOfWork, actor: Actor, *, today: date, application_id: int, expected: int, on: date, papers: Sequence[str]
) -> Application:
    """Record the dossier (hồ sơ) as full, which starts the clock; missing papers are refused by name (§6.16)."""
    present = _opened(uow, actor, application_id, expected, State.COMPLETE)
    happened(on, today, "on")
    not_before(on, present.filed_on, "on", "ngày nộp hồ sơ", "the filing day")
    found = assessment_of(uow, present, on=on)
    missing = rules.missing_papers(
        set(papers), needs_priority=bool(present.evidence), needs_collateral=found.collateral_needed
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
    present = _opened(uow, actor, application_id, expected, State.APPRAISED)
    happened(on, today, "on")
    not_before(on, present.complete_on or present.filed_on, "on", "ngày hồ sơ đầy đủ", "the day of the full dossier")
    found = assessment_of(uow, present, on=on)
    body = {"opinion": opinion, **_recorded(found)}
    uow.entries.append(application_id, expected, "application_appraised", on, body)
    return uow.applications.get(application_id)


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
    terms = terms_on(law_of_source(uow, present.source_id), on)
    _bank_decides(terms.approver, terms.regime, on)
    year = plan.plan_year(on)
    uow.lock(borrower=present.borrower_id, plan=(present.source_id, present.commune, year), source=present.source_id)
    found = assessment_of(uow, present, on=on, amount=amount)
    if found.findings:
        raise Refusal(
            "not_eligible",
            vi="Hồ sơ không đủ điều kiện phê duyệt theo quy định của ngày quyết định.",
            en="The application does not meet the rules of the decision day.",
            findings=found.findings,
            cites=found.findings[0].cites,
        )
    plan.fits(amount, uow.plans.use(present.source_id, present.commune, year), commune=present.commune, year=year)
    source = uow.funds.get(present.source_id)
    fund.cover(amount, uow.funds.changes(source.id, Account.AVAILABLE), on, source=source)
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
        **_recorded(found),
    }
    booked = uow.entries.append(application_id, expected, "application_approved", on, body, reason)
    uow.plans.take(booked, present, year, committed=amount)
    uow.funds.post(booked, on, postings(Movement.COMMITTED, present.source_id, amount))
    return uow.applications.get(application_id)


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


def withdraw(
    uow: UnitOfWork, actor: Actor, *, today: date, application_id: int, expected: int, on: date, reason: str
) -> Application:
    """Record that the applicant withdrew; a commitment that stood is released, dated and booked (§6.10)."""
    present = _opened(uow, actor, application_id, expected, State.WITHDRAWN)
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
    working_days = law().whole("decision_working_days", application.complete_on)
    return rules.decision_due(application.complete_on, working_days, calendar())


def _opened(uow: UnitOfWork, actor: Actor, application_id: int, expected: int, wanted: State) -> Application:
    present = uow.applications.get(application_id)
    actor.within(present.commune)
    unmoved(uow, application_id, expected)
    rules.advance(present.state, wanted)
    return present


def _decidable(
    uow: UnitOfWork, actor: Actor, today: date, application_id: int, expected: int, on: date, wanted: State
) -> Application:
    present = _opened(uow, actor, application_id, expected, wanted)
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


def _check_group(uow: UnitOfWork, filing: Filing, borrower: Borrower) -> None:
    if filing.group_id is None:
        return
    group = uow.network.group(filing.group_id)
    if group.commune != borrower.commune:
        raise Refusal(
            "group_of_other_commune",
            field="group_id",
            value=filing.group_id,
            vi=f"Tổ {group.number} thuộc xã/phường {group.commune}, người vay thuộc {borrower.commune}. "
            "Chọn tổ cùng địa bàn.",
            en=f"Group {group.number} is of commune {group.commune}, the borrower of {borrower.commune}. "
            "Choose a group of the same area.",
            cites=("Quyết định 15/QĐ-HĐQT năm 2013",),
        )


def _check_workers(filing: Filing, borrower: Borrower) -> None:
    if borrower.borrower_class.is_establishment and not 0 < filing.new_workers <= filing.total_workers:
        raise Refusal(
            "workers_missing",
            field="new_workers",
            value=filing.new_workers,
            vi=f"Cơ sở phải nêu số lao động được hỗ trợ (từ 1 đến tổng số lao động {filing.total_workers}). Bổ sung.",
            en="An establishment states the workers supported, from 1 up to all of its "
            f"{filing.total_workers} workers. Add them.",
            cites=("Nghị định 338/2025/NĐ-CP, Điều 5",),
        )


def _submitted(filing: Filing, borrower: Borrower, filed_on: date, actor: Actor) -> Application:
    return Application(
        id=0,
        borrower_id=filing.borrower_id,
        source_id=filing.source_id,
        commune=borrower.commune,
        group_id=filing.group_id,
        purpose=filing.purpose,
        amount=filing.amount,
        term_months=filing.term_months,
        new_workers=filing.new_workers if borrower.borrower_class.is_establishment else 1,
        total_workers=filing.total_workers,
        evidence=filing.evidence,
        full_capacity=filing.full_capacity,
        collateral=filing.collateral,
        filed_on=filed_on,
        filed_by=actor.username,
        state=State.SUBMITTED,
        sequence=1,
    )


def _of_row(number: int, refused: Refusal) -> tuple[Finding, ...]:
    own = Finding(f"row {number}", refused.code, refused.vi, refused.en, refused.field, refused.value, refused.cites)
    return tuple(replace(finding, source=f"row {number}") for finding in refused.findings) or (own,)


def _recorded(found: Assessment) -> Mapping[str, Any]:
    return {
        "regime": found.regime,
        "rate_group": found.rate_group,
        "priority": found.rate_group == PRIORITY,
        "largest_loan": found.largest_loan,
        "binding": found.binding,
        "findings": [finding.code for finding in found.findings],
    }
