"""A transaction session's collections in one go: a result per row, all or nothing unless the good are to be kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from loans.domain.books.history import History
from loans.domain.books.outcome import Outcome
from loans.domain.lending import repayment
from loans.domain.loan import LoanEntry
from loans.domain.refusal import Finding, Refusal
from loans.service.actor import Actor
from loans.service.unit_of_work import Appended, UnitOfWork


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


@dataclass(frozen=True, slots=True)
class Decided:
    """A sheet decided and not yet recorded: a result per row, what the good rows append, and on what it rests."""

    results: tuple[Collected, ...]
    appended: tuple[Appended, ...]
    closed: date | None


def collect(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    on: date,
    rows: Sequence[Collection],
    cash: int,
    keep_good: bool,
    decided: Decided | None = None,
) -> list[Collected]:
    """Record a session's collections. The rows' sums are held against the cash counted before anything is kept.

    Each row rests on its loan as it is when its turn comes, so several rows may concern one loan. What was ``decided``
    before is taken where nothing on which it rests has changed; else it is decided anew.
    """
    if decided is None or not _still_holds(uow, decided):
        decided = decide(uow, actor, today=today, on=on, rows=rows)
    bad = [finding for result in decided.results for finding in result.findings]
    if bad and not keep_good:
        raise Refusal(
            "sheet_refused",
            vi=f"Bảng thu có {len(bad)} lỗi; chưa dòng nào được ghi. Sửa các dòng nêu dưới đây rồi gửi lại.",
            en=f"The sheet has {len(bad)} faults; no row was recorded. Correct the rows named and send it again.",
            findings=bad,
        )
    vouchers = (result.voucher for result in decided.results if result.voucher)
    _matches(cash, sum(voucher.principal + voucher.interest for voucher in vouchers))
    uow.books.append_all(decided.appended)
    return list(decided.results)


def decide(uow: UnitOfWork, actor: Actor, *, today: date, on: date, rows: Sequence[Collection]) -> Decided:
    """What each row would append, all loans read at once; nothing is recorded and nobody waits for it."""
    histories = uow.books.by_contract({row.contract_no for row in rows}, {row.voucher_no for row in rows})
    closed = next((history.closed_through for history in histories.values()), None)
    results: list[Collected] = []
    appended: list[Appended] = []
    used: set[str] = set()
    for number, row in enumerate(rows, 1):
        try:
            history = _history(actor, histories, row, used)
            outcome = _repaid(history, today, on, row)
        except Refusal as refused:
            results.append(Collected(number, row.contract_no, None, _findings(refused, number)))
            continue
        used.add(row.voucher_no)
        appended.append(Appended(history.loan.id, history.loan.sequence, outcome))
        histories[row.contract_no] = history.applied(outcome)
        results.append(Collected(number, row.contract_no, repayment.voucher_of(outcome), ()))
    return Decided(tuple(results), tuple(appended), closed)


def _still_holds(uow: UnitOfWork, decided: Decided) -> bool:
    """Whether every loan still stands where the sheet found it, no voucher was taken, and no period closed since."""
    first: dict[int, int] = {}
    for each in decided.appended:
        first.setdefault(each.loan_id, each.expected)
    kept = {each.voucher.voucher_no for each in decided.results if each.voucher}
    return uow.books.unmoved(first, kept, decided.closed)


def _history(actor: Actor, histories: dict[str, History], row: Collection, used: set[str]) -> History:
    """The loan of a row as the rows before left it."""
    _check_form(row)
    history = histories.get(row.contract_no)
    if history is None:
        raise _unknown_contract(row.contract_no)
    actor.within(history.loan.commune)
    return replace(history, taken=history.taken | used) if row.voucher_no in used else history


def _repaid(history: History, today: date, on: date, row: Collection) -> Outcome:
    return repayment.repaid(
        history,
        today=today,
        expected=history.loan.sequence,
        on=on,
        voucher_no=row.voucher_no,
        amount=row.amount,
        principal=row.principal,
        interest=row.interest,
        frozen=row.frozen,
    )


def _findings(refused: Refusal, number: int) -> tuple[Finding, ...]:
    own = Finding("", refused.code, refused.vi, refused.en, refused.field, refused.value, refused.cites)
    return tuple(replace(each, source=f"row {number}") for each in refused.findings or (own,))


def _matches(cash: int, counted: int) -> None:
    """Refuse a sheet whose rows do not add up to the cash counted."""
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


def _unknown_contract(contract_no: str) -> Refusal:
    return Refusal(
        "unknown_contract",
        field="contract_no",
        value=contract_no,
        vi=f"Không có hợp đồng «{contract_no}». Kiểm tra số khế ước 16 chữ số.",
        en=f"There is no contract {contract_no}. Check its 16 digits.",
    )
