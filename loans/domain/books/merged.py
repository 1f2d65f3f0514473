"""A view as one ledger: what was read of some loans since takes the place of what was read of them before."""

import numpy as np

from loans.domain.books.columns import Eras, Events
from loans.domain.books.ledger import Coded, Ledger, View
from loans.domain.columns import Column


def merged(view: View) -> Ledger:
    """The loans of a view as one ledger, with the same answers."""
    names = view.parts[0].loans
    eras, sessions = _eras(view)
    return Ledger(
        loans={
            name: view.coded(name) if isinstance(values, Coded) else view.column(name) for name, values in names.items()
        },
        events=_events(view),
        eras=eras,
        eras_session=sessions,
        facts={name: view.facts(name) for name in view.parts[0].facts},
        doubts=view.doubts,
    )


def _events(view: View) -> Events:
    parts = [part.events for part in view.parts]
    off, rows = _rows([part.off for part in parts], view.order)
    columns = {
        name: np.concatenate([getattr(part, name) for part in parts])[rows] for name in ("day", "kind", "a", "b")
    }
    return Events(off=off, **columns)


def _eras(view: View) -> tuple[Eras, Column]:
    parts = [part.eras for part in view.parts]
    off, eras = _rows([part.off for part in parts], view.order)
    first, pieces = _rows([part.first for part in parts], eras)
    of_era = {name: np.concatenate([getattr(part, name) for part in parts])[eras] for name in ("since", "settled")}
    of_piece = {
        name: np.concatenate([getattr(part, name) for part in parts])[pieces]
        for name in ("due", "moves", "amount", "oldest", "sums")
    }
    session = np.concatenate([part.eras_session for part in view.parts])[eras]
    return Eras(off=off, first=first, **of_era, **of_piece), session


def _rows(offs: list[Column], chosen: Column) -> tuple[Column, Column]:
    """Of segments of several parts, numbered on, the chosen ones in their order: their new bounds, and their rows."""
    skips = np.cumsum([0, *(off[-1] for off in offs)])
    begin = np.concatenate([off[:-1] + skip for off, skip in zip(offs, skips, strict=False)])[chosen]
    size = np.concatenate([np.diff(off) for off in offs])[chosen]
    bounds = np.concatenate(([0], np.cumsum(size)))
    rows = np.repeat(begin - bounds[:-1], size) + np.arange(bounds[-1])
    return bounds, rows
