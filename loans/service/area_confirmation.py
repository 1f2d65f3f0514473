"""Loans of divided units: who waits for a confirmation, and a person saying to which commune they belong.

Nothing moves by itself: a confirmation is an appended fact, withdrawn by another one, and reports as known before it
keep their answer (DOMAIN §6.17). The resolution says which communes took a part of the unit (1656/NQ-UBTVQH15).
"""

from collections.abc import Collection, Sequence
from datetime import date

from loans.domain.area import REFORM, RESOLUTION, UNPLACED, areas
from loans.domain.refusal import Conflict, Faults, Forbidden, Refusal, Unknown
from loans.service.actor import Actor
from loans.service.checks import commune_in_force, unmoved
from loans.service.unit_of_work import Confirmation, LoanPlace, UnitOfWork

OFFICER, APPROVER = "officer", "approver"
"""Who said it: an officer, among the communes that took a part of the unit; or an approver, of any commune."""


def confirm(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    commune: str,
    reason: str,
    loans: Sequence[int] = (),
    hamlet_id: int | None = None,
    group_id: int | None = None,
    approver: bool = False,
) -> Confirmation:
    """Place loans in a commune: those named, or all of a hamlet or a group that wait; a batch names every bad loan.

    The commune must have taken a part of each loan's old unit; only an approver, with a reason, may say otherwise (a
    loan can be wrongly recorded). One confirmed before is placed anew: the last confirmation that stands counts. What
    an approver placed, successor or not, only an approver places anew.
    Raises ``Refusal`` ``loans_unclear``, ``nothing_waits``, ``places_refused``; ``Forbidden`` ``commune_not_yours``.
    """
    actor.within(commune)
    commune_in_force(commune, today)
    uow.lock_places()
    found = _chosen(uow, loans, hamlet_id, group_id)
    faults = Faults()
    _check(faults, found, commune, actor, anywhere=approver and bool(reason.strip()))
    if not approver:
        _check_approved(faults, uow, found)
    faults.refuse(
        "places_refused",
        vi=f"{len(faults.found)} khoản vay không xác nhận được; không ghi khoản nào. Sửa các dòng sau rồi gửi lại.",
        en=f"{len(faults.found)} loans cannot be confirmed; none was recorded. Mend the rows named and send again.",
    )
    basis = APPROVER if approver else OFFICER
    on = max(REFORM, min(each.signed_on for each in found))
    body = {"commune": commune, "basis": basis, "count": len(found), "hamlet_id": hamlet_id, "group_id": group_id}
    booked = uow.entries.open("area_confirmation", None, "area_confirmed", on, body, reason)
    uow.confirmations.add(booked, [each.loan_id for each in found], commune, basis)
    return uow.confirmations.get(booked.stream_id)


def withdraw(
    uow: UnitOfWork, actor: Actor, *, confirmation_id: int, expected: int, reason: str, approver: bool = False
) -> Confirmation:
    """Take a confirmation back: its loans stand again where they stood before it; both entries stay in the record.

    What an approver confirmed only an approver withdraws (``Forbidden`` ``approver_needed``), in whichever commune.
    """
    made = uow.confirmations.get(confirmation_id)
    actor.within(made.commune)
    if made.basis == APPROVER and not approver:
        raise Forbidden(
            "approver_needed",
            field="confirmation_id",
            value=confirmation_id,
            vi=f"Xác nhận số {confirmation_id} do người phê duyệt «{made.actor}» ghi. Đề nghị người phê duyệt rút lại.",
            en=f"Confirmation {confirmation_id} is by an approver, {made.actor}. Ask an approver to withdraw it.",
        )
    uow.lock_places()
    unmoved(uow, confirmation_id, expected)
    if uow.debts.is_reversed(made.entry_id):
        raise Conflict(
            "already_withdrawn",
            field="confirmation_id",
            value=confirmation_id,
            vi="Xác nhận này đã được rút lại trước đó. Xem lịch sử địa bàn của khoản vay.",
            en="The confirmation has been withdrawn before. See the history of the loan's place.",
        )
    body = {"reversed": made.entry_id, "commune": made.commune}
    kind = "area_confirmation_withdrawn"
    booked = uow.entries.append(confirmation_id, expected, kind, made.effective_on, body, reason)
    uow.debts.add_reversal(booked, made.entry_id)
    return uow.confirmations.get(confirmation_id)


def history(uow: UnitOfWork, actor: Actor, loan_id: int) -> tuple[LoanPlace, Sequence[Confirmation]]:
    """Where a loan stands and every confirmation of it, for who may see it or may be asked to confirm it."""
    found = uow.confirmations.places([loan_id])
    if not found:
        raise _unknown_loans([loan_id])
    place = found[0]
    if place.commune != UNPLACED or not is_concerned(actor, place.old_code):
        actor.within(place.commune)
    return place, uow.confirmations.of_loan(loan_id)


def candidates(old_code: str) -> tuple[str, ...]:
    """The communes that took a part of an old unit, by code; none where no old unit is recorded."""
    return tuple(part.new_code for part in areas().successors(old_code)) if old_code else ()


def is_concerned(actor: Actor, old_code: str) -> bool:
    """Whether somebody may see the loans of an old unit that wait: a candidate is theirs, or they see all."""
    return actor.communes is None or any(code in actor.communes for code in candidates(old_code))


