"""Snapshots on the disk: what was written is what is read; what is spoiled is named and never mapped; one builder at a
time, and whatever ends one in the middle leaves the old snapshot in use."""

import errno
import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from loans.store.books.files import MANIFEST, SpoiledError
from loans.store.books.generations import BUILDING, CURRENT, LOCK, Generations

TEXTS = np.array(["Nguyễn Thị Giả Định", "", "HĐ-00001", "a" * 300, "\U0001f33e lúa"], dtype=object)
COLUMNS: dict[str, Any] = {
    "loans.id": np.array([3, 1, 2], np.int64),
    "events.day": np.array([-5, 20_000, 2_932_896], np.int32),
    "events.kind": np.array([0, 1, 10], np.uint8),
    "loans.opened_on": np.array(["2020-02-29", "NaT", "9999-12-31"], "datetime64[D]"),
    "facts.freezes.opened": np.array([True, False]),
    "facts.none": np.zeros(0, np.int64),
    "loans.customer_name": TEXTS,
    "facts.no_text": np.zeros(0, object),
}
SAID = {"position": 7, "mark": "abc"}


@pytest.fixture
def held(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "instance" / "snapshot")


def keep(held: Generations, position: int = 7, columns: dict[str, Any] = COLUMNS) -> str:
    with held.alone() as alone:
        assert alone
        return held.keep({**SAID, "position": position}, columns)


def same(held: Generations, name: str, columns: dict[str, Any] = COLUMNS) -> None:
    found = held.columns(name)
    assert list(found) == list(columns)
    for column, values in columns.items():
        assert found[column].dtype == values.dtype, column
        assert np.array_equal(found[column], values, equal_nan=values.dtype.kind == "M"), column


def test_what_was_written_is_what_is_read(held: Generations) -> None:
    assert (held.current(), held.is_building()) == ("", False)
    name = keep(held)
    assert held.current() == name
    assert held.said(name)["position"] == 7
    same(held, name)
    assert held.size(name) == sum(file.stat().st_size for file in (held.folder / name).iterdir())


def test_nobody_can_write_into_what_is_mapped(held: Generations) -> None:
    found = held.columns(keep(held))
    for column in ("loans.id", "loans.customer_name"):
        with pytest.raises(ValueError, match="read-only"):
            found[column][0] = found[column][1]


def test_files_are_the_owners_alone_whatever_the_umask(held: Generations) -> None:
    before = os.umask(0)
    try:
        name = keep(held)
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in held.folder.rglob("*") if path.is_file()}
    folders = {path.stat().st_mode & 0o777 for path in (held.folder, held.folder / name)}
    assert (modes, folders) == ({0o600}, {0o700})


def test_a_new_snapshot_takes_the_place_of_the_old_one_which_stays_readable_to_whoever_maps_it(
    held: Generations,
) -> None:
    old = held.columns(keep(held))
    name = keep(held, 8, {"loans.id": np.arange(5)})
    assert held.current() == name
    assert sorted(path.name for path in held.folder.iterdir()) == sorted([name, CURRENT, LOCK])
    assert old["loans.id"].tolist() == [3, 1, 2], "its files have left the folder, not the memory"


def test_the_same_columns_at_the_same_position_are_written_anew(held: Generations) -> None:
    name = keep(held)
    (held.folder / name / "loans.id.npy").write_bytes(b"spoiled")
    assert keep(held) == name
    same(held, name)


@pytest.mark.parametrize(
    "file", [*(f"{name}.npy" for name in ("loans.id", "events.kind")), "loans.customer_name.text.npy"]
)
@pytest.mark.parametrize(
    ("how", "why"), [("shorter", "truncated"), ("longer", "truncated"), ("altered", "altered"), ("gone", "missing")]
)
def test_a_file_that_is_not_as_it_was_written_is_found_before_it_is_mapped(
    held: Generations, file: str, how: str, why: str
) -> None:
    name = keep(held)
    path = held.folder / name / file
    whole = path.read_bytes()
    path.unlink()
    if how != "gone":
        middle = len(whole) - 2
        changed = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
        path.write_bytes({"shorter": whole[:-1], "longer": whole + b"\0", "altered": changed}[how])
    with pytest.raises(SpoiledError) as found:
        held.columns(name)
    assert (found.value.why, found.value.where) == (why, file)


