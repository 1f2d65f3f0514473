"""A transaction session's collections in one go: a result per row, all or nothing unless the good are to be kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from loans.domain.loan import LoanEntry
from loans.domain.refusal import Finding, Refusal
from loans.service.actor import Actor
from loans.service.loan import repay
from loans.service.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Collection:
    """One row of a collection sheet: a sum for the rule to split, or its parts; đồng."""

    contract_no: str
    voucher_no: str
    amount: int | None = None
    principal: int | None = None
    interest: int | None = None
    frozen: int = 0


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of a row: the voucher with its parts, or the faults that kept it out."""

    row: int
    contract_no: str
    voucher: LoanEntry | None
    findings: tuple[Finding, ...]


def collect(
    uow: UnitOfWork, actor: Actor, *, today: date, on: date, rows: Sequence[Collection], cash: int, keep_good: bool
) -> list[Collected]:
    """Record a session's collections. The rows' sums are held against the cash counted before anything is kept.

    Each row rests on its loan as it is when its turn comes, so several rows may concern one loan.
    """
    results = [_one(uow, actor, today, on, number, row) for number, row in enumerate(rows, 1)]
    bad = [finding for result in results for finding in result.findings]
    if bad and not keep_good:
        raise Refusal(
            "sheet_refused",
            vi=f"Bảng thu có {len(bad)} lỗi; chưa dòng nào được ghi. Sửa các dòng nêu dưới đây rồi gửi lại.",
            en=f"The sheet has {len(bad)} faults; no row was recorded. Correct the rows named and send it again.",
            findings=bad,
        )
    counted = sum(voucher.principal + voucher.interest for voucher in (r.voucher for r in results) if voucher)
    if counted != cash:
        raise Refusal(
            "cash_does_not_match",
            field="cash",
            value=cash,
            vi=f"Tổng các dòng {counted} đồng khác tiền mặt đã đếm {cash} đồng, chênh {counted - cash} đồng. "
            "Đếm lại tiền hoặc sửa dòng sai.",
            en=f"The rows add up to {counted} đồng and the cash counted to {cash}: {counted - cash} apart. "
            "Count again or correct the row.",
        )
    return results


def _one(uow: UnitOfWork, actor: Actor, today: date, on: date, number: int, row: Collection) -> Collected:
    try:
        with uow.savepoint():
            _check_form(row)
            loan_id = _loan_id(uow, row.contract_no)
            _, voucher = repay(
                uow,
                actor,
                today=today,
                loan_id=loan_id,
                expected=uow.entries.sequence(loan_id),
                on=on,
                voucher_no=row.voucher_no,
                amount=row.amount,
                principal=row.principal,
                interest=row.interest,
                frozen=row.frozen,
            )
        return Collected(number, row.contract_no, voucher, ())
    except Refusal as refused:
        own = Finding("", refused.code, refused.vi, refused.en, refused.field, refused.value, refused.cites)
        findings = refused.findings or (own,)
        return Collected(
            number, row.contract_no, None, tuple(replace(each, source=f"row {number}") for each in findings)
        )


def _check_form(row: Collection) -> None:
    """Refuse a row that gives both a sum and its parts, or neither, unless it pays on frozen debt alone."""
    parts = row.principal is not None or row.interest is not None
    if (parts and row.amount is not None) or not (parts or row.amount or row.frozen):
        raise Refusal(
            "amount_or_parts",
            field="amount",
            value=row.amount,
            vi="Ghi hoặc một số tiền (amount), hoặc gốc và lãi (principal, interest). Sửa dòng này.",
            en="Give either one amount, or principal and interest. Correct this row.",
        )


def _loan_id(uow: UnitOfWork, contract_no: str) -> int:
    found = uow.entries.find("loan", contract_no)
    if found is None:
        raise Refusal(
            "unknown_contract",
            field="contract_no",
            value=contract_no,
            vi=f"Không có hợp đồng «{contract_no}». Kiểm tra số khế ước 16 chữ số.",
            en=f"There is no contract {contract_no}. Check its 16 digits.",
        )
    return found
