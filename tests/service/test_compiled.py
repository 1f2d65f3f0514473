"""The compiled rules say what the plain text and numpy say; until they are compiled numpy answers, and nobody waits."""

from threading import Event as Signal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loans.domain.books.columns import NUMPY
from loans.domain.books.event import Event
from loans.domain.books.fold import figures
from loans.service.books import compiled
from loans.service.books.compiled import Compiled
from tests.domain.books.ledgers import FIRST, SPAN, Era, eras, events, laid, laid_eras
from tests.domain.books.test_columns import BIG, EVENING, delay_of, rows_of


@pytest.fixture(scope="module")
def rules() -> Compiled:
    """The rules, compiled once for this module."""
    made = Compiled()
    made.compile()
    assert made.is_ready
    return made


@given(loans=st.lists(events(), max_size=6), as_of=EVENING)
@settings(max_examples=150)
def test_compiled_figures_are_those_of_the_fold_and_of_numpy(
    rules: Compiled, loans: list[list[Event]], as_of: int
) -> None:
    found = rows_of(rules.figures(laid(loans), as_of))
    assert found == [tuple(figures(loan, as_of)) for loan in loans]
    assert found == rows_of(NUMPY.figures(laid(loans), as_of))


@given(loan=events(largest=10**13))
@settings(max_examples=20)
def test_every_day_from_before_the_first_event_is_compiled_rightly(rules: Compiled, loan: list[Event]) -> None:
    held = laid([loan, loan])
    for as_of in range(FIRST - 1, FIRST + SPAN + 3):
        assert rows_of(rules.figures(held, as_of)) == [tuple(figures(loan, as_of))] * 2


@given(loans=st.lists(st.tuples(events(largest=10**12), eras(largest=10**12)), max_size=6), as_of=EVENING)
@settings(max_examples=150)
def test_compiled_delays_are_those_of_one_loan_and_of_numpy(
    rules: Compiled, loans: list[tuple[list[Event], list[Era]]], as_of: int
) -> None:
    held, pieces = rules.figures(laid([rows for rows, _ in loans]), as_of), laid_eras([each for _, each in loans])
    found = rows_of(rules.delays(pieces, held, as_of))
    assert found == [tuple(delay_of(each, figures(rows, as_of), as_of)) for rows, each in loans]
    assert found == rows_of(NUMPY.delays(pieces, held, as_of))


def test_columns_of_a_file_that_may_only_be_read_are_folded(rules: Compiled) -> None:
    held = laid([BIG] * 3)
    for column in (held.off, held.day, held.kind, held.a, held.b):
        column.setflags(write=False)
    assert rows_of(rules.figures(held, 20_000)) == [tuple(figures(BIG, 20_000))] * 3


def test_numpy_answers_until_the_rules_are_compiled_and_compiling_begins_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "MANY", 2)
    made, may_go, begun = Compiled(), Signal(), []

    def slowly(self: Compiled) -> None:
        begun.append(self)
        assert may_go.wait(60)

    monkeypatch.setattr(Compiled, "compile", slowly)
    answer = [tuple(figures(BIG, 600))]
    assert rows_of(made.figures(laid([BIG] * 2), 600)) == answer * 2
    assert begun == []  # nobody has asked for it
    made.when_asked()
    assert rows_of(made.figures(laid([BIG]), 600)) == answer
    assert begun == []  # one loan is not worth it
    for _ in range(3):
        assert rows_of(made.figures(laid([BIG] * 2), 600)) == answer * 2
    may_go.set()
    assert made._worker is not None
    made._worker.join(60)
    assert begun == [made]
    assert not made.is_ready


def test_without_numba_numpy_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "MANY", 1)
    monkeypatch.setattr(compiled, "find_spec", lambda _: None)
    made = Compiled()
    made.when_asked()
    assert rows_of(made.figures(laid([BIG]), 600)) == [tuple(figures(BIG, 600))]
    assert made._worker is None
    assert np.asarray(made.figures(laid([BIG]), 600).overdue).dtype == np.int64
