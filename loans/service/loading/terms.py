"""Regime and rate of brought loans, and the class of a borrower, each distinct question answered once (§6.1, §6.2)."""

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from loans.domain.borrower import BorrowerClass
from loans.domain.law import Law
from loans.domain.law.rates import GROUPS, loan_rate
from loans.domain.loading.rows import NOT_STATED
from loans.domain.opening import REGIME_NOT_HELD
from loans.domain.programme import programme_of
from loans.domain.refusal import Refusal
from loans.service.appraisal import law_of_source
from loans.service.unit_of_work import UnitOfWork

_CLASSES = (
    (BorrowerClass.COOPERATIVE_UNION, ("lien hiep hop tac xa", "lhhtx")),
    (BorrowerClass.COOPERATIVE_GROUP, ("to hop tac", "tht")),
    (BorrowerClass.COOPERATIVE, ("hop tac xa", "htx")),
    (BorrowerClass.BUSINESS_HOUSEHOLD, ("ho kinh doanh", "hkd")),
    (BorrowerClass.SME, ("doanh nghiep", "dnnvv", "dn", "cong ty")),
    (BorrowerClass.WORKER, ("nguoi lao dong", "nld", "ca nhan", "ho gia dinh", "cn")),
)
"""How the bank writes the kind of a customer (Loại KH), without accents."""


@dataclass(frozen=True, slots=True)
class Rated:
    """What a rate is in our books: regime, group, the rates that the loan row keeps, and what was noticed."""

    regime: str
    group: str
    rate_e7: int
    overdue_e7: int
    fixed: bool
    codes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


class Terms:
    """Rates by source, approval day, kind of borrower and the rate that a file gives."""

    def __init__(self, programme: str, day: date) -> None:
        self._uow: UnitOfWork | None = None
        self._programme, self._day = programme_of(programme), day
        self._laws: dict[int, tuple[Law, list[date]]] = {}
        self._found: dict[tuple[int, int, str, int], Rated] = {}

    def rated(self, source_id: int, approved_on: date, kind: str, given: int) -> Rated:
        """The rate of a loan: a formula's where the rate given is the formula's on the closing day, else fixed."""
        changes = self._changes(source_id)
        key = (source_id, bisect_right(changes, approved_on), kind, given)
        if key not in self._found:
            try:
                self._found[key] = self._rated(source_id, approved_on, kind, given)
            except Refusal as refused:
                if refused.code != "regime_not_held":
                    raise
                self._found[key] = self._not_held(source_id, kind, given)
        return self._found[key]

    def read_by(self, uow: UnitOfWork) -> None:
        """Look up in this transaction what is not known yet."""
        self._uow = uow

    def _law(self, source_id: int) -> Law:
        if source_id not in self._laws:
            assert self._uow is not None  # noqa: S101 - every slice begins with read_by
            rules = law_of_source(self._uow, source_id)
            days = {version.since for each in rules.parameters.values() for version in each.versions}
            self._laws[source_id] = rules, sorted(days)
        return self._laws[source_id][0]

    def _changes(self, source_id: int) -> list[date]:
        """The days on which anything in the law changes: between two of them every approval has the same rate."""
        self._law(source_id)
        return self._laws[source_id][1]

    def _rated(self, source_id: int, approved_on: date, kind: str, given: int) -> Rated:
        rules, family = self._law(source_id), self._programme.rate_family
        for group in GROUPS:
            now = loan_rate(rules, family, approved_on, max(self._day, approved_on), group, borrower=kind)
            if given in (now.e7, NOT_STATED):
                then = loan_rate(rules, family, approved_on, approved_on, group, borrower=kind)
                assumed = given == NOT_STATED
                codes, marks = (("rate_unknown",), ("rate_assumed",)) if assumed else ((), ())
                return Rated(then.regime, group, then.e7, then.overdue_e7, then.fixed, codes, marks)
        standard = loan_rate(rules, family, approved_on, approved_on, GROUPS[0], borrower=kind)
        own = given, self._overdue(source_id, given, approved_on)
        return Rated(standard.regime, GROUPS[0], *own, True, ("rate_not_of_regime",), ("rate_fixed_by_import",))

    def _not_held(self, source_id: int, kind: str, given: int) -> Rated:
        """Before the first regime held the contract's rate stays; without one the first regime's standard rate."""
        first = self._law(source_id).parameter("job_loan_regime").versions[0].since
        marks = ("regime_not_held", "rate_fixed_by_import")
        if given == NOT_STATED:
            rate = loan_rate(self._law(source_id), self._programme.rate_family, first, first, GROUPS[0], borrower=kind)
            codes = ("regime_not_held", "rate_unknown")
            return Rated(REGIME_NOT_HELD, GROUPS[0], rate.e7, rate.overdue_e7, True, codes, (*marks, "rate_assumed"))
        overdue = self._overdue(source_id, given, first)
        return Rated(REGIME_NOT_HELD, GROUPS[0], given, overdue, True, ("regime_not_held",), marks)

    def _overdue(self, source_id: int, rate_e7: int, on: date) -> int:
        """The overdue rate of a fixed one: the law's multiple of the day, in whole ten-millionths, half up."""
        multiple = self._law(source_id).parameter(f"{self._programme.rate_family}_overdue_multiple").value(on)
        percent = round_percent(str(multiple))
        return (rate_e7 * percent + 50) // 100


def round_percent(multiple: str) -> int:
    """A multiple such as 1.3 in whole per cent: 130; one that does not end there raises ``ValueError``."""
    whole, _, rest = multiple.partition(".")
    if len(rest.rstrip("0")) > 2:
        raise ValueError(f"{multiple} is no whole number of per cent")
    return int(whole) * 100 + int(rest.ljust(2, "0")[:2])


def borrower_class(written: str) -> tuple[str, bool]:
    """The class that the bank's words mean, and whether they say one; unknown words are read as a worker, marked."""
    flat = "".join(sign for sign in unicodedata.normalize("NFD", written.casefold()) if not unicodedata.combining(sign))
    words = " ".join(flat.replace("đ", "d").split())
    for each, names in _CLASSES:
        if words == each.value or any(words == name or words.startswith(f"{name} ") for name in names):
            return each.value, True
    return BorrowerClass.WORKER.value, False
