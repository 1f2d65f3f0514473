"""How much one machine serves at once: processes, threads, and what of them reports may take; a reason beside each."""

import os
from collections.abc import Mapping
from pathlib import Path

MEGABYTE = 1_000_000
LEAST_REPORT_MEMORY = 1_500
"""Megabytes: a worker with reports of 300,000 loans should need no more (docs/decisions/0020)."""
_LIMIT_OF_CONTAINER = Path("/sys/fs/cgroup/memory.max")


def workers(environment: Mapping[str, str]) -> int:
    """Processes.

    SQLite has one writer, and our lock for it is per process: a second worker would poll the file's lock
    (p99 560-890 ms against 66 ms). PostgreSQL: two per core, as half of a request is waiting;
    at most 12, so that 12 × 4 connections leave half of PostgreSQL's default 100 to reports and psql.
    """
    if one_writer(environment):
        return 1
    # The cores this process may use; os.cpu_count() also counts those a container was not given.
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return int(environment.get("WEB_CONCURRENCY") or min(2 * cores, 12))


def threads(environment: Mapping[str, str]) -> int:
    """Threads of a process.

    SQLite readers run beside the writer and one process serves everybody: eight. Otherwise four a worker,
    beyond which Python's lock makes requests wait for each other and not for the database.
    """
    return 8 if one_writer(environment) else 4


def report_threads(environment: Mapping[str, str]) -> int:
    """Threads of a process that may serve reports at once: half of them.

    The other half is always there for who books. A report computes and holds Python's lock for most of its time: more
    of them at once would end no sooner.
    """
    return max(1, threads(environment) // 2)


def report_memory_mb(environment: Mapping[str, str]) -> int:
    """Megabytes that the reports of a process may take, kept tables and those under construction together.

    Half of the memory of the machine or container, shared by its processes: the other half is the database's, its
    cache's and what a process needs without reports (0.2 GB each).
    """
    given = environment.get("LOANS_REPORT_MEMORY_MB", "")
    if given.isdecimal() and int(given):
        return int(given)
    return max(LEAST_REPORT_MEMORY, _memory() // (2 * workers(environment)) // MEGABYTE)


def one_writer(environment: Mapping[str, str]) -> bool:
    """Whether the database is SQLite, which one process alone may write."""
    return not environment.get("LOANS_DATABASE_URL", "").startswith("postgresql")


def _memory() -> int:
    """Bytes of memory of this machine, or of this container where it has fewer."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        return min(machine, int(_LIMIT_OF_CONTAINER.read_text("utf-8")))
    except (OSError, ValueError):  # no container, or one without a limit ("max")
        return machine
