"""Debt that should be overdue and is not, and debt that is late while its session has yet to come (§6.4–6.5, §6.7)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from loans.domain.books.doubt import Doubt
from loans.domain.books.history import History
from loans.domain.books.laid import owed_on
from loans.domain.calendar import today_in_hanoi
from loans.domain.debt import Relief, ReliefKind
from loans.service.reports.lists.desk import Desk, cited
from loans.service.reports.lists.record import DAYS, DONG, AuditList, Found, dong

CHUNK = 5_000
"""Loans read at once: databases limit how many numbers a question may name."""

_POSTPONED = ("loan_rescheduled", "loan_extended")
_SAYS = {
    "relief_after_transfer": (
        "điều chỉnh kỳ hạn hoặc gia hạn có hiệu lực từ ngày chuyển quá hạn trở đi mà không nêu quyết định xử lý nợ",
        "a rescheduling or extension takes effect on or after the transfer day and names no risk-debt decision",
    ),
    "relief_booked_after_transfer": (
        "điều chỉnh kỳ hạn hoặc gia hạn được ghi lùi ngày, sau khi nợ lẽ ra đã chuyển quá hạn",
        "a rescheduling or extension was booked with an earlier day, after the debt should have moved",
    ),
    "freeze_without_decision": (
        "khoanh nợ không nêu quyết định",
        "a freeze names no decision",
    ),
}


def should_be_overdue(desk: Desk) -> Iterator[Found]:
    """The books once more without each faulty decision: what would then be overdue beyond what is.

    Our own balances follow from due days and sessions, so nothing else can keep principal in term.
    """
    first: dict[int, tuple[int, str]] = {}
    every: list[int] = []
    for entry_id, loan_id, fault in sorted(_faulty(desk)):
        first.setdefault(loan_id, (entry_id, fault))
        every.append(entry_id)
    without, shown = set(every), sorted(first.keys() & desk.loans.keys())
    for loan_id, history in _histories(desk, shown):
        overdue, held = owed_on(history.without(without), desk.as_of).overdue, desk.loans[loan_id]
        if overdue > held["overdue"]:
            yield _kept_back(desk, loan_id, overdue, int(held["overdue"]), *first[loan_id])


def _histories(desk: Desk, loan_ids: Sequence[int]) -> Iterator[tuple[int, History]]:
    for start in range(0, len(loan_ids), CHUNK):
        yield from sorted(desk.uow.books.of(loan_ids[start : start + CHUNK]).items())


def _kept_back(desk: Desk, loan_id: int, overdue: int, shown: int, entry_id: int, fault: str) -> Found:
    vi, en = _SAYS[fault]
    more = overdue - shown
    names = ("overdue_transfer_rule", "risk_debt_rules" if fault.startswith("freeze") else "extension_asked_before")
    return Found(
        **desk.of_loan(loan_id),
        fault=fault,
        vi=f"{dong(more)} đồng lẽ ra đã quá hạn đang được ghi trong hạn hoặc khoanh: {vi}.",
        en=f"{more} đồng should be overdue and stand otherwise: {en}.",
        cites=tuple(cite for name in names for cite in cited(name, desk.as_of)),
        entry_id=entry_id,
        limit=overdue,
        actual=shown,
        unit=DONG,
        amount=more,
    )


def _faulty(desk: Desk) -> Iterator[tuple[int, int, str]]:
    """(entry, loan, why) of what keeps principal from being overdue without right."""
    written = {row["entry_id"]: row for row in desk.entries(*_POSTPONED, "loan_frozen")}
    debts = desk.uow.debts.of().until(desk.as_of)
    brought = {opening.entry_id for opening in desk.openings.values()}
    for freeze in debts.freezes:
        if freeze.entry_id not in brought and not written.get(freeze.entry_id, {}).get("body", {}).get("decision"):
            yield freeze.entry_id, freeze.loan_id, "freeze_without_decision"
    postponed: dict[int, list[Relief]] = defaultdict(list)
    for relief in debts.reliefs:
        if relief.kind is not ReliefKind.RECALLED:
            postponed[relief.loan_id].append(relief)
    for loan_id, history in _histories(desk, sorted(postponed.keys() & desk.loans.keys())):
        for relief in postponed[loan_id]:
            moves = _moves(history, relief, postponed[loan_id])
            fault = _fault_of(relief, written.get(relief.entry_id), moves) if moves else ""
            if fault:
                yield relief.entry_id, relief.loan_id, fault


def _fault_of(relief: Relief, row: dict[str, Any] | None, moves: date) -> str:
    """Why a relief of principal that was to move on a day keeps it without right; "" where it does not."""
    body = row["body"] if row else {}
    if relief.effective_on >= moves:
        return "" if body.get("decision") else "relief_after_transfer"
    booked = today_in_hanoi(row["booked_at"]) if row else relief.effective_on
    return "relief_booked_after_transfer" if booked >= moves and not body.get("decision") else ""


def _moves(history: History, relief: Relief, own: Sequence[Relief]) -> date | None:
    """The session of what the relief postponed, by the contract or an earlier relief; None where nothing is held."""
    due = {part.number: part.due_on for part in history.contract}
    if not due:
        return None
    whole = history.final_only
    present = max(due.values()) if whole else due.get(relief.number, max(due.values()))
    earlier = [
        each.due_on for each in own if each.entry_id < relief.entry_id and (whole or each.number == relief.number)
    ]
    return _not_before_opening(history, history.transfer(max([present, *earlier])))


def _not_before_opening(history: History, session: date) -> date:
    """The session on which principal moves; what another system had not moved by its closing moves after that day."""
    return session if history.opening is None else max(session, history.session_after(history.opening.effective_on))


def late_not_moved(desk: Desk) -> Iterator[Found]:
    """Loans whose due day has passed unpaid, none of it overdue yet: the session that will move it is to come."""
    rows = desk.book[(desk.book["days_late"] > 0) & (desk.book["overdue"] == 0)]
    for loan_id, history in _histories(desk, sorted(rows["loan_id"].tolist())):
        held = desk.loans[loan_id]
        if held["doubt"] == Doubt.NO_SESSION.code:
            continue
        session = held["session_due_on"] if history.final_only else history.transfer(held["oldest_due"])
        session = _not_before_opening(history, session)
        yield Found(
            **desk.of_loan(loan_id),
            fault="session_to_come",
            vi=f"Đến hạn {held['oldest_due']:%d/%m/%Y}, chậm {held['days_late']} ngày; chuyển quá hạn ở phiên "
            f"{session:%d/%m/%Y} nếu chưa trả.",
            en=f"Due on {held['oldest_due']}, {held['days_late']} days late; moves to overdue at the session of "
            f"{session} unless paid.",
            cites=cited("overdue_transfer_rule", desk.as_of),
            actual=int(held["days_late"]),
            unit=DAYS,
            amount=int(held["in_term"]),
            own={"oldest_due": held["oldest_due"], "session_on": session},
        )


LISTS = (
    AuditList(
        "should-be-overdue",
        "Lẽ ra đã quá hạn mà chưa chuyển",
        "Should be overdue and is not",
        "Gốc đã qua phiên giao dịch sau ngày đến hạn nhưng vẫn trong hạn (hoặc khoanh) nhờ một quyết định ghi muộn, "
        "ghi lùi ngày hoặc thiếu quyết định.",
        "Principal past the session after its due day that is in term (or frozen) by a decision that came late, was "
        "booked with an earlier day, or is missing.",
        ("Cách hiểu của sản phẩm, mục 6.4", "Cách hiểu của sản phẩm, mục 6.7"),
        "recollected",
        should_be_overdue,
        note_vi="Số dư của sổ này được tính từ ngày đến hạn và phiên giao dịch nên không thể sai cách khác. Sai lệch "
        "với số của ngân hàng (đã qua phiên mà ngân hàng còn ghi trong hạn) xem ở phần đối chiếu, mục «still_in_term».",
        note_en="Balances here are computed from due days and sessions, so nothing else can hold principal back. Where "
        "the bank's own export still shows it in term, the reconciliation lists it as still_in_term.",
    ),
    AuditList(
        "late-not-yet-moved",
        "Đã đến hạn, chậm trả, chưa đến phiên chuyển quá hạn",
        "Due and late, not yet moved",
        "Khoản vay có gốc quá ngày đến hạn chưa trả nhưng phiên giao dịch chưa tới: để biết, không phải lỗi.",
        "Loans with principal past its due day whose session is still to come: for information, no fault.",
        ("Cách hiểu của sản phẩm, mục 6.4", "Cách hiểu của sản phẩm, mục 6.5"),
        "recollected",
        late_not_moved,
        columns={"oldest_due": "day", "session_on": "day"},
    ),
)
