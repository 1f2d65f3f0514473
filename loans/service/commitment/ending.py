"""A commitment ends before it is paid out: plan and capital come back on a day, by a second person, with a reason."""

from collections.abc import Sequence
from datetime import date

from loans.domain import application as application_rules
from loans.domain import commitment as rules
from loans.domain import fund, plan
from loans.domain.application import State
from loans.domain.books.history import Entered
from loans.domain.books.outcome import PlanUse
from loans.domain.commitment import Carried, Commitment, Ending
from loans.domain.fund import Account, Movement, postings
from loans.domain.refusal import Refusal
from loans.service.actor import Actor
from loans.service.checks import happened, not_before, open_period, unmoved
from loans.service.plan import use_of
from loans.service.unit_of_work import Booked, UnitOfWork


def release(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    expected: int,
    on: date,
    reason: str,
    loan_id: int | None = None,
    application_id: int | None = None,
    amount: int | None = None,
) -> list[Booked]:
    """Release what a commitment has not paid out, or cut it by ``amount`` đồng; plan and capital have it back.

    Of a signed loan its ``loan_id`` is named, of an approval not yet signed its ``application_id``: it then lapses. A
    contract of which nothing was disbursed is cancelled thereby. Raises ``Refusal`` ``nothing_committed``,
    ``beyond_commitment``, ``same_person``, ``day_too_early`` or ``period_closed``, and ``Conflict`` ``stale``.
    """
    if loan_id is None and application_id is None:
        raise ValueError("name a loan or an application")
    own = uow.loans.get(loan_id).application_id if loan_id is not None else int(application_id or 0)
    if loan_id is None:
        application_rules.advance(uow.applications.get(own).state, State.LAPSED)
    unmoved(uow, loan_id if loan_id is not None else own, expected)
    may_end(uow, actor, own, today=today, on=on)
    lock_all(uow, uow.commitments.open(application_id=own))
    held_now = uow.commitments.open(application_id=own)
    left = sum(each.left for each in held_now)
    if not left:
        raise rules.nothing_left(own)
    wanted = left if amount is None else amount
    if not 0 < wanted <= left:
        raise rules.beyond_left(wanted, left)
    kind, booked = Ending.RELEASED if wanted == left else Ending.CUT, []
    for held in reversed(held_now):  # the newest plan year first
        taken = min(wanted, held.left)
        if taken:
            booked.append(ended(uow, held, kind, taken, on, reason))
            wanted -= taken
    return booked


def ended(uow: UnitOfWork, held: Commitment, kind: Ending, amount: int, on: date, reason: str) -> Booked:
    """Book that ``amount`` đồng of a commitment end: out of the plan's use, and from committed back to available."""
    not_before(on, held.since, "on", "ngày cam kết", "the day of the commitment")
    body = {"amount": amount, "plan_year": held.year, "left": held.left - amount}
    at = uow.entries.sequence(held.stream_id)
    booked = uow.entries.append(held.stream_id, at, kind, on, body, reason)
    uow.plans.take(booked, uow.applications.get(held.application_id), held.year, committed=-amount)
    uow.funds.post(booked, on, postings(Movement.RELEASED, held.source_id, amount))
    return booked


UNDONE = frozenset({*(str(kind) for kind in Ending), str(Carried.TO)})
"""Entries of a loan's commitment that can be reversed; a carrying is reversed by its second entry, with its first."""


def check_undone(uow: UnitOfWork, application_id: int, target: Entered) -> None:
    """Refuse to reverse an ending where plan or capital have gone elsewhere since; other entries pass.

    It commits anew, which is no correction of a sum of money: §6.10 holds as for an approval.
    """
    if target.kind not in set(Ending):
        return
    amount, year, on = int(target.body["amount"]), int(target.body["plan_year"]), target.effective_on
    present = uow.applications.get(application_id)
    use = use_of(uow, source_id=present.source_id, commune=present.commune, year=year, on=on)
    plan.fits(amount, use, commune=present.commune, year=year)
    source = uow.funds.get(present.source_id)
    fund.cover(amount, uow.funds.changes(source.id, Account.AVAILABLE), on, source=source)


def no_year_below_zero(uow: UnitOfWork, application_id: int, undone: Sequence[PlanUse]) -> None:
    """Refuse to undo what would leave less than nothing committed under a plan year: it was paid out or released."""
    left = dict(uow.commitments.by_year(application_id))
    for use in undone:
        left[use.year] = left.get(use.year, 0) - use.committed
    for year, amount in left.items():
        if amount < 0:
            raise Refusal(
                "books_contradict",
                field="entry_id",
                value=application_id,
                vi=f"Cam kết năm {year} sẽ âm {-amount} đồng vì đã giải ngân hoặc giải tỏa sau đó. "
                "Hủy bút toán sau trước.",
                en=f"The commitment of {year} would be {-amount} đồng below zero: it was paid out or released since. "
                "Reverse the later entry first.",
                cites=rules.CITES,
            )


def lock_all(uow: UnitOfWork, held: Sequence[Commitment], *, ahead: bool = False) -> None:
    """Lock every plan concerned, in one order, then every source."""
    plans = {(each.source_id, each.commune, each.year + later) for each in held for later in range(1 + ahead)}
    for key in sorted(plans):
        uow.lock(plan=key)
    for source_id in sorted({each.source_id for each in held}):
        uow.lock(source=source_id)


def may_end(uow: UnitOfWork, actor: Actor, application_id: int, *, today: date, on: date) -> None:
    """Refuse whoever filed or appraised the application, a commune not theirs, a day to come, or a closed one."""
    present = uow.applications.get(application_id)
    actor.within(present.commune)
    application_rules.second_person(actor.username, present.filed_by, present.appraised_by)
    happened(on, today, "on")
    open_period(uow, on)
