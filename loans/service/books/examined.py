"""What snapshot an installation has: whether it can be used, how far behind it is, how large, what last went wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loans.service.books.agreed import differing
from loans.service.books.files import Files
from loans.service.books.flat import ledger_from
from loans.service.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Examined:
    """``name`` is "" where there is none; ``why`` says in a word why it is not used, "" where it is; ``behind`` counts
    entries that are sealed since, ``unsealed`` those that wait; ``size`` is bytes."""

    name: str
    why: str
    position: int
    behind: int
    unsealed: int
    loans: int
    size: int
    building: bool
    fault: str
    fault_at: datetime | None


def examined(files: Files, uow: UnitOfWork, made_by: Mapping[str, Any]) -> Examined:
    """Look at the snapshot in use, every file of it, and hold it against the database; nothing is written.

    ``uow`` reads as known at the snapshot's position (``position_of``), so that its postings are those of then.
    """
    name, last = files.current(), uow.changes.last()
    fault, fault_at = files.noted()
    position, loans, why = _looked_at(files, uow, made_by, name) if name else (0, 0, "")
    return Examined(
        name=name,
        why=why,
        position=position,
        behind=last - position,
        unsealed=uow.proof.standing().not_sealed,
        loans=loans,
        size=files.size(name) if name else 0,
        building=files.is_building(),
        fault=fault,
        fault_at=fault_at,
    )


def position_of(files: Files) -> int:
    """The position of the snapshot in use; 0 where there is none that says it."""
    try:
        name = files.current()
        return int(files.said(name)["position"]) if name else 0
    except (ValueError, KeyError, TypeError):
        return 0


def _looked_at(files: Files, uow: UnitOfWork, made_by: Mapping[str, Any], name: str) -> tuple[int, int, str]:
    try:
        said = files.said(name)
        position, loans = int(said["position"]), int(said["loans"])
        why = refused(uow, said, made_by)
        if not why:
            why = _disagrees(files, uow, name)
    except (ValueError, KeyError, TypeError) as fault:
        return 0, 0, str(fault)
    return position, loans, why


def _disagrees(files: Files, uow: UnitOfWork, name: str) -> str:
    sources = differing(ledger_from(files.columns(name)), uow.changes.outstanding())
    return f"postings of sources {', '.join(map(str, sources))} differ" if sources else ""


def refused(uow: UnitOfWork, said: Mapping[str, Any], made_by: Mapping[str, Any]) -> str:
    """Why a snapshot is not used: what it was made by differs, or the database never was where it says; "" if it is."""
    other = [name for name, value in made_by.items() if said.get(name) != value]
    if other:
        return f"another {other[0]}"
    position = int(said["position"])
    return "" if uow.changes.marks({position}).get(position) == said["mark"] else "another database"
