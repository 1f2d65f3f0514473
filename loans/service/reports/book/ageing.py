"""Ageing classes of overdue principal, from the bounds that the law's data has on a day (DOMAIN §6.5)."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from loans.domain.columns import Column, reached
from loans.domain.law import law

NOT_OVERDUE = ""
"""The class of a loan without overdue principal."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """One ageing class: its label for people, and the name of its columns."""

    label: str
    column: str

    @classmethod
    def of(cls, label: str) -> "Bucket":
        """The class of a label: "1–90" has the columns overdue_1_90 and overdue_1_90_loans, ">360" overdue_over_360."""
        return cls(label, "overdue_" + label.replace("–", "_").replace(">", "over_"))


def buckets(as_of: date) -> tuple[Bucket, ...]:
    """The classes of a day, youngest first; principal that moved on the day itself (0 days) is in the first."""
    bounds = _bounds(as_of)
    firsts = [1, *(bound + 1 for bound in bounds[:-1])]
    labels = [f"{first}–{last}" for first, last in zip(firsts, bounds, strict=True)]
    return tuple(Bucket.of(label) for label in [*labels, f">{bounds[-1]}"])


def ageing(overdue: Column, days_overdue: Column, as_of: date) -> "pd.Categorical[str]":
    """The label of each loan's class, its categories in the order of ``buckets`` after ``NOT_OVERDUE``."""
    labels = [NOT_OVERDUE, *(bucket.label for bucket in buckets(as_of))]
    place = 1 + reached([bound + 1 for bound in _bounds(as_of)], days_overdue)
    codes: list[int] = np.where(overdue > 0, place, 0).tolist()
    return pd.Categorical.from_codes(codes, categories=pd.Index(labels), ordered=True)


def _bounds(as_of: date) -> list[int]:
    return [int(bound) for bound in str(law().reading("ageing_bounds_days", as_of).value).split(",")]
