"""When principal falls due and moves after what was decided, one case a rule (DOMAIN §6.7–6.8).

Sessions are on the 7th of each month. The simulation of ``test_debt_oracle`` holds the rules against each other.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from loans.domain.debt import ReliefKind
from loans.domain.due import Frozen, NotOwedError, Outlook, Piece, Postponed, outlook


def session_after(due: date) -> date:
    day = due + timedelta(days=1)
    while day.day != 7:
        day += timedelta(days=1)
    return day


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def piece(due: date, number: int, amount: int) -> Piece:
    return Piece(due, number, amount, session_after(due))


CONTRACT = [piece(day("03-20"), 1, 100), piece(day("06-20"), 2, 100), piece(day("09-20"), 3, 100)]


def after(
    *decisions: Postponed | Frozen, repaid: Sequence[tuple[date, int]] = (), until: date = date.max
) -> tuple[Outlook, list[tuple[date, int, int]]]:
    found = outlook(CONTRACT, decisions, repaid, session_after, until)
    return found, [(piece.due, piece.number, piece.amount) for piece in found.pieces]


def moved_by(found: Outlook, on: date) -> int:
    return sum(change.moved for change in found.changes if change.day <= on)


def frozen_on(found: Outlook, on: date) -> int:
    return sum(change.frozen for change in found.changes if change.day <= on)


def test_a_part_is_rescheduled_and_the_rest_moves_as_agreed() -> None:
    found, pieces = after(Postponed(day("03-10"), 1, 40, day("05-20"), ReliefKind.RESCHEDULED))
    assert pieces[:2] == [(day("03-20"), 1, 60), (day("05-20"), 1, 40)]
    assert [moved_by(found, day(on)) for on in ("04-06", "04-07", "06-06", "06-07")] == [0, 60, 60, 100]


def test_a_second_rescheduling_takes_the_part_still_in_term_not_the_overdue_one() -> None:
    first = Postponed(day("03-10"), 1, 40, day("05-20"), ReliefKind.RESCHEDULED)
    again = Postponed(day("05-01"), 1, 40, day("06-15"), ReliefKind.RESCHEDULED)
    found, pieces = after(first, again)
    assert pieces[:2] == [(day("03-20"), 1, 60), (day("06-15"), 1, 40)]
    assert [moved_by(found, day(on)) for on in ("04-07", "05-02", "06-07", "07-07")] == [60, 60, 60, 200]


def test_a_recall_leaves_what_is_overdue_overdue() -> None:
    first = Postponed(day("03-10"), 1, 40, day("05-20"), ReliefKind.RESCHEDULED)
    recalled = [Postponed(day("04-10"), 1, 40, day("04-20"), ReliefKind.RECALLED)]
    recalled += [Postponed(day("04-10"), number, 100, day("04-20"), ReliefKind.RECALLED) for number in (2, 3)]
    found, _ = after(first, *recalled)
    assert [moved_by(found, day(on)) for on in ("04-07", "04-10", "05-06", "05-07")] == [60, 60, 60, 300]


def test_a_recall_takes_an_instalment_that_waits_for_the_final_maturity_too() -> None:
    end = session_after(day("09-20"))
    contract = [Piece(each.due, each.number, each.amount, end) for each in CONTRACT]
    recalled = [Postponed(day("04-10"), number, 100, day("04-20"), ReliefKind.RECALLED) for number in (1, 2, 3)]
    found = outlook(contract, recalled, (), session_after)
    assert [moved_by(found, day(on)) for on in ("05-06", "05-07")] == [0, 300]
    assert found.pieces[0].due == day("03-20")  # late since then


def test_extended_overdue_principal_is_in_term_from_the_day_of_the_decision() -> None:
    found, _ = after(Postponed(day("10-20"), 3, 100, date(2027, 3, 20)))
    assert [moved_by(found, day(on)) for on in ("10-06", "10-07", "10-19", "10-20")] == [200, 300, 300, 200]
    assert moved_by(found, date(2027, 4, 7)) == 300


def test_an_interim_instalment_of_a_loan_that_moves_at_its_end_is_rescheduled_and_still_moves_at_its_end() -> None:
    end = session_after(day("09-20"))
    contract = [Piece(each.due, each.number, each.amount, end) for each in CONTRACT]
    step = Postponed(day("03-10"), 1, 100, day("05-20"), ReliefKind.RESCHEDULED, waits=True)
    found = outlook(contract, [step], (), session_after)
    assert (moved_by(found, end - timedelta(days=1)), moved_by(found, end)) == (0, 300)
    assert found.pieces[0].due == day("05-20")


def test_a_freeze_takes_named_amounts_and_gives_back_past_due_ones_at_the_next_session() -> None:
    freeze = Frozen(day("04-10"), day("07-10"), in_term=150, overdue=30)
    found, pieces = after(freeze)
    frozen = [frozen_on(found, day(on)) for on in ("04-09", "04-10", "07-10", "07-11")]
    assert frozen == [0, 180, 180, 0]
    assert [moved_by(found, day(on)) for on in ("04-09", "04-10", "07-07", "08-06", "08-07")] == [100, 70, 70, 70, 200]
    assert pieces == [(day("03-20"), 1, 70), (day("03-20"), 1, 30), (day("06-20"), 2, 100), (day("09-20"), 3, 100)]


def test_a_freeze_that_is_on_is_not_lifted() -> None:
    freeze = Frozen(day("04-10"), day("07-10"), in_term=150, overdue=30)
    found, pieces = after(freeze, until=day("07-10"))
    assert (frozen_on(found, date.max), sum(amount for *_, amount in pieces)) == (180, 120)


def test_on_its_last_day_what_is_frozen_cannot_be_decided_on() -> None:
    freeze = Frozen(day("02-10"), day("02-20"), in_term=100, overdue=0)
    step = Postponed(day("02-20"), 1, 1, day("04-20"), ReliefKind.RESCHEDULED)
    with pytest.raises(NotOwedError):
        after(freeze, step)
    after(freeze, Postponed(day("02-21"), 1, 100, day("04-20"), ReliefKind.RESCHEDULED))


def test_what_was_paid_of_a_freeze_comes_back_no_more() -> None:
    freeze = Frozen(day("04-10"), day("07-10"), 100, 50, paid=((day("05-01"), 120),))
    found, pieces = after(freeze)
    assert [frozen_on(found, day(on)) for on in ("04-30", "05-01", "07-11")] == [150, 30, 0]
    assert pieces == [(day("03-20"), 1, 50), (day("06-20"), 2, 30), (day("09-20"), 3, 100)]


def test_what_is_overdue_is_paid_before_what_was_thawed_and_waits_for_its_session() -> None:
    freeze = Frozen(day("03-25"), day("07-10"), in_term=100, overdue=0)  # the first instalment, late but not moved
    later = Postponed(day("07-20"), 3, 100, date(2027, 3, 20))
    found, pieces = after(freeze, later, repaid=[(day("07-15"), 100)])
    assert pieces == [(day("03-20"), 1, 100), (date(2027, 3, 20), 3, 100)]
    assert [moved_by(found, day(on)) - 100 for on in ("07-20", "08-07")] == [0, 100]


def test_a_prepayment_is_not_taken_for_what_is_recalled_afterwards() -> None:
    recalled = [Postponed(day("02-10"), number, 100, day("02-20"), ReliefKind.RECALLED) for number in (2, 3)]
    found, pieces = after(*recalled, repaid=[(day("01-10"), 100)])
    assert (found.settled, pieces) == (100, [(day("02-20"), 2, 100), (day("02-20"), 3, 100)])
    assert moved_by(found, day("03-07")) - 100 == 200


@pytest.mark.parametrize(
    "decision",
    [
        Postponed(day("03-10"), 1, 101, day("05-20"), ReliefKind.RESCHEDULED),
        Postponed(day("04-10"), 1, 1, day("05-20"), ReliefKind.RESCHEDULED),  # overdue since 07/04
        Postponed(day("02-10"), 1, 1, day("04-10"), ReliefKind.RECALLED),  # due before already
        Frozen(day("04-10"), day("07-10"), 0, 101),
        Frozen(day("04-10"), day("07-10"), 201, 0),
    ],
)
def test_a_decision_on_principal_that_is_not_there_is_a_fault_of_the_books(decision: Postponed | Frozen) -> None:
    with pytest.raises(NotOwedError):
        after(decision)
