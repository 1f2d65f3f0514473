"""Steps of a life: money out and in, relief, freezing, loss, checks, and what takes entries back."""

from datetime import timedelta

from loans.service import check, commitment, debt, loan
from loans.service.debt.correction import REVERSIBLE
from loans.service.loan import position_of
from loans.service.unit_of_work import Entry
from tests.long.life import WHY, Life, step
from tests.programme import CHIEF, OFFICER, PLANNER

# --- money out and in


@step(16)
def pay_out(life: Life) -> None:
    with life.programme.store.reading() as uow:
        signed = [each.commitment.loan_id for each in commitment.open_of(uow, on=life.today) if each.commitment.loan_id]
        own = uow.loans.get(life.draw.choice(signed) if life.draw.random() < 0.8 else life.draw.choice(life.loans))
        left = commitment.of_loan(uow, own.id).left
    on = life.day(own.signed_on)
    amount = life.draw.choice((left, left, left // 2, left // 3, left + 1))
    life.ask(loan.disburse, own.id, by=OFFICER, on=on, amount=amount, voucher_no=life.programme.number("PC"))


@step(16)
def pay_parts(life: Life) -> None:
    """Principal, interest, and what is frozen, as a voucher says."""
    own, on = life.on_loan(owing=True)
    held = life.programme.standing(own.id, on)
    principal, interest = life.some(held.payable), life.some(held.interest)
    frozen = life.some(held.frozen, beyond=False)
    life.ask(
        loan.repay,
        own.id,
        by=OFFICER,
        on=on,
        principal=principal,
        interest=interest,
        frozen=frozen,
        voucher_no=life.programme.number("PT"),
    )


@step(10)
def pay_sum(life: Life) -> None:
    """One sum, split by the rule; a twin could split it in another way, so that there it is given in parts."""
    if life.window is not None:
        pay_parts(life)
        return
    own, on = life.on_loan(owing=True)
    held = life.programme.standing(own.id, on)
    amount = life.some(held.payable + held.interest)
    life.ask(loan.repay, own.id, by=OFFICER, on=on, amount=amount, voucher_no=life.programme.number("PT"))


# --- relief, freezing, loss


@step(9)
def reschedule(life: Life) -> None:
    for _ in range(8):
        own, on = life.on_loan()
        if own.group_id is not None and len(life.pieces(own, on)) > 1:
            break
    piece = life.pieces(own, on)[0]
    due_on = piece.due + timedelta(days=life.draw.choice((5, 20, 31, 200)))
    amount = life.some(piece.amount)
    life.ask(debt.reschedule, own.id, by=OFFICER, on=on, number=piece.number, amount=amount, due_on=due_on)


@step(6)
def extend(life: Life) -> None:
    own, on = life.on_loan(owing=True)
    months, decision = life.draw.choice((1, 2, 3, 6, 12)), life.draw.choice(("", "", "QĐ-RỦI RO-GIA"))
    life.ask(debt.extend, own.id, on=on, months=months, decision=decision)


@step(3)
def recall(life: Life) -> None:
    own, on = life.on_loan(owing=True)
    due_on = on + timedelta(days=life.draw.choice((0, 3, 15, 40, -1)))
    life.ask(debt.recall, own.id, on=on, due_on=due_on, reason=WHY)


@step(7)
def freeze(life: Life) -> None:
    """For a few days or months, so that most thaw within the history; a second one at times."""
    own, on = life.on_loan(owing=True)
    held = life.programme.standing(own.id, on)
    cause, damage = life.draw.choice((("damage", "45"), ("damage", "85"), ("damage", "85"), ("damage", "30")))
    last_on = on + timedelta(days=life.draw.choice((0, 5, 20, 40, 90, 400, 1_000)))
    overdue = life.some(held.overdue, beyond=False)
    life.ask(
        debt.freeze,
        own.id,
        on=on,
        last_on=last_on,
        in_term=life.some(held.in_term),
        overdue=overdue,
        cause=cause,
        damage_percent=damage,
        decision="QĐ-KHOANH-GIA",
        supplementary=life.draw.random() < 0.2,
    )


@step(3)
def write_off(life: Life) -> None:
    own, on = life.on_loan(owing=True)
    held = life.programme.standing(own.id, on)
    frozen = life.some(held.frozen, beyond=False)
    life.ask(
        debt.write_off,
        own.id,
        on=on,
        principal=frozen + life.some(held.payable) // 2,
        interest=life.some(held.interest),
        frozen=frozen,
        decision="QĐ-XÓA-GIA",
        cites=["Điều giả định"],
    )


@step(4)
def recover(life: Life) -> None:
    """After a write-off; before or after the loss was covered."""
    if life.window is not None:  # whether it restores capital or the provision rests on every loss of the source
        return
    with life.programme.store.reading() as uow:
        lost = uow.debts.of(None).write_offs
    chosen = life.draw.choice([each for each in lost if each.principal])
    amount = life.some(chosen.principal)
    on = life.day(chosen.effective_on)
    life.ask(debt.recover, chosen.loan_id, by=OFFICER, on=on, amount=amount, voucher_no=life.programme.number("TH"))


@step(4)
def refund(life: Life) -> None:
    """Interest collected beyond what accrued: of some loans, the one with the largest credit."""
    loans = [life.on_loan() for _ in range(6)]
    with life.programme.store.reading() as uow:
        owed = [(position_of(uow, own, on).credit, own.id, on) for own, on in loans]
    credit, loan_id, on = max(owed)
    life.ask(debt.refund, loan_id, by=OFFICER, on=on, amount=life.some(credit), voucher_no=life.programme.number("HL"))


@step(4)
def check_use(life: Life) -> None:
    own, on = life.on_loan()
    outcome = life.draw.choice(list(check.Outcome))
    jobs = {"created": life.draw.randint(0, 3), "maintained": life.draw.randint(0, 2), "women": 1}
    life.ask(check.check_use, own.id, by=OFFICER, on=on, outcome=outcome, jobs=jobs)


# --- corrections


def reversible(life: Life, loan_id: int) -> list[Entry]:
    """Entries of a loan that stand and are of a kind that can be taken back."""
    with life.programme.store.reading() as uow:
        own = uow.entries.history([loan_id])
        return [each for each in own if each.kind in REVERSIBLE and not uow.debts.is_reversed(each.id)]


@step(14)
def reverse(life: Life) -> None:
    """Any entry of a loan, the last one or an earlier one on which others may rest; now and then of a closed period."""
    own = life.any_loan()
    found = reversible(life, own.id)
    chosen = life.draw.choice((found[-1], life.draw.choice(found)))
    approver = life.draw.random() < 0.8
    by = CHIEF if approver else OFFICER
    life.ask(debt.reverse, own.id, by=by, entry_id=chosen.id, reason=WHY, approver=approver)


@step(4)
def rebook(life: Life) -> None:
    """A sum that the rule would now split differently, of the loans that have some."""
    if life.window is not None:
        return
    with life.programme.store.reading() as uow:
        loans = [uow.loans.get(each) for each in life.draw.sample(life.loans, min(len(life.loans), 40))]
        found = debt.resplits(uow, loans)
    chosen = life.draw.choice(found)
    life.ask(debt.rebook, chosen.loan_id, by=OFFICER, entry_id=chosen.entry_id, reason=WHY, approver=True)


@step(1)
def close_period(life: Life) -> None:
    through = life.today - timedelta(days=life.draw.choice((0, 30, 60, 90)))
    with life.programme.by(PLANNER) as uow:
        debt.close_period(uow, today=life.today, through=through, reason=WHY)
