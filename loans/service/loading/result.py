"""What a check keeps of each contract: its result and codes, and everything that booking it needs."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from loans.domain.columns import Column
from loans.domain.loading import CODES, DOUBTFUL, OUTSIDE, REFUSED, Load
from loans.domain.loading.rows import NOT_STATED
from loans.domain.loan import Method
from loans.service.loading.check import Meaning, worked

_MARKS = (
    "no_history",
    "regime_not_held",
    "rate_fixed_by_import",
    "rate_assumed",
    "approval_day_assumed",
    "instalment_rule_unknown",
    "workers_unknown",
    "borrower_class_unknown",
    "commune_by_succession",
    "overdue_day_assumed",
    "freeze_end_assumed",
    "instalments_assumed",
)
"""What may be marked of a brought loan, in the order in which it is kept."""


def results(load: Load, found: Meaning) -> dict[str, Sequence[Any]]:
    """The columns of the results of some contracts, in the order of the table."""
    _assume(found)
    rows, lines = found.rows, found.lines
    contract = rows.columns["contract"].tolist()
    numbers = [f"{each:016d}" if each > 0 else "" for each in contract]
    codes = [f",{each}," if each else "" for each in worked(_ordered(found.codes), rows.size)]
    rated = found.rated
    return {
        "load_id": [load.id] * rows.size,
        "contract": contract,
        "file_id": lines.file_id.tolist(),
        "row": lines.row.tolist(),
        "result": _results(found),
        "codes": codes,
        "loan_id": [None] * rows.size,
        "contract_no": numbers,
        "commune_code": _bank_commune(found),
        "customer_no": rows["customer_no"].tolist(),
        "customer_name": [each["name"] for each in found.borrower],
        "customer_class": [each["class"] for each in found.borrower],
        "identity_no": [each["identity"] for each in found.borrower],
        "group_no": found.group_no,
        "commune": found.commune,
        "old_code": found.old_code,
        "regime": [each.regime if each else "" for each in rated],
        "rate_group": [each.group if each else "" for each in rated],
        "method": np.where(rows["pieces"] > 1, Method.EQUAL_PRINCIPAL.value, Method.BULLET.value).tolist(),
        "instalment_rule": found.instalment_rule,
        "marks": _marks(found),
        "rate_e7": [each.rate_e7 if each else None for each in rated],
        "overdue_rate_e7": [each.overdue_e7 if each else None for each in rated],
        "rate_fixed": [int(each.fixed) if each else 0 for each in rated],
        "source_id": found.source_id,
        "point_id": found.point_id,
        **_figures(load, found, numbers),
        **_days(load, found),
    }


def _ordered(codes: Mapping[str, Column]) -> dict[str, Column]:
    return {code: codes[code] for code in CODES if code in codes}


def _results(found: Meaning) -> list[str]:
    """Outside, else the gravest code; a row without any that was put right in the reading is repaired."""
    size = found.rows.size
    of: dict[str, Column] = {}
    for code, at in found.codes.items():
        severity = CODES[code].severity
        of[severity] = of.get(severity, np.zeros(size, np.bool_)) | at
    none = np.zeros(size, np.bool_)
    repaired = np.array([bool(each) for each in found.lines.repairs], np.bool_) | found.lines.repeated
    choices = [of.get(OUTSIDE, none), of.get(REFUSED, none), of.get(DOUBTFUL, none), repaired]
    return list(np.select(choices, ["outside", "refused", "doubtful", "repaired"], "accepted").tolist())


def _bank_commune(found: Meaning) -> list[str]:
    """The commune as the bank writes it, by which its control totals are compared: its code, else its name."""
    code, name = found.rows["commune_code"], found.rows["commune_name"]
    return list(np.where(code == "", name, code).tolist())


def _assume(found: Meaning) -> None:
    """What is read where a doubt is accepted; each reading is marked on the loan."""
    codes, history = found.codes, _has_history(found)
    found.marks |= {
        "no_history": ~history,
        "workers_unknown": np.ones(found.rows.size, np.bool_),
        "overdue_day_assumed": _day_doubted(found),
        "freeze_end_assumed": codes["frozen_without_last_day"],
        "instalments_assumed": ~_pieces_taken(found),
    }


def _day_doubted(found: Meaning) -> Column:
    """Whether the closing day is read as the day on which principal moved."""
    result: Column = found.codes["overdue_without_day"] | found.codes["overdue_before_loan"]
    return result


def _pieces_taken(found: Meaning) -> Column:
    """Whether the unpaid instalments are taken as they are given; else one piece stands at the last due day."""
    doubted = found.codes["instalments_do_not_add_up"] | found.codes["instalment_outside_term"]
    result: Column = (found.rows["pieces"] > 0) & ~doubted
    return result


def _has_history(found: Meaning) -> Column:
    result: Column = (found.rows["vouchers"] > 0) & ~found.codes["history_does_not_add_up"]
    return result


def _marks(found: Meaning) -> list[str]:
    """The marks of each contract as canonical JSON."""
    joined = worked({mark: found.marks[mark] for mark in _MARKS if mark in found.marks}, found.rows.size)
    texts = {each: json.dumps([*filter(None, each.split(","))], separators=(",", ":")) for each in set(joined)}
    return [texts[each] for each in joined]


def _figures(load: Load, found: Meaning, numbers: Sequence[str]) -> dict[str, Sequence[Any]]:
    rows, history = found.rows, _has_history(found)
    owed, disbursed = rows.outstanding, rows.sum("disbursed")
    amount = np.maximum(np.maximum(rows.sum("amount"), disbursed), owed)
    repaid = np.where(rows.stated("repaid"), rows["repaid"], np.maximum(disbursed - owed, 0))
    known = rows.stated("interest_owed_in_term") & rows.stated("interest_owed_overdue")
    whole = _pieces_taken(found)
    parts: dict[str, Column] = {
        "outstanding": owed,
        "in_term": owed - rows.sum("overdue") - rows.sum("frozen"),
        "overdue": rows.sum("overdue"),
        "frozen": rows.sum("frozen"),
        "amount": amount,
        "disbursed": disbursed,
        "repaid": repaid,
        "brought": np.where(history, 0, owed),
        "interest_in_term": np.where(known, rows["interest_owed_in_term"], 0),
        "interest_overdue": np.where(known, rows["interest_owed_overdue"], 0),
        "term_months": rows.months,
    }
    listed: dict[str, Sequence[Any]] = {name: column.tolist() for name, column in parts.items()}
    listed["interest_known"] = known.astype(np.int64).tolist()
    listed["history"] = history.astype(np.int64).tolist()
    pieces = zip(found.lines.pieces_file.tolist(), whole.tolist(), strict=True)
    listed["pieces_file"] = [file_id if use and file_id != NOT_STATED else None for file_id, use in pieces]
    listed["ready"] = [0] * rows.size
    listed["sequence"] = [None] * rows.size
    listed["body"] = _bodies(load, numbers, listed, rows.sum("extended_months").tolist())
    return listed


def _bodies(
    load: Load, numbers: Sequence[str], listed: Mapping[str, Sequence[Any]], extended: Sequence[int]
) -> list[str]:
    """What the entry of each opening keeps, as canonical text: what ``service.opening.recorded`` says of one loan."""
    of = (listed[name] for name in ("amount", "brought", "frozen", "in_term", "overdue", "term_months"))
    return [
        f'{{"amount":{amount},"brought":{brought},"contract_no":"{number}","extended_months":{months},'
        f'"frozen":{frozen},"in_term":{in_term},"load_id":{load.id},"overdue":{overdue},"term_months":{term}}}'
        for number, months, amount, brought, frozen, in_term, overdue, term in zip(numbers, extended, *of, strict=True)
    ]


def _days(load: Load, found: Meaning) -> dict[str, Sequence[Any]]:
    """Days as ISO text: the closing day where an overdue day is assumed, the end of its year for a freeze."""
    rows, codes = found.rows, found.codes
    since = np.where(_day_doubted(found), rows.closing, rows["overdue_since"])
    since = np.where(rows.sum("overdue") > 0, since, np.datetime64("NaT", "D"))
    end = np.datetime64(date(load.day.year, 12, 31), "D")
    columns = {
        "approved_on": rows.approved_on,
        "signed_on": rows.signed_on,
        "due_on": rows.due_on,
        "overdue_since": since,
        "frozen_through": np.where(codes["frozen_without_last_day"], end, rows["frozen_through"]),
    }
    return {name: _listed(column) for name, column in columns.items()}


def _listed(column: Column) -> list[str | None]:
    return [None if day == "NaT" else day for day in column.astype(str).tolist()]
