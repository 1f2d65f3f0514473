"""`make bench`: every target, out of one run on one machine; `make bench-quick`: the same, small, in two minutes.

Ratios vary little with the machine, times a lot; nothing is asserted. What a full run finds is written down.
"""

import argparse
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import kernel, loading, posting, proof, reading, sharing
from bench.branch import city, postgres
from bench.clock import HEADING, Measured
from bench.page import told
from bench.repaying import Repaying
from bench.reporting import Reporting
from bench.targets import TARGETS, Found, line, lines

PAGE = Path("docs/performance.md")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many loans: on SQLite, in the city that is paid, in that of reports, in loads; how long a crowd of clients
    asks, and how often."""

    sqlite: int
    paid: int
    reported: int
    posted: int
    loaded: int
    seconds: int
    turns: int


FULL = Sizes(sqlite=20_000, paid=100_000, reported=300_000, posted=100_000, loaded=1_000_000, seconds=15, turns=2)
QUICK = Sizes(sqlite=1_000, paid=4_000, reported=2_000, posted=1_000, loaded=0, seconds=2, turns=1)


def main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that every server is stopped, too
    asked = _asked()
    sizes = QUICK if asked.quick else FULL
    sizes = Sizes(**{name: getattr(asked, name, None) or getattr(sizes, name) for name in Sizes.__dataclass_fields__})
    began = time.monotonic()
    if asked.quick:
        _say("Small sizes: this says that every row can be measured, not whether the targets are held.\n")
    run = Run()
    with postgres() as server:
        for name, part in parts(server, sizes):
            run.measure(name, part)
    _say("\n" + "\n".join(lines(run.found)))
    more = [] if asked.quick else list(_beside())
    minutes = (time.monotonic() - began) / 60
    _say(f"\n{minutes:.1f} minutes in all")
    page = asked.out or (None if asked.quick else PAGE)
    if page:
        page.write_text(told(sizes, run.found, more, minutes=minutes), "utf-8")
    if run.faults:
        raise SystemExit("\n".join(["not everything was measured:", *run.faults]))


class Run:
    """What was found so far; a part that fails does not lose what the others found."""

    def __init__(self) -> None:
        self.found: list[Found] = []
        self.faults: list[str] = []

    def measure(self, name: str, part: Iterator[Found]) -> None:
        """Every figure of a part, each told as it comes."""
        try:
            for each in part:
                self.found.append(each)
                _say(line(next(target for target in TARGETS if target.key == each.key), each))
        except (SystemExit, Exception) as fault:
            self.faults.append(f"{name}: {str(fault) or repr(fault)}")
            _say(f"  a part failed: {self.faults[-1]}")


def parts(server: str, sizes: Sizes) -> Iterator[tuple[str, Iterator[Found]]]:
    """Every figure with a target, part by part."""
    yield "posting", posting.measured(sizes.sqlite)
    yield "repaying", _paid(server, sizes)
    yield "reporting", _reported(server, sizes)
    yield "loading, COPY", loading.copied(server, sizes.posted)
    if sizes.loaded:
        yield "loading, whole", loading.whole(sizes.loaded)


def _paid(server: str, sizes: Sizes) -> Iterator[Found]:
    with city(server, sizes.paid) as (url, branch, folder):
        yield from Repaying(url, branch, folder, seconds=sizes.seconds, turns=sizes.turns).measured()


def _reported(server: str, sizes: Sizes) -> Iterator[Found]:
    with city(server, sizes.reported) as (url, branch, folder):
        yield from kernel.of_store(branch.store)
        yield from Reporting(url, branch, folder).measured()


def _beside() -> Iterator[Measured]:
    """What has no target: said beside the nearest thing that gives no guarantee."""
    _say(f"\n{HEADING}")
    for part in (sharing, proof, reading):
        for found in part.measured():
            _say(found.line())
            yield found


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    words.add_argument("--quick", action="store_true", help="small sizes, nothing written")
    words.add_argument("--out", type=Path, help=f"where the page is written instead of {PAGE}")
    for name in Sizes.__dataclass_fields__:
        words.add_argument(f"--{name}", type=int, help=f"instead of {getattr(FULL, name):,}")
    return words.parse_args()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
