"""The rate of one loan: its regime's formula on the reference rate that reaches it.

A programme's rates are a family of parameters: ``job_loan`` (job creation), ``overseas_loan`` (contract work abroad).
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import prod

from loans.domain.law.book import Law
from loans.domain.law.formula import decimal_text
from loans.domain.law.version import Version
from loans.domain.money import rate_e7
from loans.domain.refusal import Refusal

REFERENCE = "reference_rate_poor"
GROUPS = ("standard", "priority")
BORROWERS = ("worker", "establishment")
JOB_LOAN = "job_loan"


@dataclass(frozen=True, slots=True)
class LoanRate:
    """The rates of a loan on a day, in per cent a year, exact; `fixed` ones no re-pricing moves."""

    percent: str
    overdue_percent: str
    regime: str
    fixed: bool

    @property
    def e7(self) -> int:
        """The rate in ten-millionths a year."""
        return rate_e7(self.percent)

    @property
    def overdue_e7(self) -> int:
        """The overdue rate in ten-millionths a year."""
        return rate_e7(self.overdue_percent)


def job_loan_rate(law: Law, approved_on: date, as_of: date, group: str, *, borrower: str = "worker") -> LoanRate:
    """The rate of a job-creation loan: see ``loan_rate``."""
    return loan_rate(law, JOB_LOAN, approved_on, as_of, group, borrower=borrower)


def loan_rate(
    law: Law, family: str, approved_on: date, as_of: date, group: str, *, borrower: str = "worker"
) -> LoanRate:
    """The rate on `as_of` of a loan of a family approved on `approved_on` (DOMAIN §6.1–6.2).

    The approval day fixes the formula. The reference rate is that of the approval day, until a later one of
    scope "all" (Quyết định 2553/QĐ-TTg) reaches loans already out. A rate that a capital source fixes stays.
    """
    regime = _regime(law, approved_on, as_of, group, borrower)
    name = f"{family}_rate_{group}"
    overdue = law.parameter(f"{family}_overdue_multiple")
    fixed = _fixed(law, family, approved_on, name, borrower)
    if fixed is not None:
        exact, formula_day = Fraction(str(fixed.value)), approved_on
    else:
        formula_day = _formula_day(law, family, approved_on, as_of)
        exact = _worked_out(law, name, formula_day, _reference(law, approved_on, as_of))
    moved = exact * Fraction(str(overdue.value(formula_day)))
    return LoanRate(decimal_text(exact), decimal_text(moved), regime, fixed is not None)


def job_loan_rate_history(
    law: Law, approved_on: date, group: str, until: date, *, borrower: str = "worker"
) -> list[tuple[date, int, int]]:
    """The rates of a job-creation loan over time: see ``loan_rate_history``."""
    return loan_rate_history(law, JOB_LOAN, approved_on, group, until, borrower=borrower)


def loan_rate_history(
    law: Law, family: str, approved_on: date, group: str, until: date, *, borrower: str = "worker"
) -> list[tuple[date, int, int]]:
    """The rates of a loan of a family from its approval to `until`, as (first day, rate_e7, overdue rate_e7).

    The first element begins on the approval day; each later one on the day on which a re-pricing changed something.
    """
    _regime(law, approved_on, approved_on, group, borrower)
    history: list[tuple[date, int, int]] = []
    for day in [approved_on, *_re_pricing_days(law, family, approved_on, group, until)]:
        rate = loan_rate(law, family, approved_on, day, group, borrower=borrower)
        if not history or history[-1][1:] != (rate.e7, rate.overdue_e7):
            history.append((day, rate.e7, rate.overdue_e7))
    return history


def rates_held(law: Law, family: str, approved_on: date, group: str, until: date) -> list[tuple[date, int, int]] | None:
    """``loan_rate_history`` of a loan that is in the books; None where the law held gives it no rate."""
    try:
        return loan_rate_history(law, family, approved_on, group, until)
    except Refusal:
        return None


def _re_pricing_days(law: Law, family: str, approved_on: date, group: str, until: date) -> list[date]:
    """The days after the approval on which anything changes that a loan's rate is made of."""
    names = (REFERENCE, f"{family}_rate_{group}", f"{family}_overdue_rate_{group}", _switch(family))
    days = {version.since for name in names if name in law.parameters for version in law.parameters[name].versions}
    return sorted(day for day in days if approved_on < day <= until)


