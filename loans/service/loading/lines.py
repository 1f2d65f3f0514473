"""Staged lines as one row a contract: the newest file counts, equal lines are one, what others add is summed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from loans.domain.columns import Column
from loans.domain.loading import DAYS, SUMS, TEXTS, Rows
from loans.domain.loading.rows import NOT_STATED
from loans.service.unit_of_work import UnitOfWork

_MONEY = [name for name in SUMS if name != "savings"]
_LESS = NOT_STATED - 1
_NEVER = np.datetime64("NaT", "D")


@dataclass(slots=True)
class Lines:
    """One row a contract with its place, whether it is repeated (equally, or not), and what its cells were told."""

    rows: Rows
    file_id: Column
    row: Column
    repeated: Column
    doubted: Column
    faults: Sequence[str | None]
    repairs: Sequence[str | None]
    pieces_file: Column


def next_lines(uow: UnitOfWork, load_id: int, day: date, cursor: int, limit: int) -> Lines | None:
    """The next contracts after one, whole ones only; None at the end."""
    table = uow.loads.loans_after(load_id, cursor, limit)
    contract = np.array(table["contract"], np.int64)
    if not contract.size:
        return None
    end = contract.size
    if end == limit and contract[0] != contract[-1]:  # the last contract may have more lines than were read
        end = int(np.searchsorted(contract, contract[-1], side="left"))
    lines = _chosen({name: values[:end] for name, values in table.items()}, contract[:end], day)
    _add_days(uow, load_id, lines)
    _add_pieces(uow, load_id, lines)
    _add_vouchers(uow, load_id, lines)
    return lines


def _chosen(table: Mapping[str, Sequence[Any]], contract: Column, day: date) -> Lines:
    """Of each contract the first line of its newest file; the others of that file repeat it or contradict it."""
    file_id = np.array(table["file_id"], np.int64)
    keys, first, place = np.unique(contract, return_index=True, return_inverse=True)
    last = np.append(first[1:], contract.size) - 1
    newest = np.flatnonzero(file_id == file_id[last][place])
    chosen = newest[np.unique(place[newest], return_index=True)[1]]
    columns = _columns(table, chosen) | {"contract": keys}
    again = np.setdiff1d(newest, chosen, assume_unique=True)
    repeated, doubted = (np.zeros(keys.size, np.bool_) for _ in range(2))
    if again.size:
        same = np.ones(again.size, np.bool_)
        for name in _MONEY:
            same &= _whole([table[name][at] for at in again]) == columns[name][place[again]]
        repeated[place[again]] = True
        doubted[place[again][~same]] = True
    return Lines(
        Rows(day, columns),
        file_id[chosen],
        np.array(table["row"], np.int64)[chosen],
        repeated & ~doubted,
        doubted,
        [table["faults"][at] for at in chosen],
        [table["repairs"][at] for at in chosen],
        np.full(keys.size, NOT_STATED, np.int64),
    )


def _columns(table: Mapping[str, Sequence[Any]], chosen: Column) -> dict[str, Column]:
    every = chosen.size == len(table["contract"])
    taken = {
        name: table[name] if every else [table[name][at] for at in chosen.tolist()] for name in (*TEXTS, *DAYS, *SUMS)
    }
    found: dict[str, Column] = {}
    for name in TEXTS:
        found[name] = np.array(taken[name], object)
    for name in DAYS:
        found[name] = _days(taken[name])
    for name in SUMS:
        found[name] = _whole(taken[name])
    return found


def _days(values: Sequence[Any]) -> Column:
    return np.array(values, "datetime64[D]") if len(values) else np.zeros(0, "datetime64[D]")


def _whole(values: Sequence[Any]) -> Column:
    """Whole numbers, −1 where nothing is stated; a −1 that is stated becomes −2: as wrong, and still refused."""
    stated = (NOT_STATED if value is None else value if value != NOT_STATED else _LESS for value in values)
    return np.fromiter(stated, np.int64, len(values))


def _range(lines: Lines) -> tuple[int, int]:
    keys = lines.rows.columns["contract"]
    return int(keys[0]), int(keys[-1])


def _place(lines: Lines, contract: Column) -> tuple[Column, Column]:
    """The place of each contract among the lines, and which of them are there at all."""
    keys = lines.rows.columns["contract"]
    spot = np.minimum(np.searchsorted(keys, contract), keys.size - 1)
    return spot, keys[spot] == contract


def _add_days(uow: UnitOfWork, load_id: int, lines: Lines) -> None:
    """Days that the layout of loans does not state come from exports 2 and 13."""
    table = uow.loads.days_between(load_id, *_range(lines))
    contract = np.array(table["contract"], np.int64)
    if not contract.size:
        return
    spot, known = _place(lines, contract)
    for name in ("overdue_since", "frozen_since", "frozen_through"):
        given = _days(table[name])
        column = lines.rows.columns[name].copy()
        use = known & ~np.isnat(given)
        own = np.isnat(column)
        column[spot[use]] = given[use]  # ordered by file: the newest is written last
        lines.rows.given[name] = np.where(own, column, lines.rows.columns[name])


def _add_pieces(uow: UnitOfWork, load_id: int, lines: Lines) -> None:
    """Unpaid instalments: of each contract those of its newest file, counted and summed."""
    size = lines.rows.size
    count, total, least = np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.int64)
    first, last = np.full(size, _NEVER), np.full(size, _NEVER)
    table = uow.loads.pieces_between(load_id, *_range(lines))
    contract = np.array(table["contract"], np.int64)
    if contract.size:
        spot, known = _place(lines, contract)
        file_id = np.array(table["file_id"], np.int64)
        np.maximum.at(lines.pieces_file, spot[known], file_id[known])
        use = known & (file_id == lines.pieces_file[spot])
        due_on = _days(table["due_on"])
        due = np.where(np.isnat(due_on), 0, _whole(table["due"]))
        np.add.at(count, spot[use], 1)
        np.add.at(total, spot[use], due[use])
        least = np.full(size, np.iinfo(np.int64).max)
        np.minimum.at(least, spot[use], due[use])
        np.fmin.at(first, spot[use], due_on[use])
        np.fmax.at(last, spot[use], due_on[use])
    lines.rows.given |= {"pieces": count, "pieces_sum": total, "pieces_least": least}
    lines.rows.given |= {"pieces_first": first, "pieces_last": last}


def _add_vouchers(uow: UnitOfWork, load_id: int, lines: Lines) -> None:
    """Past vouchers: all files together, one that is said twice once; their sum, its lowest evening, their days."""
    size = lines.rows.size
    count, total, low = np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.int64)
    first, last = np.full(size, _NEVER), np.full(size, _NEVER)
    table = uow.loads.vouchers_between(load_id, *_range(lines))
    if len(table["contract"]):
        spot, day, change = _vouchers(uow, load_id, lines, table)
        np.add.at(count, spot, 1)
        np.add.at(total, spot, change)
        low = _lowest(spot, day, change, size)
        starts = np.flatnonzero(np.append(True, spot[1:] != spot[:-1])) if spot.size else spot
        ends = np.append(starts[1:], spot.size) - 1 if spot.size else spot
        first[spot[starts]], last[spot[ends]] = day[starts], day[ends]  # an unread day sorts last, as NaT
    lines.rows.given |= {
        "vouchers": count,
        "vouchers_sum": total,
        "vouchers_low": low,
        "vouchers_first": first,
        "vouchers_last": last,
    }


def _vouchers(
    uow: UnitOfWork, load_id: int, lines: Lines, table: Mapping[str, Sequence[Any]]
) -> tuple[Column, Column, Column]:
    """Place, day and change of principal of each voucher, by place and day; what is said twice is dropped."""
    spot, known = _place(lines, np.array(table["contract"], np.int64))
    day = _days(table["effective_on"])
    sums = [_whole(table[name]) for name in ("disbursed", "principal", "interest")]
    number = np.unique(np.array(table["voucher_no"], object).astype(str), return_inverse=True)[1]
    order = np.lexsort((*reversed(sums), number, day, spot))
    keys = (spot, day.astype(np.int64), number, *sums)
    same = np.ones(order.size - 1, np.bool_)
    for key in keys:
        same &= key[order[1:]] == key[order[:-1]]
    twice = order[1:][same]
    if twice.size:
        places = ((table["contract"][at], table["file_id"][at], table["row"][at]) for at in twice.tolist())
        uow.loads.drop_vouchers(load_id, list(places))
    kept = order[np.append(True, ~same)]
    kept = kept[known[kept]]
    return spot[kept], day[kept], sums[0][kept] - sums[1][kept]


def _lowest(spot: Column, day: Column, change: Column, size: int) -> Column:
    """The lowest balance at the end of any day, per place; rows are by place and day."""
    low = np.zeros(size, np.int64)
    if not spot.size:
        return low
    running = np.cumsum(change)
    starts = np.append(True, spot[1:] != spot[:-1])
    base = np.where(starts, running - change, 0)
    before = base[np.maximum.accumulate(np.where(starts, np.arange(spot.size), 0))]
    evening = np.append((spot[1:] != spot[:-1]) | (day[1:] != day[:-1]), True)
    np.minimum.at(low, spot[evening], (running - before)[evening])
    return low
