"""Allocation on a table of pandas: the same methods, the same refusals, a DataFrame in and a DataFrame out."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from loans.domain.allocation import Allocation, GroupBound, Method, Spec, Tier
from loans.domain.allocation.spec import LAST
from loans.domain.allocation.table import DEMAND, Cell, CheckCode
from loans.domain.allocation.terms import Weights
from loans.domain.columns import AMOUNT_MAX
from loans.domain.refusal import Refusal
from loans.service.methods import share_table

INT64_MAX = 2**63 - 1


def allocate(
    frame: pd.DataFrame,
    *,
    pool: int,
    grain: int = 1,
    weights: Weights | None = None,
    method: Method | str = Method.PROPORTIONAL,
    tiers: Sequence[Tier] = (),
    tiers_by: str = DEMAND,
    scale: bool = False,
    last: str = LAST,
    down_permille: int | None = None,
    up_permille: int | None = None,
    steps: Mapping[str, int] | None = None,
    groups: Sequence[GroupBound] = (),
    cap_at_demand: bool = False,
    beyond_demand: bool = False,
    leave_rest: bool = False,
    overdue_permille_max: int | None = None,
    check_code: CheckCode | None = None,
) -> pd.DataFrame:
    """Share ``pool`` đồng among the rows of ``frame`` (columns ``code``, criteria, ``floor``, ``cap``, ``fixed``,
    ``excluded``); arguments are those of ``loans.domain.allocation.Spec``, refusals those of ``share_by``.

    Returns one row per row of ``frame``, same order, same index: ``code``, ``allocated`` (int64 đồng), and one column
    ``why_<reason>`` for each reason met, adding up to ``allocated``. ``attrs`` holds ``pool``, ``allocated``, ``rest``.
    """
    names = [str(name) for name in frame.columns]
    columns = [[_cell(value) for value in frame.iloc[:, place].tolist()] for place in range(len(names))]
    records = [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]
    spec = Spec(
        pool=pool,
        grain=grain,
        method=_method(method),
        weights=weights,
        tiers=tuple(tiers),
        tiers_by=tiers_by,
        scale=scale,
        last=last,
        down_permille=down_permille,
        up_permille=up_permille,
        steps=steps or {},
        groups=tuple(groups),
        cap_at_demand=cap_at_demand,
        beyond_demand=beyond_demand,
        leave_rest=leave_rest,
        overdue_permille_max=overdue_permille_max,
    )
    places = [f"hàng {label}" for label in frame.index]
    return _frame(share_table(spec, records, columns=names, check_code=check_code, places=places), frame.index)


def _method(name: str) -> Method:
    known = [method.value for method in Method]
    if name in known:
        return Method(name)
    listed = ", ".join(known)
    raise Refusal(
        "allocation_method_unknown",
        vi=f"method = {name}: chọn một trong: {listed}",
        en=f"method = {name}: choose one of: {listed}",
        field="method",
        value=name,
    )


def _cell(value: Any) -> Cell:
    """A cell for the strict reader: a hole becomes ``None``, a whole number an ``int``, the rest is left to it.

    pandas turns a column of integers with a hole into floats; up to 10¹⁵ (below 2⁵³) such a float is the integer
    that was written, exactly. A fraction, or anything larger, stays text and is refused by name.
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(plain, float):
        return _whole_of(plain)
    return plain if isinstance(plain, str | bool | int) else str(plain)


def _whole_of(value: float) -> Cell:
    if value != value:  # not a number: a hole  # noqa: PLR0124
        return None
    return int(value) if value.is_integer() and abs(value) <= AMOUNT_MAX else str(value)


def _frame(made: Allocation, index: pd.Index) -> pd.DataFrame:
    reasons = dict.fromkeys(step.reason for row in made.rows for step in row.why)
    steps = [{step.reason: step.amount for step in row.why} for row in made.rows]
    columns: dict[str, Any] = {
        "code": pd.Series([row.code for row in made.rows], index=index, dtype="str"),
        "allocated": _amounts([row.allocated for row in made.rows], index),
    }
    for reason in reasons:
        columns[f"why_{reason}"] = _amounts([step.get(reason, 0) for step in steps], index)
    result = pd.DataFrame(columns, index=index)
    result.attrs.update(pool=made.pool, allocated=made.allocated, rest=made.rest)
    return result


def _amounts(values: Sequence[int], index: pd.Index) -> "pd.Series[Any]":
    """A column of đồng: int64, or Python integers where a reason (before its cap) is beyond 64 bits."""
    fits = all(abs(value) <= INT64_MAX for value in values)
    return pd.Series(values, index=index, dtype="int64" if fits else "object")
