"""Contract lines that repeat (FORMS.md §2.4): a customer with two savings books makes an export say a loan twice.

Lines of one contract that agree in every balance are one loan. Lines that do not agree are a doubt: both are kept.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from loans.domain.refusal import Finding
from loans.papers.exports.fault import finding
from loans.papers.exports.layout import MEASURES
from loans.papers.exports.table import ExportRow, Findings, Place

COMPARED = (*MEASURES, "disbursed", "disbursed_in_year", "moved_in_month")
"""What must agree: the balances and what was lent; savings are what makes the lines differ."""


@dataclass(slots=True)
class Duplicates:
    """Lines of contracts that came before: ``dropped`` sums what they would have counted twice, by field."""

    findings: Findings
    dropped: dict[str, int] = field(default_factory=dict)
    lines: int = 0
    doubts: int = 0
    _seen: dict[str, tuple[Place, tuple[Any, ...]]] = field(default_factory=dict)

    def without(self, rows: Iterable[ExportRow]) -> Iterator[ExportRow]:
        """The rows, each contract once unless its lines disagree. Holds the balances of every contract, no more."""
        for row in rows:
            contract = row.values["contract_no"]
            money = tuple(row.values.get(name) for name in COMPARED)
            first = self._seen.setdefault(contract, (row.place, money))
            if first[0] is row.place:
                yield row
            elif first[1] == money:
                self._drop(row, first[0])
            else:
                self.doubts += 1
                self.findings.add(unlike(row.place, contract, first[0]))
                yield row

    def _drop(self, row: ExportRow, first: Place) -> None:
        self.lines += 1
        for name in MEASURES:
            if row.values.get(name) is not None:
                self.dropped[name] = self.dropped.get(name, 0) + row.values[name]
        self.findings.add(repeated(row.place, row.values["contract_no"], first))


def repeated(place: Place, contract: str, first: Place) -> Finding:
    """What is said of a line that says a contract again."""
    return finding(
        place,
        "duplicate_line",
        f"Khế ước {contract} lặp lại dòng ở {first} (thường do hai sổ tiết kiệm): chỉ tính một lần. "
        "Không cộng dòng này.",
        f"Contract {contract} repeats the line at {first} (often two savings books): counted once. "
        "Do not add this line.",
        "contract_no",
        contract,
    )


def unlike(place: Place, contract: str, first: Place) -> Finding:
    """What is said of a line that disagrees with the one before of its contract."""
    return finding(
        place,
        "duplicate_doubt",
        f"Khế ước {contract} có ở {first} với số tiền khác: giữ cả hai dòng. Hỏi ngân hàng dòng nào đúng.",
        f"Contract {contract} stands at {first} with other amounts: both lines are kept. Ask the bank which is right.",
        "contract_no",
        contract,
    )
