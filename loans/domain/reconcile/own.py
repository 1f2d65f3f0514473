"""Rules 1–5 of FORMS.md §2 on our own books: each rule with how much it looked at and every case that breaks it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from loans.domain.reconcile.records import IN_TERM, MEASURES, NOTHING, OUTSTANDING, Figures, Held, added, plus

TITLES: Mapping[int, tuple[str, str]] = {
    1: ("Tổng quá hạn, khoanh theo khoản vay = theo xã", "Overdue and frozen by loan = by commune"),
    2: ("Tổng dư nợ = trong hạn + quá hạn + khoanh", "Total = in-term + overdue + frozen"),
    3: ("Số khách hàng không cộng dồn", "Customers are not additive"),
    4: ("Mỗi khế ước một dòng", "One line a contract"),
    5: (
        "Quá phiên giao dịch sau ngày đến hạn cuối mà còn trong hạn",
        "Past the session after the last due day, in-term",
    ),
}


@dataclass(frozen=True, slots=True)
class RuleResult:
    """A rule: whether it holds, how many rows it looked at, the cases that break it, what it counted."""

    rule: int
    holds: bool
    checked: int
    cases: tuple[Mapping[str, Any], ...] = ()
    counted: Mapping[str, int] | None = None


def own_rules(held: Sequence[Held], stated: Mapping[str, Figures], day: date) -> tuple[RuleResult, ...]:
    """The five rules; ``stated`` is the statement by commune, drawn up on another road than the rows by loan."""
    return (_sums(held, stated), _splits(held, stated), _customers(held), _repeats(held), _past(held, day))


def _sums(held: Sequence[Held], stated: Mapping[str, Figures]) -> RuleResult:
    sums: dict[str, Figures] = defaultdict(lambda: NOTHING)
    for own in held:
        sums[own.commune] = plus(sums[own.commune], own.figures)
    cases = []
    for commune in sorted({*sums, *stated}):
        first, second = sums.get(commune, NOTHING), stated.get(commune, NOTHING)
        cases += [
            {"commune": commune, "measure": name, "by_loan": one, "by_commune": other, "difference": one - other}
            for name, one, other in zip(MEASURES, first, second, strict=True)
            if one != other
        ]
    return RuleResult(1, not cases, len(held), tuple(cases))


def _splits(held: Sequence[Held], stated: Mapping[str, Figures]) -> RuleResult:
    rows = [("contract_no", own.contract_no, own.figures) for own in held]
    rows += [("commune", commune, amounts) for commune, amounts in stated.items()]
    rows.append(("total", "", added(own.figures for own in held)))
    cases = [
        {kind: key, "outstanding": amounts[OUTSTANDING], "parts": sum(amounts[IN_TERM:])}
        for kind, key, amounts in rows
        if amounts[OUTSTANDING] != sum(amounts[IN_TERM:])
    ]
    return RuleResult(2, not cases, len(rows), tuple(cases))


def _customers(held: Sequence[Held]) -> RuleResult:
    """Nothing to break: it shows why a sum over programmes is not the number of customers."""
    owing = [own for own in held if own.figures[OUTSTANDING] > 0]
    by_programme = len({(own.programme_code, own.customer_no) for own in owing})
    by_commune = len({(own.commune, own.customer_no) for own in owing})
    counted = {
        "distinct": len({own.customer_no for own in owing}),
        "sum_over_programmes": by_programme,
        "sum_over_communes": by_commune,
    }
    return RuleResult(3, True, len(owing), counted=counted)


def _repeats(held: Sequence[Held]) -> RuleResult:
    counts = Counter(own.contract_no for own in held)
    cases = tuple({"contract_no": contract, "lines": lines} for contract, lines in sorted(counts.items()) if lines > 1)
    return RuleResult(4, not cases, len(held), cases)


def _past(held: Sequence[Held], day: date) -> RuleResult:
    cases = [
        {
            "contract_no": own.contract_no,
            "commune": own.commune,
            "in_term": own.figures[IN_TERM],
            "session_due_on": own.session_due_on,
        }
        for own in held
        if own.session_due_on is not None and own.session_due_on <= day and own.figures[IN_TERM] > 0
    ]
    return RuleResult(5, not cases, len(held), tuple(cases))
