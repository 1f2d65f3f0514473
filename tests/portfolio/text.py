"""The columns of a file as the bank writes them: a list of text a field, for a stretch of loans or of their entries."""

from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np

from tests.portfolio.faults import DIRECT, bears, direct
from tests.portfolio.loans import FROZEN, Column, Loans
from tests.portfolio.places import ORGANISATIONS, Unit, decomposed, group_no, hamlet, organisation, world
from tests.portfolio.shape import Shape

Texts = dict[str, list[Any]]

_FIRST, _KNOWN = date(1950, 1, 1), 40_000
_EPOCH = np.datetime64("1899-12-30")


@cache
def _days(form: str) -> Column:
    return np.array([f"{_FIRST + timedelta(number):{form}}" for number in range(_KNOWN)] + [""], object)


def days(column: Column, form: str = "%d/%m/%Y") -> list[str]:
    """Days as text, "" for none."""
    places = np.where(np.isnat(column), _KNOWN, (column - np.datetime64(_FIRST)).astype(np.int64))
    found: list[str] = _days(form)[places].tolist()
    return found


def numbers(column: Column) -> list[str]:
    """Whole numbers as text."""
    return list(map(str, column.tolist()))


def contracts(at: Column) -> list[str]:
    """Khế ước numbers: sixteen digits that begin with 99."""
    return [f"99{number:014d}" for number in at.tolist()]


def customers(at: Column) -> list[str]:
    """Customer numbers: ten digits that begin with 00. Of fifty loans two are of one customer."""
    return [f"00{number - (number % 50 == 49):08d}" for number in at.tolist()]


def of_loans(shape: Shape, each: Loans) -> Texts:
    """Every field that a loan's layout asks for."""
    found = _places(shape, each) | _people(shape, each) | _terms(shape, each) | _money(each)
    _misspell(shape, each, found)
    return found


def _places(shape: Shape, each: Loans) -> Texts:
    communes, groups = each.commune.tolist(), each.group.tolist()
    pairs = list(zip(communes, groups, strict=True))
    hamlets = [hamlet(*pair) for pair in pairs]
    lent_directly, sessions = direct(shape, each).tolist(), world(shape.communes).session_days()
    bodies = [DIRECT if its else organisation(group) for group, its in zip(groups, lent_directly, strict=True)]
    variants = (each.at * 7 % 25 % 5).tolist()
    return {
        "branch_code": ["009900"] * len(each),
        "office_code": [f"0099{place % 30 + 1:02d}" for place in communes],
        "commune_code": [unit.bank_code for unit in each.unit],
        "commune_name": [_spelt(unit, variant) for unit, variant in zip(each.unit, variants, strict=True)],
        "hamlet_code": [code for code, _name in hamlets],
        "hamlet_name": [name for _code, name in hamlets],
        "group_no": ["" if its else group_no(*pair) for pair, its in zip(pairs, lent_directly, strict=True)],
        "leader_name": [f'"Tổ Trưởng Giả Định {group + 1}"' for group in groups],
        "organisation": bodies,
        "organisation_name": [ORGANISATIONS.get(body, "Trực tiếp") for body in bodies],
        "point_code": [world(shape.communes).point(place) for place in communes],
        "point_name": ["Điểm Giả Định"] * len(each),
        "session_day": [f"{sessions[place]:02d}" for place in communes],
    }


@cache
def _spelt(unit: Unit, variant: int) -> str:
    return unit.spelt(variant)


def _people(_shape: Shape, each: Loans) -> Texts:
    at = each.at.tolist()
    return {
        "customer_no": customers(each.at),
        "customer_name": [f"Người Vay Giả Định {number}" for number in at],
        "customer_class": ["Người lao động"] * len(each),
        "sex": ["Nữ" if number % 3 else "Nam" for number in at],
        "ethnic_code": ["01"] * len(each),
        "identity_no": [f"000099{number % 10**6:06d}" for number in at],
        "born_on": days(np.datetime64("1970-01-01") + each.at % 10_000),
        "address": [f"Số {number % 200 + 1} Thôn Giả Định" for number in at],
        "contract_no": contracts(each.at),
        "status": ["OPEN"] * len(each),
    }


