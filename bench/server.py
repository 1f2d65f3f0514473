"""The service under its own gunicorn settings with two workers, on a port of loopback; always stopped at the end."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

# The service lives as long as the pipe on standard input: whatever ends the bench, kill -9 too, closes it.
# It waits twice: its own signal ends the first one.
KEEPER = 'trap : TERM; "$@" & read -r _; kill -TERM 0; wait; wait'
WORKERS = 2
KEY = "a-key-of-the-measurements-alone-"
PATIENCE_S = 60


class Service:
    """A running server; ``started`` is when it was told to start (monotonic), before it answers."""

    def __init__(self, running: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self._running, self.port, self.log = running, port, log
        self.started = time.monotonic()

    def wait(self) -> float:
        """Wait until it says that it is well; the seconds since the start."""
        while time.monotonic() < self.started + PATIENCE_S:
            with suppress(OSError, HTTPException):
                connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/health")
                if connection.getresponse().status == 200:
                    connection.close()
                    return time.monotonic() - self.started
            time.sleep(0.02)
        raise SystemExit(f"the service does not answer: {self.log.read_text(errors='replace')[-2000:]}")

    def peak_mb(self) -> int:
        """The largest memory that any of its processes ever held, mapped files included, in MB."""
        return max((_high_water(each) for each in _children(self._running.pid)), default=0)

    def stop(self) -> None:
        """End the whole group: gently, then not."""
        with suppress(subprocess.TimeoutExpired):
            self._running.communicate(timeout=PATIENCE_S / 4)
        with suppress(ProcessLookupError):
            os.killpg(self._running.pid, signal.SIGKILL)
        self._running.wait()


@contextmanager
def serving(url: str, folder: Path, app: str = "", more: Mapping[str, str] | None = None) -> Iterator[Service]:
    """The service (or another application) on a database, with an instance folder; waited for by who asks."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    own = {
        "LOANS_DATABASE_URL": url,
        "LOANS_INSTANCE": str(folder),
        "LOANS_SIGNING_KEY": KEY,
        "LOANS_DEMO": "1",
        "LOANS_PORT": str(port),
        "LOANS_BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": str(WORKERS),
    }
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:loans.gunicorn_settings", *([app] if app else [])]
    log = folder / "server.log"
    with log.open("ab") as out:
        running = subprocess.Popen(  # noqa: S603
            ["/bin/sh", "-c", KEEPER, "sh", *gunicorn],
            env={**os.environ, **own, **(more or {})},
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    service = Service(running, port, log)
    try:
        yield service
    finally:
        service.stop()


def _children(pid: int) -> list[int]:
    """Every process below one."""
    found: list[int] = []
    with suppress(OSError):
        for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found += [int(each), *_children(int(each))]
    return found


def _high_water(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) // 1024
    return 0
