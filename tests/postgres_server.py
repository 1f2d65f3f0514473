"""A PostgreSQL server of our own in one temporary folder: started, crashed on purpose, stopped."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

PATIENCE_S = 60

# The server lives as long as the pipe on standard input: whatever ends the tests, kill -9 too, closes it and takes the
# data along. The word "keep" leaves them for another start.
KEEPER = """folder=$1; shift
"$@" & server=$!
read -r word
kill -INT $server 2>/dev/null; wait $server
[ "$word" = keep ] || rm -rf "$folder"
"""


class UnavailableError(Exception):
    """Why a provider cannot serve."""


def unprivileged() -> str | None:
    """Who runs the server: PostgreSQL refuses root, everybody else runs it as themselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in known), None)


class Programs:
    """A PostgreSQL's programs, run as an unprivileged account inside one folder of its own."""

    def __init__(self, bin_folder: Path, folder: Path) -> None:
        self.bin, self.folder, self.account = bin_folder, folder, unprivileged()
        folder.chmod(0o700)
        if self.account:
            account = pwd.getpwnam(self.account)
            os.chown(folder, account.pw_uid, account.pw_gid)

    def start(self, *command: str | Path, log: int, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        group = pwd.getpwnam(self.account).pw_gid if self.account else None
        return subprocess.Popen(
            command,
            cwd=self.folder,
            # Its own TMPDIR, and none of the PG* and locale settings of whoever runs the tests.
            env={"PATH": os.defpath, "HOME": str(self.folder), "TMPDIR": str(self.folder), "LC_ALL": "C"},
            user=self.account,
            group=group,
            extra_groups=[] if self.account else None,
            stdin=stdin,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for pytest, which then stops the server itself
        )

    def run(self, name: str, *arguments: str | Path) -> str:
        """What the program printed, or `UnavailableError` with it."""
        try:
            running = self.start(self.bin / name, *arguments, log=subprocess.PIPE)
            printed = running.communicate(timeout=PATIENCE_S)[0].decode(errors="replace")
        except (OSError, subprocess.SubprocessError) as fault:
            raise UnavailableError(f"{name}: {fault}") from fault
        if running.returncode:
            raise UnavailableError(f"{name}: {printed}")
        return printed

    def version(self) -> int:
        """`initdb (PostgreSQL) 15.8 (Debian …)` → 15."""
        found = re.search(r"\d+", self.run("initdb", "--version"))
        return int(found[0]) if found else 0


class Server:
    """A server of our own; `crash` and `resume` are for the tests of faults."""

    def __init__(self, programs: Programs, *, durable: bool) -> None:
        self.programs, self.folder = programs, programs.folder
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        settings = {"listen_addresses": "", "unix_socket_directories": self.folder, "max_connections": 200}
        if not durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        self.settings = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        # Only a socket in a folder of mode 0700, so that trust is safe and no port can be taken.
        query = {"host": str(self.folder), "port": "5432"}
        self.url = URL.create("postgresql+psycopg", username="postgres", database="postgres", query=query)
        self.keeper: subprocess.Popen[bytes] | None = None

    def create(self) -> None:
        """An empty cluster whose lower() knows Đ: the C locale alone does not."""
        words = ("-D", self.data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "--lc-collate=C")
        for ctype in ("C.UTF-8", "en_US.UTF-8"):
            with suppress(UnavailableError):
                self.programs.run("initdb", *words, f"--lc-ctype={ctype}")
                return
        self.programs.run("initdb", *words, "--lc-ctype=C")

    def resume(self) -> None:
        """Start, and wait until it answers; a crashed one first recovers."""
        last = time.monotonic() + PATIENCE_S
        while not self._answers_after_start(last):
            # After a crash the old shared memory stays until its last backend has noticed.
            time.sleep(0.2)

    def _answers_after_start(self, last: float) -> bool:
        command = ("/bin/sh", "-c", KEEPER, "sh", self.folder, self.programs.bin / "postgres", "-D", self.data)
        with self.log.open("ab") as log:
            before = log.tell()
            self.keeper = self.programs.start(*command, *self.settings, log=log.fileno(), stdin=subprocess.PIPE)
        while time.monotonic() < last:
            with suppress(psycopg.OperationalError):
                psycopg.connect(libpq(self.url)).close()
                return True
            if b"pre-existing shared memory" in self.log.read_bytes()[before:]:
                self._release(b"keep\n")
                return False
            time.sleep(0.05)
        raise UnavailableError(f"PostgreSQL does not answer: {self.log.read_text(errors='replace')[-2000:]}")

    def crash(self) -> None:
        """Pull the plug: kill -9, nothing flushed, the data stay."""
        os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        self._release(b"keep\n")

    def stop(self) -> None:
        """Stop and remove the data; doing it twice is safe."""
        self._release(b"")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _release(self, word: bytes) -> None:
        if self.keeper:
            self.keeper.communicate(word, timeout=PATIENCE_S)
            self.keeper = None


def libpq(url: URL | str) -> str:
    """The same address without SQLAlchemy's driver name."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
