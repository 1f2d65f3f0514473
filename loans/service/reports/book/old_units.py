"""Under which unit of before 2025-07-01 each loan stood, for reports by old units."""

import numpy as np
import pandas as pd

from loans.domain.area import UNPLACED, areas
from loans.domain.columns import Column
from loans.service.many.columns import Coded
from loans.service.many.signed import Signed


def old_units(signed: Signed, old_code: Column) -> dict[str, Coded]:
    """``old_code`` ("" where none is recorded), ``old_unit`` and ``old_unit_name`` of every loan.

    ``old_unit`` is the old code; a loan that records none stands under its commune of today as ``new-<code>``: 96 codes
    name two places, so that a code alone would not say which (UNPLACED where nobody has placed it).
    """
    own, codes = pd.factorize(old_code)
    old = [str(code) for code in codes]
    here, kinds = signed.alike("commune")
    communes = [commune for (commune,) in kinds]
    unrecorded = np.array([not code for code in old], bool)
    place = np.where(unrecorded[own], len(old) + here, own)
    keys = [*old, *(code if code == UNPLACED else f"new-{code}" for code in communes)]
    names = [*(_name(code) for code in old), *(areas().named(code) for code in communes)]
    return {
        "old_code": Coded(own, old),
        "old_unit": Coded(place, keys),
        "old_unit_name": Coded(place, names),
    }


def _name(old_code: str) -> str:
    """The full name of an old unit, its district with it."""
    return areas().meanings(old_code)[0].full_name if old_code else ""
