"""A lending programme (chương trình cho vay): what its loans may be, and which parameters of the law hold for them.

Two programmes run over the same code: job creation, and contract work abroad. Each is a file beside the law,
``law/programme_<code>.toml``, read and checked like the law.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from loans.domain.application import PAPERS
from loans.domain.borrower import BorrowerClass, Purpose
from loans.domain.law import CERTAINTIES, Law, LawFault, law
from loans.domain.loan import Method
from loans.domain.refusal import Refusal, Unknown
from loans.domain.schedule import DayCount

FILES = "programme_"
DAY_COUNTS_RUN = (DayCount.ACTUAL_365,)
"""The day counts by which interest of loans is worked out; a file that lists another would promise too much."""

SECURED = ("worker", "establishment")


class Limit(StrEnum):
    """What the largest loan of a programme follows from."""

    CLASS_MAXIMUM = "class_maximum"
    COST_SHARE = "cost_share"


_EVERY = {
    "regime",
    "approver",
    "collateral_operator",
    "collateral_above",
    "decision_working_days",
    "worker_groups",
    "local_groups",
}
ROLES: Mapping[Limit, frozenset[str]] = {
    Limit.CLASS_MAXIMUM: frozenset(
        _EVERY
        | {"max_worker", "max_establishment", "max_per_worker", "max_term_months"}
        | {"priority_share", "establishment_groups"}
    ),
    Limit.COST_SHARE: frozenset(_EVERY | {"max_cost_share", "max_term"}),
}
"""The roles for which a programme names a parameter of the law, by what its largest loan follows from."""


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme as its file has it; ``parameters`` maps each role to the law's parameter that plays it."""

    code: str
    bank_code: str
    title_vi: str
    title_en: str
    cites: tuple[str, ...]
    certainty: str
    checked_on: date
    note: str
    borrowers: tuple[str, ...]
    purposes: tuple[str, ...]
    methods: tuple[str, ...]
    day_counts: tuple[str, ...]
    limit: Limit
    counts_to_job_cap: bool
    collateral_of: tuple[str, ...]
    rate_family: str
    papers: tuple[str, ...]
    dossier_cites: tuple[str, ...]
    capacity_cites: tuple[str, ...]
    parameters: Mapping[str, str]

    def secures(self, borrower_class: BorrowerClass) -> bool:
        """Whether a borrower of the class gives security above the threshold."""
        return ("establishment" if borrower_class.is_establishment else "worker") in self.collateral_of

    def check_contract(self, method: str, day_count: str) -> None:
        """Refuse a method of repayment or a day count that the programme does not list, naming those that it does."""
        for field, value, allowed, vi, en in (
            ("method", method, self.methods, "Phương thức trả nợ", "repayment method"),
            ("day_count", day_count, self.day_counts, "Cách tính ngày", "day count"),
        ):
            if value not in allowed:
                raise Refusal(
                    f"{field}_not_of_programme",
                    field=field,
                    value=str(value),
                    vi=f"{vi} «{value}» không thuộc chương trình «{self.title_vi}». "
                    f"Chọn một trong: {', '.join(allowed)}.",
                    en=f"The {en} {value} is none of the programme {self.code}. Choose one of {', '.join(allowed)}.",
                    cites=self.cites,
                )


@cache
def programmes() -> Mapping[str, Programme]:
    """Every programme by its code."""
    folder = resources.files("loans.domain.law")
    files = sorted(entry.name for entry in folder.iterdir() if entry.name.startswith(FILES))
    found = [read_programme(folder.joinpath(name).read_bytes().decode(), name, law()) for name in files]
    return {each.code: each for each in found}


def programme_of(code: str) -> Programme:
    """The programme of that code; an unknown one is refused with those that there are."""
    if code in programmes():
        return programmes()[code]
    known = ", ".join(programmes())
    raise Unknown(
        "unknown_programme",
        field="programme",
        value=code,
        vi=f"Không có chương trình «{code}». Chọn một trong: {known}.",
        en=f"There is no programme {code}. Choose one of {known}.",
    )


def read_programme(text: str, file: str, rules: Law) -> Programme:
    """One programme from its file; raises ``LawFault`` naming the file and what is missing or unknown."""
    table = tomllib.loads(text)
    known = set(Programme.__dataclass_fields__)
    _need(set(table) == known, file, f"keys that lack or are unknown: {', '.join(sorted(set(table) ^ known))}")
    for key in ("code", "title_vi", "title_en", "rate_family"):
        _need(isinstance(table[key], str) and table[key], file, f"`{key}` must be text")
    _need(table["certainty"] in CERTAINTIES, file, f"`certainty` must be one of {', '.join(CERTAINTIES)}")
    day = table["checked_on"]
    _need(isinstance(day, date) and not isinstance(day, datetime), file, "`checked_on` must be a day")
    _need(isinstance(table["counts_to_job_cap"], bool), file, "`counts_to_job_cap` must be true or false")
    _need(table["limit"] in set(Limit), file, f"`limit` must be one of {', '.join(Limit)}")
    lists: dict[str, set[Any]] = {
        "borrowers": set(BorrowerClass),
        "purposes": set(Purpose),
        "methods": set(Method),
        "day_counts": set(DAY_COUNTS_RUN),
        "collateral_of": set(SECURED),
        "papers": set(PAPERS),
    }
    for key, choices in lists.items():
        _check_list(table[key], choices, f"{file}: {key}")
    for key in ("cites", "dossier_cites", "capacity_cites"):
        _check_list(table[key], None, f"{file}: {key}")
    _check_parameters(table, file, rules)
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    return Programme(**values | {"limit": Limit(table["limit"])})


def _check_parameters(table: dict[str, Any], file: str, rules: Law) -> None:
    """Every role of the programme's limit is played by a parameter of the law, and its rates are there."""
    roles, named = ROLES[Limit(table["limit"])], table["parameters"]
    _need(set(named) == roles, file, f"roles that lack or are unknown: {', '.join(sorted(set(named) ^ roles))}")
    family = table["rate_family"]
    rates = [f"{family}_{kind}_{group}" for kind in ("rate", "overdue_rate") for group in ("standard", "priority")]
    missing = sorted({*named.values(), *rates, f"{family}_overdue_multiple"} - set(rules.parameters))
    _need(not missing, file, f"the law has no parameter {', '.join(missing)}")


def _check_list(value: Any, choices: set[Any] | None, place: str) -> None:
    _need(isinstance(value, list) and bool(value) and all(isinstance(v, str) and v for v in value), place, "is no list")
    unknown = sorted(set(value) - choices) if choices is not None else []
    _need(not unknown, place, f"{', '.join(unknown)} is none of {', '.join(sorted(choices or ()))}")
    _need(len(set(value)) == len(value), place, "names something twice")


def _need(condition: object, place: str, fault: str) -> None:
    if not condition:
        raise LawFault(f"{place}: {fault}")
