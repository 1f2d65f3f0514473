"""Backdated and reversed entries, entries of closed periods, and what was waived without a reason (§6.11, §6.18)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from loans.domain.calendar import today_in_hanoi
from loans.domain.fund import Movement
from loans.domain.turnover import DISTRIBUTED
from loans.service.debt.correction import REVERSIBLE
from loans.service.reports.lists.desk import Desk, Facts, records
from loans.service.reports.lists.record import DAYS, DONG, PIECES, AuditList, Found, dong

_REASON = ("Cách hiểu của sản phẩm, mục 6.18",)
BOOKED = tuple(
    sorted(
        {*(REVERSIBLE - {"loan_use_checked"}), *(str(each) for each in Movement), DISTRIBUTED}
        | {"entry_reversed", "application_approved", "application_withdrawn"}
    )
)
"""Entries that move money or a debt: what a closed period must not take any more."""


def backdated(desk: Desk) -> Iterator[Found]:
    """Entries whose own day lies more than ``late_days`` before the day of their booking, with their reason."""
    for row in records(desk.uow.findings.backdated()):
        booked = today_in_hanoi(row["booked_at"])
        days = (booked - row["effective_on"]).days
        about = desk.of_stream(row["noun"], row["stream_id"])
        if about is None or row["effective_on"] > desk.as_of or days <= desk.late_days:
            continue
        why = row["reason"] or "không ghi lý do"
        yield Found(
            **about,
            fault="backdated" if row["reason"] else "backdated_without_reason",
            vi=f"«{row['kind']}» của ngày {row['effective_on']:%d/%m/%Y} ghi ngày {booked:%d/%m/%Y} bởi "
            f"«{row['actor']}», lùi {days} ngày: {why}.",
            en=f"{row['kind']} of {row['effective_on']} was booked on {booked} by {row['actor']}, {days} days later: "
            f"{row['reason'] or 'no reason given'}.",
            cites=(),
            entry_id=row["entry_id"],
            entry_on=row["effective_on"],
            limit=desk.late_days,
            actual=days,
            unit=DAYS,
            amount=int(row["amount"]),
            own={"kind": row["kind"], "booked_on": booked, "actor": row["actor"], "reason": row["reason"]},
        )


def reversed_entries(desk: Desk) -> Iterator[Found]:
    """Every reversal with the entry that it undid: both numbers, both persons, the reason."""
    for row in records(desk.uow.findings.reversals()):
        about = desk.of_stream(row["noun"], row["stream_id"])
        if about is None or row["reversed_on"] > desk.as_of:
            continue
        booked = today_in_hanoi(row["booked_at"])
        yield Found(
            **about,
            fault="reversed" if row["reason"] else "reversed_without_reason",
            vi=f"Bút toán {row['reversed_id']} («{row['reversed_kind']}», ngày {row['reversed_on']:%d/%m/%Y}, "
            f"«{row['reversed_actor']}») bị hủy bởi bút toán {row['entry_id']} («{row['actor']}», ghi "
            f"{booked:%d/%m/%Y}): {row['reason'] or 'không ghi lý do'}.",
            en=f"Entry {row['reversed_id']} ({row['reversed_kind']} of {row['reversed_on']}, "
            f"{row['reversed_actor']}) was reversed by entry {row['entry_id']} ({row['actor']}, booked {booked}): "
            f"{row['reason'] or 'no reason given'}.",
            cites=(),
            entry_id=row["entry_id"],
            entry_on=row["effective_on"],
            actual=1,
            unit=PIECES,
            amount=int(row["amount"]),
            own={
                "reversed_id": row["reversed_id"],
                "kind": row["reversed_kind"],
                "booked_on": booked,
                "actor": row["actor"],
                "reason": row["reason"],
            },
        )


def after_closing(desk: Desk) -> Iterator[Found]:
    """Entries of a period that had been closed when they were booked."""
    for row in records(desk.uow.findings.after_closing(BOOKED)):
        about = desk.of_stream(row["noun"], row["stream_id"])
        if about is None or row["effective_on"] > desk.as_of:
            continue
        through: date = row["through"]
        yield Found(
            **about,
            fault="in_closed_period" if row["reason"] else "in_closed_period_without_reason",
            vi=f"«{row['kind']}» của ngày {row['effective_on']:%d/%m/%Y} được ghi sau khi sổ đã khóa đến "
            f"{through:%d/%m/%Y}, bởi «{row['actor']}»: {row['reason'] or 'không ghi lý do'}.",
            en=f"{row['kind']} of {row['effective_on']} was booked after the books were closed through {through}, "
            f"by {row['actor']}: {row['reason'] or 'no reason given'}.",
            cites=(),
            entry_id=row["entry_id"],
            entry_on=row["effective_on"],
            actual=(through - row["effective_on"]).days,
            unit=DAYS,
            amount=int(row["amount"]),
            own={"kind": row["kind"], "closed_through": through, "actor": row["actor"], "reason": row["reason"]},
        )


def waived(desk: Desk) -> Iterator[Found]:
    """Write-offs, refunds, reversals and cuts of an amount or a plan that say neither why nor by which paper."""
    for row in desk.entries("loan_written_off", "interest_refunded", "application_approved"):
        noun = "application" if row["kind"] == "application_approved" else "loan"
        about, amount = desk.of_stream(noun, row["stream_id"]), _unexplained(row)
        if about is not None and amount:
            yield _waived(about, row, row["kind"], amount)
    for row in records(desk.uow.findings.reversals()):
        about = desk.of_stream(row["noun"], row["stream_id"])
        if about is not None and not row["reason"].strip() and row["reversed_on"] <= desk.as_of:
            yield _waived(about, row, "entry_reversed", int(row["amount"]))
    for row in records(desk.uow.findings.cuts()):
        if not row["reason"].strip() and row["effective_on"] <= desk.as_of and desk.shows(row["commune"]):
            about = {"noun": "round", "stream_id": row["round_id"], "commune": row["commune"]}
            yield _waived(about, row, "plan_cut", -row["amount"])


def _unexplained(row: Facts) -> int:
    """The money that an entry gives up without a reason; 0 where it gives none up, or says why."""
    body = row["body"]
    said = [row["reason"], *(str(body.get(name) or "") for name in ("reason", "decision"))]
    if row["kind"] == "interest_refunded":
        return (
            0
            if any(part.strip() for part in (*said, str(body.get("voucher_no") or "")))
            else int(body.get("amount", 0))
        )
    if row["kind"] == "loan_written_off":
        explained = any(part.strip() for part in said) and bool(body.get("cites"))
        return 0 if explained else int(body.get("principal", 0)) + int(body.get("interest", 0))
    cut = int(body.get("asked", 0)) - int(body.get("amount", 0))
    return 0 if cut <= 0 or (any(part.strip() for part in said) and body.get("cites")) else cut


_GIVEN_UP = {
    "loan_written_off": ("xóa nợ không nêu đủ quyết định và căn cứ", "written off without decision and article"),
    "interest_refunded": ("hoàn lãi không nêu lý do hay chứng từ", "interest refunded without reason or voucher"),
    "application_approved": ("phê duyệt thấp hơn đề nghị không lý do", "approved below what was asked, no reason"),
    "entry_reversed": ("hủy bút toán không nêu lý do", "an entry reversed without a reason"),
    "plan_cut": ("giảm chỉ tiêu không nêu lý do", "a plan cut without a reason"),
}


def _waived(about: dict[str, Any], row: Facts, kind: str, amount: int) -> Found:
    vi, en = _GIVEN_UP[kind]
    return Found(
        **about,
        fault=f"{kind}_without_reason",
        vi=f"{dong(amount)} đồng ngày {row['effective_on']:%d/%m/%Y}: {vi}.",
        en=f"{amount} đồng on {row['effective_on']}: {en}.",
        cites=(),
        entry_id=row["entry_id"],
        entry_on=row["effective_on"],
        actual=amount,
        unit=DONG,
        amount=amount,
        own={"kind": kind, "actor": row.get("actor", "")},
    )


_WHO = {"actor": "text", "reason": "text"}

LISTS = (
    AuditList(
        "backdated-entries",
        "Bút toán ghi lùi ngày",
        "Backdated entries",
        "Bút toán của khoản vay, hồ sơ, nguồn vốn, đợt phân bổ có ngày hiệu lực trước ngày ghi, kèm lý do.",
        "Entries of loans, applications, sources and rounds whose own day lies before the day of booking, and why.",
        ("Cách hiểu của sản phẩm, mục 6.11", "Cách hiểu của sản phẩm, mục 6.17"),
        "recollected",
        backdated,
        columns={"kind": "text", "booked_on": "day", **_WHO},
        note_vi="Số ngày cho phép là tham số `late_days` của câu hỏi, mặc định 0.",
        note_en="The days allowed are the parameter late_days of the question, 0 by default.",
    ),
    AuditList(
        "reversed-entries",
        "Bút toán bị hủy",
        "Reversed entries",
        "Bút toán bị hủy và bút toán hủy, người ghi, lý do.",
        "Entries that were reversed, the entries that reversed them, by whom and why.",
        _REASON,
        "recollected",
        reversed_entries,
        columns={"reversed_id": "int", "kind": "text", "booked_on": "day", **_WHO},
    ),
    AuditList(
        "entries-in-closed-periods",
        "Bút toán trong kỳ đã khóa sổ",
        "Entries in closed periods",
        "Bút toán về tiền hoặc nợ được ghi sau khi kỳ của nó đã khóa sổ.",
        "Entries about money or debt booked after the period of their day was closed.",
        _REASON,
        "recollected",
        after_closing,
        columns={"kind": "text", "closed_through": "day", **_WHO},
    ),
    AuditList(
        "waived-without-reason",
        "Miễn, xóa, hoàn, hủy, giảm không có lý do",
        "Waived without a reason",
        "Xóa nợ thiếu quyết định hoặc căn cứ; hoàn lãi, hủy bút toán, giảm mức vay, giảm chỉ tiêu không lý do.",
        "Write-offs without decision or article; refunds, reversals, cuts of a loan or a plan without a reason.",
        ("Nghị định 338/2025/NĐ-CP, Điều 11", *_REASON),
        "recollected",
        waived,
        columns={"kind": "text", "actor": "text"},
    ),
)
