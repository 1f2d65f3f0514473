"""The ledger of all loans, read once: kept on the disk, brought forward by the loans that were touched since.

A base stands at a position, in files that every process maps; what was touched later stands beside it in memory. A
position is sealed and never changes, so the order in which transactions came to an end does no harm. An earlier
position is answered from the same base: the loans touched after it are read as they were known then.

Whatever is in doubt is read anew. What cannot be written is kept in memory, and ``fault`` says so to whoever asks.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

import structlog

from loans.domain.books.ledger import Ledger, View
from loans.domain.books.merged import merged
from loans.domain.books.network import Network
from loans.service.books.agreed import differing
from loans.service.books.changed import MOST, NETWORK, touched_loans
from loans.service.books.examined import refused
from loans.service.books.files import Files
from loans.service.books.flat import columns_of, ledger_from
from loans.service.books.network import network_read
from loans.service.books.reading import ledger_of
from loans.service.unit_of_work import UnitOfWork

COMPACTED_AT = 20
"""A new base is written when more than one in so many of its loans stands beside it."""

FEW = 500
"""So many loans may stand beside however small a base."""

PATIENCE = 60
"""Seconds that a process waits for another that is building, before it reads for itself."""

BRIEF = 1
"""Seconds that a thread waits for another of its process that brings the ledger forward."""

_KEPT = 2
_log = structlog.get_logger("loans.books")


@dataclass
class _Base:
    """A ledger of all loans at a position, and what was touched since."""

    name: str
    position: int
    mark: str
    ledger: Ledger
    at: int
    at_mark: str
    replaced: frozenset[int] = frozenset()
    newer: Ledger | None = None

    @property
    def view(self) -> View:
        """Everything as known at the last position to which it was brought."""
        if self.newer is None:
            return View.of(self.ledger)
        return View.joined(self.ledger, self.newer, sorted(self.replaced))


@dataclass
class Ledgers:
    """Whole ledgers of one database; ``made_by``: what a snapshot must have been made by (law, version, database)."""

    files: Files | None
    made_by: Mapping[str, Any]
    fault: str = ""
    _base: _Base | None = None
    _refused: str = ""
    _views: "OrderedDict[int, tuple[str, View]]" = field(default_factory=OrderedDict)
    _network: tuple[int, Network] | None = None
    _lock: Lock = field(default_factory=Lock)
    _key: tuple[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self._key = ("ledgers", id(self))

    def view(self, uow: UnitOfWork) -> View:
        """The ledger of all loans as known by a unit of work; those who ask meanwhile wait for one reading."""
        uow.budget.serve()
        position = uow.changes.position
        if not position:
            return View.of(ledger_of(uow))
        with self._alone(uow):
            mark = self._checked(uow, position)
            kept = self._views.get(position)
            if kept is not None and kept[0] == mark:
                self._views.move_to_end(position)
                return kept[1]
            found = self._found(uow, position, mark)
            self._views[position] = (mark, found)
            while len(self._views) > _KEPT:
                self._views.popitem(last=False)
            return found

    def network(self, uow: UnitOfWork) -> Network:
        """The network as known by a unit of work, read anew only where anything of it changed in between."""
        position, held = uow.changes.position or 0, self._network
        if position and held is not None and not self._network_changed(uow, held[0], position):
            self._network = (position, held[1])
            return held[1]
        found = network_read(uow)
        if position:
            self._network = (position, found)
        return found

    def _network_changed(self, uow: UnitOfWork, first: int, second: int) -> bool:
        after, until = min(first, second), max(first, second)
        if until - after > MOST or self._base is None:  # without a base nobody has looked whose database this is
            return True
        return any(each.noun in NETWORK for each in uow.changes.sealed(after, until))

    @contextmanager
    def _alone(self, uow: UnitOfWork) -> Iterator[None]:
        """One at a time; while everything is read anew, who comes meanwhile is told to ask again (``Busy``)."""
        if not self._lock.acquire(timeout=BRIEF):
            with uow.budget.construct(self._key, 0):
                pass  # a budget without bounds: wait for the other
            self._lock.acquire()
        try:
            yield
        finally:
            self._lock.release()

    def _checked(self, uow: UnitOfWork, position: int) -> str:
        """The mark of a position; what is held of another database, or of another past of this one, is forgotten."""
        base = self._base
        asked = {position} if base is None else {position, base.position, base.at}
        marks = uow.changes.marks(asked)
        if base is not None and (marks.get(base.position), marks.get(base.at)) != (base.mark, base.at_mark):
            _log.warning("snapshot", found="another database", position=base.position)
            self._base = self._network = None
            self._views.clear()
        return marks.get(position, "")

    def _found(self, uow: UnitOfWork, position: int, mark: str) -> View:
        if self._base is None:
            self._base = self._opened(uow)
        if self._base is None:
            return self._built(uow, position, mark)
        if position < self._base.at:
            return self._earlier(uow, self._base, position)
        return self._forward(uow, self._base, position, mark)

    def _forward(self, uow: UnitOfWork, base: _Base, position: int, mark: str) -> View:
        """The base with what was touched since it was last brought forward."""
        touched = touched_loans(uow, base.at, position)
        if touched is None or len(touched) > base.ledger.size // 2 + FEW:
            return self._built(uow, position, mark)
        if touched:
            base.newer, base.replaced = self._beside(uow, base, touched)
        base.at, base.at_mark = position, mark
        found = base.view
        if len(base.replaced) > max(base.ledger.size // COMPACTED_AT, FEW):
            return self._compacted(uow, base, found)
        return found

    def _beside(self, uow: UnitOfWork, base: _Base, touched: frozenset[int]) -> tuple[Ledger, frozenset[int]]:
        """What stands beside a base with some loans read as a unit of work knows them, and which loans these are."""
        newer = ledger_of(uow, loan_ids=sorted(touched))
        if base.newer is not None:
            newer = merged(View.joined(base.newer, newer, sorted(touched)))
        return newer, base.replaced | touched

    def _earlier(self, uow: UnitOfWork, base: _Base, position: int) -> View:
        """As known before: the loans touched after it read as they were known then, on from the nearer position."""
        if position - base.position < base.at - position:
            base = replace(base, at=base.position, replaced=frozenset(), newer=None)
        touched = touched_loans(uow, base.at, position)
        if touched is None or len(touched) > base.ledger.size // 2 + FEW:
            return View.of(ledger_of(uow))
        if touched:
            newer, replaced = self._beside(uow, base, touched)
            base = replace(base, newer=newer, replaced=replaced)
        return base.view

    def _built(self, uow: UnitOfWork, position: int, mark: str) -> View:
        with uow.budget.construct(self._key, 0):
            found = self._read(uow, position, mark)
        return self._found(uow, position, mark) if found is None else found

    def _read(self, uow: UnitOfWork, position: int, mark: str) -> View | None:
        """Everything read from the database, and kept; by one process at a time. None: another has just done so."""
        if self.files is None:
            return self._taken("", ledger_of(uow), position, mark)
        try:
            with self.files.alone(PATIENCE) as alone:
                other = self._newer(uow)  # made while this process waited
                if other is None:
                    return self._kept(uow, ledger_of(uow), position, mark, write=alone)
        except OSError as fault:
            self._cannot(fault)
            return self._taken("", ledger_of(uow), position, mark)
        self._base = other
        return None

    def _newer(self, uow: UnitOfWork) -> _Base | None:
        """What another process has put in use since this one looked."""
        base = self._base
        if self.files is None or self.files.current() in (self._refused, base.name if base else ""):
            return None
        found = self._opened(uow)
        return found if found is not None and (base is None or found.position > base.position) else None

    def _compacted(self, uow: UnitOfWork, base: _Base, view: View) -> View:
        """A new base out of the old one and what stands beside it; where another process has made one, that."""
        if self.files is None:
            return self._taken("", merged(view), base.at, base.at_mark)
        try:
            with self.files.alone() as alone:
                if not alone:
                    return view
                other = self._newer(uow)
                if other is None or other.position > base.at:
                    return self._kept(uow, merged(view), base.at, base.at_mark, write=True)
        except OSError as fault:
            self._cannot(fault)
            return self._taken("", merged(view), base.at, base.at_mark)
        self._base = other
        return self._forward(uow, other, base.at, base.at_mark)

    def _kept(self, uow: UnitOfWork, ledger: Ledger, position: int, mark: str, *, write: bool) -> View:
        """A whole ledger as the new base: on the disk where it agrees with the postings, else in memory."""
        wrong = differing(ledger, uow.changes.outstanding())
        if wrong:
            _log.error("snapshot", found="loans and postings differ", position=position, sources=wrong)
        if self.files is None or wrong or not write:
            return self._taken("", ledger, position, mark)
        said = {**self.made_by, "position": position, "mark": mark, "loans": ledger.size}
        try:
            name = self.files.keep(said, columns_of(ledger))
            ledger = ledger_from(self.files.columns(name))
        except OSError as fault:
            self._cannot(fault)
            return self._taken("", ledger, position, mark)
        self.fault = self._refused = ""
        _log.info("snapshot", made=name, loans=ledger.size)
        return self._taken(name, ledger, position, mark)

    def _taken(self, name: str, ledger: Ledger, position: int, mark: str) -> View:
        self._base = _Base(name, position, mark, ledger, position, mark)
        return View.of(ledger)

    def _opened(self, uow: UnitOfWork) -> _Base | None:
        """The snapshot on the disk, where it is whole, of this database and made by the same law and version."""
        if self.files is None:
            return None
        name = self.files.current()
        if not name:
            return None
        try:
            said = self.files.said(name)
            why = refused(uow, said, self.made_by)
            if not why:
                ledger = ledger_from(self.files.columns(name))
                position, mark = int(said["position"]), str(said["mark"])
                return _Base(name, position, mark, ledger, position, mark)
        except (ValueError, KeyError, TypeError) as fault:
            why = str(fault)
        self._refused = name
        _log.warning("snapshot", refused=name, why=why)
        self.files.note(f"{name}: {why}")
        return None

    def _cannot(self, fault: OSError) -> None:
        """The disk does not take it: told in the log, and to whoever looks at a page."""
        self.fault = fault.strerror or type(fault).__name__
        _log.warning("snapshot", refused="not written", why=self.fault)
        if self.files is not None:
            self.files.note(f"not written: {self.fault}")
