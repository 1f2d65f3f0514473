"""Sharing a pool exactly, beside the few lines of floats that most people would write; each method beside that one."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from bench.clock import Measured, best
from loans.domain.allocation import GroupBound, Method, Row, Spec, Tier, allocate
from loans.domain.columns import Column
from loans.service.methods import share_by

SIZES = (126, 3_321, 10_000)  # Hanoi's communes, the country's, and more than there ever were
GRAIN = 100_000
SEED = 338_2025


def measured() -> Iterator[Measured]:
    """Proportional sharing by two criteria at each size, and the other methods beside it."""
    for size in SIZES:
        draw = np.random.default_rng(SEED)
        demand, jobs = draw.integers(10**8, 10**10, size), draw.integers(1, 200, size)
        rows = [
            Row(code=f"{place:05d}", criteria={"demand": int(asked), "jobs": int(made), "last": int(asked) // 3})
            for place, (asked, made) in enumerate(zip(demand, jobs, strict=True))
        ]
        pool = size * 2_000_000_000
        exact = best(partial(_exact, rows, pool))
        floats = best(partial(_floats, demand, jobs, pool))
        yield Measured(
            f"share a pool among {size:,} communes, exactly, with reasons", exact, "floats, no reasons", floats
        )
        for name, spec in _methods(rows, pool).items():
            took = best(partial(share_by, spec, rows), turns=3)
            yield Measured(f"the same {size:,} by {name}", took, "proportional", exact)


def _methods(rows: list[Row], pool: int) -> dict[str, Spec]:
    """The other methods, each with bounds that bite."""
    codes = tuple(row.code for row in rows)
    third = codes[: len(codes) // 3]
    tiers = (Tier("large", 3 * 10**9, at_least=5 * 10**9), Tier("small", 10**9))
    groups = (
        GroupBound("difficult", third, least=pool // 2),
        GroupBound("central", codes[len(codes) // 4 : len(codes) // 2], most=pool // 8),
    )
    return {
        "tiers, fixed": Spec(method=Method.TIERS, pool=4 * pool, grain=GRAIN, tiers=tiers, leave_rest=True),
        "tiers, scaled": Spec(method=Method.TIERS, pool=pool, grain=GRAIN, tiers=tiers, scale=True),
        "change within −5 % and +40 %": Spec(
            method=Method.CHANGE, pool=pool, grain=GRAIN, down_permille=50, up_permille=400
        ),
        "optimum": Spec(method=Method.OPTIMUM, pool=pool, grain=GRAIN),
        "optimum, two overlapping groups": Spec(method=Method.OPTIMUM, pool=pool, grain=GRAIN, groups=groups),
    }


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
