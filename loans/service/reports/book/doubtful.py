"""The loans of a book of which something cannot be known, named beside every report that rests on them (§7.2.21)."""

from dataclasses import dataclass

import pandas as pd

from loans.domain.books.doubt import WORDS

NAMED = 100
"""Loans that a report names; the list of loans in doubt has them all."""
LIST = "loans-in-doubt"
"""The list that has all of them."""


@dataclass(frozen=True, slots=True)
class DoubtfulLoan:
    """A loan in doubt: why, in words that end with what to do."""

    commune: str
    loan_id: int
    contract_no: str
    code: str

    @property
    def vi(self) -> str:
        """Why, in Vietnamese."""
        return WORDS[self.code].vi

    @property
    def en(self) -> str:
        """Why, in English."""
        return WORDS[self.code].en


@dataclass(frozen=True, slots=True)
class Doubtful:
    """How many loans that owe principal are in doubt, and the first of them by commune and contract number."""

    count: int = 0
    loans: tuple[DoubtfulLoan, ...] = ()

    def __bool__(self) -> bool:
        return self.count > 0

    def said(self, *, named: bool) -> tuple[str, str]:
        """One sentence in both languages; contract numbers only where the report names contracts anyway."""
        numbers = ", ".join(loan.contract_no for loan in self.loans) if named else ""
        more = ", …" if numbers and self.count > len(self.loans) else ""
        which = f": {numbers}{more}" if numbers else ""
        return (
            f"{self.count} khoản vay còn nợ có điều chưa biết chắc{which}. Xem danh sách «{LIST}».",
            f"{self.count} loans that owe are in doubt{which}. See the list {LIST}.",
        )


def doubtful(book: pd.DataFrame) -> Doubtful:
    """The loans in doubt of a loan book."""
    found = book[(book["doubt"] != "") & (book["outstanding"] > 0)]
    rows = found.head(NAMED)
    columns = (rows[name].tolist() for name in ("commune", "loan_id", "contract_no", "doubt"))
    return Doubtful(len(found), tuple(DoubtfulLoan(*each) for each in zip(*columns, strict=True)))
