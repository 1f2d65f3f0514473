"""`make bench`: ratios out of one run on one machine, as a table. Times vary with the machine, ratios much less."""

import platform
import sys
import time

from bench import book, loading, overdue, pages, posting, proof, reading, sharing
from bench.clock import HEADING


def main() -> None:
    began = time.perf_counter()
    _say(f"Python {platform.python_version()}, {platform.machine()}; best of several turns\n\n{HEADING}")
    for part in (sharing, overdue, book, posting, proof, reading, loading, pages):
        for found in part.measured():
            _say(found.line())
    _say(f"\n{time.perf_counter() - began:.0f} s in all")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
