"""A list of instalments against ours as a rule: causes add up to each due day, due days to their contract."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.debt import ReliefKind
from loans.domain.reconcile import Cause, DueClaim, DueDifference, Moved, Terms, differs, due_differences

MARCH, JUNE, SEPTEMBER, DECEMBER = (date(2026, month, 2) for month in (3, 6, 9, 12))
ALL = frozenset({MARCH, JUNE, SEPTEMBER, DECEMBER})
EXTENDED = Moved(ReliefKind.EXTENDED, (JUNE,), DECEMBER, 30)


def told(
    theirs: list[tuple[date, int]],
    ours: Mapping[date, int],
    terms: Terms = Terms(),  # noqa: B008 - immutable
    then: Mapping[date, int] | None = None,
) -> list[DueDifference]:
    lines = [DueClaim(f"hàng {row}", "A", day, due) for row, (day, due) in enumerate(theirs, 6)]
    gap = sum(due for _, due in theirs) - sum(ours.values())
    whole = [Cause("only_theirs" if not ours else "unexplained", (gap, 0, 0, 0), "?", "?")] if gap else []
    return due_differences("A", "00004", 1, lines, ours, terms=terms, whole=whole, then=then)


def codes(found: list[DueDifference]) -> dict[date, dict[str, int]]:
    return {each.due_on: {cause.code: cause.figures[0] for cause in each.causes} for each in found}


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (ReliefKind.RESCHEDULED, "not_rescheduled"),
        (ReliefKind.EXTENDED, "not_extended"),
        (ReliefKind.RECALLED, "not_recalled"),
    ],
)
def test_what_a_decision_of_ours_moved_stands_on_its_former_day_there(kind: ReliefKind, code: str) -> None:
    terms = Terms(ALL, (Moved(kind, (MARCH, JUNE), DECEMBER, 30),), paid=True)
    found = told([(JUNE, 40), (SEPTEMBER, 5)], {JUNE: 10, SEPTEMBER: 5, DECEMBER: 30}, terms)
    assert codes(found) == {JUNE: {code: 30}, DECEMBER: {code: -30}}
    assert [each.places for each in found] == [("hàng 6",), ()]


def test_an_opening_of_one_piece_is_told_apart_from_what_its_sum_differs_by() -> None:
    found = told([(MARCH, 10), (JUNE, 10), (DECEMBER, 17)], {DECEMBER: 30}, Terms(ALL, opened=True))
    assert codes(found) == {
        MARCH: {"opening_single_piece": 10},
        JUNE: {"opening_single_piece": 3, "unexplained": 7},
        DECEMBER: {"opening_single_piece": -13},
    }


def test_a_payment_that_they_took_from_a_later_instalment_is_told_only_where_one_was_paid() -> None:
    theirs, ours = [(MARCH, 10), (JUNE, 2)], {MARCH: 2, JUNE: 10}
    assert codes(told(theirs, ours, Terms(ALL, paid=True))) == {
        MARCH: {"payment_order": 8},
        JUNE: {"payment_order": -8},
    }
    assert set(codes(told(theirs, ours, Terms(ALL)))[MARCH]) == {"due_day_differs"}
    elsewhere = told([(date(2026, 7, 9), 10)], {JUNE: 10}, Terms(ALL, paid=True))
    assert {code for row in codes(elsewhere).values() for code in row} == {"due_day_differs"}


def test_a_line_that_repeats_and_a_contract_of_one_side_and_another_day() -> None:
    assert codes(told([(MARCH, 10), (MARCH, 10)], {MARCH: 10}))[MARCH] == {"duplicate_line": 10}
    assert codes(told([(MARCH, 10), (JUNE, 5)], {})) == {MARCH: {"only_theirs": 10}, JUNE: {"only_theirs": 5}}
    assert codes(told([(MARCH, 10)], {JUNE: 4}, then={MARCH: 10})) == {
        MARCH: {"day_differs": 10},
        JUNE: {"day_differs": -4},
    }


DUES = st.dictionaries(st.sampled_from(sorted(ALL)), st.integers(1, 50))


@given(
    theirs=st.lists(st.tuples(st.sampled_from([*sorted(ALL), date(2026, 7, 9)]), st.integers(1, 50)), max_size=5),
    ours=DUES,
    terms=st.builds(Terms, st.just(ALL), st.sampled_from([(), (EXTENDED,)]), st.booleans(), st.booleans()),
    then=st.none() | DUES,
)
def test_causes_add_up_to_every_due_day_and_due_days_to_the_contract(
    theirs: list[tuple[date, int]], ours: dict[date, int], terms: Terms, then: dict[date, int] | None
) -> None:
    found = told(theirs, ours, terms, then)
    assert all(sum(cause.figures[0] for cause in each.causes) == each.difference != 0 for each in found)
    assert sum(each.difference for each in found) == sum(due for _, due in theirs) - sum(ours.values())
    assert bool(found) == differs([DueClaim("", "A", day, due) for day, due in theirs], ours)
