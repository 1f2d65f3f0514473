"""The page that a full run leaves behind: on what it ran, how to repeat it, and every figure."""

import os
import platform
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from bench.branch import LATER_DAYS
from bench.city import GROUPS, INSTALMENTS, PAYMENTS, POINTS, SEED
from bench.clock import HEADING, Measured
from bench.diary import CLOSING, MONTHLY, MONTHLY_PAYMENTS
from bench.server import WORKERS
from bench.targets import BARE_LEAST, Found, lines

_PAGE = """# How fast

Written by `make bench` on {day}, in {minutes:.0f} minutes; ratios vary little with the machine, times a lot. Nothing
here is asserted by a test.

{targets}

## On what

{machine}

Sizes: {sizes}. Seed of every draw: {seed}. A city has five points and ten groups a commune ({points} points, {groups}
groups), {instalments} instalments a loan, {payments} payments on most loans and up to {monthly} on one in {every}; all
of it hangs on one source, and nothing happened after {closing}. Its foreign keys are not asked while it is written and
the links of its chain are invented: nothing that is measured verifies them.

## How

- **The service** runs under its own gunicorn settings with {workers} workers, its log in a file; clients are processes
  of their own with one kept connection each, on the same machine, and honour 503 with Retry-After. Each client has
  loans, a token and communes of its own. PostgreSQL is as it installs itself: fsync and synchronous_commit on.
- **The bare stack** is Flask and one Core transaction of five statements that inserts as many rows as one repayment of
  ours (counted in the run), under the same gunicorn, pool and database. Below {least} requests a second its rows are
  void: the machine was too busy. Ours signs in, keeps the reply for its key, and logs. The better of two turns each.
- **Late** is paid on a day that {later} later days with payments follow.
- **A report or page** is waited for as a person waits: put off with 503, it is asked again, and all of it counts. Each
  page of a crawl without filters, one of each route and role, is opened just after a repayment was booked.
- **COPY** fills twins of the tables with their keys, checks and indexes but without foreign keys.

## Again

`make bench` (sizes by argument: `.venv/bin/python -m bench --help`); `make bench-quick` measures every row but the
million at a toy's size in two minutes and writes nothing. Run it on a machine that does nothing else.
{more}"""


def told(sizes: Any, found: Sequence[Found], more: Sequence[Measured], *, minutes: float) -> str:
    """The page as text."""
    beside = ["", "## Beside", "", HEADING, *(each.line() for each in more), ""] if more else []
    return _PAGE.format(
        day=datetime.now(UTC).date(),
        minutes=minutes,
        targets="\n".join(lines(found)),
        machine=_machine(),
        sizes=", ".join(f"{each.name} {getattr(sizes, each.name):,}" for each in fields(sizes)),
        seed=SEED,
        points=126 * POINTS,
        groups=126 * GROUPS,
        instalments=INSTALMENTS,
        payments=PAYMENTS,
        monthly=MONTHLY_PAYMENTS,
        every=MONTHLY,
        closing=CLOSING,
        workers=WORKERS,
        least=BARE_LEAST,
        later=LATER_DAYS,
        more="\n".join(beside),
    )


def _machine() -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    busy = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return (
        f"{_processor()}, {cores} cores, {_memory():.0f} GB; {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, numpy {np.__version__}; load at the end (1, 5, 15 minutes): {busy}."
    )


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    names = [line for line in file.read_text().splitlines() if line.startswith("model name")] if file.exists() else []
    return names[0].partition(":")[2].strip() if names else platform.machine()


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
