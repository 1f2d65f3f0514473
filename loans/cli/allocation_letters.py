"""Each commune's figure as a sentence for a letter, out of what the command line has read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from loans.cli.allocation_sheet import Sheet
from loans.domain.allocation import Allocation, Explained, Spec
from loans.domain.allocation.explained import explain, sentence_en, sentence_vi
from loans.domain.allocation.terms import whole
from loans.service.methods import more_table


def explained(spec: Spec, sheet: Sheet, made: Allocation) -> tuple[Explained, ...]:
    """Every row explained; the last round stands in the column that the specification names, where there is one."""
    more = more_table(spec, sheet.records, columns=sheet.columns, made=made)
    cells = {str(record.get("code", "")).strip(): record.get(spec.last, "").strip() for record in sheet.records}
    last = {code: amount for code, cell in cells.items() if (amount := whole(cell)) is not None}
    return explain(made, more, last)


def names(today: date | None) -> Mapping[str, str]:
    """The communes in force ``today`` by code; none where the codes were not checked."""
    if today is None:
        return {}
    from loans.domain.area import areas

    return {commune.code: commune.full_name for commune in areas().in_force(today)}


def letters(found: tuple[Explained, ...], called: Mapping[str, str]) -> str:
    """A paragraph a commune: the sentence in Vietnamese, then in English."""
    return "\n\n".join(f"{_vi(row, called)}\n{_en(row, called)}" for row in found)


def told(row: Explained, called: Mapping[str, str]) -> dict[str, Any]:
    """The explanation as it stands in JSON beside the amount."""
    return {
        "bound": row.bound,
        "one_more_billion": row.one_more_billion,
        "last": row.last,
        "difference": row.difference,
        "sentence_vi": _vi(row, called),
        "sentence_en": _en(row, called),
    }


def _vi(row: Explained, called: Mapping[str, str]) -> str:
    return sentence_vi(row, name=called.get(row.code, f"Xã mã {row.code}"))


def _en(row: Explained, called: Mapping[str, str]) -> str:
    return sentence_en(row, name=called.get(row.code, f"Commune {row.code}"))
