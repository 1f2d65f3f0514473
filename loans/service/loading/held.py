"""Contracts that the books hold already: unchanged, to be corrected, or refused with why."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from loans.domain.loading import Load
from loans.domain.loan import LoanEntry
from loans.domain.opening import instalments_of
from loans.service.unit_of_work import UnitOfWork

_TERMS = [
    "source_id",
    "rate_group",
    "rate_e7",
    "overdue_rate_e7",
    "rate_fixed",
    "instalment_rule",
    "amount",
    "term_months",
]
_NAMED = ["customer_no", "group_no", "regime", "commune"]
_DAYS = ["approved_on", "signed_on"]
_FIGURES = [
    "in_term",
    "overdue",
    "frozen",
    "brought",
    "interest_known",
    "interest_in_term",
    "interest_overdue",
    "disbursed",
    "repaid",
]

Table = dict[str, Sequence[Any]]


def compare_held(uow: UnitOfWork, load: Load, table: Table) -> None:
    """Set the result of every contract that is in the books: nothing of it is opened a second time."""
    numbers = [number for number in table["contract_no"] if number]
    held = uow.loads.held(numbers) if numbers else {}
    if not held:
        return
    entries = [row["opening_entry"] for row in held.values() if row["opening_entry"] is not None]
    pieces, vouchers = uow.loads.opened_rows(entries)
    staged = _staged(uow, load, table)
    for place, number in enumerate(table["contract_no"]):
        row = held.get(number)
        if row is None or table["result"][place] in ("outside", "refused"):
            continue
        new = {name: values[place] for name, values in table.items()}
        code = _refused(load, row, new)
        table["loan_id"][place], table["sequence"][place] = row["id"], row["sequence"]  # type: ignore[index]
        if code:
            _set(table, place, "refused", f"{new['codes'] or ','}{code},")
        elif _same(row, new, staged.get(place), pieces, vouchers):
            _set(table, place, "unchanged", new["codes"])
        elif new["result"] != "doubtful":
            _set(table, place, "corrects", new["codes"])


def _set(table: Table, place: int, result: str, codes: str) -> None:
    table["result"][place], table["codes"][place] = result, codes  # type: ignore[index]


def _refused(load: Load, row: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Why a contract of the books cannot be corrected by a file; "" where it can."""
    if row["opening_entry"] is None:
        return "already_here"
    if row["opening_effective_on"] != load.day:
        return "opened_on_other_day"
    differs = (
        any(int(row[name]) != int(new[name]) for name in _TERMS if not isinstance(row[name], str))
        or any(str(row[name]) != str(new[name]) for name in _TERMS if isinstance(row[name], str))
        or any(row[name] != new[name] for name in _NAMED)
        or any(str(row[name]) != new[name] for name in _DAYS)
    )
    return "terms_differ" if differs else ""


def _same(
    row: Mapping[str, Any],
    new: Mapping[str, Any],
    staged: tuple[list[Any], list[Any]] | None,
    pieces: Mapping[int, Any],
    vouchers: Mapping[int, Any],
) -> bool:
    """Whether a file says of an opening what was opened: figures, days, old commune, pieces, vouchers."""
    since = row["opening_overdue_since"]
    if (str(since) if since else None) != new["overdue_since"]:
        return False
    if any(int(row[f"opening_{name}"]) != int(new[name]) for name in _FIGURES):
        return False
    if (row["opening_old_code"] or "") != new["old_code"]:
        return False
    if row["opening_frozen"] and str(row["opening_frozen_through"]) != new["frozen_through"]:
        return False
    if row["opening_body"]["extended_months"] != json.loads(new["body"])["extended_months"]:
        return False
    entry_id = row["opening_entry"]
    new_pieces, new_vouchers = staged or ([(date.fromisoformat(new["due_on"]), new["outstanding"])], [])
    parts = [
        (part.due_on, part.principal)
        for part in instalments_of(new_pieces, [LoanEntry(0, *each) for each in new_vouchers])
    ]
    return bool(parts == pieces.get(entry_id, []) and new_vouchers == vouchers.get(entry_id, []))


def _staged(uow: UnitOfWork, load: Load, table: Table) -> dict[int, tuple[list[Any], list[Any]]]:
    """By place the unpaid pieces and the vouchers of a contract, where files give either."""
    keys = {contract: place for place, contract in enumerate(table["contract"])}
    first, last = min(keys), max(keys)
    found: dict[int, tuple[list[Any], list[Any]]] = {}
    given = uow.loads.pieces_between(load.id, first, last)
    for contract, file_id, due_on, due in zip(
        *(given[name] for name in ("contract", "file_id", "due_on", "due")), strict=True
    ):
        place = keys.get(contract)
        if place is not None and file_id == table["pieces_file"][place]:
            found.setdefault(place, ([], []))[0].append((due_on, due))
    told = uow.loads.vouchers_between(load.id, first, last)
    names = ("contract", "effective_on", "voucher_no", "disbursed", "principal", "interest")
    for contract, *parts in zip(*(told[name] for name in names), strict=True):
        place = keys.get(contract)
        if place is not None and table["history"][place]:
            found.setdefault(place, ([], []))[1].append(tuple(parts))
    for place, (unpaid, past) in found.items():
        if not unpaid:
            unpaid.append((date.fromisoformat(table["due_on"][place]), table["outstanding"][place]))
        past.sort(key=lambda each: each[:2])
    return found
