"""When principal falls due and moves after what was decided, one case a rule (DOMAIN §6.7–6.8).

Sessions are on the 7th of each month. The simulation of ``test_debt_oracle`` holds the rules against each other.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from loans.domain.books.course import course
from loans.domain.debt import ReliefKind
from loans.domain.due import Course, Frozen, Piece, Postponed


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


def followed(
    contract: Sequence[Piece],
    decisions: Sequence[Postponed | Frozen],
    repaid: Sequence[tuple[date, int]] = (),
    lent: Sequence[tuple[date, int]] | None = None,
) -> Course:
    money = [(on, amount, 0) for on, amount in lent or ()] + [(on, 0, amount) for on, amount in repaid]
    money.sort(key=lambda each: each[0])
    return course(contract, money, decisions, session_after, all_lent=lent is None)


def after(
    *decisions: Postponed | Frozen, repaid: Sequence[tuple[date, int]] = (), on: date = date.max
) -> tuple[Course, list[tuple[date, int, int]]]:
    found = followed(CONTRACT, decisions, repaid)
    return found, [(piece.due, piece.number, piece.amount) for piece in found.on(on).pieces]


def moved_by(found: Course, on: date) -> int:
    return sum(change.moved for change in found.changes if change.day <= on)


def frozen_on(found: Course, on: date) -> int:
    return sum(change.frozen for change in found.changes if change.day <= on)


def overdue_on(found: Course, lent: Sequence[tuple[date, int]], on: date) -> int:
    """What moved of the money that is out and not frozen; nothing was repaid."""
    out = sum(amount for day, amount in lent if day <= on) - frozen_on(found, on)
    return max(min(moved_by(found, on), out), 0)


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
    found = followed(contract, recalled)
    assert [moved_by(found, day(on)) for on in ("05-06", "05-07")] == [0, 300]
    assert found.on(date.max).pieces[0].due == day("03-20")  # late since then


def test_extended_overdue_principal_is_in_term_from_the_day_of_the_decision() -> None:
    found, _ = after(Postponed(day("10-20"), 3, 100, date(2027, 3, 20)))
    assert [moved_by(found, day(on)) for on in ("10-06", "10-07", "10-19", "10-20")] == [200, 300, 300, 200]
    assert moved_by(found, date(2027, 4, 7)) == 300


def test_an_interim_instalment_of_a_loan_that_moves_at_its_end_is_rescheduled_and_still_moves_at_its_end() -> None:
    end = session_after(day("09-20"))
    contract = [Piece(each.due, each.number, each.amount, end) for each in CONTRACT]
    step = Postponed(day("03-10"), 1, 100, day("05-20"), ReliefKind.RESCHEDULED, waits=True)
    found = followed(contract, [step])
    assert (moved_by(found, end - timedelta(days=1)), moved_by(found, end)) == (0, 300)
    assert found.on(date.max).pieces[0].due == day("05-20")


def test_a_freeze_takes_named_amounts_and_gives_back_past_due_ones_at_the_next_session() -> None:
    freeze = Frozen(day("04-10"), day("07-10"), in_term=150, overdue=30)
    found, pieces = after(freeze)
    frozen = [frozen_on(found, day(on)) for on in ("04-09", "04-10", "07-10", "07-11")]
    assert frozen == [0, 180, 180, 0]
    assert [moved_by(found, day(on)) for on in ("04-09", "04-10", "07-07", "08-06", "08-07")] == [100, 70, 70, 70, 200]
    assert pieces == [(day("03-20"), 1, 70), (day("03-20"), 1, 30), (day("06-20"), 2, 100), (day("09-20"), 3, 100)]


def test_a_freeze_that_is_on_is_not_lifted() -> None:
    freeze = Frozen(day("04-10"), day("07-10"), in_term=150, overdue=30)
    found, pieces = after(freeze, on=day("07-10"))
    assert (frozen_on(found, day("07-10")), sum(amount for *_, amount in pieces)) == (180, 120)


def test_on_its_last_day_what_is_frozen_cannot_be_decided_on() -> None:
    freeze = Frozen(day("02-10"), day("02-20"), in_term=100, overdue=0)
    step = Postponed(day("02-20"), 1, 1, day("04-20"), ReliefKind.RESCHEDULED)
    assert after(freeze, step)[0].doubted == day("02-20")
    after_it = Postponed(day("02-21"), 1, 100, day("04-20"), ReliefKind.RESCHEDULED)
    assert after(freeze, after_it)[0].doubted is None


def test_a_decision_that_cannot_be_followed_is_left_out_and_what_stood_before_it_still_answers() -> None:
    first = Postponed(day("03-10"), 1, 40, day("05-20"), ReliefKind.RESCHEDULED)
    wrong = Frozen(day("04-10"), day("07-10"), in_term=900, overdue=0)
    found, pieces = after(first, wrong)
    assert (found.doubted, pieces) == (day("04-10"), after(first)[1])
    assert found.changes == after(first)[0].changes


def test_what_was_never_lent_is_not_frozen_into_debt() -> None:
    """DOMAIN §7.2.22, first example: 100 m contract, 60 m out, all of it frozen after it had moved."""
    lent = [(date(2026, 6, 1), 60)]
    freeze = Frozen(date(2027, 2, 1), date(2027, 2, 15), in_term=0, overdue=60)
    found = followed([piece(date(2026, 12, 10), 1, 100)], [freeze], lent=lent)
    assert [overdue_on(found, lent, date(2027, 1, on)) for on in (6, 7)] == [0, 60]
    assert [overdue_on(found, lent, on) for on in (date(2027, 2, 1), date(2027, 2, 16))] == [0, 0]
    assert frozen_on(found, date(2027, 2, 16)) == 0  # in-term 60
    assert [overdue_on(found, lent, date(2027, 3, on)) for on in (6, 7)] == [0, 60]


def test_a_rescheduling_of_what_was_lent_leaves_nothing_overdue() -> None:
    """DOMAIN §7.2.22, second example: 30 m of 100 m out, all 30 m rescheduled to 10/06/2027."""
    lent = [(date(2026, 6, 1), 30)]
    contract = [piece(date(2026, 12, 10), 1, 50), piece(date(2027, 12, 10), 2, 50)]
    step = Postponed(date(2026, 12, 1), 1, 30, date(2027, 6, 10), ReliefKind.RESCHEDULED)
    found = followed(contract, [step], lent=lent)
    assert [overdue_on(found, lent, on) for on in (date(2027, 1, 7), date(2027, 7, 6), date(2027, 7, 7))] == [0, 0, 30]
    assert [part.amount for part in found.on(date(2027, 1, 7)).unlent] == [20, 50]


def test_money_that_goes_out_later_covers_the_earliest_parts_left() -> None:
    lent = [(date(2026, 1, 5), 130), (date(2026, 4, 1), 40)]
    found = followed(CONTRACT, [], lent=lent)
    sums = [sum(each.amount for each in found.on(day(on)).pieces) for on in ("01-04", "01-05", "03-31", "04-01")]
    assert sums == [0, 130, 130, 170]
    assert [overdue_on(found, lent, day(on)) for on in ("04-06", "04-07", "07-07", "10-07")] == [0, 100, 170, 170]


def test_decisions_of_one_day_act_in_the_order_in_which_they_were_entered() -> None:
    """DOMAIN §7.2.23: two instalments of 50 m, a freeze of 50 m, then on the same day a recall of the rest."""
    contract = [piece(day("09-10"), 1, 50), piece(day("12-10"), 2, 50)]
    freeze = Frozen(day("06-01"), date(2027, 5, 31), in_term=50, overdue=0)
    recall = Postponed(day("06-01"), 2, 50, day("06-20"), ReliefKind.RECALLED)
    found = followed(contract, [freeze, recall])
    lent = [(day("01-01"), 100)]
    assert [overdue_on(found, lent, day(on)) for on in ("07-06", "07-07")] == [0, 50]
    assert found.doubted is None


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
    assert (found.on(date.max).settled, pieces) == (100, [(day("02-20"), 2, 100), (day("02-20"), 3, 100)])
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
    assert after(decision)[0].doubted == decision.on


def test_of_one_day_vouchers_act_by_their_number_then_decisions() -> None:
    """DOMAIN §6.18: 50 of 100 are out and rescheduled; on 01/03 100 come in or go out first."""
    contract = [piece(day("03-20"), 1, 50), piece(day("06-20"), 2, 50)]
    later = Postponed(day("02-10"), 1, 50, day("09-20"), ReliefKind.RESCHEDULED)
    first_out, first_in = [(day("03-01"), 50, 0), (day("03-01"), 0, 50)], [(day("03-01"), 0, 50), (day("03-01"), 50, 0)]
    left = []
    for of_the_day in (first_out, first_in):
        found = course(contract, [(day("01-05"), 50, 0), *of_the_day], [later], session_after)
        era = found.on(day("03-01"))
        left.append((era.settled, [(each.due, each.amount) for each in era.pieces]))
    assert left == [
        (0, [(day("06-20"), 50), (day("09-20"), 50)]),  # what is paid takes 20/06, which moves first
        (50, [(day("06-20"), 50)]),  # paid when 20/06 was not lent yet
    ]


def test_what_is_paid_on_the_day_of_a_decision_is_paid_before_it() -> None:
    recall = Postponed(day("02-10"), 1, 100, day("02-20"), ReliefKind.RECALLED)
    assert after(recall, repaid=[(day("02-10"), 1)])[0].doubted == day("02-10")
    assert after(recall, repaid=[(day("02-11"), 1)])[0].doubted is None


def test_what_goes_out_on_the_day_of_a_decision_is_there_for_it() -> None:
    freeze = Frozen(day("02-10"), day("02-20"), in_term=150, overdue=0)
    assert followed(CONTRACT, [freeze], lent=[(day("02-01"), 100), (day("02-10"), 50)]).doubted is None
    assert followed(CONTRACT, [freeze], lent=[(day("02-01"), 100), (day("02-11"), 50)]).doubted == day("02-10")


def test_a_freeze_is_back_on_the_morning_after_its_last_day() -> None:
    freeze = Frozen(day("02-10"), day("02-20"), in_term=100, overdue=0)
    moved = [Postponed(day(on), 1, 100, day("04-20"), ReliefKind.RESCHEDULED) for on in ("02-20", "02-21")]
    assert [after(freeze, each)[0].doubted for each in moved] == [day("02-20"), None]


def test_on_the_day_of_its_session_principal_counts_as_moved_for_a_decision() -> None:
    on_it = [Frozen(day("04-07"), day("07-10"), in_term, overdue) for in_term, overdue in ((0, 100), (201, 0))]
    assert [after(each)[0].doubted for each in on_it] == [None, day("04-07")]


def test_a_decision_never_moves_what_was_not_lent() -> None:
    step = Postponed(day("03-10"), 1, 100, day("05-20"), ReliefKind.RESCHEDULED)  # entered when all was counted on
    lent = [(day("01-05"), 60), (day("03-15"), 40)]
    found = followed(CONTRACT[:1], [step], lent=lent)
    assert [(each.due, each.amount) for each in found.on(date.max).pieces] == [(day("03-20"), 40), (day("05-20"), 60)]
    assert [overdue_on(found, lent, day(on)) for on in ("04-06", "04-07", "06-06", "06-07")] == [0, 40, 40, 100]


def test_what_goes_out_after_its_session_is_overdue_from_its_own_day() -> None:
    lent = [(day("01-05"), 60), (day("04-20"), 40)]
    found = followed(CONTRACT[:1], [], lent=lent)
    assert [overdue_on(found, lent, day(on)) for on in ("04-06", "04-07", "04-19", "04-20")] == [0, 60, 60, 100]


def test_nothing_that_a_course_says_of_a_day_comes_from_a_later_one() -> None:
    step = Postponed(day("03-10"), 1, 40, day("05-20"), ReliefKind.RESCHEDULED)
    freeze = Frozen(day("04-10"), day("07-10"), in_term=150, overdue=30)
    lent, known = [(day("01-05"), 300)], day("04-09")
    whole = followed(CONTRACT, [step, freeze], lent=lent)
    cut = followed(CONTRACT, [step], lent=lent)
    assert [each.since for each in whole.eras] == [date.min, day("01-05"), day("03-10"), day("04-10"), day("07-11")]
    assert whole.on(known) == cut.on(known)
    assert moved_by(whole, known) == moved_by(cut, known)