def _chosen(uow: UnitOfWork, loans: Sequence[int], hamlet_id: int | None, group_id: int | None) -> list[LoanPlace]:
    """The loans that are meant, in the order of their numbers; refuses none, and more than one way to name them."""
    if sum((bool(loans), hamlet_id is not None, group_id is not None)) != 1:
        raise Refusal(
            "loans_unclear",
            field="loans",
            vi="Cho đúng một cách: danh sách khoản vay (loans), một thôn (hamlet_id) hoặc một tổ (group_id).",
            en="Name the loans in exactly one way: loans, hamlet_id or group_id.",
        )
    wanted = set(loans) or set(uow.confirmations.waiting_of_groups(_groups(uow, hamlet_id, group_id)))
    found = list(uow.confirmations.places(wanted)) if wanted else []
    unknown = wanted - {each.loan_id for each in found}
    if unknown:
        raise _unknown_loans(unknown)
    if not found:
        raise Refusal(
            "nothing_waits",
            field="hamlet_id" if group_id is None else "group_id",
            value=hamlet_id if group_id is None else group_id,
            vi="Không còn khoản vay nào của thôn hoặc tổ này chờ xác nhận địa bàn. Xem lại danh sách việc.",
            en="No loan of this hamlet or group waits for its place any more. See the work list again.",
        )
    return found


def _groups(uow: UnitOfWork, hamlet_id: int | None, group_id: int | None) -> list[int]:
    """The groups of a hamlet, or the one that is named."""
    if group_id is not None:
        return [uow.network.group(group_id).id]
    hamlet = uow.network.hamlet(hamlet_id or 0)
    return [group.id for group in uow.network.groups(None) if group.hamlet_id == hamlet.id]


def _check(faults: Faults, found: Sequence[LoanPlace], commune: str, actor: Actor, *, anywhere: bool) -> None:
    """Find loans that are another officer's, stand there already, or whose unit gave that commune nothing."""
    for each in found:
        if each.commune == commune:
            faults.add(
                each.contract_no,
                "place_unchanged",
                field="commune",
                value=commune,
                vi=f"Khoản vay {each.contract_no} đã thuộc xã/phường {commune}. Bỏ khoản này khỏi danh sách.",
                en=f"Loan {each.contract_no} stands in commune {commune} already. Leave it out.",
            )
        elif each.commune != UNPLACED and actor.communes is not None and each.commune not in actor.communes:
            faults.add(
                each.contract_no,
                "commune_not_yours",
                field="loans",
                value=each.loan_id,
                vi=f"Khoản vay {each.contract_no} đã được xác nhận ở xã/phường {each.commune}. "
                "Đề nghị cán bộ phụ trách rút lại hoặc người phê duyệt xác nhận lại.",
                en=f"Loan {each.contract_no} has been confirmed in commune {each.commune}. "
                "Ask its officer to withdraw that, or an approver to confirm anew.",
            )
        elif not anywhere and commune not in candidates(each.old_code):
            _add_foreign(faults, each, commune)


def _check_approved(faults: Faults, uow: UnitOfWork, found: Sequence[LoanPlace]) -> None:
    """Find loans that stand where an approver placed them: who does not approve leaves them there."""
    named = {each.source for each in faults.found}
    for each in found:
        if each.commune == UNPLACED or each.contract_no in named:
            continue
        standing = [made for made in uow.confirmations.of_loan(each.loan_id) if not made.withdrawn_by]
        if standing and standing[-1].basis == APPROVER:
            faults.add(
                each.contract_no,
                "approver_needed",
                field="loans",
                value=each.loan_id,
                vi=f"Khoản vay {each.contract_no} đã được người phê duyệt «{standing[-1].actor}» xác nhận ở xã/phường "
                f"{each.commune}. Đề nghị người phê duyệt xác nhận lại.",
                en=f"Loan {each.contract_no} was placed in commune {each.commune} by an approver, "
                f"{standing[-1].actor}. Ask an approver to confirm anew.",
            )


def _add_foreign(faults: Faults, each: LoanPlace, commune: str) -> None:
    """A commune that took nothing of the loan's old unit."""
    old = areas().unit(each.old_code, date(2025, 6, 30)).full_name if each.old_code else ""
    heirs = "; ".join(f"{code} {areas().named(code)}" for code in candidates(each.old_code))
    vi = f"chỉ chia cho: {heirs}" if old else "không ghi đơn vị cũ nào"
    en = f"went only to: {heirs}" if old else "records no old unit"
    faults.add(
        each.contract_no,
        "not_a_successor",
        field="commune",
        value=commune,
        vi=f"Khoản vay {each.contract_no}: {old} {vi}. Chọn một trong số đó, hoặc nhờ người phê duyệt (kèm lý do).",
        en=f"Loan {each.contract_no}: {old} {en}. Choose one of those, or let an approver confirm with a reason.",
        cites=(RESOLUTION,),
    )


def _unknown_loans(loan_ids: Collection[int]) -> Unknown:
    listed = ", ".join(str(each) for each in sorted(loan_ids)[:20])
    return Unknown(
        "unknown_loan",
        field="loans",
        value=listed,
        vi=f"Không có khoản vay số {listed}. Kiểm tra lại số hiệu.",
        en=f"There is no loan {listed}. Check the number.",
    )
