"""A load from its opening to its end: opened, given files, checked slice by slice, posted by a second person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from loans.domain.loading import Choices, Load, LoadFile, Step, check_choices
from loans.domain.programme import programme_of
from loans.domain.refusal import Forbidden, Refusal, Unknown
from loans.service.actor import Actor
from loans.service.checks import happened
from loans.service.loading.check import SLICE, next_meaning
from loans.service.loading.held import compare_held
from loans.service.loading.places import Places
from loans.service.loading.result import results
from loans.service.loading.staging import reopen, unfinished
from loans.service.loading.terms import Terms
from loans.service.unit_of_work import UnitOfWork

_START = -(2**62)
_SAME_LINES = ("loans", "inactive")
"""Subjects whose lines replace each other."""
_TOGETHER = ("entries",)
"""Subjects of which every file counts: none replaces another."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load has come: lines staged, contracts checked so far, and their counts by result and by code."""

    load: Load
    files: Sequence[LoadFile]
    staged: int
    results: Mapping[str, int]
    codes: Mapping[str, int]

    @property
    def checked(self) -> int:
        """Contracts that have a result."""
        return sum(self.results.values())


def open_load(uow: UnitOfWork, *, today: date, day: date, programme: str, limit: Sequence[str] | None = None) -> Load:
    """Open a load of a closing day (D0): its files bring loans in as they stood at the end of that day.

    ``limit``: the communes of its opener, None where he is not bound; whoever takes it further, no other is loaded.
    """
    happened(day, today, "day")
    programme_of(programme)
    bound = {} if limit is None else {"communes": sorted(limit)}
    booked = uow.entries.open("load", None, "load_opened", day, {"day": day, "programme": programme, **bound})
    uow.loads.add(booked, day, programme)
    return uow.loads.get(booked.stream_id)


def choose(uow: UnitOfWork, *, load_id: int, choices: Choices) -> Load:
    """Declare doubts to accept, a default source, default points; where they matter the check begins anew."""
    present = unfinished(uow, load_id)
    check_choices(choices.accept)
    if choices.source_id is not None:
        uow.funds.get(choices.source_id)
    for point_id in choices.points.values():
        uow.network.point(point_id)
    body = {"accept": sorted(choices.accept), "source_id": choices.source_id, "points": sorted(choices.points.values())}
    uow.entries.append(load_id, uow.entries.sequence(load_id), "load_choices_set", present.day, body)
    again = replace(choices, accept=()) != replace(present.choices, accept=())
    step = Step.OPEN if again else present.step
    if again:
        uow.loads.clear_results(load_id)
    uow.loads.set_step(load_id, step, choices=choices)
    return uow.loads.get(load_id)


def hand_in(
    uow: UnitOfWork,
    *,
    load_id: int,
    name: str,
    sha256: str,
    layout: str,
    subject: str,
    mapping: Mapping[str, Any],
    content: bytes | None = None,
) -> LoadFile:
    """Take a file into a load in one's own name; what was checked before is void.

    Bytes that are there already, read as they are now (layout, subject, mapping), are the file that is there, as far
    as it was staged. Read otherwise, or where a newer file has replaced any of their lines, they are handed in anew:
    the file that was handed in last is the one that counts. Every hand-in is on record, but for going on with a file
    that was not read to its end.
    """
    load = unfinished(uow, load_id)
    body = {"layout": layout, "sha256": sha256}
    present = next((each for each in uow.loads.files(load_id) if each.sha256 == sha256), None)
    reading = (layout, subject, dict(mapping))
    same = present is not None and (present.layout, present.subject, dict(present.mapping)) == reading
    if present is not None and same and not _is_replaced(uow, present):
        if present.is_whole:
            uow.entries.append(load_id, uow.entries.sequence(load_id), "load_file_again", load.day, body)
        return present
    if present is not None:
        _take_out(uow, present)
    reopen(uow, load, "load_file_given", body)
    new = LoadFile(0, load_id, name[:200], sha256, layout, subject, mapping, None, -1, 0, {})
    return uow.loads.add_file(new, content)


def withdraw(uow: UnitOfWork, *, load_id: int, file_id: int, reason: str) -> Load:
    """Take one file out of a load again, with all its lines: what older files say of the same counts as before."""
    load = unfinished(uow, load_id)
    present = next((each for each in uow.loads.files(load_id) if each.id == file_id), None)
    if present is None:
        raise Unknown(
            "unknown_file",
            field="file_id",
            value=file_id,
            vi=f"Đợt nạp không có tệp số {file_id}. Xem lại danh sách tệp của đợt nạp.",
            en=f"The load has no file {file_id}. Look at the list of its files.",
        )
    _take_out(uow, present)
    reopen(uow, load, "load_file_withdrawn", {"layout": present.layout, "sha256": present.sha256}, reason)
    return uow.loads.get(load_id)


