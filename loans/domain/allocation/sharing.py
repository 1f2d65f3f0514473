"""Allocate: read everything, report every fault at once, then share the pool by the monotone rule."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from loans.domain.allocation.checks import Case, check, claims_of
from loans.domain.allocation.proportional import capacity, handed_out, multiplier
from loans.domain.allocation.records import Allocated, Allocation, Row
from loans.domain.allocation.shares import standing
from loans.domain.allocation.table import Cell, CheckCode, Reader, Record, Table
from loans.domain.allocation.terms import Terms, Weights, read_terms
from loans.domain.allocation.why import reasons, standing_apart
from loans.domain.refusal import Faults, Finding

OPTIONAL = ("floor", "cap", "fixed", "excluded")


def allocate(
    rows: Sequence[Row],
    *,
    pool: int,
    grain: int = 1,
    weights: Weights,
    cap_at_demand: bool = False,
    leave_rest: bool = False,
    check_code: CheckCode | None = None,
) -> Allocation:
    """Share ``pool`` đồng among ``rows`` in multiples of ``grain`` đồng; raises ``Refusal`` with every finding.

    ``weights`` maps criteria to weights (exact; they need not add up to 1), ``-name`` where less is better.
    ``cap_at_demand`` adds the criterion ``demand`` as a cap; ``leave_rest`` allows a part of the pool to be left.
    ``check_code`` says what is wrong with a code. The order of the rows does not matter: ties go by code.
    """
    return allocate_table(
        [record_of(row) for row in rows],
        columns=columns_of(rows),
        pool=pool,
        grain=grain,
        weights=weights,
        cap_at_demand=cap_at_demand,
        leave_rest=leave_rest,
        check_code=check_code,
    )


def columns_of(rows: Sequence[Row]) -> list[str]:
    """The columns of a table that holds the rows: any criterion that one of them has."""
    return ["code", *OPTIONAL, *dict.fromkeys(name for row in rows for name in row.criteria)]


def record_of(row: Row) -> dict[str, Cell]:
    """A row as the record of a table, to be read as strictly as a file."""
    own: dict[str, Cell] = {
        "code": row.code,
        "floor": row.floor,
        "cap": row.cap,
        "fixed": row.fixed,
        "excluded": row.excluded,
    }
    return {**row.criteria, **own}


def allocate_table(
    records: Sequence[Record],
    *,
    columns: Sequence[str],
    pool: int | str,
    grain: int | str = 1,
    weights: Weights,
    cap_at_demand: bool = False,
    leave_rest: bool = False,
    check_code: CheckCode | None = None,
    places: Sequence[str] | None = None,
    found: Iterable[Finding] = (),
) -> Allocation:
    """``allocate`` on cells of text or integers, as they stand in a file or a form; blank is ``""`` or ``None``.

    ``places`` names each record ("dòng 2"); ``found`` are faults met before, reported together with these.
    """
    faults = Faults(list(found))
    terms = read_terms(pool=pool, grain=grain, weights=weights, faults=faults)
    columns_read = list(dict.fromkeys(criterion.column for criterion in terms.criteria))
    reader = Reader(columns, columns_read, cap_at_demand, check_code, faults)
    table = reader.table(records, places or [f"dòng {number}" for number in range(1, len(records) + 1)])
    return settled(table, terms, leave_rest=leave_rest, faults=faults)


def settled(table: Table, terms: Terms, *, leave_rest: bool, faults: Faults) -> Allocation:
    """Share the pool among the rows of a table by its criteria; refuses with all faults found until then."""
    measured = standing(table.rows, terms.criteria)
    case = Case(table, terms, measured, claims_of(measured, terms.grain), leave_rest)
    if terms.sound:
        check(case, faults)
    refuse_all(faults)
    return _shared(case)


def refuse_all(faults: Faults) -> None:
    """Raise one ``Refusal`` with every fault, or do nothing where there is none."""
    faults.refuse(
        "allocation_refused",
        vi="Không phân bổ được: hãy sửa các lỗi sau.",
        en="Nothing was allocated: correct the following faults.",
    )


def _shared(case: Case) -> Allocation:
    """The allocation of a case without faults."""
    grain = case.terms.grain
    most = capacity(case.claims)
    units = case.free // grain if most is None else min(case.free // grain, most)
    at = multiplier(case.claims, units)
    given = handed_out(case.claims, units, at)
    shared = iter(_explained(case, at, given))
    rows = tuple(
        next(shared) if row.takes_part else Allocated(row.code, row.fixed or 0, (standing_apart(row),))
        for row in case.table.rows
    )
    allocated = sum(row.allocated for row in rows)
    return Allocation(case.terms.pool, allocated, case.terms.pool - allocated, rows, at * case.standing.scale * grain)


def _explained(case: Case, at: Fraction, given: Sequence[int]) -> Iterable[Allocated]:
    grain, scale = case.terms.grain, case.standing.scale
    for place, (claim, units) in enumerate(zip(case.claims, given, strict=True)):
        why = reasons(case.standing, place, claim, at=at, units=units, grain=grain)
        yield Allocated(claim.code, units * grain, tuple(why), Fraction(claim.share, scale))
