"""Steps of a life: commitments that end, loans of another system and their places, capital, groups that move."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from loans.domain.area import UNPLACED
from loans.domain.commitment import Fate
from loans.domain.loan import LoanEntry
from loans.domain.opening import REGIME_NOT_HELD
from loans.service import area_confirmation, commitment, fund, network, opening
from loans.service.commitment import YearDecision
from loans.service.interest_share import distribute_interest
from tests.long.life import WHY, Life, step
from tests.programme import COMMUNES, DIRECTOR, MILLION, OFFICER, PLANNER
from tests.store.waiting import DIVIDED, ONE, TWO

# --- commitments


@step(3)
def release(life: Life) -> None:
    """What a contract or an approval has not paid out, all of it or a cut."""
    with life.programme.store.reading() as uow:
        held = life.draw.choice(commitment.open_of(uow, on=life.today)).commitment
    amount = life.draw.choice((None, None, held.left // 2, held.left + 1))
    own: dict[str, Any] = {} if held.loan_id else {"application_id": held.application_id}
    on = life.day(held.since)
    life.ask(commitment.release, held.loan_id or 0, **own, on=on, reason=WHY, amount=amount)


@step(3)
def expire(life: Life) -> None:
    """Those that are due, with one that may not be."""
    if life.window is not None:
        return
    with life.programme.store.reading() as uow:
        due = [each.commitment.application_id for each in commitment.due(uow, on=life.today)]
        held = [each.commitment.application_id for each in commitment.open_of(uow, on=life.today)]
    wanted = list(dict.fromkeys([*due[:3], *life.draw.sample(held, min(len(held), 1))]))
    with life.programme.by(DIRECTOR) as uow:
        commitment.expire(
            uow,
            DIRECTOR,
            today=life.today,
            on=life.today,
            application_ids=wanted,
            reason=WHY,
            keep_good=life.draw.random() < 0.7,
        )


@step(2)
def close_year(life: Life) -> None:
    """The plan year 2026 of a source, once it is over: some are carried, some released."""
    if life.window is not None:
        return
    source_id = life.draw.choice(life.sources)
    with life.programme.store.reading() as uow:
        found = commitment.open_of(uow, on=life.today, source_id=source_id, year=2026)
    chosen = [each for each in found if life.draw.random() < 0.7]
    decisions = [
        YearDecision(each.commitment.application_id, life.draw.choice((each.proposal or Fate.RELEASE, *Fate)))
        for each in chosen
    ]
    with life.programme.by(DIRECTOR) as uow:
        commitment.close_year(
            uow,
            DIRECTOR,
            today=life.today,
            source_id=source_id,
            year=2026,
            on=life.today,
            decisions=decisions,
            reason=WHY,
            keep_good=life.draw.random() < 0.5,
        )


# --- openings and their places


OLD = (1995, 2003, 2014)
"""Years in which the last pieces of loans fell due that nobody has paid since."""


def _figures(life: Life, day: date, *, old: int = 0) -> dict[str, Any]:
    """Portions and pieces that add up, or by mistake do not; all of them due in an ``old`` year."""
    around = [day + timedelta(days=30 * life.draw.randint(-8, 14)) for _ in "123"]
    dues = [date(old, life.draw.randint(1, 12), life.draw.randint(1, 28)) for _ in "123"] if old else around
    pieces = [(due, life.draw.randint(1, 20) * MILLION) for due in dues]
    owed = sum(amount for _, amount in pieces)
    overdue = life.draw.choice((0, owed // 3, owed))
    frozen = life.draw.choice((0, 0, (owed - overdue) // 2))
    wrong = life.draw.random() < 0.1
    return {
        "in_term": owed - overdue - frozen + wrong,
        "overdue": overdue,
        "frozen": frozen,
        "frozen_until": day + timedelta(days=life.draw.choice((10, 60, 400))) if frozen else None,
        "unpaid": pieces,
    }


def _history(life: Life, day: date, owed: int) -> list[LoanEntry]:
    """Past vouchers that give what is owed."""
    number, more = life.programme.number, 5 * MILLION
    return [
        LoanEntry(0, date(2024, 3, 1), number("GN"), disbursed=owed + more),
        LoanEntry(0, day - timedelta(days=40), number("TN"), principal=more, interest=700_000),
    ]


def _signed(old: int) -> dict[str, Any]:
    """The contract of a loan that fell due in an old year: signed three years before, under no regime that is held."""
    day = date(old - 3, 6, 1) if old else None
    return {"approved_on": day, "signed_on": day, "regime": REGIME_NOT_HELD} if day else {}


@step(5)
def carry_in(life: Life) -> None:
    """A loan of another system, with its vouchers or without, in a commune or waiting for one."""
    day = life.draw.choice((date(2025, 12, 31), date(2026, 1, 31), life.day(date(2026, 2, 2))))
    old = life.draw.choice(OLD) if life.draw.random() < 0.3 else 0
    figures, with_history = _figures(life, day, old=old), not old and life.draw.random() < 0.4
    waits = life.draw.random() < 0.5
    point = life.old_point if waits else life.draw.choice(life.points)
    owed = figures["in_term"] + figures["overdue"] + figures["frozen"]
    said = {"overdue_since": day - timedelta(days=life.draw.randint(0, 200)), "interest_known": True}
    said |= {"interest_in_term": life.draw.randint(0, 900_000), "old_code": DIVIDED.code if waits else None}
    given = life.programme.brought(
        life.draw.choice(life.sources),
        point,
        on=day,
        vouchers=_history(life, day, owed) if with_history else (),
        loan_facts={"amount": 100 * MILLION} | ({"commune": UNPLACED} if waits else {}) | _signed(old),
        opening_facts=said | ({"brought": 0, "marks": ()} if with_history else {}),
        **figures,
    )
    made = life.programme.carry_in(given)
    life.brought[made.id] = given


@step(4)
def correct_opening(life: Life) -> None:
    """Other figures of the same loan and day, also after an opening that was reversed."""
    if life.window is not None:
        return
    loan_id = life.draw.choice(list(life.brought))
    former = life.brought[loan_id]
    day = former.opening.effective_on
    figures = _figures(life, day)
    owed = figures["in_term"] + figures["overdue"] + figures["frozen"]
    told = replace(
        former.opening,
        in_term=figures["in_term"],
        overdue=figures["overdue"],
        frozen=figures["frozen"],
        brought=owed,
        marks=("no_history",),
    )
    changed = replace(
        former,
        loan=former.loan,
        opening=told,
        unpaid=tuple(figures["unpaid"]),
        vouchers=(),
        frozen_until=figures["frozen_until"],
    )
    life.ask(opening.correct_opening, loan_id, by=OFFICER, brought=changed, reason=WHY, approver=True)
    life.brought[loan_id] = changed


@step(4)
def confirm(life: Life) -> None:
    """Some loans of a divided unit placed in a commune, at times one that an officer may not choose."""
    if life.window is not None:
        return
    waiting = [each for each, brought in life.brought.items() if brought.loan.commune == UNPLACED]
    chosen = life.draw.sample(waiting, min(len(waiting), 2))
    commune, approver = life.draw.choice((ONE, ONE, TWO, COMMUNES[0])), life.draw.random() < 0.3
    with life.programme.by(OFFICER) as uow:
        made = area_confirmation.confirm(
            uow, OFFICER, today=life.today, commune=commune, reason=WHY, loans=chosen, approver=approver
        )
    life.confirmations.append(made)


@step(2)
def withdraw_confirmation(life: Life) -> None:
    if life.window is not None:
        return
    made = life.draw.choice(life.confirmations)
    with life.programme.by(OFFICER) as uow:
        area_confirmation.withdraw(
            uow, OFFICER, confirmation_id=made.id, expected=made.sequence, reason=WHY, approver=True
        )


# --- capital and the network


@step(4)
def move_capital(life: Life) -> None:
    """Supplemented, withdrawn, reduced by a loss, a loss covered out of the provision, interest distributed."""
    if life.window is not None:
        return
    source_id, on = life.draw.choice(life.sources), life.day(date(2026, 2, 2))
    deed = life.draw.choice((fund.supplement, fund.withdraw, fund.reduce, fund.cover_loss, distribute_interest))
    held = life.programme.statement(source_id, as_of=on)
    amount = {
        fund.supplement: life.draw.randint(1, 500) * MILLION,
        fund.withdraw: life.some(max(held.available, 0)) // 3,
        fund.reduce: life.some(held.loss_uncovered) // 2,
        fund.cover_loss: min(life.some(held.loss_uncovered), life.some(held.provision)),
        distribute_interest: life.some(held.interest_undistributed),
    }[deed]
    with life.programme.by(PLANNER) as uow:
        at = uow.funds.get(source_id).sequence
        deed(uow, today=life.today, source_id=source_id, expected=at, amount=amount, on=on, decision="QĐ-GIA/2026")


@step(1)
def move_group(life: Life) -> None:
    """A group meets elsewhere from a day on: what falls due from then moves at other sessions."""
    group, point = life.draw.choice(life.groups), life.draw.choice(life.points)
    since = life.day(date(2026, 2, 2)) + timedelta(days=life.draw.choice((-20, 0, 30)))
    with life.programme.by(OFFICER) as uow:
        at = uow.entries.sequence(group.id)
        network.change_group(uow, OFFICER, group_id=group.id, expected=at, since=since, point_id=point.id)