def _take_out(uow: UnitOfWork, file: LoadFile) -> None:
    """Remove a file and its lines; where all files count together, what a later one repeated may be gone with it."""
    later = [each for each in uow.loads.files(file.load_id) if each.id > file.id and each.subject == file.subject]
    if file.subject in _TOGETHER and later:
        names = ", ".join(each.name for each in later)
        raise Refusal(
            "load_file_not_last",
            field="file_id",
            value=file.id,
            vi=f"Các tệp bút toán được tính chung, dòng lặp lại chỉ giữ ở tệp nộp trước. Rút các tệp nộp sau trước: "
            f"{names}; rồi nộp lại.",
            en="Files of entries count together, and a repeated line stays with the earlier file. Withdraw the later "
            f"files first: {names}; then hand them in again.",
        )
    uow.loads.remove_file(file)


def _is_replaced(uow: UnitOfWork, file: LoadFile) -> bool:
    """Whether a newer file says anything else of what this one speaks of, or may, since it was not read to its end."""
    kinds = _SAME_LINES if file.subject in _SAME_LINES else (file.subject,)
    newer = [each for each in uow.loads.files(file.load_id) if each.id > file.id and each.subject in kinds]
    if not newer or file.subject in _TOGETHER:
        return False
    return any(not each.is_whole for each in newer) or uow.loads.is_replaced(file)


@dataclass(slots=True)
class Lookups:
    """What a check looks up, kept from slice to slice by whoever runs several."""

    places: Places | None = None
    terms: Terms | None = None


def check_next(
    uow: UnitOfWork, _actor: Actor, load_id: int, *, limit: int = SLICE, lookups: Lookups | None = None
) -> Load:
    """Check the next contracts; the first slice begins anew, the last one leaves the load checked.

    Every slice commits with its results and how far it came, so that a check that was interrupted goes on there. A
    checked load whose contracts have moved in the books since begins anew.
    """
    load = _begun(uow, unfinished(uow, load_id))
    if load.step == Step.CHECKED:
        return load
    kept = lookups or Lookups()
    places = kept.places = kept.places or Places(uow, load)
    terms = kept.terms = kept.terms or Terms(load.programme, load.day)
    terms.read_by(uow)
    found = next_meaning(uow, load, places, terms, limit)
    if found is None:
        uow.loads.set_step(load_id, Step.CHECKED)
        return uow.loads.get(load_id)
    table = results(load, found)
    compare_held(uow, load, table)
    uow.loads.add_results(table)
    uow.loads.set_step(load_id, Step.CHECKING, cursor=table["contract"][-1])
    return uow.loads.get(load_id)


def _begun(uow: UnitOfWork, load: Load) -> Load:
    if load.step != Step.OPEN and not (load.step == Step.CHECKED and uow.loads.stale(load.id)):
        return load
    files = uow.loads.files(load.id)
    waiting = [file.name for file in files if not file.is_whole]
    none = "chưa có tệp sao kê khoản vay nào · no file of loans yet"
    if waiting or not any(file.subject in ("loans", "inactive") for file in files):
        raise Refusal(
            "load_files_missing",
            field="files",
            value=", ".join(waiting),
            vi=f"Chưa đọc xong tệp: {', '.join(waiting) or none}. Nộp và đọc hết các tệp.",
            en=f"Files are not read to their end: {', '.join(waiting) or none}. Hand them in, read all.",
        )
    uow.loads.clear_results(load.id)
    uow.loads.set_step(load.id, Step.CHECKING, cursor=_START)
    return uow.loads.get(load.id)


def progress_of(uow: UnitOfWork, load_id: int) -> Progress:
    """How far a load has come."""
    counted: dict[str, int] = {}
    coded: dict[str, int] = {}
    for (result, codes), count in uow.loads.counts(load_id).items():
        counted[result] = counted.get(result, 0) + count
        for code in filter(None, codes.split(",")):
            coded[code] = coded.get(code, 0) + count
    load = uow.loads.get(load_id)
    return Progress(load, uow.loads.files(load_id), uow.loads.staged(load_id), counted, coded)


def drop(uow: UnitOfWork, *, load_id: int, reason: str) -> Load:
    """Give a load up: what was staged is removed; that it was, and why, stays on record."""
    present = unfinished(uow, load_id)
    uow.entries.append(load_id, uow.entries.sequence(load_id), "load_dropped", present.day, {}, reason)
    uow.loads.clear(load_id)
    uow.loads.set_step(load_id, Step.DROPPED)
    return uow.loads.get(load_id)


def may_see(uow: UnitOfWork, actor: Actor, load_id: int) -> Load:
    """The load; who is bound to communes sees only loads of their own: a load speaks of every commune."""
    load = uow.loads.get(load_id)
    if actor.limit is not None and actor.username not in uow.loads.people(load_id):
        raise Forbidden(
            "load_not_yours",
            field="load_id",
            value=load_id,
            vi="Đợt nạp do người khác mở. Mở đợt nạp của mình cho các xã mình phụ trách.",
            en="Somebody else opened this load. Open one of your own for the communes in your charge.",
        )
    return load
