"""Approvals that rest on forecast recovery (parameter ``forecast_approval``): how far, which, what they pay out.

Such an approval takes the available balance below zero: that is no shortage as long as the forecast explains it. Cash
is never overdrawn: what has no capital yet waits, the newest approval first (DOMAIN §6.10, §6.11).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from loans.domain import commitment as rules
from loans.domain import fund
from loans.domain.commitment import Commitment
from loans.domain.fund import Account
from loans.domain.plan import plan_year
from loans.domain.refusal import Refusal
from loans.service.appraisal import law_of_source
from loans.service.recovery import forecast
from loans.service.unit_of_work import UnitOfWork

ALLOWED, YES, PART = "forecast_approval", "yes", "on_forecast"


@dataclass(frozen=True, slots=True)
class Rests:
    """An open commitment of which ``part`` đồng rest on forecast recovery, ``wait`` of them without capital yet."""

    commitment: Commitment
    part: int
    wait: int


def room_ahead(uow: UnitOfWork, *, source_id: int, on: date) -> int:
    """Principal expected back of a source from a day to the end of its plan year, in đồng; 0 where not allowed.

    What the schedules say, as far as the source's own collection history lets expect it (``service.recovery``): the
    same figure as the recovered part of the year's pool.
    """
    version = law_of_source(uow, source_id).parameter(ALLOWED).in_force(on)
    if version is None or version.value != YES:
        return 0
    until = date(plan_year(on), 12, 31)
    return forecast(uow, source_id=source_id, as_of=on, since=on, until=until).total.expected


def approved_ahead(uow: UnitOfWork, *, source_id: int, on: date, amount: int) -> dict[str, int]:
    """What an approval records where it goes beyond the available balance: the part on forecast, and the forecast.

    Empty where capital covers it. Raises ``Refusal`` ``source_short`` beyond the balance and the forecast together.
    """
    changes = _available(uow, source_id)
    lowest = fund.lowest_from(on, changes)
    if amount <= lowest:
        return {}
    short = fund.lowest_from(on, [*changes, *resting_changes(uow, source_id)]) < 0
    room = 0 if short else room_ahead(uow, source_id=source_id, on=on)
    fund.cover(amount, [*changes, (on, room)], on, source=uow.funds.get(source_id))
    return {PART: min(amount, amount - lowest), "expected_recovery": room}


def on_forecast(uow: UnitOfWork, *, source_id: int, on: date) -> list[Rests]:
    """The open commitments of a source that rest on forecast recovery, as they wait from a day on."""
    parts = dict(_open_parts(uow, source_id))
    wait, _ = rules.waiting(list(parts.items()), fund.lowest_from(on, _available(uow, source_id)))
    return [
        Rests(each, parts[each.application_id], wait[each.application_id])
        for each in uow.commitments.open(source_id=source_id)
        if each.application_id in parts
    ]


def resting_changes(uow: UnitOfWork, source_id: int) -> list[tuple[date, int]]:
    """How what rests on forecast recovery changed, (day, đồng ±): beside the available balance it shows a lack."""
    parts = _parts(uow, source_id)
    moves: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for application_id, day, amount in uow.commitments.moves(list(parts)) if parts else ():
        moves[application_id].append((day, amount))
    return [change for key, part in parts.items() for change in rules.resting(part, moves[key])]


def payable(uow: UnitOfWork, held: Sequence[Commitment], *, on: date, amount: int) -> None:
    """Refuse to pay out of an approval's commitments while the source is short, or what waits for recovery.

    New money stops while the source shows a shortage (§6.11): a balance below zero that no forecast explains.
    """
    source_id, application_id, left = held[0].source_id, held[0].application_id, sum(each.left for each in held)
    changes = _available(uow, source_id)
    lowest = fund.lowest_from(on, changes)
    if lowest >= 0:
        return
    short = fund.lowest_from(on, [*changes, *resting_changes(uow, source_id)])
    if short < 0:
        raise _short(uow, source_id, -short)
    open_parts = _open_parts(uow, source_id)
    wait = rules.waiting(open_parts, lowest)[0].get(application_id, 0)
    if amount > left - wait:
        raise rules.not_recovered(amount, left - wait, wait)


def _open_parts(uow: UnitOfWork, source_id: int) -> list[tuple[int, int]]:
    """(application, đồng) still resting on the forecast, in the order of approval."""
    left: dict[int, int] = defaultdict(int)
    for each in uow.commitments.open(source_id=source_id):
        left[each.application_id] += each.left
    return [(key, min(part, left[key])) for key, part in _parts(uow, source_id).items() if left[key]]


def _parts(uow: UnitOfWork, source_id: int) -> dict[int, int]:
    """What each approval of a source said to rest on the forecast, in the order of booking; no look where none may."""
    versions = law_of_source(uow, source_id).parameter(ALLOWED).versions
    if not any(version.value == YES for version in versions):
        return {}
    return {key: int(body[PART]) for key, body in uow.commitments.approvals(source_id, naming=PART)}


def _available(uow: UnitOfWork, source_id: int) -> list[tuple[date, int]]:
    return list(uow.funds.changes(source_id, Account.AVAILABLE))


def _short(uow: UnitOfWork, source_id: int, lack: int) -> Refusal:
    source = uow.funds.get(source_id)
    return Refusal(
        "source_short",
        field="source_id",
        value=source.code,
        vi=f"Nguồn vốn {source.code} đang thiếu {lack} đồng. Tạm dừng giải ngân đến khi được bù đủ.",
        en=f"Source {source.code} is {lack} đồng short. Disbursement stops until it is covered.",
    )
