"""An export of the bank against our books: differences per commune and per loan, each with likely causes."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from loans.domain.area import areas
from loans.domain.reconcile import (
    NOTHING,
    Claim,
    CommuneSum,
    DueDifference,
    Explained,
    Facts,
    Figures,
    Held,
    Pair,
    Statement,
    between,
    commune_sums,
    customers,
    explained,
    masked,
    pairs,
    plus,
    still_in_term,
    total,
)
from loans.domain.refusal import Finding, Refusal
from loans.service.actor import Actor
from loans.service.reconcile.books import bank_codes_on, events_of, figures_by_contract, held_on
from loans.service.reconcile.instalments import listed
from loans.service.reports.book import FUNDING
from loans.service.reports.overdue import check_days
from loans.service.unit_of_work import Known, UnitOfWork


@dataclass(frozen=True, slots=True)
class Outside:
    """Rows that were left out of the comparison: why, how many, and what they come to."""

    reason: str
    rows: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The result: sums per commune that are exactly those of their loans, the differing loans, what was left out.

    ``between`` are differences of two exports of one file: (code, measure, summary, list), by the bank's codes.
    ``still_in_term`` are claims whose last session has passed while their balance stands in-term, with that day.
    ``instalments`` are the due days on which a list of instalments differs; their differences add up to its loans'.
    Such a list beside another export of the file is compared as well; ``statement`` then holds its lines.
    """

    as_of: date
    known: Known
    statement: Statement
    communes: tuple[CommuneSum, ...]
    total: CommuneSum
    loans: tuple[Explained, ...]
    findings: tuple[Finding, ...]
    outside: tuple[Outside, ...]
    between: tuple[tuple[str, str, int, int], ...]
    still_in_term: tuple[tuple[Claim, date], ...]
    instalments: tuple[DueDifference, ...] = ()


def reconcile(
    uow: UnitOfWork,
    actor: Actor,
    known: Known,
    *,
    statement: Statement,
    others: Sequence[Statement] = (),
    as_of: date | None = None,
) -> Reconciliation:
    """Compare an export with our books of its own day, or of ``as_of``; it writes nothing."""
    day = _day_of(statement, as_of)
    check_days(day, known)
    codes, earlier = bank_codes_on(uow, statement.day or day)
    every = held_on(uow, day, actor.limit)
    held = _in_scope(every, statement)
    scoped, outside = _scoped(uow, actor, statement, held, codes)
    compared = pairs(scoped, held, codes)
    differing = [pair for pair in compared if any(pair.difference)]
    facts = _facts(uow, actor, scoped, day, earlier, codes, differing)
    told = [explained(pair, facts) for pair in differing]
    dues: tuple[DueDifference, ...] = ()
    if scoped.dues is not None:
        dues = listed(uow, actor, scoped, held=held, told=told, day=day)
    elif (beside := next((each for each in others if each.dues is not None), None)) is not None:
        left = _contracts(statement.claims, every) - _contracts(scoped.claims, held)
        second = _without(_scoped(uow, actor, beside, held, codes)[0], left)
        sums = [pair for pair in pairs(second, held, codes) if any(pair.difference)]
        facts = _facts(uow, actor, second, day, earlier, codes, sums)
        causes = [explained(pair, facts) for pair in sums]
        dues = listed(uow, actor, second, held=held, told=causes, day=day)
        scoped = replace(scoped, dues=second.dues)
    counted = customers(scoped, held, codes)
    return Reconciliation(
        as_of=day,
        known=known,
        statement=scoped,
        communes=tuple(commune_sums(compared, told, counted)),
        total=total(compared, told, counted),
        loans=tuple(sorted(told, key=lambda each: (each.pair.commune, each.pair.contract_no))),
        findings=tuple(_findings(statement, scoped, codes, earlier)),
        outside=outside,
        between=_between((statement, *others)),
        still_in_term=tuple(still_in_term(scoped.claims, {own.contract_no: own for own in held}, day)),
        instalments=dues,
    )


def _day_of(statement: Statement, as_of: date | None) -> date:
    day = as_of or statement.day
    if day is None:
        raise Refusal(
            "as_of_missing",
            field="as_of",
            vi="Tệp không nêu một ngày số liệu. Chọn ngày số liệu để đối chiếu.",
            en="The file does not name one day. Give as_of.",
        )
    return day


def _contracts(claims: Iterable[Claim], held: Iterable[Held]) -> set[str]:
    """The contracts of which either side speaks."""
    return {claim.contract_no for claim in claims} | {own.contract_no for own in held}


def _in_scope(held: list[Held], statement: Statement) -> list[Held]:
    """Ours of the programme of which the export speaks, where it speaks of one."""
    return [own for own in held if not statement.programme or own.programme_code == statement.programme]


