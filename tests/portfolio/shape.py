"""How large a portfolio is and what is planted in it; and what was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

DAY = date(2026, 10, 31)

BOTH = (
    "zeros_restored", "unicode_composed", "serial_day", "number_format", "compact_day", "duplicate_line",
    "duplicate_doubt", "term_zero", "outstanding_above_disbursed", "maturity_before_signing", "regime_not_held",
    "commune_unknown", "commune_divided", "funding_unknown", "instalments_do_not_add_up", "history_does_not_add_up",
    "should_be_overdue",
)  # fmt: skip
DETAILED = (
    "split_broken", "paid_in_full_with_balance", "disbursed_before_approval", "rate_not_of_regime",
    "instalment_rule_unknown", "overdue_without_day",
)  # fmt: skip
CODES = (*BOTH, *DETAILED)
"""Every fault that can be planted; ``DETAILED`` ones only where the layout has the column (10 and 31)."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Loans of a portfolio as of ``day``, in so many communes, in the bank's layout GQVL, 10 or 31.

    ``faults`` is how often each code is planted; ``old_permille`` of the loans of before 2025-07-01 bear the commune
    of that time; ``history_permille`` have all their entries; headings repeat every ``page`` rows.
    """

    loans: int
    communes: int = 126
    layout: str = "GQVL"
    day: date = DAY
    seed: int = 338_2025
    faults: int = 0
    old_permille: int = 300
    history_permille: int = 1_000
    page: int = 5_000

    @property
    def codes(self) -> tuple[str, ...]:
        """The faults that this layout can show, none where none are planted."""
        return (() if not self.faults else BOTH) if self.layout == "GQVL" else (() if not self.faults else CODES)


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault: its code, the contract, and its row in the loans' file (that of the line that comes again)."""

    code: str
    contract_no: str
    row: int


@dataclass(slots=True)
class Written:
    """The files by what they hold, the manifest of faults, and the truth of each commune as the bank writes it.

    ``files``: loans, instalments, entries, groups, borrowers, summary (export 1), overdue (2), frozen (13).
    ``totals``: commune code of the bank → (loans, outstanding, overdue, frozen), each contract once.
    """

    shape: Shape
    files: Mapping[str, Path]
    planted: list[Planted] = field(default_factory=list)
    totals: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)
    customers: dict[str, int] = field(default_factory=dict)
    entries: int = 0
    instalments: int = 0

    def contracts(self, code: str) -> list[str]:
        """The contracts in which a fault was planted."""
        return [each.contract_no for each in self.planted if each.code == code]
