"""Files of a load: read in batches and staged, and the lines that were refused given back as a workbook to mend."""

import hashlib
import io
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from loans.domain.loading import LoadFile
from loans.papers.exports import Declared, layouts, read_batches
from loans.papers.exports.batches import SIZE, BatchStream
from loans.service.actor import Actor
from loans.service.loading import check_next, finish, hand_in, stage
from loans.service.unit_of_work import UnitOfWork

Writing = Callable[[], AbstractContextManager[UnitOfWork]]
"""Opens a transaction in somebody's name."""

_BLOCK = 1 << 20


def digest_of(source: bytes | Path) -> str:
    """The SHA-256 of a file, by which it is known again."""
    found = hashlib.sha256()
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as stream:
        while block := stream.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def take_in(
    writing: Writing,
    load_id: int,
    source: bytes | Path,
    *,
    name: str,
    layout: str | None = None,
    mapping: Declared | None = None,
    keep: bool = False,
) -> LoadFile:
    """Take a file into a load: its layout is found, or declared, before anything is kept; ``keep`` its bytes too."""
    with read_batches(source, name=name, layout=mapping or layout) as stream:
        code, subject = stream.layout.code, stream.layout.subject
    with writing() as uow:
        return hand_in(
            uow,
            load_id=load_id,
            name=name,
            sha256=digest_of(source),
            layout=code,
            subject=subject,
            mapping=mapping.as_dict() if mapping else {},
            content=source if keep and isinstance(source, bytes) else None,
        )


def stage_file(
    writing: Writing, file: LoadFile, source: bytes | Path, *, size: int = SIZE, seconds: float | None = None
) -> Iterator[LoadFile]:
    """Stage a file batch by batch, each in its own transaction, saying after each how far it is.

    What was staged before an interruption is read past. With ``seconds`` it stops after about so long.
    """
    if file.is_whole:
        return
    began, passed = time.monotonic(), 0
    with read_batches(source, name=file.name, layout=_layout(file), size=size) as stream:
        for batch in stream:
            passed += len(batch.rows)
            if passed <= file.done:
                continue
            with writing() as uow:
                file = stage(uow, uow.loads.get(file.load_id), file, batch)
            yield file
            if seconds is not None and time.monotonic() - began > seconds:
                return
        with writing() as uow:
            load = uow.loads.get(file.load_id)
            finish(uow, load, file, report_day=stream.report_day, notes=_notes(stream))
            found = next(each for each in uow.loads.files(load.id) if each.id == file.id)
        yield found


def advance(uow: UnitOfWork, actor: Actor, load_id: int, *, seconds: float) -> None:
    """Do the next piece of work of a load, about so many seconds of it: read a file further, else check further."""
    for file in [file for file in uow.loads.files(load_id) if not file.is_whole][:1]:
        content = uow.loads.content(file.id)
        if content is not None:
            list(stage_file(lambda: nullcontext(uow), file, content, seconds=seconds))
            return
    check_next(uow, actor, load_id)


def _layout(file: LoadFile) -> str | Declared:
    """The layout under which a file was taken in."""
    kept = file.mapping
    return Declared(kept["name"], kept["subject"], kept["headings"]) if kept else file.layout


def _notes(stream: BatchStream) -> dict[str, Any]:
    """What is said of the whole file: rows that were no records, and its own grand total."""
    control = stream.control
    return {
        "skipped": dict(stream.skipped),
        "control": None if control is None else {"agrees": control.agrees, "stated": dict(control.stated)},
    }


def known_layouts() -> Mapping[str, str]:
    """The layouts that need no mapping, with their names."""
    return {code: layout.name for code, layout in layouts().items()}
