"""Posting a load: what is ready becomes visible in one transaction, or nothing does; posting again changes nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from loans.domain.loading import Difference, Load, Step, acceptable
from loans.domain.loan import Loan, LoanEntry
from loans.domain.network import Group
from loans.domain.opening import Opening
from loans.domain.refusal import Faults, Forbidden, Refusal
from loans.service.actor import Actor
from loans.service.checks import open_period
from loans.service.loading.control import control_differences
from loans.service.loading.places import Places
from loans.service.network import registered
from loans.service.opening import Brought, correct_opening
from loans.service.unit_of_work import UnitOfWork

OPERATOR = "operator"
"""The role at the command line of the machine itself, where one person may do what elsewhere takes two."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What a posting did: loans brought in, openings corrected, groups registered, contracts left out."""

    loans: int
    corrected: int
    groups: int
    left: int


def post_load(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    load_id: int,
    keep_good: bool = False,
    without_control: str = "",
) -> Posted:
    """Book a checked load. A second person posts; control totals must agree, or a reason says why not.

    Refused rows, and doubtful ones that were not accepted by code, stay out, which only ``keep_good`` allows.
    """
    load = uow.loads.get(load_id)
    if load.step == Step.POSTED:
        return Posted(0, 0, 0, 0)
    _second_person(uow, actor, load)
    _whole_and_current(uow, load)
    ready, left = ready_of(uow, load)
    if left and not keep_good:
        raise _bad_rows(left)
    _controlled(control_differences(uow, load), without_control)
    open_period(uow, load.day)
    for source in sorted(uow.funds.all(), key=lambda each: each.id):
        uow.lock(source=source.id)
    groups = _register(uow, load, today)
    corrected = [_correct(uow, actor, today, load, row) for row in uow.loads.corrections(load.id)]
    loans = uow.loads.post(load.id, load.day, today)
    done = Posted(loans, len(corrected), groups, left)
    body = {"posted": loans, "corrected": len(corrected), "left": left, "accept": sorted(load.choices.accept)}
    sequence = uow.entries.sequence(load.id)
    uow.entries.append(load.id, sequence, "load_posted", load.day, body, without_control)
    uow.loads.set_step(load.id, Step.POSTED)
    if loans + len(corrected) != ready:
        raise RuntimeError(f"{ready} contracts were ready, {loans + len(corrected)} were booked")
    if unbalanced := uow.loads.unbalanced(load.id):
        raise RuntimeError(f"{unbalanced} contracts of load {load.id} do not come to the capital that they bind")
    return done


def _whole_and_current(uow: UnitOfWork, load: Load) -> None:
    """Refuse while a file is not read to its end, or where the books have moved since the check."""
    waiting = [file.name for file in uow.loads.files(load.id) if not file.is_whole]
    if waiting:
        raise Refusal(
            "load_files_unread",
            field="files",
            value=", ".join(waiting),
            vi=f"Chưa đọc xong tệp: {', '.join(waiting)}. Đọc hết các tệp và kiểm tra lại rồi mới ghi sổ.",
            en=f"Files are not read to their end: {', '.join(waiting)}. Read all, check again, then post.",
        )
    moved = uow.loads.stale(load.id) if load.step == Step.CHECKED else 0
    if moved:
        raise Refusal(
            "load_stale",
            field="load_id",
            value=moved,
            vi=f"Sổ đã thay đổi ở {moved} khế ước sau khi kiểm tra. Chạy kiểm tra lại rồi mới ghi sổ.",
            en=f"The books have moved in {moved} contracts since the check. Check the load again, then post.",
        )


def ready_of(uow: UnitOfWork, load: Load) -> tuple[int, int]:
    """Mark what may be posted by what the load accepts: (how many are ready, how many bad rows stay out)."""
    if load.step != Step.CHECKED:
        raise Refusal(
            "load_not_checked",
            field="load_id",
            value=load.id,
            vi="Đợt nạp chưa kiểm tra xong. Chạy kiểm tra đến hết rồi mới ghi sổ.",
            en="The load is not checked to its end. Finish the check, then post.",
        )
    counts = uow.loads.counts(load.id)
    may = {codes for result, codes in counts if acceptable(filter(None, codes.split(",")), load.choices.accept)}
    ready = uow.loads.set_ready(load.id, sorted(may))
    bad = sum(
        count
        for (result, codes), count in counts.items()
        if result == "refused" or (result == "doubtful" and codes not in may)
    )
    return ready, bad


def _second_person(uow: UnitOfWork, actor: Actor, load: Load) -> None:
    if actor.role != OPERATOR and actor.username in uow.loads.people(load.id):
        raise Forbidden(
            "same_person",
            field="actor",
            value=actor.username,
            vi="Người đã mở hoặc nộp tệp của đợt nạp không tự ghi sổ. Chuyển cho người phê duyệt khác.",
            en="Whoever opened the load or handed in its files does not post it. Pass it to another approver.",
        )


