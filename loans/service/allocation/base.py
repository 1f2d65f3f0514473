"""The base of a year's first round: what each commune owed at 31/12, and what is to come back of it (§6.12)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from loans.domain.plan import Line, Measure
from loans.domain.refusal import Faults
from loans.service.recovery import forecast
from loans.service.unit_of_work import UnitOfWork


def based(
    uow: UnitOfWork, lines: Sequence[Line], measure: Measure, *, today: date, year: int, source_id: int
) -> list[Line]:
    """The lines of a first round with base and recovery.

    By the outstanding measure always: a commune that owes and has no line gets one of 0, and a recovery that is not
    given is what the schedules expect of the year. By the lending measure only where recoveries are given. A base
    that is given must be the one of the books. Before 31/12 has passed the base is that of ``today``, an estimate.
    """
    if measure is Measure.LENDING and all(line.recovery is None for line in lines):
        return [replace(line, base=None) for line in lines]
    closing = min(date(year - 1, 12, 31), today)
    owed = {code: amount for code, amount in uow.plans.owed(source_id, as_of=closing).items() if amount}
    _as_in_the_books(lines, owed, closing)
    if measure is Measure.LENDING:
        return [replace(line, base=owed.get(line.commune, 0), recovery=line.recovery or 0) for line in lines]
    expected = _expected(uow, source_id, closing, year)
    named = {line.commune for line in lines}
    whole = [*lines, *(Line(code, 0) for code in owed if code not in named)]
    return [
        replace(
            line,
            base=owed.get(line.commune, 0),
            recovery=expected.get(line.commune, 0) if line.recovery is None else line.recovery,
        )
        for line in sorted(whole, key=lambda each: each.commune)
    ]


def _expected(uow: UnitOfWork, source_id: int, closing: date, year: int) -> dict[str, int]:
    """What the schedules let fall due in the year, by commune."""
    made = forecast(uow, source_id=source_id, as_of=closing, since=date(year, 1, 1), until=date(year, 12, 1))
    return {row.commune: row.scheduled for row in made.by_commune}


def _as_in_the_books(lines: Sequence[Line], owed: dict[str, int], closing: date) -> None:
    faults = Faults()
    for line in lines:
        held = owed.get(line.commune, 0)
        if line.base is not None and line.base != held:
            faults.add(
                line.commune,
                "bridge_does_not_close",
                field="base",
                value=line.base,
                vi=f"Xã/phường {line.commune}: dư nợ gốc ghi {line.base} đồng, sổ sách ngày {closing:%d/%m/%Y} là "
                f"{held} đồng, chênh {line.base - held} đồng. Đối chiếu rồi sửa.",
                en=f"Commune {line.commune}: the base says {line.base} đồng, the books of {closing} say {held}: "
                f"{line.base - held} apart. Reconcile and correct.",
                cites=("Cách hiểu của sản phẩm, mục 6.12",),
            )
    faults.refuse("round_refused", vi="Dư nợ gốc không khớp sổ sách.", en="The base differs from the books.")
