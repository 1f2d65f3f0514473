"""Last year's figures of communes, only where they are exact (DOMAIN §6.19): nothing is shared out or guessed."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from loans.domain.area import REFORM
from loans.domain.demand.totals import Totals, totals
from loans.domain.plan import Measure
from loans.service.unit_of_work import UnitOfWork

FIRST_EXACT_YEAR = REFORM.year + 1
"""The first year that the 126 communes saw whole: 2025 began without them."""

BEFORE_REFORM = "no_communes_that_year"
NOT_ANSWERED = "no_answer_that_year"

REASONS: Mapping[str, tuple[str, str]] = {
    BEFORE_REFORM: (
        "Đến hết 30/06/2025 chưa có 126 xã, phường: số của cả năm không chính xác theo xã nên để trống (§6.19).",
        "The 126 communes begin on 01/07/2025: a whole year's figure is not exact by commune and stays blank (§6.19).",
    ),
    NOT_ANSWERED: (
        "Năm trước xã chưa trả lời rà soát nhu cầu.",
        "The commune did not answer the demand review of last year.",
    ),
}
"""Why a figure of last year is blank, in Vietnamese and English."""


@dataclass(frozen=True, slots=True)
class Lending:
    """What was lent out of a commune's plan of a year and what was assigned to it by the lending measure, in đồng."""

    lent: int = 0
    planned: int = 0


def last_totals(uow: UnitOfWork, year: int) -> Mapping[str, Totals]:
    """Last year's demand of every commune that answered, where that year's figures are exact by commune."""
    if year - 1 < FIRST_EXACT_YEAR:
        return {}
    newest = {answer.commune: answer for answer in uow.demands.versions(year - 1)}
    return {commune: totals(answer.lines) for commune, answer in newest.items()}


def last_lending(uow: UnitOfWork, year: int) -> Mapping[str, Lending] | None:
    """Last year's lending and plan by commune over all sources; None where the year is not exact by commune.

    A plan by the outstanding measure is a target of balances and is never added to one of lending (§6.12).
    """
    if year - 1 < FIRST_EXACT_YEAR:
        return None
    lent: dict[str, int] = defaultdict(int)
    planned: dict[str, int] = defaultdict(int)
    for source in uow.funds.all():
        for commune, (disbursed, _committed) in uow.plans.taken(source.id, year - 1).items():
            lent[commune] += disbursed
        began = uow.plans.began(source.id, year - 1)
        if began is None or began[0] is not Measure.LENDING:
            continue
        for commune, parts in uow.plans.assigned(source.id, year - 1).items():
            planned[commune] += sum(amount for _, amount in parts)
    return {code: Lending(lent.get(code, 0), planned.get(code, 0)) for code in lent.keys() | planned.keys()}


def reason_blank(year: int) -> str:
    """Why last year's demand of a commune is blank where it is."""
    return BEFORE_REFORM if year - 1 < FIRST_EXACT_YEAR else NOT_ANSWERED
