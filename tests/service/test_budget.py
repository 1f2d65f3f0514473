"""The budget of reports: counted before work begins, given back at its end, and nobody waits."""

from collections.abc import Callable
from threading import Event, Thread

import pytest

from loans.domain.refusal import Busy, Refusal
from loans.service.budget import LATER, SOON, UNLIMITED, SharedBudget


class Hour:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def elsewhere(work: Callable[[], object]) -> object:
    """What a thread of its own got out of some work: its answer, or what was raised."""
    found: list[object] = []

    def run() -> None:
        try:
            found.append(work())
        except Refusal as refusal:
            found.append(refusal)

    thread = Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


class Held:
    """A thread that serves a report until it is let go."""

    def __init__(self, budget: SharedBudget) -> None:
        self._began, self._ends = Event(), Event()
        self._thread = Thread(target=self._serve, args=(budget,))
        self._thread.start()
        assert self._began.wait(30)

    def _serve(self, budget: SharedBudget) -> None:
        budget.serve()
        self._began.set()
        self._ends.wait(30)

    def dies(self) -> None:
        self._ends.set()
        self._thread.join()


def test_as_many_threads_serve_reports_as_may_and_the_next_is_told_at_once() -> None:
    hour = Hour()
    budget = SharedBudget(reports=2, cells=100, clock=hour)
    first = Held(budget)
    hour.seconds += 7
    budget.serve()
    budget.serve()  # the same report goes on
    refused = elsewhere(budget.serve)
    assert isinstance(refused, Busy)
    assert (refused.code, refused.retry_after, refused.running) == ("report_busy", LATER, 7)
    budget.done()
    assert elsewhere(budget.serve) is None
    first.dies()


def test_a_thread_that_died_holds_no_place() -> None:
    budget = SharedBudget(reports=1, cells=100)
    Held(budget).dies()
    budget.serve()


def test_what_is_being_worked_out_is_not_worked_out_a_second_time() -> None:
    hour = Hour()
    budget = SharedBudget(reports=8, cells=100, clock=hour)

    def same() -> None:
        with budget.construct("book", 10):
            pass

    with budget.construct("book", 10):
        hour.seconds += 3
        refused = elsewhere(same)
        assert isinstance(refused, Busy)
        assert (refused.retry_after, refused.running) == (SOON, 3)
    assert elsewhere(same) is None


def test_one_report_is_worked_out_at_a_time_and_its_own_parts_are_no_others() -> None:
    budget = SharedBudget(reports=8, cells=100)

    def other() -> None:
        with budget.construct("another day", 1):
            pass

    with budget.construct("list", 0), budget.construct("its book", 10):
        assert isinstance(elsewhere(other), Busy)
        assert elsewhere(budget.serve) is None, "what is warm is served"
    assert elsewhere(other) is None


def test_memory_counts_what_is_under_construction_and_comes_back_also_after_a_fault() -> None:
    budget = SharedBudget(reports=8, cells=100, makers=8)

    def sixty() -> None:
        with budget.construct("other", 60):
            pass

    def broken() -> None:
        with budget.construct("book", 41):
            assert budget.left == 59
            assert isinstance(elsewhere(sixty), Busy)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert budget.left == 100
    assert elsewhere(sixty) is None


def test_a_report_that_never_fits_is_told_what_to_do_and_not_to_come_back() -> None:
    budget = SharedBudget(reports=1, cells=1_000_000)
    with pytest.raises(Refusal) as refused, budget.construct("book", 3_000_000):
        pass
    assert not isinstance(refused.value, Busy)
    assert refused.value.code == "report_too_large"
    assert "42 MB" in refused.value.vi
    assert "14 MB" in refused.value.en
    assert "LOANS_REPORT_MEMORY_MB" in refused.value.en
    assert budget.left == 1_000_000


def test_what_is_kept_makes_room_before_work_begins() -> None:
    asked: list[int] = []
    budget = SharedBudget(reports=1, cells=100)
    budget.gives_way = lambda: asked.append(budget.left)
    with budget.construct("book", 30):
        assert asked == [70]


def test_who_books_needs_no_place_but_its_memory_is_counted() -> None:
    budget = SharedBudget(reports=1, cells=100)
    reading = Held(budget)
    budget.booking.serve()
    with budget.booking.construct("forecast", 70):
        assert budget.booking.left == 30
        with pytest.raises(Busy), budget.booking.construct("another", 40):
            pass
    reading.dies()


def test_a_command_has_no_bounds() -> None:
    with UNLIMITED.construct("book", 10**15), UNLIMITED.booking.construct("book", 10**15):
        UNLIMITED.serve()
