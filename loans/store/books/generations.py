"""Snapshots in the instance folder: one is in use, the next is built beside it by one process, the old ones go.

``current`` names the one in use and is replaced whole. Whoever has mapped an old one keeps it: its files leave the
folder, not the memory. A builder holds the lock of the operating system, which a crash gives back; what the crash left
unfinished is removed by the next builder. Nothing here is needed: the folder may be deleted at any time.
"""

import fcntl
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from loans.domain.columns import Column
from loans.store.books import files
from loans.store.books.files import FORMAT, SpoiledError

CURRENT, LOCK, FAULT, BUILDING = "current", "lock", "fault", "building-"
_PRIVATE = 0o700
_WHOLE = re.compile(r"[0-9]+-[0-9]+-[0-9a-f]{32}")
_UNFINISHED = re.compile(BUILDING + rf"([0-9]+-[0-9a-f]{{8}}|[0-9a-f]{{16}}|{CURRENT})")
"""What a snapshot is called, and what is left of one: nothing else in the folder is ours to remove."""
_PAUSE = 0.05


@dataclass(frozen=True)
class Generations:
    """The folder of snapshots of one installation."""

    folder: Path

    def current(self) -> str:
        """The name of the snapshot in use; "" where there is none."""
        try:
            return (self.folder / CURRENT).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def said(self, name: str) -> dict[str, Any]:
        """What a snapshot says of itself, its files not yet verified; raises ``SpoiledError``."""
        parts = name.split("-")
        if len(parts) != 3 or parts[0] != str(FORMAT) or not name.replace("-", "").isalnum():
            raise SpoiledError("format", name)
        return files.manifest_of(self.folder / name, parts[2])

    def columns(self, name: str) -> Mapping[str, Column]:
        """The columns of a snapshot, every file verified first; raises ``SpoiledError``."""
        said = self.said(name)
        try:
            return files.read(self.folder / name, said)
        except SpoiledError:
            raise
        except (OSError, ValueError, KeyError) as fault:
            raise SpoiledError("unreadable", name) from fault

    @contextmanager
    def alone(self, seconds: float = 0) -> Iterator[bool]:
        """Whether this process may build one, alone, as long as the block lasts; it waits at most so long for another.

        Raises ``OSError`` where the folder cannot be made or written.
        """
        if not self.folder.is_dir():  # whoever named a folder that was there keeps its rights
            self.folder.mkdir(parents=True, exist_ok=True)
            self.folder.chmod(_PRIVATE)
        handle = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield _locked(handle, seconds)
        finally:
            os.close(handle)

    def keep(self, said: Mapping[str, Any], columns: Mapping[str, Column]) -> str:
        """Write a snapshot and put it in use; answers its name. Only for who is ``alone``.

        Raises ``OSError`` where the disk does not take it; what was in use then stays so.
        """
        self._remove(_UNFINISHED)
        place = self.folder / f"{BUILDING}{os.getpid()}-{secrets.token_hex(4)}"
        place.mkdir(mode=_PRIVATE)
        try:
            digest = files.write(place, said, columns)
            name = f"{FORMAT}-{said['position']}-{digest[:32]}"
            self._put(place, name)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        self._remove(_WHOLE, but=name)
        return name

    def size(self, name: str) -> int:
        """How many bytes a snapshot takes on the disk."""
        found = 0
        for file in (self.folder / name).glob("*"):
            with suppress(OSError):
                found += file.stat().st_size
        return found

    def note(self, fault: str) -> None:
        """Keep what last went wrong for whoever asks, as far as the disk takes it."""
        with suppress(OSError):
            (self.folder / FAULT).unlink(missing_ok=True)
            files.write_private(self.folder / FAULT, fault.encode())

    def noted(self) -> tuple[str, datetime | None]:
        """What last went wrong, and when; "" where nothing ever did."""
        try:
            file = self.folder / FAULT
            return file.read_text("utf-8"), datetime.fromtimestamp(file.stat().st_mtime, UTC)
        except (OSError, UnicodeDecodeError):
            return "", None

    def is_building(self) -> bool:
        """Whether a process is writing one now."""
        try:
            handle = os.open(self.folder / LOCK, os.O_RDWR)
        except OSError:
            return False
        try:
            return not _locked(handle, 0)
        finally:
            os.close(handle)

    def _put(self, place: Path, name: str) -> None:
        target = self.folder / name
        if target.exists():  # the same columns at the same position, perhaps spoiled since: it moves aside first
            target.rename(self.folder / f"{BUILDING}{secrets.token_hex(8)}")
        place.rename(target)
        new = self.folder / f"{BUILDING}{CURRENT}"
        files.write_private(new, f"{name}\n".encode())
        new.replace(self.folder / CURRENT)
        files.sync(self.folder)
        self._remove(_UNFINISHED)

    def _remove(self, ours: re.Pattern[str], but: str = "") -> None:
        for old in list(self.folder.iterdir()):
            if old.name == but or not ours.fullmatch(old.name):
                continue
            if old.is_dir():
                shutil.rmtree(old, ignore_errors=True)
            else:
                old.unlink(missing_ok=True)


def _locked(handle: int, seconds: float) -> bool:
    """Whether the lock was to be had within so many seconds."""
    until = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(_PAUSE)
        else:
            return True