@pytest.mark.parametrize("how", ["position", "size", "empty", "gone", "not json"])
def test_a_manifest_that_is_not_as_it_was_written_is_found(held: Generations, how: str) -> None:
    name = keep(held)
    path = held.folder / name / MANIFEST
    said = json.loads(path.read_text("utf-8"))
    path.unlink()
    if how == "position":
        said["position"] = 8
    elif how == "size":
        said["files"]["loans.id.npy"]["size"] -= 8
    if how != "gone":
        path.write_text({"empty": "", "not json": "{"}.get(how, json.dumps(said)), "utf-8")
    with pytest.raises(SpoiledError) as found:
        held.columns(name)
    assert (found.value.why, found.value.where) == ("missing" if how == "gone" else "altered", MANIFEST)


@pytest.mark.parametrize("name", ["", "..", "2-7-aaaa", "1-7", "1-7-../../x", "1-7-", "no such thing"])
def test_a_name_that_is_none_of_this_format_is_refused(held: Generations, name: str) -> None:
    keep(held)
    with pytest.raises(SpoiledError):
        held.columns(name)


def test_current_may_name_nothing_or_nonsense(held: Generations) -> None:
    keep(held)
    for text in (b"", b"\xff\xfe", b"1-9-gone"):
        (held.folder / CURRENT).write_bytes(text)
        if held.current():
            with pytest.raises(SpoiledError):
                held.columns(held.current())


class Full:
    """A disk that takes so many files more."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, takes: int) -> None:
        self.left = takes
        self.really = os.fsync
        monkeypatch.setattr(os, "fsync", self.fsync)

    def fsync(self, handle: int) -> None:
        if self.left <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.left -= 1
        self.really(handle)


@pytest.mark.parametrize("takes", range(0, 16, 3))
def test_a_full_disk_leaves_the_old_snapshot_and_nothing_else(
    held: Generations, monkeypatch: pytest.MonkeyPatch, takes: int
) -> None:
    old = keep(held)
    with monkeypatch.context() as patched:
        Full(patched, takes)
        with suppress(OSError):
            keep(held, 8)
    assert held.current() == old or held.said(held.current())["position"] == 8
    same(held, held.current())
    assert [path.name for path in held.folder.iterdir() if path.name.startswith(BUILDING) and path.is_dir()] == []
    last = keep(held, 9)
    same(held, last)


def test_two_do_not_build_at_once_and_the_second_may_wait(held: Generations) -> None:
    with held.alone() as first, held.alone() as second, held.alone(0.1) as third:
        assert (first, second, third, held.is_building()) == (True, False, False, True)
    with held.alone() as again:
        assert again


KILLED = """
import sys, time
import numpy as np
from pathlib import Path
from loans.store.books import files
from loans.store.books.generations import Generations

really = files._write_array
def slow(file, values):
    print(file.name, flush=True)
    if file.name == sys.argv[2]:
        time.sleep(60)
    return really(file, values)
files._write_array = slow
held = Generations(Path(sys.argv[1]))
with held.alone() as alone:
    assert alone
    held.keep({"position": 8}, {f"column{n}": np.arange(10) for n in range(5)})
"""


@pytest.mark.parametrize("at", ["column0.npy", "column3.npy"])
def test_a_builder_that_is_killed_leaves_the_old_snapshot_and_no_lock(held: Generations, at: str) -> None:
    name = keep(held)
    command = [sys.executable, "-c", KILLED, str(held.folder), at]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as builder:
        assert builder.stdout is not None
        while builder.stdout.readline().strip() != at:
            assert builder.poll() is None
        assert held.is_building(), "it builds beside the one in use"
        same(held, held.current())
        builder.send_signal(signal.SIGKILL)
        builder.wait()
    assert not held.is_building(), "the system gave its lock back"
    assert held.current() == name
    same(held, name)
    assert [path for path in held.folder.iterdir() if path.name.startswith(BUILDING)], "what it left"
    last = keep(held, 9)
    assert sorted(path.name for path in held.folder.iterdir()) == sorted([last, CURRENT, LOCK])


def test_the_folder_may_be_deleted_at_any_time(held: Generations) -> None:
    found = held.columns(keep(held))
    for path in sorted(held.folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    held.folder.rmdir()
    assert found["loans.id"].tolist() == [3, 1, 2]
    assert (held.current(), held.is_building(), held.size("1-7-a")) == ("", False, 0)
    same(held, keep(held))


def test_what_others_keep_in_the_folder_stays(held: Generations) -> None:
    others = ("2026-11-01-backup.sql", "01-notes.txt", "building-plans", "1-7-abc")
    held.folder.mkdir(parents=True)
    for name in others:
        (held.folder / name).mkdir()
        (held.folder / name / "own").write_text("giả định", "utf-8")
    first, second = keep(held, 7), keep(held, 8)
    assert [(held.folder / name / "own").read_text("utf-8") for name in others] == ["giả định"] * len(others)
    assert (held.current(), (held.folder / first).exists()) == (second, False)
