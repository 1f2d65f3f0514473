"""Loans that stand nowhere yet, and the people who say where they belong; all of it invented."""

from datetime import date
from typing import Any

from loans.domain.area import UNPLACED, areas
from loans.domain.loan import Loan
from loans.service import area_confirmation
from loans.service.actor import Actor
from loans.service.reports.book import loan_book, summary
from loans.service.unit_of_work import Confirmation, Known
from tests.programme import MILLION, Programme

D0 = date(2025, 6, 30)
DIVIDED = next(
    unit
    for unit in areas().old_units()
    if len(areas().successors(unit.code)) == 3 and not any(part.certain for part in areas().successors(unit.code))
)
ONE, TWO, THREE = sorted(part.new_code for part in areas().successors(DIVIDED.code))
ELSEWHERE = next(each.code for each in areas().in_force(date(2026, 1, 1)) if each.code not in (ONE, TWO, THREE))
CERTAIN = next(unit for unit in areas().old_units() if any(part.certain for part in areas().successors(unit.code)))
MINE = Actor("can-bo-xa-mot", "officer", (ONE,))
STRANGER = Actor("can-bo-xa-khac", "officer", (ELSEWHERE,))


class Waiting:
    """A source with loans that stand nowhere yet, all of one divided unit."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.source_id = programme.source(1_000 * MILLION)
        self.point = programme.point(ONE)

    def loan(self, commune: str = UNPLACED, old_code: str = DIVIDED.code, *marks: str, **facts: Any) -> Loan:
        brought = self.programme.brought(
            self.source_id,
            self.point,
            on=D0,
            overdue=2 * MILLION,
            in_term=8 * MILLION,
            unpaid=[(date(2025, 2, 3), 2 * MILLION), (date(2029, 2, 3), 8 * MILLION)],
            loan_facts={"commune": commune, **facts},
            opening_facts={"old_code": old_code, "overdue_since": date(2025, 3, 7), "marks": ("no_history", *marks)},
        )
        return self.programme.carry_in(brought)

    def known(self) -> Known:
        self.programme.clock.advance(seconds=1)
        return self.programme.store.known_at(None)

    def confirm(self, actor: Actor, commune: str, *loans: int, approver: bool = False, **given: Any) -> Confirmation:
        with self.programme.by(actor) as uow:
            return area_confirmation.confirm(
                uow,
                actor,
                today=self.programme.today,
                commune=commune,
                reason="Sổ hộ khẩu giả định",
                loans=loans,
                approver=approver,
                **given,
            )

    def withdraw(self, actor: Actor, made: Confirmation, *, approver: bool = False) -> Confirmation:
        with self.programme.by(actor) as uow:
            return area_confirmation.withdraw(
                uow,
                actor,
                confirmation_id=made.id,
                expected=made.sequence,
                reason="Nhầm thôn",
                approver=approver,
            )

    def stands(self, known: Known | None = None) -> dict[str, int]:
        """Principal by commune, the same by every road that says it."""
        with self.programme.store.reading(known) as uow:
            by = summary(loan_book(uow, as_of=D0), "commune")
            found = dict(zip(by["commune"].tolist(), by["outstanding"].tolist(), strict=True))
            assert uow.plans.owed(self.source_id, as_of=D0) == found
            assert uow.plans.peak(self.source_id, D0, D0) == found
            for code, outstanding in found.items():
                assert uow.plans.owed(self.source_id, code, D0) == {code: outstanding}
                own = loan_book(uow, as_of=D0, communes=(code,))
                assert own["outstanding"].sum() == outstanding
                listed = [each.id for each in uow.loans.all([code])]
                assert listed == [each.id for each in uow.loans.page(0, 100, [code])] == sorted(own["loan_id"].tolist())
                assert {uow.loans.get(each).commune for each in listed} == {code}
            return found
