"""What all methods have in common: terms and table read, overdue communes set aside, codes of lists known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from loans.domain.allocation.records import Allocation, Reason, Row
from loans.domain.allocation.spec import OUTSTANDING, OVERDUE, PERMILLE, Spec
from loans.domain.allocation.table import CheckCode, Reader, Record, Table
from loans.domain.allocation.terms import Terms
from loans.domain.allocation.why import OVERDUE_THRESHOLD
from loans.domain.refusal import Faults, Finding


@dataclass(frozen=True, slots=True)
class Prepared:
    """One case for any method; ``overdue`` are the codes that take nothing because of their overdue debt."""

    spec: Spec
    terms: Terms
    table: Table
    overdue: frozenset[str]
    faults: Faults

    @property
    def open_rows(self) -> list[Row]:
        """The rows that take part."""
        return [row for row in self.table.rows if row.takes_part]

    def with_rows(self, rows: Iterable[Row]) -> Table:
        """The table with these rows in place of its own, by code."""
        instead = {row.code: row for row in rows}
        return replace(self.table, rows=tuple(instead.get(row.code, row) for row in self.table.rows))


def prepare(
    spec: Spec,
    records: Sequence[Record],
    *,
    columns: Sequence[str],
    check_code: CheckCode | None = None,
    places: Sequence[str] | None = None,
    found: Iterable[Finding] = (),
    terms: Terms | None = None,
) -> Prepared:
    """Read the records for the method; faults are kept, to be reported with those of the method.

    ``terms`` may have been read before, from text; ``found`` are the faults met until now.
    """
    faults = Faults(list(found))
    terms = terms or spec.terms(faults)
    wanted = [*(criterion.column for criterion in terms.criteria), *spec.columns(tuple(columns))]
    reader = Reader(columns, list(dict.fromkeys(wanted)), spec.caps_at_demand, check_code, faults)
    table = reader.table(records, places or [f"dòng {number}" for number in range(1, len(records) + 1)])
    late = frozenset(row.code for row in table.rows if _overdue(row, spec))
    rows = tuple(Row(row.code, excluded=True) if row.code in late else row for row in table.rows)
    prepared = Prepared(spec, terms, replace(table, rows=rows), late, faults)
    _check_lists(prepared)
    _check_options(prepared)
    return prepared


def _overdue(row: Row, spec: Spec) -> bool:
    """Whether overdue ÷ outstanding is above the threshold; exact, and nothing owed is nothing overdue."""
    most = spec.overdue_permille_max
    if most is None or not row.takes_part:
        return False
    if OUTSTANDING in row.criteria and OVERDUE in row.criteria:
        return row.criteria[OVERDUE] * 1000 > most * row.criteria[OUTSTANDING]
    return row.criteria.get(PERMILLE, 0) > most


def _check_lists(prepared: Prepared) -> None:
    """Every code of a tier, a group or a step stands in the table, and each list has a name of its own."""
    known = {row.code for row in prepared.table.rows}
    spec = prepared.spec
    lists = [(f"tiers[{tier.name}]", tier.codes) for tier in spec.tiers]
    lists += [(f"groups[{group.name}]", group.codes) for group in spec.groups]
    lists.append(("steps", tuple(spec.steps)))
    names = [name for name, _ in lists]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        prepared.faults.add(
            name,
            "allocation_list_twice",
            vi=f"{name}: tên xuất hiện hai lần; hãy đặt tên khác",
            en=f"{name}: the name stands twice; choose another",
            field=name,
        )
    for name, codes in lists:
        for code in codes:
            if code not in known:
                prepared.faults.add(
                    name,
                    "allocation_code_not_in_table",
                    vi=f"{name}: mã {code} không có trong bảng; hãy sửa mã hoặc thêm dòng",
                    en=f"{name}: the code {code} is not in the table; correct it or add the row",
                    field=name,
                    value=code,
                )


def _check_options(prepared: Prepared) -> None:
    """What was asked for takes effect: an option of another method is a misunderstanding, not a detail."""
    method = prepared.spec.method.value
    for name in prepared.spec.without_effect():
        prepared.faults.add(
            name,
            "allocation_option_without_effect",
            vi=f"{name}: phương pháp {method} không dùng mục này; hãy bỏ mục này hoặc chọn phương pháp khác",
            en=f"{name}: the method {method} does not use it; drop it or choose another method",
            field=name,
        )


def finished(prepared: Prepared, made: Allocation) -> Allocation:
    """The allocation with the overdue communes named as such."""
    if not prepared.overdue:
        return made
    why = (Reason(OVERDUE_THRESHOLD, 0),)
    rows = tuple(replace(row, why=why) if row.code in prepared.overdue else row for row in made.rows)
    return replace(made, rows=rows)