def _regime(law: Law, approved_on: date, as_of: date, group: str, borrower: str) -> str:
    """The regime that governs the loan; refuses what the product does not hold."""
    if group not in GROUPS:
        raise _unknown("rate_group", group, GROUPS, vi="nhóm lãi suất", en="rate group")
    if borrower not in BORROWERS:
        raise _unknown("borrower_class", borrower, BORROWERS, vi="loại khách hàng", en="borrower class")
    first = law.parameter("job_loan_regime").versions[0]
    if approved_on < first.since:
        raise Refusal(
            "regime_not_held",
            vi=f"Khoản vay phê duyệt ngày {approved_on:%d/%m/%Y}, trước chế độ đầu tiên được lưu "
            f"({first.value}, từ {first.since:%d/%m/%Y}): hãy dùng lãi suất ghi trong hợp đồng.",
            en=f"The loan was approved on {approved_on}, before the first regime held "
            f"({first.value}, from {first.since}): use the rate written in its contract.",
            field="approved_on",
            value=approved_on.isoformat(),
            cites=first.cites,
        )
    if as_of < approved_on:
        raise Refusal(
            "day_before_approval",
            vi=f"Ngày {as_of:%d/%m/%Y} trước ngày phê duyệt {approved_on:%d/%m/%Y}: chọn ngày phê duyệt hoặc sau đó.",
            en=f"{as_of} is before the approval on {approved_on}: choose that day or a later one.",
            field="as_of",
            value=as_of.isoformat(),
        )
    return law.text("job_loan_regime", approved_on)


def _unknown(field: str, value: str, known: tuple[str, ...], *, vi: str, en: str) -> Refusal:
    return Refusal(
        f"unknown_{field}",
        vi=f"Không có {vi} “{value}”: chọn {' hoặc '.join(known)}.",
        en=f"There is no {en} “{value}”: choose {' or '.join(known)}.",
        field=field,
        value=value,
    )


def _fixed(law: Law, family: str, approved_on: date, name: str, borrower: str) -> Version | None:
    """The rate that the capital source fixed for such a loan on its approval day, if it did."""
    own = f"{family}_rate_establishment_fixed"
    if borrower == "establishment" and own in law.parameters:
        version = law.parameters[own].in_force(approved_on)
        if version is not None:
            return version
    version = law.at(name, approved_on)
    return version if version.local else None


def _switch(family: str) -> str:
    """The parameter by which a source lets new formulas reach old loans of the family; not every family has one."""
    return f"{family}_formula_of_old_loans"


def _formula_day(law: Law, family: str, approved_on: date, as_of: date) -> date:
    """The day whose formula applies: the approval day, unless the source lets new formulas reach old loans (R)."""
    name = _switch(family)
    switch = law.parameters[name].in_force(as_of) if name in law.parameters else None
    return as_of if switch is not None and switch.value == "adopt" else approved_on


def _reference(law: Law, approved_on: date, as_of: date) -> Fraction:
    """The poor-household rate that reaches the loan: that of its approval, then each re-pricing of scope "all"."""
    reached = law.at(REFERENCE, approved_on)
    for version in law.parameter(REFERENCE).versions:
        later = approved_on < version.since <= as_of
        if later and law.value("reference_rate_scope", version.since) == "all":
            reached = version
    return Fraction(str(reached.value))


def _worked_out(law: Law, name: str, day: date, reference: Fraction) -> Fraction:
    """A computed parameter by the formula of a day, on a given reference rate."""
    if name == REFERENCE:
        return reference
    version = law.at(name, day)
    if name not in law.formulas or version.local:
        return Fraction(str(version.value))
    factors = law.formulas[name].factors(lambda read: law.value(read, day))
    return prod((_worked_out(law, factor, day, reference) for factor in factors), start=Fraction(1))
