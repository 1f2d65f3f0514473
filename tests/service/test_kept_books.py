"""Kept loan books: worked out once, never corrupted by a caller, forgotten in order."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from threading import Thread
from typing import Any

import pandas as pd
import pytest

from loans.service.reports import kept
from loans.service.reports.kept import KeptBooks
from loans.service.unit_of_work import Known

DAY = date(2026, 10, 31)


class Shelf:
    """A database of which only the position matters."""

    @contextmanager
    def reading(self, known: Known | None = None) -> Iterator[Any]:
        yield known


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was worked out, in order."""
    found: list[Any] = []

    def book(uow: Any, *, as_of: date, communes: Any = None, without: Any = ()) -> pd.DataFrame:
        found.append((uow.position, as_of, communes, bool(without)))
        frame = pd.DataFrame({"loan_id": [1, 2], "overdue": [0, 5], "commune": ["00004", "00008"]})
        frame.attrs["as_of"] = as_of
        return frame

    monkeypatch.setattr(kept, "loan_book", book)
    return found


def known(position: int) -> Any:
    return type("Then", (), {"position": position, "head": None})()


def test_a_book_is_worked_out_once_for_each_thing_it_follows_from(made: list[Any]) -> None:
    shelf, books = Shelf(), KeptBooks()
    for _ in range(2):
        books.loan_book(shelf, known(1), as_of=DAY)
        books.loan_book(shelf, known(2), as_of=DAY)
        books.loan_book(shelf, known(1), as_of=date(2026, 9, 30))
        books.loan_book(shelf, known(1), as_of=DAY, communes=["00008", "00004"])
        books.loan_book(shelf, known(1), as_of=DAY, communes=["00004", "00008"])
        books.loan_book(shelf, known(1), as_of=DAY, details=False)
        books.loan_book(shelf, known(1), as_of=DAY, communes=[])
    assert len(made) == 5, "one without details is taken out of the whole one"
    books.loan_book(shelf, known(3), as_of=DAY, details=False)
    books.loan_book(shelf, known(3), as_of=DAY)
    assert [each[3] for each in made[5:]] == [True, False]


def test_no_caller_can_change_what_is_kept(made: list[Any]) -> None:
    shelf, books = Shelf(), KeptBooks()
    mine = books.loan_book(shelf, known(1), as_of=DAY)
    mine["overdue"] = 7
    mine.loc[0, "loan_id"] = 9
    mine.attrs["as_of"] = None
    del mine["commune"]
    with pytest.raises(ValueError, match="read-only"):
        books.loan_book(shelf, known(1), as_of=DAY)["overdue"].to_numpy()[0] = 1
    yours = books.loan_book(shelf, known(1), as_of=DAY)
    assert (yours["overdue"].tolist(), yours["loan_id"].tolist()) == ([0, 5], [1, 2])
    assert (list(yours.columns), yours.attrs) == (["loan_id", "overdue", "commune"], {"as_of": DAY})
    assert len(made) == 1


def test_the_book_used_longest_ago_makes_room(made: list[Any]) -> None:
    shelf, books = Shelf(), KeptBooks(tables=2)
    for position in (1, 2, 1, 3, 1, 2):
        books.loan_book(shelf, known(position), as_of=DAY)
    assert [each[0] for each in made] == [1, 2, 3, 2]
    small = KeptBooks(cells=5)
    for _ in range(2):
        small.loan_book(shelf, known(1), as_of=DAY)
    assert len(made) == 6


def test_those_who_ask_at_once_wait_for_one_book(made: list[Any]) -> None:
    shelf, books = Shelf(), KeptBooks()
    then = known(1)
    threads = [Thread(target=lambda: books.loan_book(shelf, then, as_of=DAY)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_a_small_result_is_worked_out_once_a_moment_and_forgotten_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "TOLD", 2)
    shelf, books = Shelf(), KeptBooks()
    asked: list[tuple[int, str]] = []

    def told(position: int, key: str) -> str:
        def made(_uow: Any) -> str:
            asked.append((position, key))
            return key

        return books.told(shelf, known(position), key, made)

    assert [told(1, "a"), told(1, "a"), told(2, "a"), told(1, "a"), told(1, "b"), told(2, "a")] == list("aaaaba")
    assert asked == [(1, "a"), (2, "a"), (1, "b"), (2, "a")]
