"""Sharing a pool by any method: one specification, one answer, and what one billion more would do."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from loans.domain.allocation.change import by_change
from loans.domain.allocation.method import GroupBound, Method, Tier
from loans.domain.allocation.prepared import Prepared, finished, prepare
from loans.domain.allocation.records import Allocation, Row
from loans.domain.allocation.sharing import columns_of, record_of, settled
from loans.domain.allocation.spec import Spec
from loans.domain.allocation.spec_reader import read_spec, spec_from
from loans.domain.allocation.table import CheckCode, Record
from loans.domain.allocation.terms import Terms
from loans.domain.allocation.tiers import by_tiers
from loans.domain.refusal import Finding, Refusal

__all__ = [
    "BILLION",
    "GroupBound",
    "Method",
    "Spec",
    "Tier",
    "more_table",
    "read_spec",
    "share_by",
    "share_table",
    "spec_from",
    "with_one_more_billion",
]

BILLION = 10**9


def share_by(spec: Spec, rows: Sequence[Row], *, check_code: CheckCode | None = None) -> Allocation:
    """Share the pool of ``spec`` among ``rows`` by its method; raises ``Refusal`` with every finding.

    The reasons of each row add up to its amount. ``check_code`` says what is wrong with a code.
    """
    return share_table(spec, [record_of(row) for row in rows], columns=columns_of(rows), check_code=check_code)


def share_table(
    spec: Spec,
    records: Sequence[Record],
    *,
    columns: Sequence[str],
    check_code: CheckCode | None = None,
    places: Sequence[str] | None = None,
    found: Iterable[Finding] = (),
    terms: Terms | None = None,
) -> Allocation:
    """``share_by`` on cells of text or integers; ``places`` names each record, ``found`` are faults met before,
    ``terms`` are pool, grain and weights where the caller read them from text."""
    prepared = prepare(spec, records, columns=columns, check_code=check_code, places=places, found=found, terms=terms)
    return finished(prepared, METHODS[spec.method](prepared))


def with_one_more_billion(spec: Spec, rows: Sequence[Row], made: Allocation) -> Allocation:
    """The same allocation with a pool larger by the smallest multiple of the grain that is a billion or more.

    A part may be left there, so that caps do not refuse it; where a larger pool cannot be shared at all (every row is
    fixed, all shares are 0), ``made`` stands: nobody would gain.
    """
    return more_table(spec, [record_of(row) for row in rows], columns=columns_of(rows), made=made)


def more_table(spec: Spec, records: Sequence[Record], *, columns: Sequence[str], made: Allocation) -> Allocation:
    """``with_one_more_billion`` on the cells that ``made`` was shared from."""
    step = -(-BILLION // spec.grain) * spec.grain
    try:
        return share_table(replace(spec, pool=spec.pool + step, leave_rest=True), records, columns=columns)
    except Refusal:
        return made


def _proportional(prepared: Prepared) -> Allocation:
    return settled(prepared.table, prepared.terms, leave_rest=prepared.spec.leave_rest, faults=prepared.faults)


def _optimum(prepared: Prepared) -> Allocation:
    from loans.service.optimum import optimum

    return optimum(prepared)


METHODS: dict[Method, Callable[[Prepared], Allocation]] = {
    Method.PROPORTIONAL: _proportional,
    Method.TIERS: by_tiers,
    Method.CHANGE: by_change,
    Method.OPTIMUM: _optimum,
}
