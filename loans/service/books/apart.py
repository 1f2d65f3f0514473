"""Loans laid one by one out of their histories, as rows that join the columns of the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from loans.domain.books.columns import EVER
from loans.domain.books.event import day_number
from loans.domain.books.history import History
from loans.domain.books.laid import doubt_of, laid
from loans.domain.columns import Column
from loans.service.books.signed import Signed
from loans.service.unit_of_work import UnitOfWork

CHUNK = 5_000
"""Histories read at once: databases limit how many numbers a question may name."""

_WIDTHS = {"events": 5, "eras": 4, "pieces": 5}


@dataclass(frozen=True)
class Apart:
    """Events of some loans, their eras and the pieces of each; eras and pieces count from 0."""

    events: tuple[Column, Column, Column, Column, Column]
    era_place: Column
    era_since: Column
    era_settled: Column
    era_session: Column
    piece_era: Column
    piece_turn: Column
    piece_due: Column
    piece_moves: Column
    piece_amount: Column
    doubts: Column


def laid_apart(uow: UnitOfWork, signed: Signed, places: Column) -> Apart:
    """The loans at some places, each out of its history."""
    rows: dict[str, list[tuple[int, ...]]] = {"events": [], "eras": [], "pieces": []}
    doubts = np.zeros(signed.size, np.uint8)
    for some in (places[first : first + CHUNK] for first in range(0, places.size, CHUNK)):
        held = uow.books.of(signed.ids[some].tolist())
        for place, loan_id in zip(some.tolist(), signed.ids[some].tolist(), strict=True):
            doubts[place] = doubt_of(held[loan_id])
            _add(rows, place, held[loan_id])
    events, eras, pieces = (_columns(rows[name], width) for name, width in _WIDTHS.items())
    place, day, kind, a, b = events
    return Apart(
        (place, day, kind.astype(np.uint8), a, b),
        eras[0],
        eras[1],
        eras[2],
        eras[3].view("datetime64[D]"),
        pieces[0],
        pieces[1],
        pieces[2],
        pieces[3],
        pieces[4],
        doubts,
    )


def _add(rows: dict[str, list[tuple[int, ...]]], place: int, history: History) -> None:
    rows["events"] += [(place, *event) for event in laid(history)]
    for era in history.course.eras:
        number = len(rows["eras"])
        since = EVER if era.since == date.min else day_number(era.since)
        session = history.session_of(era)
        rows["eras"].append((place, since, era.settled, day_number(session) if session else _NOWHERE))
        rows["pieces"] += [
            (number, turn, day_number(piece.due), day_number(piece.moves), piece.amount)
            for turn, piece in enumerate(era.pieces)
        ]


_NOWHERE = int(np.datetime64("NaT", "D").astype(np.int64))


def _columns(rows: Sequence[tuple[int, ...]], width: int) -> list[Column]:
    if not rows:
        return [np.zeros(0, np.int64) for _ in range(width)]
    return [np.array(column, np.int64) for column in zip(*rows, strict=True)]
