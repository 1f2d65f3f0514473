"""Several clients at once, and what they met together."""

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from statistics import quantiles
from typing import Any


@dataclass(frozen=True, slots=True)
class Met:
    """What some clients met: (moment of asking, seconds until the answer) of each answer, how often they were put off
    with 503, and the answers that should not be."""

    took: tuple[tuple[float, float], ...]
    refused: int
    faults: tuple[str, ...]

    @property
    def rate(self) -> float:
        """Answers a second, from the first question to the last answer."""
        if not self.took:
            return 0.0
        return len(self.took) / (max(at + took for at, took in self.took) - min(at for at, _ in self.took))

    def percentile(self, which: int) -> float:
        """The seconds within which so many in a hundred were answered; infinite where hardly anything was."""
        waits = [took for _, took in self.took]
        return quantiles(waits, n=100)[which - 1] if len(waits) > 1 else (waits or [float("inf")])[0]


class Clients:
    """Processes that are ready to ask; they go at once when they are told, and end by themselves."""

    def __init__(self, orders: Sequence[dict[str, Any]]) -> None:
        self._running = [self._started(each) for each in orders]
        for each in self._running:
            if each.stdout is None or each.stdout.readline() != "ready\n":
                self.end()
                raise SystemExit("a client of the bench did not come up")

    @staticmethod
    def _started(orders: dict[str, Any]) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "bench.client"]
        running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
        _tell(running, json.dumps({"warm": 5, "most": 100_000, **orders}))
        return running

    def go(self) -> None:
        for each in self._running:
            _tell(each, "go")

    def stop(self) -> None:
        """They end after the answer that they wait for."""
        for each in self._running:
            _tell(each, "stop")

    def met(self) -> Met:
        """What they met, when the last of them has ended: each is bounded by its own time and patience."""
        try:
            found = [json.loads(each.stdout.readline()) for each in self._running if each.stdout]
        finally:
            self.end()
        return Met(
            tuple((at, took) for each in found for at, took in each["took"]),
            sum(each["refused"] for each in found),
            tuple(fault for each in found for fault in each["faults"]),
        )

    def end(self) -> None:
        """End those that still run."""
        for each in self._running:
            if each.poll() is None:
                each.kill()
            each.communicate()


def whole(met: Sequence[Met]) -> Sequence[Met]:
    """What was met, if nothing of it was wrong: figures beside refused requests are worth nothing."""
    faults = [fault for each in met for fault in each.faults]
    if faults:
        raise SystemExit(f"{len(faults)} answers of the bench are wrong, the first: {faults[0]}")
    return met


def together(*groups: Sequence[dict[str, Any]]) -> list[Met]:
    """Several groups of clients at the same time; what each group met."""
    held = [Clients(orders) for orders in groups]
    try:
        for each in held:
            each.go()
        return [each.met() for each in held]
    finally:
        for each in held:
            each.end()


def _tell(running: subprocess.Popen[str], line: str) -> None:
    if running.stdin is not None:
        with suppress(BrokenPipeError):  # it has already ended
            running.stdin.write(f"{line}\n")
            running.stdin.flush()