def _terms(shape: Shape, each: Loans) -> Texts:
    day, extended = np.datetime64(shape.day), ~np.isnat(each.extended)
    last = np.where(extended, each.due - 10, np.datetime64("NaT")).astype("datetime64[D]")
    frozen = np.where(each.state == FROZEN, day + 400, np.datetime64("NaT")).astype("datetime64[D]")
    since = np.where(each.state == FROZEN, day - 20, np.datetime64("NaT")).astype("datetime64[D]")
    rates = {
        rate: f"{rate // 100_000},{rate % 100_000:05d}".rstrip("0") for rate in set(each.more["shown_rate"].tolist())
    }
    report = [f"{shape.day:%d/%m/%Y}"] * len(each)
    moved = days(np.where(extended, each.extended, each.more["shown_due"]).astype("datetime64[D]"))
    return {
        "lent_on": days(each.lent),
        "contract_due_on": days(each.more["shown_due"]),
        "extended_due_on": days(each.extended),
        "session_due_on": moved,
        "principal_from": days(each.lent + 180),
        "interest_from": days(each.lent + 30),
        "term_months": numbers(each.more["shown_term"]),
        "rate_e7": [rates[rate] for rate in each.more["shown_rate"].tolist()],
        "first_disbursed_on": days(each.more["first_disbursed_on"]),
        "last_disbursed_on": days(each.lent),
        "extensions": numbers(extended.astype(np.int64)),
        "extended_months": numbers(extended * 6),
        "last_extended_on": days(last),
        "overdue_since": days(each.since),
        "frozen_since": days(since),
        "frozen_through": days(frozen),
        "frozen_cause": ["Thiên tai"] * len(each),
        "last_transaction_on": report,
        "report_day": report,
    }


def _money(each: Loans) -> Texts:
    more, none = each.more, ["0"] * len(each)
    savings = numbers(each.at % 90 * 10_000 + 100_000)
    return {
        "limit": numbers(each.disbursed),
        "disbursed": numbers(each.disbursed),
        "disbursed_in_year": numbers(np.where(each.lent >= np.datetime64("2026-01-01"), each.disbursed, 0)),
        "repaid": numbers(more["repaid"]),
        "principal_due": numbers(more["repaid"] + more["overdue"]),
        "outstanding": numbers(more["whole"]),
        "in_term": numbers(more["in_term"]),
        "overdue": numbers(more["overdue"]),
        "frozen": numbers(more["frozen"]),
        "moved_in_month": none,
        "written_off": none,
        "interest_written_off": none,
        "interest_owed_in_term": numbers(more["in_term"] // 1_000_000 * 4_000),
        "interest_owed_overdue": numbers(more["overdue"] // 1_000_000 * 6_000),
        "savings": savings,
        "funding_code": ["2"] * len(each),
        "funding_class": ["DP"] * len(each),
        "funding_class_name": ["Địa phương"] * len(each),
        "capital_level_code": ["CT"] * len(each),
        "economy_code": ["0199"] * len(each),
        "economy_name": ["Chăn nuôi giả định"] * len(each),
        "investor_code": ["99GIA1" if number % 2 else "99GIA2" for number in each.at.tolist()],
        "programme_code": ["03"] * len(each),
        "programme_short": ["GQVL"] * len(each),
        "programme_name": ["Giải quyết việc làm"] * len(each),
        "beneficiary_name": ["Người lao động"] * len(each),
        "lending_form": ["Ủy thác"] * len(each),
        "resolution_11": [""] * len(each),
    }


def _misspell(shape: Shape, each: Loans, found: Texts) -> None:
    """Faults that lie in how a cell is written."""
    for place in bears(shape, each, "zeros_restored"):
        found["customer_no"][place] = found["customer_no"][place].lstrip("0") or "0"
    for place in bears(shape, each, "unicode_composed"):
        [found["customer_name"][place]] = decomposed([found["customer_name"][place]])
    for place in bears(shape, each, "serial_day"):
        found["lent_on"][place] = str(int((each.lent[place] - _EPOCH).astype(int)))
    for place in bears(shape, each, "compact_day"):
        found["lent_on"][place] = str(each.lent[place]).replace("-", "")
    for place in bears(shape, each, "number_format"):
        found["disbursed"][place] = f'"{int(each.disbursed[place]):,}'.replace(",", ".") + ',00"'
    for place in bears(shape, each, "funding_unknown"):
        found["investor_code"][place], found["funding_code"][place] = "99LA", "9"
    for place in bears(shape, each, "paid_in_full_with_balance"):
        found["status"][place] = "CLOSE"
