"""Under which unit of before 2025-07-01 each loan stood, for reports by old units."""

import numpy as np

from loans.domain.area import UNPLACED, areas
from loans.domain.books.ledger import Coded, View

UNITS = ("old_code", "old_unit", "old_unit_name")
"""The columns that ``old_units`` makes."""


def old_units(view: View) -> dict[str, Coded]:
    """``old_code`` ("" where none is recorded), ``old_unit`` and ``old_unit_name`` of every loan.

    ``old_unit`` is the old code; a loan that records none stands under its commune of today as ``new-<code>``: 96 codes
    name two places, so that a code alone would not say which (UNPLACED where nobody has placed it).
    """
    old, commune = view.coded("old_code"), view.coded("commune")
    unrecorded = np.array([*(not code for code in old.texts), True], bool)
    place = np.where(unrecorded[old.own], len(old.texts) + commune.own, old.own)
    keys = [*old.texts, *(code if code == UNPLACED else f"new-{code}" for code in commune.texts)]
    names = [*(_name(code) for code in old.texts), *(areas().named(code) for code in commune.texts)]
    return {"old_code": old, "old_unit": Coded(place, keys), "old_unit_name": Coded(place, names)}


def _name(old_code: str) -> str:
    """The full name of an old unit, its district with it."""
    return areas().meanings(old_code)[0].full_name if old_code else ""
