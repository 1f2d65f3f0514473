"""What reports may take at once, so that they never starve those who serve borrowers: threads and memory.

Both are counted before work begins, and what is being worked out counts until its end. Nothing here waits: who finds
no room is told so at once and asks again (``Busy``). The unit of work carries the budget of its process; a command, a
library and a test have one without bounds.
"""

import sys
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from loans.domain.refusal import Busy, Refusal

CELL = 14
"""Bytes of one cell (row × column) of a table, with its share of the text (measured)."""
MEGABYTE = 1_000_000
SOON = 1
"""Seconds until asking again for what is being worked out: who waits for it comes back while it is warm."""
LATER = 2
"""Seconds until asking again where all places are taken: it is anybody's report that has to end."""


class Budget(Protocol):
    """What a report asks before it works."""

    @property
    def left(self) -> int:
        """Cells that nothing under construction has taken: for tables that are kept."""

    @property
    def booking(self) -> "Budget":
        """The same memory for who books: a write that rests on the portfolio needs no place among the reports."""

    def serve(self) -> None:
        """This thread serves a report from now on, until the end of its request; asked again it is the same one.

        ``Busy`` where as many threads do as may.
        """

    def construct(self, key: Hashable, cells: int) -> AbstractContextManager[None]:
        """Room for ``cells`` cells at the peak of working out what ``key`` names; given back at the end of the block.

        ``Busy`` where that is being worked out already or no room is left now; ``Refusal`` where there never is any.
        """


class _Unlimited:
    """One process that serves nobody else: nothing is counted."""

    left = sys.maxsize

    @property
    def booking(self) -> Budget:
        """As everybody."""
        return self

    def serve(self) -> None:
        """Always."""

    def construct(self, _key: Hashable, _cells: int) -> AbstractContextManager[None]:
        """Always."""
        return nullcontext()


UNLIMITED: Budget = _Unlimited()


class _Work(NamedTuple):
    """What is being worked out: since when by the clock, its cells, and the report's thread (None: who books)."""

    began: float
    cells: int
    by: threading.Thread | None


@dataclass
class SharedBudget:
    """The budget of one process: ``reports`` threads, and ``cells`` cells of tables kept and under construction.

    Of those threads ``makers`` work something out; the others serve what is warm. Python computes one thing at a time:
    two constructions at once end no sooner, and take twice as much from those who book.
    """

    reports: int
    cells: int
    makers: int = 1
    clock: Callable[[], float] = time.monotonic
    gives_way: Callable[[], None] | None = None
    """Asked before each work begins: what is kept then makes room for it."""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _serving: dict[threading.Thread, float] = field(default_factory=dict)
    _works: dict[Hashable, _Work] = field(default_factory=dict)

    def serve(self) -> None:
        """Take a place for this thread; a thread that died has left its own."""
        own = threading.current_thread()
        with self._lock:
            if own in self._serving:
                return
            if len(self._serving) >= self.reports:
                self._serving = {each: began for each, began in self._serving.items() if each.is_alive()}
            if len(self._serving) >= self.reports:
                raise _full(self._for_seconds(self._serving.values()))
            self._serving[own] = self.clock()

    def done(self) -> None:
        """The request of this thread has ended; where it served no report nothing happens."""
        with self._lock:
            self._serving.pop(threading.current_thread(), None)

    @contextmanager
    def construct(self, key: Hashable, cells: int) -> Iterator[None]:
        """See ``Budget``: the thread serves a report from now on."""
        self.serve()
        with self.reserve(key, cells, threading.current_thread()):
            yield

    @contextmanager
    def reserve(self, key: Hashable, cells: int, by: threading.Thread | None = None) -> Iterator[None]:
        """The memory of ``construct``; without a place where it is nobody's report."""
        with self._lock:
            self._admit(key, cells, by)
            self._works[key] = _Work(self.clock(), cells, by)
        try:
            if cells and self.gives_way is not None:
                self.gives_way()
            yield
        finally:
            with self._lock:
                del self._works[key]

    @property
    def left(self) -> int:
        """See ``Budget``."""
        with self._lock:
            return self.cells - self._taken

    @property
    def booking(self) -> Budget:
        """See ``Budget``."""
        return _Booking(self)

    @property
    def _taken(self) -> int:
        return sum(work.cells for work in self._works.values())

    def _admit(self, key: Hashable, cells: int, by: threading.Thread | None) -> None:
        if cells > self.cells:
            raise _too_large(cells, self.cells)
        if key in self._works:
            raise _being_made(self._for_seconds([self._works[key].began]))
        others = {work.by for work in self._works.values()} - {by, None}
        if (by and len(others) >= self.makers) or self._taken + cells > self.cells:
            raise _full(self._for_seconds(work.began for work in self._works.values()))

    def _for_seconds(self, began: Any) -> int:
        return int(self.clock() - min(began))


@dataclass(frozen=True, slots=True)
class _Booking:
    """A budget's memory for who books."""

    shared: SharedBudget

    @property
    def left(self) -> int:
        """See ``Budget``."""
        return self.shared.left

    @property
    def booking(self) -> Budget:
        """Itself."""
        return self

    def serve(self) -> None:
        """Always: nobody is kept from booking by reports."""

    def construct(self, key: Hashable, cells: int) -> AbstractContextManager[None]:
        """See ``Budget``."""
        return self.shared.reserve(key, cells)


class _Counted(Protocol):
    """Of the bulk reads, what counts the loans."""

    def size(self, communes: Sequence[str] | None = None) -> int: ...


class _Reader(Protocol):
    """Of a unit of work, what it takes to ask for room."""

    @property
    def budget(self) -> Budget: ...

    @property
    def reporting(self) -> _Counted: ...


def room_for(
    uow: _Reader, communes: Sequence[str] | None, *, cells: int, loans: int | None = None
) -> AbstractContextManager[None]:
    """Room for work that takes ``cells`` cells for each of some ``loans``; None: all of some communes (None: all)."""
    if uow.budget is UNLIMITED:
        return nullcontext()
    uow.budget.serve()  # no loans are counted for who finds no place
    many = uow.reporting.size(communes) if loans is None else loans
    return uow.budget.construct(object(), many * cells)


def _being_made(running: int) -> Busy:
    return Busy(
        "report_busy",
        retry_after=SOON,
        running=running,
        vi="Báo cáo này đang được lập; không cần gửi thêm. Hỏi lại sau giây lát.",
        en="This report is being worked out; nothing more need be sent. Ask again in a moment.",
    )


def _full(running: int) -> Busy:
    return Busy(
        "report_busy",
        retry_after=LATER,
        running=running,
        vi="Máy chủ đang lập các báo cáo khác; phần còn lại dành cho việc ghi sổ. Hỏi lại sau giây lát.",
        en="Other reports are being worked out; what is left serves those who book. Ask again in a moment.",
    )


def _too_large(cells: int, most: int) -> Refusal:
    needs, has = cells * CELL // MEGABYTE, most * CELL // MEGABYTE
    return Refusal(
        "report_too_large",
        value=needs,
        vi=f"Báo cáo này cần khoảng {needs} MB bộ nhớ, máy chủ chỉ dành {has} MB cho báo cáo. Chọn ít xã, phường hơn, "
        "lập bằng dòng lệnh (`loans overdue`, `loans form`), hoặc đề nghị quản trị viên tăng LOANS_REPORT_MEMORY_MB.",
        en=f"This report takes about {needs} MB of memory; {has} MB are set aside for reports. Choose fewer communes, "
        "use the command line (`loans overdue`, `loans form`), or have LOANS_REPORT_MEMORY_MB raised.",
    )
