"""Many commitments at once: the expired ones ended, and a plan year closed, with a result for every row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from loans.domain import commitment as rules
from loans.domain import plan
from loans.domain.commitment import Carried, Commitment, Ending, Fate
from loans.domain.plan import Use
from loans.domain.refusal import Finding, Refusal
from loans.service.actor import Actor
from loans.service.checks import not_before
from loans.service.commitment.ending import ended, lock_all, may_end
from loans.service.commitment.reading import days_of, first_day, refused_reason
from loans.service.plan import use_of
from loans.service.unit_of_work import UnitOfWork

NOUN = "plan_year"


@dataclass(frozen=True, slots=True)
class YearDecision:
    """One row of a close: which approval, and what becomes of its commitment."""

    application_id: int
    fate: Fate


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one row: the đồng that ended or were carried, or the faults that kept it out."""

    row: int
    application_id: int
    amount: int
    findings: tuple[Finding, ...] = ()


def expire(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    on: date,
    application_ids: Sequence[int],
    reason: str,
    keep_good: bool = False,
) -> list[Decided]:
    """Record that commitments expired (``commitment_expired``): plan and capital have them back from ``on``.

    A bad row refuses all of them, every bad one named, unless ``keep_good`` asks to keep the rest.
    """
    refused_reason(reason)

    def one(held: Commitment) -> None:
        rules.check_expired(held, days_of(uow, held), on)
        ended(uow, held, Ending.EXPIRED, held.left, on, reason)

    lock_all(uow, [held for key in application_ids for held in uow.commitments.open(application_id=key)])
    return _each(uow, actor, application_ids, lambda _place: one, today=today, on=on, keep_good=keep_good)


def close_year(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    source_id: int,
    year: int,
    on: date,
    decisions: Sequence[YearDecision],
    reason: str,
    keep_good: bool = False,
) -> tuple[list[Decided], bool]:
    """Release or carry open commitments of a plan year; returns the rows, and whether the year is closed thereby.

    It is closed, which its own entry records, once nothing of it is left open: nothing is then approved on a day of it.
    A carried one must fit what is left of the commune's next plan. Raises ``plan_year_not_over``.
    """
    refused_reason(reason)
    rules.year_over(year, on)
    uow.funds.get(source_id)
    lock_all(uow, uow.commitments.open(source_id=source_id, year=year), ahead=True)
    steps: dict[Fate, Callable[[Commitment], None]] = {
        Fate.RELEASE: lambda held: _released(uow, held, on, reason),
        Fate.CARRY: lambda held: _carried(uow, held, on, reason),
    }
    rows = _each(
        uow,
        actor,
        [decision.application_id for decision in decisions],
        lambda place: steps[decisions[place].fate],
        today=today,
        on=on,
        keep_good=keep_good,
        of=(source_id, year),
    )
    left = uow.commitments.open(source_id=source_id, year=year)
    if not left:
        _record_close(uow, source_id, year, on, reason, sum(row.amount for row in rows))
    return rows, not left


def is_closed(uow: UnitOfWork, source_id: int, year: int) -> bool:
    """Whether the plan year of a source was closed."""
    return uow.entries.find(NOUN, f"{source_id}/{year}") is not None


def _released(uow: UnitOfWork, held: Commitment, on: date, reason: str) -> None:
    ended(uow, held, Ending.RELEASED, held.left, on, reason)


def _carried(uow: UnitOfWork, held: Commitment, on: date, reason: str) -> None:
    """Two entries, for an entry takes out of one plan alone: out of the old year, into the next; no capital moves."""
    not_before(on, held.since, "on", "ngày cam kết", "the day of the commitment")
    following = held.year + 1
    use = use_of(uow, source_id=held.source_id, commune=held.commune, year=following, on=first_day(held.year, on))
    plan.fits(_asked(held, use), use, commune=held.commune, year=following)
    present, at = uow.applications.get(held.application_id), uow.entries.sequence(held.stream_id)
    body = {"amount": held.left, "plan_year": held.year, "to_year": following}
    out = uow.entries.append(held.stream_id, at, Carried.FROM, on, body, reason)
    uow.plans.take(out, present, held.year, committed=-held.left)
    body = {"amount": held.left, "plan_year": following, "from_year": held.year, "from_entry": out.entry_id}
    into = uow.entries.append(held.stream_id, at + 1, Carried.TO, on, body, reason)
    uow.plans.take(into, present, following, committed=held.left)


def _asked(held: Commitment, use: Use) -> int:
    """What a carrying asks of the next plan: by the outstanding measure the commitment counts there already."""
    return held.left if use.outstanding is None else 0


def _record_close(uow: UnitOfWork, source_id: int, year: int, on: date, reason: str, amount: int) -> None:
    body = {"source_id": source_id, "year": year, "amount": amount}
    key = f"{source_id}/{year}"
    stream_id = uow.entries.find(NOUN, key)
    if stream_id is None:
        uow.entries.open(NOUN, key, "plan_year_closed", on, body, reason)
    else:  # a corrected disbursement had opened it again
        uow.entries.append(stream_id, uow.entries.sequence(stream_id), "plan_year_closed", on, body, reason)


def _each(
    uow: UnitOfWork,
    actor: Actor,
    application_ids: Sequence[int],
    step_of: Callable[[int], Callable[[Commitment], None]],
    *,
    today: date,
    on: date,
    keep_good: bool,
    of: tuple[int, int] | None = None,
) -> list[Decided]:
    """One step a row, each in its own savepoint; ``of`` (source, year) limits which commitments a row may mean."""
    rows = []
    for place, application_id in enumerate(application_ids):
        try:
            with uow.savepoint():
                may_end(uow, actor, application_id, today=today, on=on)
                held = uow.commitments.open(application_id=application_id)
                own = [each for each in held if of is None or (each.source_id, each.year) == of]
                if not own:
                    raise rules.nothing_left(application_id)
                for each in own:
                    step_of(place)(each)
            rows.append(Decided(place + 1, application_id, sum(each.left for each in own)))
        except Refusal as refused:
            rows.append(Decided(place + 1, application_id, 0, (_of_row(place + 1, refused),)))
    bad = [finding for row in rows for finding in row.findings]
    if bad and not keep_good:
        raise Refusal(
            "commitments_refused",
            vi=f"Có {len(bad)} dòng sai; chưa cam kết nào được ghi. Sửa các dòng nêu dưới đây rồi gửi lại.",
            en=f"{len(bad)} rows are at fault; nothing was recorded. Correct the rows named and send them again.",
            findings=bad,
        )
    return rows


def _of_row(number: int, refused: Refusal) -> Finding:
    return Finding(f"row {number}", refused.code, refused.vi, refused.en, refused.field, refused.value, refused.cites)
