"""The kernel on a city's ledger: every figure of every loan at the end of a day, interest owed and delays included,
beside reading each compact column once."""

from collections.abc import Iterator
from importlib.util import find_spec

import numpy as np

from bench.clock import best
from bench.diary import CLOSING
from bench.targets import Found
from loans.domain.books.columns import NUMPY, Eras, Events, Kernel
from loans.domain.books.fold import Figures, figures
from loans.domain.books.ledger import Ledger
from loans.service.books.compiled import Compiled
from loans.service.books.reading import ledger_of
from loans.store.unit_of_work import Store

AS_OF = int(np.datetime64(CLOSING, "D").astype(np.int64))
SAMPLE = 500


def of_store(store: Store) -> Iterator[Found]:
    """Reads the ledger of a whole city, then measures on it."""
    with store.reading() as uow:
        ledger = ledger_of(uow)
    yield from measured(ledger)


def measured(ledger: Ledger) -> Iterator[Found]:
    """numpy, and compiled where numba is installed."""
    events, eras = ledger.events, ledger.eras
    reading = best(lambda: _read(events, eras))
    what = f"{events.size:,} loans, {events.day.size:,} events: {{:.1f}} ms; reading {reading * 1000:.1f} ms"
    seconds = _asked(NUMPY, events, eras)
    yield Found("kernel_numpy", seconds / reading, what.format(seconds * 1000))
    if find_spec("numba") is None:
        yield Found("kernel_compiled", None, "numba is not installed (extra fast)")
        return
    rules = Compiled()
    rules.compile()
    seconds = _asked(rules.kernel, events, eras)
    yield Found("kernel_compiled", seconds / reading, what.format(seconds * 1000))


def _asked(kernel: Kernel, events: Events, eras: Eras) -> float:
    """Seconds for every figure of every loan and how late it is."""
    _agree(events, kernel.figures(events, AS_OF))
    return best(lambda: kernel.delays(eras, kernel.figures(events, AS_OF), AS_OF))


def _read(events: Events, eras: Eras) -> list[object]:
    """Every compact column once: 21 bytes an event, 16 a piece."""
    columns = (events.off, events.day, events.kind, events.a, events.b, eras.due, eras.moves, eras.amount)
    return [column.sum() for column in columns]


def _agree(events: Events, found: Figures) -> None:
    """Two answers that differ would make the comparison worthless."""
    for loan in np.linspace(0, events.size - 1, min(SAMPLE, events.size)).astype(int).tolist():
        if Figures(*(int(column[loan]) for column in found)) != figures(events.of(loan), AS_OF):
            raise SystemExit("the kernel and the plain fold disagree: nothing to compare")