def _bad_rows(left: int) -> Refusal:
    return Refusal(
        "load_has_bad_rows",
        field="keep_good",
        value=left,
        vi=f"Còn {left} khế ước bị từ chối hoặc nghi vấn chưa được chấp nhận. Sửa theo tệp dòng lỗi rồi nạp lại, chấp "
        "nhận mã nghi vấn, hoặc chọn giữ các dòng tốt.",
        en=f"{left} contracts are refused, or doubtful and not accepted. Mend them by the workbook of bad rows, accept "
        "the doubts by code, or ask to keep the good rows.",
    )


def _controlled(found: Sequence[Difference] | None, reason: str) -> None:
    """Refuse without control totals, or where they differ, unless a reason is given, which is recorded."""
    if reason:
        return
    if found is None:
        raise Refusal(
            "control_missing",
            field="without_control",
            vi="Chưa có tổng đối chiếu của ngân hàng. Nộp sao kê 1, hoặc ghi lý do ghi sổ không đối chiếu.",
            en="The bank's control totals are missing. Hand in export 1, or give the reason to post without.",
        )
    faults = Faults()
    for each in found:
        if not each.agrees:
            faults.add(
                each.commune,
                "control_differs",
                field=each.measure,
                value=each.read,
                vi=f"Xã {each.commune}, {each.measure}: ngân hàng {each.stated}, các dòng {each.read}, lệch "
                f"{each.read - each.stated}. Đối chiếu lại tệp.",
                en=f"Commune {each.commune}, {each.measure}: the bank states {each.stated}, the rows {each.read}: "
                f"{each.read - each.stated} apart. Compare the files.",
            )
    faults.refuse(
        "control_differs",
        vi="Tổng của các dòng không khớp tổng đối chiếu của ngân hàng. Xem từng xã dưới đây, nạp tệp đúng.",
        en="The rows do not come to the bank's control totals. See the communes below and load the right files.",
    )


def _register(uow: UnitOfWork, load: Load, today: date) -> int:
    """Register the groups that came with the load, so that its loans can belong to them."""
    new = [
        Group(0, row["group_no"], row["commune"], row["point_id"], row["organisation"], row["leader_name"])
        for row in Places(uow, load).new_groups()
    ]
    uow.loads.add_groups(new, registered(new), today)
    return len(new)


def _correct(uow: UnitOfWork, actor: Actor, today: date, load: Load, row: Mapping[str, Any]) -> Loan:
    """Correct the opening of one contract by an appended entry."""
    loan_id = int(row["loan_id"])
    return correct_opening(
        uow,
        actor,
        today=today,
        loan_id=loan_id,
        expected=uow.entries.sequence(loan_id),
        brought=brought_of(uow, load, row, uow.loans.get(loan_id)),
        reason=f"Đính chính theo đợt nạp {load.id}",
    )


def brought_of(uow: UnitOfWork, load: Load, row: Mapping[str, Any], present: Loan) -> Brought:
    """A result as one brought loan, under the terms that the books hold (the result agrees with them)."""
    contract, body = row["contract"], json.loads(row["body"])
    vouchers = _vouchers(uow, load, contract) if row["history"] else []
    names = [
        "in_term",
        "overdue",
        "frozen",
        "brought",
        "overdue_since",
        "interest_in_term",
        "interest_overdue",
        "disbursed",
        "repaid",
    ]
    opening = Opening(
        loan_id=present.id,
        load_id=load.id,
        effective_on=load.day,
        interest_known=bool(row["interest_known"]),
        old_code=row["old_code"] or None,
        marks=tuple(json.loads(row["marks"])),
        **{name: row[name] for name in names},
    )
    return Brought(
        loan=present,
        opening=opening,
        term_months=row["term_months"],
        unpaid=_unpaid(uow, load, row),
        vouchers=tuple(vouchers),
        frozen_until=row["frozen_through"] if row["frozen"] else None,
        extended_months=body["extended_months"],
    )


def _unpaid(uow: UnitOfWork, load: Load, row: Mapping[str, Any]) -> tuple[tuple[date, int], ...]:
    if row["pieces_file"] is None:
        return ((row["due_on"], row["outstanding"]),)
    given = uow.loads.pieces_between(load.id, row["contract"], row["contract"])
    parts = zip(*(given[name] for name in ("file_id", "due_on", "due")), strict=True)
    return tuple((due_on, due) for file_id, due_on, due in parts if file_id == row["pieces_file"])


def _vouchers(uow: UnitOfWork, load: Load, contract: int) -> list[LoanEntry]:
    given = uow.loads.vouchers_between(load.id, contract, contract)
    names = ("effective_on", "voucher_no", "disbursed", "principal", "interest")
    return [LoanEntry(0, *parts) for parts in zip(*(given[name] for name in names), strict=True)]
