"""What a row is told beside its codes: which places it may mean, and which days of it contradict each other."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from loans.domain.calendar import FIRST_DAY
from loans.domain.loading import CODES, Load
from loans.domain.loading.rules import LIFE_DAYS
from loans.service.loading.places import UNCLEAR, Places
from loans.service.unit_of_work import ResultRow, UnitOfWork

_OF_DAYS = {"day_before_books", "overdue_before_loan", "instalment_outside_term"}
_LINES = 50
"""Lines of one contract that are read to explain it; the last of them counts."""

Told = list[dict[str, Any]]


def explained(uow: UnitOfWork, load: Load, rows: Sequence[ResultRow]) -> Sequence[ResultRow]:
    """The rows as people read them: each told the places that its commune may mean, and the days in doubt."""
    explain = Explained(uow, load)
    told = [explain.of(each.contract, each.codes, each.place) for each in rows]
    return [
        replace(each, faults=[*each.faults, *more]) if more else each for each, more in zip(rows, told, strict=True)
    ]


def explained_lines(uow: UnitOfWork, load: Load, lines: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The same of staged lines, whose ``faults`` are JSON."""
    explain, found = Explained(uow, load), []
    for line in lines:
        place = (line["commune_code"], line["commune_name"], line["hamlet_code"])
        more = explain.of(line["contract"], line["codes"].split(","), place)
        found.append({**line, "faults": json.dumps([*json.loads(line["faults"] or "[]"), *more])} if more else line)
    return found


class Explained:
    """What can be said of rows beside their codes, looked up where a code asks for it."""

    def __init__(self, uow: UnitOfWork, load: Load) -> None:
        self._uow, self._load = uow, load
        self._places: Places | None = None

    def of(self, contract: int, codes: Iterable[str], place: tuple[str, str, str]) -> Told:
        """What one row is told, in the shape of the faults of its cells."""
        own, found = set(codes), []
        if UNCLEAR & own:
            self._places = self._places or Places(self._uow, self._load)
            found += self._places.said(place)
        if _OF_DAYS & own:
            days, pieces = self._days(contract), self._pieces(contract)
            found += [told for code in sorted(_OF_DAYS & own) for told in _SAYS[code](days, pieces)]
        return found

    def _days(self, contract: int) -> dict[str, date]:
        """The days of the newest line of a contract; export 2's day of transfer where the line has none."""
        lines = self._uow.loads.loans_after(self._load.id, contract - 1, _LINES)
        own = [at for at, each in enumerate(lines["contract"]) if each == contract]
        if not own:
            return {}
        names = (*(name for name in LIFE_DAYS if name in lines), "overdue_since")
        given = self._uow.loads.days_between(self._load.id, contract, contract)["overdue_since"]
        days = {"overdue_since": next((day for day in reversed(given) if day), None)}
        newest = next(at for at in own if lines["file_id"][at] == lines["file_id"][own[-1]])
        days |= {name: lines[name][newest] for name in names if lines[name][newest]}
        return {name: day for name, day in days.items() if day}

    def _pieces(self, contract: int) -> list[tuple[date, int]]:
        """The unpaid instalments of the newest file that gives any: (due day, đồng)."""
        table = self._uow.loads.pieces_between(self._load.id, contract, contract)
        newest = max(table["file_id"], default=0)
        rows = zip(table["file_id"], table["due_on"], table["due"], strict=True)
        return sorted((due_on, due) for file_id, due_on, due in rows if file_id == newest and due_on)


def _too_old(days: Mapping[str, date], pieces: Sequence[tuple[date, int]]) -> Told:
    return [
        *(_told("day_before_books", name, day) for name, day in days.items() if day < FIRST_DAY),
        *(_instalment("day_before_books", *piece) for piece in pieces if piece[0] < FIRST_DAY),
    ]


def _moved_first(days: Mapping[str, date], _pieces: Sequence[tuple[date, int]]) -> Told:
    return [
        _told("overdue_before_loan", name, days[name])
        for name in ("overdue_since", "lent_on", "first_disbursed_on")
        if name in days
    ]


def _outside(days: Mapping[str, date], pieces: Sequence[tuple[date, int]]) -> Told:
    first = days.get("lent_on", date.min)
    last = days.get("extended_due_on", days.get("contract_due_on", date.max))
    return [_instalment("instalment_outside_term", *piece) for piece in pieces if not first < piece[0] <= last]


_SAYS = {"day_before_books": _too_old, "overdue_before_loan": _moved_first, "instalment_outside_term": _outside}


def _told(code: str, name: str, day: date) -> dict[str, Any]:
    cell = f"{day:%d/%m/%Y}"
    return {"code": code, "field": name, "cell": cell, "vi": f"{cell}: {CODES[code].vi}", "en": CODES[code].en}


def _instalment(code: str, due: date, amount: int) -> dict[str, Any]:
    cell, dong = f"{due:%d/%m/%Y}", f"{amount:,}".replace(",", ".")
    vi, en = f"Kỳ hạn {cell}, {dong} đồng.", f"The instalment of {due}, {amount:,} đồng."
    return {"code": code, "field": "instalments", "cell": cell, "vi": vi, "en": en}
