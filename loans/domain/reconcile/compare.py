"""Claims of an export against our books: contract by contract, commune by commune; nothing is averaged or left out.

What a commune differs by is the sum of what its contracts differ by, exactly.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from loans.domain.reconcile.records import (
    IN_TERM,
    MEASURES,
    NOTHING,
    Claim,
    CommuneSum,
    Explained,
    Figures,
    Held,
    Pair,
    Statement,
    added,
    plus,
)


def masked(amounts: Figures, measures: Sequence[str]) -> Figures:
    """Amounts with 0 for every measure that is not compared."""
    kept = [amount if name in measures else 0 for name, amount in zip(MEASURES, amounts, strict=True)]
    return (kept[0], kept[1], kept[2], kept[3])


def pairs(statement: Statement, held: Iterable[Held], communes: Mapping[str, str]) -> list[Pair]:
    """Every contract that either side holds; ``communes`` translates the bank's codes, unknown ones are left out.

    A contract of ours stays in our commune where the bank's code is unknown or blank.
    """
    if not statement.by_contract:
        return _by_commune(statement, held, communes)
    claimed: dict[str, list[Claim]] = defaultdict(list)
    for claim in statement.claims:
        claimed[claim.contract_no].append(claim)
    found = []
    for own in held:
        claims = claimed.pop(own.contract_no, [])
        if claims or statement.complete:
            found += _of_contract(own, claims, statement.measures, communes)
    for contract_no, claims in claimed.items():
        code = claims[0].bank_commune
        found.append(_theirs(contract_no, claims, communes.get(code, ""), statement.measures))
    return [pair for pair in found if any(pair.theirs) or any(pair.ours)]


def _of_contract(own: Held, claims: list[Claim], measures: Sequence[str], communes: Mapping[str, str]) -> list[Pair]:
    ours = masked(own.figures, measures)
    if not claims:
        return [Pair(own.contract_no, own.commune, NOTHING, ours, held=own)]
    commune = communes.get(claims[0].bank_commune, own.commune)
    there = _theirs(own.contract_no, claims, commune, measures, own)
    if commune == own.commune:
        return [Pair(own.contract_no, commune, there.theirs, ours, there.bank_commune, there.places, own, there.lines)]
    here = Pair(
        own.contract_no,
        own.commune,
        NOTHING,
        ours,
        there.bank_commune,
        there.places,
        own,
        moved="ours",
        elsewhere=there.theirs,
    )
    return [here, there]


def _theirs(
    contract_no: str, claims: list[Claim], commune: str, measures: Sequence[str], own: Held | None = None
) -> Pair:
    lines = tuple(masked(claim.figures, measures) for claim in claims)
    return Pair(
        contract_no,
        commune,
        added(lines),
        NOTHING,
        claims[0].bank_commune,
        tuple(claim.place for claim in claims),
        own,
        lines if len(lines) > 1 else (),
        moved="theirs" if own else "",
    )


def _by_commune(statement: Statement, held: Iterable[Held], communes: Mapping[str, str]) -> list[Pair]:
    """A summary names no contract: one pair a commune, and one for each code that is unknown."""
    theirs: dict[tuple[str, str], Figures] = defaultdict(lambda: NOTHING)
    codes: dict[tuple[str, str], str] = {}
    for claim in statement.claims:
        commune = communes.get(claim.bank_commune, "")
        key = (commune, "" if commune else claim.bank_commune)
        theirs[key] = plus(theirs[key], masked(claim.figures, statement.measures))
        codes[key] = claim.bank_commune
    ours: dict[tuple[str, str], Figures] = defaultdict(lambda: NOTHING)
    for own in held:
        ours[own.commune, ""] = plus(ours[own.commune, ""], masked(own.figures, statement.measures))
    return [
        Pair("", key[0], theirs.get(key, NOTHING), ours.get(key, NOTHING), codes.get(key, ""))
        for key in sorted({*theirs, *ours})
    ]


def commune_sums(
    compared: Sequence[Pair], differing: Sequence[Explained], customers: Mapping[str, tuple[set[str] | None, set[str]]]
) -> list[CommuneSum]:
    """A line a commune; customers are distinct numbers, recounted for each line and never summed."""
    rows: dict[str, list[Pair]] = defaultdict(list)
    told: dict[str, list[Explained]] = defaultdict(list)
    for pair in compared:
        rows[pair.commune].append(pair)
    for each in differing:
        told[each.pair.commune].append(each)
    return [
        _sum(commune, rows[commune], told[commune], *customers.get(commune, (None, set()))) for commune in sorted(rows)
    ]


def total(
    compared: Sequence[Pair], differing: Sequence[Explained], customers: Mapping[str, tuple[set[str] | None, set[str]]]
) -> CommuneSum:
    """The line of everything, its customers counted anew."""
    theirs = [each for each, _ in customers.values() if each is not None]
    ours: set[str] = set().union(*(own for _, own in customers.values()))
    return _sum("", compared, differing, set().union(*theirs) if theirs else None, ours)


def _sum(
    commune: str, rows: Sequence[Pair], told: Sequence[Explained], theirs: set[str] | None, ours: set[str]
) -> CommuneSum:
    causes: dict[str, Figures] = defaultdict(lambda: NOTHING)
    for each in told:
        for cause in each.causes:
            causes[cause.code] = plus(causes[cause.code], cause.figures)
    return CommuneSum(
        commune,
        added(pair.theirs for pair in rows),
        added(pair.ours for pair in rows),
        len(told),
        None if theirs is None else len(theirs),
        len(ours),
        dict(causes),
    )


def customers(
    statement: Statement, held: Iterable[Held], communes: Mapping[str, str]
) -> dict[str, tuple[set[str] | None, set[str]]]:
    """Commune → the customer numbers with a compared balance above 0, theirs (None: not stated) and ours (§6.15)."""
    stated = statement.by_contract and any(claim.customer_no for claim in statement.claims)
    found: dict[str, tuple[set[str] | None, set[str]]] = {}
    homes = {}
    for own in held:
        homes[own.contract_no] = own.commune
        if any(masked(own.figures, statement.measures)):
            found.setdefault(own.commune, (set() if stated else None, set()))[1].add(own.customer_no)
    for claim in statement.claims if stated else ():
        commune = communes.get(claim.bank_commune, homes.get(claim.contract_no, ""))
        theirs = found.setdefault(commune, (set(), set()))[0]
        if theirs is not None and any(claim.figures) and claim.customer_no:
            theirs.add(claim.customer_no)
    return found


def between(summary: Statement, listed: Statement) -> list[tuple[str, str, int, int]]:
    """Rule 1: (bank's commune, measure, of the summary, Σ of the list) wherever two exports of the bank differ."""
    found = []
    for name in listed.measures:
        at = MEASURES.index(name)
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for side, statement in enumerate((summary, listed)):
            for claim in statement.claims:
                sums[claim.bank_commune][side] += claim.figures[at]
        found += [(code, name, first, second) for code, (first, second) in sorted(sums.items()) if first != second]
    return found


def still_in_term(claims: Iterable[Claim], held: Mapping[str, Held], day: date) -> list[tuple[Claim, date]]:
    """Rule 5, of theirs: in-term balances whose last due day has passed its session, with that session's day."""
    found = []
    for claim in claims:
        session = claim.session_due_on
        own = held.get(claim.contract_no)
        if session is None and claim.due_on and own and own.session_due_on and own.session_due_on > claim.due_on:
            session = own.session_due_on
        if session is not None and session <= day and claim.figures[IN_TERM] > 0:
            found.append((claim, session))
    return found
