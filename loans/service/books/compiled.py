"""The fold compiled, where numba is installed (extra ``fast``): the same answers, about a fifth of the time.

What is compiled is the very text of ``domain.books.fold`` and ``domain.books.delay``; nothing of the rule stands here.
Compiling takes seconds, so that no request waits for it: a server says ``when_asked()`` at its start, the first
question about many loans begins the work in a thread of its own, and numpy answers until it is done. Nothing is kept
on disk: numba would not notice that a number of the law's arithmetic had changed in another file than the rule's.
"""

from collections.abc import Callable
from importlib.util import find_spec
from threading import Lock, Thread
from typing import Any

import numpy as np

from loans.domain.books import columns, delay, fold
from loans.domain.books.columns import Eras, Events, Kernel
from loans.domain.books.delay import Delays
from loans.domain.books.fold import WIDTH, Figures
from loans.domain.columns import Column

MANY = 20_000
"""From so many loans on compiling is worth its time."""


class Compiled:
    """One process's compiled rules: asked for, on their way, or there."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._wanted = False
        self._worker: Thread | None = None
        self._passes: tuple[columns.Pass, Callable[[Eras, Figures, int], Delays]] | None = None

    @property
    def is_ready(self) -> bool:
        """Whether the next question is answered by compiled code."""
        return self._passes is not None

    @property
    def kernel(self) -> Kernel:
        """Both questions, answered in the quickest way that is ready."""
        return Kernel(self.figures, self.delays)

    def when_asked(self) -> None:
        """From now on the first question about ``MANY`` loans has the rules compiled; without numba nothing changes."""
        self._wanted = find_spec("numba") is not None

    def compile(self) -> None:
        """Compile now, and wait for it. Raises ``ImportError`` where numba is missing."""
        self._passes = _figures_pass(), _delays_pass()

    def figures(self, events: Events, as_of: int) -> Figures:
        """As ``columns.figures_of``."""
        self._begin(events.size)
        return columns.figures_of(events, as_of, self._passes[0] if self._passes else columns.by_columns)

    def delays(self, eras: Eras, held: Figures, as_of: int) -> Delays:
        """As ``columns.delays_of``."""
        return (self._passes[1] if self._passes else columns.delays_of)(eras, held, as_of)

    def _begin(self, loans: int) -> None:
        if not self._wanted or loans < MANY:
            return
        with self._lock:
            if self._worker is None:
                self._worker = Thread(target=self.compile, name="compile", daemon=True)
                self._worker.start()


PROCESS = Compiled()
"""This process's; compiled rules depend on nothing but the program."""

KERNEL = PROCESS.kernel


def _compiled(function: Callable[..., Any], *types: Any) -> Any:
    import numba

    signature = numba.void(*types) if types else None
    return numba.njit(signature, nogil=True, error_model="numpy")(function)


def _column(kind: str) -> Any:
    """A column that is only read: a mapped file's too."""
    from numba.core import types

    return types.Array(getattr(types, kind), 1, "C", readonly=True)


def _figures_pass() -> columns.Pass:
    import numba

    rule = _compiled(fold.fold)

    def all_loans(off: Any, day: Any, kind: Any, a: Any, b: Any, asked: Any, line: Any, out: Any) -> None:
        for loan in range(off.size - 1):
            rule(day, kind, a, b, off[loan], off[loan + 1], asked, line, 0)
            for i in range(line.shape[1]):
                out[i, loan] = line[0, i]

    inputs = [_column(kind) for kind in ("int64", "int32", "uint8", "int64", "int64", "int64")]
    ran = _compiled(all_loans, *inputs, *[numba.int64[:, ::1]] * 2)

    def figures(events: Events, as_of: int, out: Column) -> None:
        asked, line = np.array([as_of], np.int64), np.zeros((1, WIDTH), np.int64)
        ran(events.off, events.day, events.kind, events.a, events.b, asked, line, out)

    return figures


def _delays_pass() -> Callable[[Eras, Figures, int], Delays]:
    import numba

    rule = _compiled(delay.walk)

    def all_loans(
        sums: Any, oldest: Any, moves: Any, first: Any, own: Any, settled: Any,
        covered: Any, overdue: Any, in_term: Any, as_of: int, line: Any, out: Any,
    ) -> None:  # fmt: skip
        for loan in range(own.size):
            era = own[loan]
            paid = covered[loan] - settled[era]
            rule(sums, oldest, moves, first[era], first[era + 1], paid, overdue[loan], in_term[loan], as_of, line)
            for i in range(line.size):
                out[i, loan] = line[i]

    inputs = [_column(kind) for kind in ("int64", "int32", "int32", *["int64"] * 6)]
    ran = _compiled(all_loans, *inputs, numba.int64, numba.int64[::1], numba.int64[:, ::1])

    def delays(eras: Eras, held: Figures, as_of: int) -> Delays:
        pieces = (eras.sums, eras.oldest, eras.moves, eras.first, eras.of(as_of), eras.settled)
        out = np.empty((4, eras.size), np.int64)
        ran(*pieces, held.covered, held.overdue, held.in_term, as_of, np.zeros(4, np.int64), out)
        return Delays(out[0], out[1], out[2].view("datetime64[D]"), out[3].view("datetime64[D]"))

    return delays
