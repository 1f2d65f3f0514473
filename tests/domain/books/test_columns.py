"""Many loans at once say what the plain fold says of each, to the đồng and to the day."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loans.domain.books import columns
from loans.domain.books.columns import EVER, delays_of, eras_of, events_of, figures_of
from loans.domain.books.delay import NOWHERE, Delays, delay_of_pieces
from loans.domain.books.event import DISBURSED, MOVED, PAID, RATE, Event, day_number, day_of
from loans.domain.books.fold import Figures, figures
from loans.domain.due import Piece
from tests.domain.books.ledgers import FIRST, SPAN, Era, eras, events, laid, laid_eras
from tests.domain.books.test_fold import events_of as from_papers
from tests.domain.books.test_fold import plain_loans, stands
from tests.domain.oracle import PlainLoan

EVENING = st.integers(FIRST - 2, FIRST + SPAN + 3)


def rows_of(found: Figures | Delays) -> list[tuple[object, ...]]:
    """Columns as a row per loan, a day that is not there as None."""
    return list(zip(*(column.tolist() for column in found), strict=True))


def delay_of(loan: list[Era], held: Figures, as_of: int) -> Delays:
    """One loan in plain Python."""
    era = [era for era in loan if era.since <= as_of][-1]
    pieces = [Piece(day_of(due), i, amount, day_of(moves)) for i, (moves, due, amount) in enumerate(era.pieces)]
    return delay_of_pieces(pieces, era.settled, held, as_of)


@given(loans=st.lists(events(largest=10**13), max_size=6), as_of=EVENING)
@settings(max_examples=150)
def test_columns_say_what_the_fold_says_of_each_loan(loans: list[list[Event]], as_of: int) -> None:
    assert rows_of(figures_of(laid(loans), as_of)) == [tuple(figures(loan, as_of)) for loan in loans]


@given(loans=st.lists(events(), min_size=1, max_size=3), as_of=EVENING)
@settings(max_examples=60)
def test_loans_of_any_size_are_answered_rightly(loans: list[list[Event]], as_of: int) -> None:
    assert rows_of(figures_of(laid(loans), as_of)) == [tuple(figures(loan, as_of)) for loan in loans]


@given(loan=events())
@settings(max_examples=20)
def test_every_day_from_before_the_first_event_is_answered_as_the_fold_does(loan: list[Event]) -> None:
    held = laid([loan, loan])
    for as_of in range(FIRST - 1, FIRST + SPAN + 3):
        assert rows_of(figures_of(held, as_of)) == [tuple(figures(loan, as_of))] * 2


@given(loans=st.lists(st.tuples(events(largest=10**12), eras(largest=10**12)), max_size=6), as_of=EVENING)
@settings(max_examples=150)
def test_columns_say_how_late_each_loan_is(loans: list[tuple[list[Event], list[Era]]], as_of: int) -> None:
    held = figures_of(laid([rows for rows, _ in loans]), as_of)
    found = delays_of(laid_eras([pieces for _, pieces in loans]), held, as_of)
    assert rows_of(found) == [tuple(delay_of(pieces, figures(rows, as_of), as_of)) for rows, pieces in loans]


@given(loans=st.lists(plain_loans(), min_size=1, max_size=4), data=st.data())
@settings(max_examples=100)
def test_loans_as_the_books_hold_them_are_answered_on_the_days_on_which_something_happens(
    loans: list[PlainLoan], data: st.DataObject
) -> None:
    rows = [from_papers(loan) for loan in loans]
    as_of = data.draw(st.sampled_from([event[0] for loan in rows for event in loan]))
    pieces = [sorted((day_number(x.transfer), day_number(x.due), x.principal) for x in loan.parts) for loan in loans]
    held = figures_of(laid(rows), as_of)
    found = delays_of(laid_eras([[Era(EVER, 0, each)] for each in pieces]), held, as_of)
    for loan, figure, late in zip(loans, rows_of(held), rows_of(found), strict=True):
        assert stands(loan, day_of(as_of)) == (figure, late)


def test_interest_overdue_under_an_earlier_rate_is_paid_first_too() -> None:
    loan: list[Event] = [
        (0, RATE, 10**6, 1_300_000),
        (0, DISBURSED, 10**10, 0),
        (10, MOVED, 10**10, 0),
        (30, RATE, 10**6, 2 * 10**6),
        (40, PAID, 0, 130_000_000),
    ]
    for as_of in range(61):
        assert rows_of(figures_of(laid([BIG, loan]), as_of)) == [tuple(figures(each, as_of)) for each in (BIG, loan)]
    [_, answered] = rows_of(figures_of(laid([BIG, loan]), 50))
    assert answered[8] == 54_794_521  # 126.027.397 had accrued when 130.000.000 were paid; ten more days at 20 %


HUGE = 10**13
BIG: list[Event] = [
    (0, RATE, 1_030_224, 10**6),
    (0, DISBURSED, HUGE, 0),
    (400, MOVED, HUGE, 0),
    (500, PAID, 1, HUGE // 100),
    (700, RATE, 10**6, 1_030_224),
]


def test_twenty_thousand_loans_of_ten_thousand_billion_do_not_leak_into_each_other() -> None:
    small: list[Event] = [(0, RATE, 792_480, 1_030_224), (10, DISBURSED, 7, 0)]
    found = rows_of(figures_of(laid([*[BIG] * 20_000, small]), 20_000))
    assert set(found[:-1]) == {tuple(figures(BIG, 20_000))}
    assert found[-1] == tuple(figures(small, 20_000))


def test_a_loan_beyond_64_bits_is_folded_in_plain_python_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    folded = []

    def counted(rows: list[Event], as_of: int) -> Figures:
        folded.append(rows)
        return figures(rows, as_of)

    monkeypatch.setattr(columns, "figures", counted)
    beyond: list[Event] = [(0, RATE, 10**6, 10**6), (0, DISBURSED, 10**15, 0)]
    found = rows_of(figures_of(laid([BIG, beyond, BIG]), 5_000))
    assert found == [tuple(figures(loan, 5_000)) for loan in (BIG, beyond, BIG)]
    assert folded == [beyond]


def test_no_loan_is_no_figure() -> None:
    assert rows_of(figures_of(laid([]), 1)) == []
    assert rows_of(delays_of(laid_eras([]), figures_of(laid([]), 1), 1)) == []


def test_loans_without_pieces_are_not_late_and_a_piece_that_is_just_paid_is_not_either() -> None:
    held = figures_of(laid([BIG, BIG]), 600)
    found = delays_of(laid_eras([[Era(EVER, 0, [])], [Era(EVER, 0, [(400, 390, HUGE)])]]), held, 600)
    assert rows_of(found) == [(0, 0, None, None), (200, 210, day_of(400), day_of(390))]
    first_paid = delays_of(laid_eras([[Era(EVER, 0, [(400, 390, 1), (450, 440, HUGE)])]] * 2), held, 600)
    assert rows_of(first_paid) == [(150, 160, day_of(450), day_of(440))] * 2
    nothing = delays_of(laid_eras([[Era(EVER, 0, [])]] * 2), held, 600)
    assert rows_of(nothing) == [(0, 0, None, None)] * 2
    assert nothing.oldest_due.view(np.int64).tolist() == [NOWHERE] * 2


EVENTS = {"off": [0, 2], "day": [5, 6], "kind": [RATE, PAID], "a": [1, 1], "b": [1, 0]}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"off": [0, 1, 1, 2]}, "an event at least"),
        ({"off": [0, 1]}, "from 0 to 2"),
        ({"off": [1, 2]}, "from 0 to 2"),
        ({"day": [6, 5]}, "order of their days"),
        ({"day": [5, 2**31]}, "outside"),
        ({"kind": [PAID, RATE]}, "first rate"),
        ({"kind": [RATE, 10]}, "outside"),
        ({"a": [1, 10**15 + 1]}, "outside"),
        ({"b": [1, -(10**15) - 1]}, "outside"),
        ({"a": [1, 0.5]}, "whole numbers"),
        ({"b": [1]}, "one value per event"),
    ],
)
def test_events_that_could_not_be_answered_are_refused_at_the_door(changed: dict[str, object], told: str) -> None:
    with pytest.raises((TypeError, ValueError), match=told):
        events_of(**(EVENTS | changed))
    assert events_of(**EVENTS).size == 1


ERAS = {"off": [0, 2], "since": [EVER, 5], "settled": [0, 0], "first": [0, 2, 2], "due": [1, 1], "moves": [3, 4]}
ERAS |= {"amount": [1, 1]}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"off": [0, 0, 2]}, "an era at least"),
        ({"since": [1, 5]}, "ever since"),
        ({"off": [0, 3], "since": [EVER, 6, 5], "settled": [0] * 3, "first": [0, 2, 2, 2]}, "order of their days"),
        ({"first": [0, 2]}, "one value per era"),
        ({"first": [0, 3, 2]}, "counted on"),
        ({"moves": [4, 3]}, "in their turn"),
        ({"amount": [1, -1]}, "outside"),
        ({"settled": [0]}, "one value per era"),
        ({"due": [1, None]}, "whole numbers"),
    ],
)
def test_pieces_that_could_not_be_answered_are_refused_at_the_door(changed: dict[str, object], told: str) -> None:
    with pytest.raises((TypeError, ValueError), match=told):
        eras_of(**(ERAS | changed))
    assert eras_of(**ERAS).size == 1