def _scoped(
    uow: UnitOfWork, actor: Actor, statement: Statement, held: Sequence[Held], codes: dict[str, str]
) -> tuple[Statement, tuple[Outside, ...]]:
    """The claims that our books can answer; the others are counted by why they were left out."""
    ours = {own.contract_no for own in held}
    programmes = {own.programme_code for own in held} | {statement.programme or "03"}
    funding = {FUNDING[source.level] for source in uow.funds.all()}
    kept: list[Claim] = []
    left: dict[str, list[Claim]] = defaultdict(list)
    for claim in statement.claims:
        commune = codes.get(claim.bank_commune)
        if claim.contract_no in ours:
            kept.append(claim)
        elif claim.programme_code and claim.programme_code not in programmes:
            left["other_programme"].append(claim)
        elif claim.funding_code and claim.funding_code not in funding:
            left["other_funding"].append(claim)
        elif actor.limit is not None and commune not in actor.limit:
            left["other_communes"].append(claim)
        else:
            kept.append(claim)
    outside = [Outside(reason, len(claims), _sum(claims)) for reason, claims in sorted(left.items())]
    names = {claim.contract_no for claim in kept}
    scoped = _without(statement, {each.contract_no for each in statement.claims} - names)
    return replace(scoped, claims=tuple(kept)), tuple(outside)  # a summary names no contract


def _without(statement: Statement, contracts: Collection[str]) -> Statement:
    """The statement without some contracts."""
    claims = tuple(each for each in statement.claims if each.contract_no not in contracts)
    dues = statement.dues
    if dues is not None:
        dues = tuple(line for line in dues if line.contract_no not in contracts)
    return replace(statement, claims=claims, dues=dues)


def _sum(claims: Sequence[Claim]) -> Figures:
    found = NOTHING
    for claim in claims:
        found = plus(found, claim.figures)
    return found


def _facts(
    uow: UnitOfWork,
    actor: Actor,
    statement: Statement,
    day: date,
    earlier: dict[str, frozenset[str]],
    codes: dict[str, str],
    differing: Sequence[Pair],
) -> Facts:
    """What causes are found from; ours is drawn up again where the export speaks of another day."""
    own_day, then = statement.day or day, None
    if own_day != day and differing:
        again = _in_scope(held_on(uow, own_day, actor.limit), statement)
        then = {key: masked(value, statement.measures) for key, value in figures_by_contract(again).items()}
    mine = {pair.held.loan_id: pair.held for pair in differing if pair.held is not None}
    return Facts(
        as_of=day,
        day=own_day,
        measures=statement.measures,
        complete=statement.complete,
        then=then,
        events=events_of(uow, list(mine.values())),
        earlier=earlier,
        named=frozenset(codes[c.bank_commune] for c in statement.claims if c.bank_commune in codes) or None,
    )


def _findings(
    statement: Statement, scoped: Statement, codes: dict[str, str], earlier: dict[str, frozenset[str]]
) -> list[Finding]:
    rows = Counter(claim.bank_commune for claim in scoped.claims if claim.bank_commune not in codes)
    blank = rows.pop("", 0)
    found = [_unknown_code(code, count, earlier.get(code, frozenset())) for code, count in sorted(rows.items())]
    if blank and statement.dues is None:  # a list of instalments has no such column
        found.append(
            Finding(
                "tệp",
                "commune_code_blank",
                f"{blank} dòng không có mã xã: xếp theo xã trong sổ ta nếu có. Xuất lại có cột mã xã.",
                f"{blank} rows have no commune code: placed by our commune where there is one. Export the column.",
                "commune_code",
                blank,
            )
        )
    if statement.customers_stated is not None:
        found.append(
            Finding(
                "tệp",
                "customers_not_additive",
                f"Cộng cột Số KH được {statement.customers_stated}: không phải số khách hàng, vì một người vay nhiều "
                "chương trình. Không dùng số cộng này.",
                f"The column Số KH comes to {statement.customers_stated}: no number of customers, since one may borrow "
                "under several programmes. Do not use the sum.",
                "customers",
                statement.customers_stated,
            )
        )
    return found


def _unknown_code(code: str, count: int, stood: frozenset[str]) -> Finding:
    names = ", ".join(f"{each} ({areas().named(each)})" for each in sorted(stood))
    return Finding(
        "tệp",
        "bank_commune_unknown",
        f"Mã xã {code} của ngân hàng ({count} dòng) chưa ứng với xã nào vào ngày số liệu"
        f"{f'; ngày khác: {names}' if names else ''}. Ghi mã xã ngân hàng trong mạng lưới.",
        f"The bank's commune code {code} ({count} rows) stands for no commune on the day"
        f"{f'; on other days {names}' if names else ''}. Record it in the network.",
        "commune_code",
        code,
    )


def _between(statements: Sequence[Statement]) -> tuple[tuple[str, str, int, int], ...]:
    """Rule 1 among the exports of one file: a summary with each list of overdue or frozen loans."""
    summaries = [each for each in statements if not each.by_contract]
    lists = [each for each in statements if each.by_contract and each.complete and len(each.measures) == 1]
    lists = [each for each in lists if each.dues is None]  # a list of instalments has no commune
    return tuple(row for first in summaries[:1] for second in lists for row in between(first, second))
