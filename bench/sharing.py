"""Sharing a pool exactly, beside the few lines of floats that most people would write."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from bench.clock import Measured, best
from loans.domain.allocation import Row, allocate
from loans.domain.columns import Column

SIZES = (126, 3_321, 10_000)  # Hanoi's communes, the country's, and more than there ever were
GRAIN = 100_000
SEED = 338_2025


def measured() -> Iterator[Measured]:
    """Proportional sharing by two criteria at each size."""
    for size in SIZES:
        draw = np.random.default_rng(SEED)
        demand, jobs = draw.integers(10**8, 10**10, size), draw.integers(1, 200, size)
        rows = [
            Row(code=f"{place:05d}", criteria={"demand": int(asked), "jobs": int(made)})
            for place, (asked, made) in enumerate(zip(demand, jobs, strict=True))
        ]
        pool = size * 2_000_000_000
        exact = best(partial(_exact, rows, pool))
        floats = best(partial(_floats, demand, jobs, pool))
        yield Measured(
            f"share a pool among {size:,} communes, exactly, with reasons", exact, "floats, no reasons", floats
        )


def _exact(rows: list[Row], pool: int) -> int:
    return allocate(rows, pool=pool, grain=GRAIN, weights={"demand": "0.7", "jobs": "0.3"}).allocated


def _floats(demand: Column, jobs: Column, pool: int) -> Column:
    """Largest remainder in floats: no floors, no caps, ties as they fall, and not monotone in the pool."""
    share = 0.7 * demand / demand.sum() + 0.3 * jobs / jobs.sum()
    quota = share * (pool // GRAIN)
    units = np.floor(quota)
    units[np.argsort(units - quota)[: int(pool // GRAIN - units.sum())]] += 1
    shared: Column = units * GRAIN
    return shared
