"""Figures that the law computes from other figures: a product of dated factors, exact to the last digit."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import prod

from loans.domain.law.parameter import Parameter
from loans.domain.law.version import Value, Version, weakest
from loans.domain.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Formula:
    """A product of parameters; where a regime chooses its base, `choose` names the choice and `among` its bases.

    `{choose = "job_loan_rate_base", among = {poor = "reference_rate_poor", …}, product = [...]}` reads:
    the base that the regime names, times each factor of the product.
    """

    product: tuple[str, ...]
    choose: str = ""
    among: Mapping[str, str] = field(default_factory=dict)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Every parameter that the formula may read."""
        return (*((self.choose,) if self.choose else ()), *self.among.values(), *self.product)

    def factors(self, value: Callable[[str], Value]) -> tuple[str, ...]:
        """The parameters that are multiplied, once the regime's base is chosen."""
        base = (self.among[str(value(self.choose))],) if self.choose else ()
        return (*base, *self.product)


def decimal_text(exact: Fraction) -> str:
    """An exact fraction as decimal text without idle zeros: 7.9248; raises where it does not end."""
    digits = 0
    while exact.denominator != 1 and digits < 24:
        exact, digits = exact * 10, digits + 1
    if exact.denominator != 1:
        raise ValueError("the product does not end as a decimal: it would have to be rounded")
    text = str(exact.numerator).rjust(digits + 1, "0")
    return f"{text[:-digits]}.{text[-digits:]}" if digits else text


def derived(parameter: Parameter, formula: Formula, known: Mapping[str, Parameter]) -> Parameter:
    """The parameter with a version for every day on which a factor in use changes."""
    inputs = [known[name] for name in formula.inputs]
    versions: list[Version] = []
    for day in sorted({version.since for read in inputs for version in read.versions}):
        version = _version_on(day, formula, known, begun=bool(versions))
        if version and not (versions and _same(version, versions[-1])):
            versions.append(version)
    return parameter.with_versions(versions)


def _same(version: Version, last: Version) -> bool:
    """Nothing that the formula reads on this day has changed since the last version."""
    return version.since <= last.since or (version.repealed and last.repealed)


def _version_on(day: date, formula: Formula, known: Mapping[str, Parameter], *, begun: bool) -> Version | None:
    """What the formula gives on a day; None before its last input begins, a repeal when one has ended."""
    try:
        names = formula.factors(lambda name: known[name].value(day))
        factors = [known[name].at(day) for name in names]
        choice = [known[formula.choose].at(day)] if formula.choose else []
    except Refusal as refused:
        if not begun:
            return None
        return Version(day, None, refused.cites, "law", day, note="An input of the formula ended.")
    return _product(choice, factors)


def _product(choice: list[Version], factors: list[Version]) -> Version:
    """The product with the union of its articles, the latest first day and the weakest certainty."""
    read = [*choice, *factors]
    return Version(
        since=max(version.since for version in read),
        value=decimal_text(prod((Fraction(str(version.value)) for version in factors), start=Fraction(1))),
        cites=in_order(cite for version in reversed(read) for cite in version.cites),
        certainty=weakest(version.certainty for version in read),
        checked_on=min(version.checked_on for version in read),
    )


def in_order(cites: Iterable[str]) -> tuple[str, ...]:
    """The articles, each once, in the order in which they are first met."""
    return tuple(dict.fromkeys(cites))
