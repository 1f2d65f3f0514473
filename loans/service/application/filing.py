"""Filing: one application alone, or a group's list with a result per row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from loans.domain.application import Application, State
from loans.domain.borrower import JOB_CREATION, Borrower, Evidence, Purpose
from loans.domain.programme import Limit, Programme, programme_of
from loans.domain.refusal import Finding, Refusal
from loans.service.actor import Actor
from loans.service.appraisal import law_of_source
from loans.service.checks import happened
from loans.service.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Filing:
    """What an applicant hands in; money in đồng. The last two facts are of loans for work abroad."""

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
    programme: str = JOB_CREATION
    pre_departure_cost: int = 0
    labour_contract_months: int = 0


GROUP_ROLES = ("worker_groups", "establishment_groups", "local_groups")
"""The roles under which a programme names the law's lists of priority groups."""


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
    check_filing(uow, filing, borrower)
    body = {
        "programme": filing.programme,
        "borrower_id": filing.borrower_id,
        "source_id": filing.source_id,
        "amount": filing.amount,
        "term_months": filing.term_months,
        "full_capacity": filing.full_capacity,
        "collateral": filing.collateral,
        "pre_departure_cost": filing.pre_departure_cost,
        "labour_contract_months": filing.labour_contract_months,
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
    uow.applications.add(booked, submitted(filing, borrower, filed_on, actor))
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
        raise list_refused(bad)
    return results


def list_refused(bad: Sequence[Finding]) -> Refusal:
    """The refusal of a whole list with everything that is wrong with its rows."""
    return Refusal(
        "list_refused",
        vi=f"Danh sách có {len(bad)} lỗi; chưa dòng nào được ghi. Sửa các dòng nêu dưới đây rồi gửi lại.",
        en=f"The list has {len(bad)} faults; no row was recorded. Correct the rows named and send it again.",
        findings=bad,
    )


def check_filing(uow: UnitOfWork, filing: Filing, borrower: Borrower) -> None:
    """Refuse a filing that is not whole: its group, its purpose, its workers, the groups that its papers name."""
    _check_group(uow, filing, borrower)
    _check_programme(filing, programme_of(filing.programme))
    _check_workers(filing, borrower)
    _check_evidence(uow, filing)


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


def _check_programme(filing: Filing, programme: Programme) -> None:
    """A purpose of the programme; the cost and the contract of work abroad where it lends for that, and only there."""
    if filing.purpose not in programme.purposes:
        raise Refusal(
            "purpose_not_of_programme",
            field="purpose",
            value=filing.purpose.value,
            vi=f"Mục đích «{filing.purpose}» không thuộc chương trình «{programme.title_vi}». "
            f"Chọn một trong: {', '.join(programme.purposes)}.",
            en=f"Purpose {filing.purpose} is none of the programme {programme.code}. "
            f"Choose one of {', '.join(programme.purposes)}.",
            cites=programme.cites,
        )
    given = {
        "pre_departure_cost": filing.pre_departure_cost,
        "labour_contract_months": filing.labour_contract_months,
    }
    abroad = programme.limit is Limit.COST_SHARE
    for field, value in given.items():
        if abroad != (value > 0):
            raise Refusal(
                "work_abroad_facts_missing" if abroad else "work_abroad_facts_not_asked",
                field=field,
                value=value,
                vi="Hồ sơ vay đi làm việc ở nước ngoài phải nêu chi phí phải trả trước khi đi "
                "(trừ phần Nhà nước hỗ trợ) và thời hạn hợp đồng; hồ sơ khác để trống. Sửa lại hồ sơ.",
                en="A loan for work abroad states the cost before departure (less what the State supports) and the "
                "months of the contract; other loans state neither. Correct the filing.",
                cites=("Nghị định 338/2025/NĐ-CP, Điều 12", "Nghị định 338/2025/NĐ-CP, Điều 14"),
            )


def _check_evidence(uow: UnitOfWork, filing: Filing) -> None:
    """Refuse a group that the law never named: a slip of spelling must not cost the borrower the priority rate."""
    rules, lent = law_of_source(uow, filing.source_id), programme_of(filing.programme)
    named = [lent.parameters[role] for role in GROUP_ROLES if role in lent.parameters]
    known = {
        group
        for name in named
        for version in rules.parameter(name).versions
        for group in str(version.value or "").split(",")
        if group
    }
    for paper in filing.evidence:
        if paper.group not in known:
            raise Refusal(
                "unknown_priority_group",
                field="evidence",
                value=paper.group,
                vi=f"Không có nhóm ưu tiên «{paper.group}». Dùng một trong: {', '.join(sorted(known))}.",
                en=f"There is no priority group {paper.group}. Use one of: {', '.join(sorted(known))}.",
                cites=("Luật 74/2025/QH15 Đ.9",),
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


def submitted(filing: Filing, borrower: Borrower, filed_on: date, actor: Actor) -> Application:
    """The application that a filing makes, before it has a number (0)."""
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
        programme=filing.programme,
        pre_departure_cost=filing.pre_departure_cost,
        labour_contract_months=filing.labour_contract_months,
    )


def _of_row(number: int, refused: Refusal) -> tuple[Finding, ...]:
    own = Finding(f"row {number}", refused.code, refused.vi, refused.en, refused.field, refused.value, refused.cites)
    return tuple(replace(finding, source=f"row {number}") for finding in refused.findings) or (own,)
