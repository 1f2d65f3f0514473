"""Named columns in a folder: numbers as ``.npy``, which are mapped, text as its bytes and where each value ends.

A folder is written once, beside the place where it is to stand, and moved there whole; its manifest is written last,
and the folder's own name holds the manifest's digest. A mapped file that becomes shorter kills the process that reads
it: so every size and checksum is held against the manifest before anything is mapped, and nobody writes in place.
"""

import json
import os
from collections.abc import Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from loans.domain.columns import Column

FORMAT = 1
MANIFEST = "manifest.json"
_BLOCK = 1 << 20
_PRIVATE = 0o600


class SpoiledError(ValueError):
    """A folder that cannot be used; ``why`` is one word: missing, unreadable, truncated, altered, format."""

    def __init__(self, why: str, where: str) -> None:
        super().__init__(f"{where}: {why}")
        self.why, self.where = why, where


def write(folder: Path, said: Mapping[str, Any], columns: Mapping[str, Column]) -> str:
    """Write columns and what is said of them into an empty folder, down to the disk; answers the manifest's digest."""
    files = {name: note for column, values in columns.items() for name, note in _write_column(folder, column, values)}
    manifest = {"format": FORMAT, **said, "columns": list(columns), "files": files}
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    write_private(folder / MANIFEST, text)
    sync(folder)
    return sha256(text).hexdigest()


def manifest_of(folder: Path, digest: str) -> dict[str, Any]:
    """What was said of a folder; raises ``SpoiledError`` where its manifest is not the one of that digest."""
    try:
        text = (folder / MANIFEST).read_bytes()
    except OSError as fault:
        raise SpoiledError("missing", MANIFEST) from fault
    if not digest or not sha256(text).hexdigest().startswith(digest):
        raise SpoiledError("altered", MANIFEST)
    found: dict[str, Any] = json.loads(text)
    if found["format"] != FORMAT:
        raise SpoiledError("format", MANIFEST)
    return found


def read(folder: Path, manifest: Mapping[str, Any]) -> "Columns":
    """The columns of a folder, every file of it verified first; raises ``SpoiledError``."""
    sizes = {name: _size(folder / name) for name in manifest["files"]}
    for name, note in manifest["files"].items():
        if sizes[name] != note["size"]:
            raise SpoiledError("truncated", name)
    for name, note in manifest["files"].items():
        if _digest(folder / name) != note["sha256"]:
            raise SpoiledError("altered", name)
    return Columns(folder, manifest)


class Columns(Mapping[str, Column]):
    """The columns of a verified folder by name: numbers are mapped at once and shared by all who map them, text is
    made when it is asked for."""

    def __init__(self, folder: Path, manifest: Mapping[str, Any]) -> None:
        self._names: tuple[str, ...] = tuple(manifest["columns"])
        self._mapped = {name: _mapped(folder / name) for name in manifest["files"]}
        self._texts: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        if f"{name}.npy" in self._mapped:
            return self._mapped[f"{name}.npy"]
        if name not in self._texts:
            self._texts[name] = _texts(self._mapped[f"{name}.text.npy"], self._mapped[f"{name}.ends.npy"])
        return self._texts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def write_private(file: Path, content: bytes) -> None:
    """Write a file that its owner alone may read, down to the disk."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def sync(folder: Path) -> None:
    """What a folder lists stands on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_column(folder: Path, name: str, values: Column) -> Iterator[tuple[str, dict[str, Any]]]:
    if values.dtype.kind != "O":
        yield f"{name}.npy", _write_array(folder / f"{name}.npy", values)
        return
    texts = values.tolist()
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
    joined = np.frombuffer("".join(texts).encode(), np.uint8)
    yield f"{name}.text.npy", _write_array(folder / f"{name}.text.npy", joined)
    yield f"{name}.ends.npy", _write_array(folder / f"{name}.ends.npy", ends)


def _write_array(file: Path, values: Column) -> dict[str, Any]:
    whole = np.ascontiguousarray(values)
    head = BytesIO()
    np.lib.format.write_array_header_1_0(head, np.lib.format.header_data_from_array_1_0(whole))
    bytes_of: Any = whole.view(np.uint8)
    body = memoryview(bytes_of)
    write = (head.getvalue(), body)
    digest = sha256()
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with os.fdopen(handle, "wb") as out:
        for part in write:
            out.write(part)
            digest.update(part)
        out.flush()
        os.fsync(out.fileno())
    return {"size": len(write[0]) + len(body), "sha256": digest.hexdigest()}


def _mapped(file: Path) -> Column:
    found: Any = np.load(file, mmap_mode="r", allow_pickle=False)
    return np.asarray(found)


def _texts(joined: Column, ends: Column) -> Column:
    text, after = joined.tobytes().decode(), ends.tolist()
    found = np.empty(len(after), object)
    found[:] = [text[first:last] for first, last in zip([0, *after], after, strict=False)]
    found.flags.writeable = False
    return found


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError as fault:
        raise SpoiledError("missing", file.name) from fault


def _digest(file: Path) -> str:
    digest = sha256()
    try:
        with file.open("rb", buffering=0) as read:
            while block := read.read(_BLOCK):
                digest.update(block)
    except OSError as fault:
        raise SpoiledError("unreadable", file.name) from fault
    return digest.hexdigest()
