"""An export as reconciliation takes it: claims with the bank's codes, and whether it speaks of every loan."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from loans.domain.reconcile import Claim, DueClaim, Figures, Statement, figures
from loans.domain.refusal import Refusal
from loans.papers.exports.layout import MEASURES
from loans.papers.exports.read import ExportRead, merged
from loans.papers.exports.table import ExportRow

COMPARED = ("loans", "summary", "overdue", "frozen", "inactive", "instalments")
"""Subjects that can be compared with our books, the fullest first."""

_COMPLETE = ("loans", "summary", "overdue", "frozen", "instalments")
"""Subjects in which a loan that is left out is said to owe nothing (of that kind)."""


def statement(read: ExportRead) -> Statement:
    """What an export claims; one of another subject is refused."""
    subject = read.layout.subject
    if subject not in COMPARED:
        raise Refusal(
            "export_not_compared",
            field="layout",
            value=read.layout.code,
            vi=f"Mẫu «{read.layout.name}» không có dư nợ để đối chiếu. Nộp sao kê dư nợ, nợ quá hạn, nợ khoanh "
            "hoặc nợ đến hạn phân kỳ.",
            en=f"The layout {read.layout.name} states no balances. Hand in a statement of balances, overdue or frozen, "
            "or a list of instalments.",
        )
    if subject == "instalments":
        return _instalments(read)
    counted = [row.values["customers"] for row in read.rows if row.values.get("customers") is not None]
    return Statement(
        name=read.layout.name,
        measures=read.layout.measures,
        claims=tuple(_claims(read.rows)),
        day=read.day,
        complete=subject in _COMPLETE,
        by_contract=subject != "summary",
        programme=read.layout.programme,
        customers_stated=sum(counted) if counted else None,
    )


def compared(reads: Sequence[ExportRead]) -> tuple[ExportRead, ...]:
    """The tables of a file, the fullest first: it is compared, the rest are cross-checked with it.

    Sheets of one layout (one a commune, say) are one table. Tables without balances are left out beside others. A list
    of instalments is compared too, due day by due day.
    """
    parts: dict[str, list[ExportRead]] = {}
    for read in reads:
        if read.layout.subject in COMPARED:
            parts.setdefault(read.layout.code, []).append(read)
    found = [merged(same) for same in parts.values()]
    return tuple(sorted(found, key=lambda read: COMPARED.index(read.layout.subject))) or tuple(reads)


def _instalments(read: ExportRead) -> Statement:
    """A list of instalments: every line, and the sum of each contract, which is what it owes."""
    dues = tuple(
        DueClaim(str(row.place), row.values["contract_no"], row.values["due_on"], row.values["due"])
        for row in read.rows
    )
    sums: dict[str, list[DueClaim]] = {}
    for line in dues:
        sums.setdefault(line.contract_no, []).append(line)
    claims = tuple(
        Claim(", ".join(line.place for line in lines), contract, figures(outstanding=sum(line.due for line in lines)))
        for contract, lines in sums.items()
    )
    return Statement(read.layout.name, ("outstanding",), claims, day=read.day, dues=dues)


def _claims(rows: Iterable[ExportRow]) -> Iterator[Claim]:
    for row in rows:
        values = row.values
        yield Claim(
            place=str(row.place),
            contract_no=values.get("contract_no") or "",
            figures=_figures(values),
            bank_commune=values.get("commune_code") or "",
            customer_no=values.get("customer_no") or "",
            programme_code=values.get("programme_code") or "",
            funding_code=values.get("funding_code") or "",
            due_on=_last(values.get("contract_due_on"), values.get("extended_due_on")),
            session_due_on=values.get("session_due_on"),
        )


def _figures(values: Mapping[str, Any]) -> Figures:
    """The balances of a row; a total that has no column is the sum of its parts."""
    outstanding, in_term, overdue, frozen = (values.get(name) for name in MEASURES)
    if outstanding is None and None not in (in_term, overdue, frozen):
        outstanding = (in_term or 0) + (overdue or 0) + (frozen or 0)
    return (outstanding or 0, in_term or 0, overdue or 0, frozen or 0)


def _last(*days: date | None) -> date | None:
    return max((day for day in days if day is not None), default=None)
