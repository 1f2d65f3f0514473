"""Best of several, and a row of the table."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """One line: what was measured, how long it took, and beside what."""

    what: str
    seconds: float
    beside: str
    beside_seconds: float

    def line(self) -> str:
        ratio = self.seconds / self.beside_seconds
        told = f"{ratio:.1f} ×" if ratio >= 1 else f"1/{1 / ratio:.0f}"
        return f"| {self.what} | {_told(self.seconds)} | {self.beside} | {_told(self.beside_seconds)} | {told} |"


HEADING = "| measured | time | beside | time | ratio |\n|---|---|---|---|---|"


def best(work: Callable[[], object], *, turns: int = 5) -> float:
    """Seconds of the quickest of some turns: what the machine can do when nobody else disturbs it."""
    found = []
    for _ in range(turns):
        gc.collect()
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return min(found)


def _told(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.2f} ms"
