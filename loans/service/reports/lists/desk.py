"""The auditor's desk: one day, one moment, and what several lists read, each read once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from loans.domain.law import Law, law
from loans.domain.opening import Opening
from loans.service.appraisal import law_of_source
from loans.service.reports.book import with_plain_days
from loans.service.reports.book.shelf import ANEW, Shelf
from loans.service.reports.lists.exposure import Exposure
from loans.service.unit_of_work import Columns, Known, UnitOfWork

Facts = Mapping[str, Any]


def records(columns: Columns) -> list[dict[str, Any]]:
    """Columns turned back into rows."""
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


@dataclass(frozen=True)
class Desk:
    """Everything as known by ``uow`` and effective by the end of ``as_of``; ``communes`` limits what is shown.

    ``late_days``: an entry booked at most so many days after its own day is not called backdated.
    """

    uow: UnitOfWork
    as_of: date
    known: Known
    communes: tuple[str, ...] | None = None
    late_days: int = 0
    shelf: Shelf = ANEW

    @cached_property
    def book(self) -> pd.DataFrame:
        """The loan book."""
        return self.shelf.loan_book(self.uow, as_of=self.as_of, communes=self.communes)

    @cached_property
    def loans(self) -> dict[int, Facts]:
        """The loans of the book by number; days are ``date`` or None."""
        plain = with_plain_days(self.book)
        return {row["loan_id"]: row for row in records({str(name): plain[name].tolist() for name in plain.columns})}

    @cached_property
    def live(self) -> list[Facts]:
        """The loans that owe principal."""
        return [row for row in self.loans.values() if row["outstanding"] > 0]

    @cached_property
    def doubts(self) -> dict[int, str]:
        """The loans of which something cannot be known, each with its code."""
        marked = self.book[self.book["doubt"] != ""]
        return dict(zip(marked["loan_id"].tolist(), marked["doubt"].tolist(), strict=True))

    @cached_property
    def contracts(self) -> dict[int, Facts]:
        """Every signed loan, disbursed or not, with what its papers say."""
        return {row["id"]: row for row in records(self.uow.reporting.loans(self.communes))}

    @cached_property
    def applications(self) -> dict[int, Facts]:
        """Every application, of all communes: what one borrower owes knows no border."""
        return {row["id"]: row for row in records(self.uow.findings.applications())}

    @cached_property
    def openings(self) -> dict[int, Opening]:
        """The openings of loans that came from another system."""
        return {opening.loan_id: opening for opening in self.uow.loans.openings()}

    @cached_property
    def steps(self) -> dict[int, list[Facts]]:
        """What happened to each application and each round by the day, in the order of recording."""
        found: dict[int, list[Facts]] = defaultdict(list)
        for row in records(self.uow.findings.steps(("application", "round"))):
            if row["effective_on"] <= self.as_of:
                found[row["stream_id"]].append(row)
        return found

    @cached_property
    def rounds(self) -> dict[int, Facts]:
        """Year, number and source of every round."""
        return {row["id"]: row for row in records(self.uow.findings.rounds())}

    @cached_property
    def exposure(self) -> Exposure:
        """What borrowers and communes owed and were promised, day by day."""
        return Exposure.read(self.uow)

    def entries(self, *kinds: str) -> list[dict[str, Any]]:
        """The entries of some kinds effective by the day, with their bodies; what was reversed is left out."""
        return [row for row in records(self.uow.findings.entries(kinds)) if row["effective_on"] <= self.as_of]

    def rules(self, source_id: int) -> Law:
        """The law as a source has it."""
        if source_id not in self._rules:
            self._rules[source_id] = law_of_source(self.uow, source_id)
        return self._rules[source_id]

    def shows(self, commune: str) -> bool:
        """Whether this person may see a commune."""
        return self.communes is None or commune in self.communes

    def of_loan(self, loan_id: int) -> dict[str, Any]:
        """What a row says of a loan, whether or not it was disbursed."""
        row = self.contracts[loan_id]
        return {
            "noun": "loan",
            "stream_id": loan_id,
            "loan_id": loan_id,
            "application_id": row["application_id"],
            **{name: row[name] for name in _SHOWN},
            "contract_no": row["contract_no"],
        }

    def of_application(self, application_id: int) -> dict[str, Any]:
        """What a row says of an application, and of its loan where one was signed."""
        row = self.applications[application_id]
        signed = self._signed.get(application_id)
        return {
            "noun": "loan" if signed and signed["id"] == application_id else "application",
            "stream_id": application_id,
            "application_id": application_id,
            **{name: row[name] for name in _SHOWN},
            **({"loan_id": signed["id"], "contract_no": signed["contract_no"]} if signed else {}),
        }

    def of_stream(self, noun: str, stream_id: int) -> dict[str, Any] | None:
        """What a row says of a stream; None where this person may not see it."""
        if noun == "loan":
            return self.of_loan(stream_id) if stream_id in self.contracts else None
        if noun == "application":
            row = self.applications.get(stream_id)
            return self.of_application(stream_id) if row and self.shows(row["commune"]) else None
        source = self.rounds[stream_id]["source_code"] if noun == "round" else self.sources.get(stream_id, "")
        return {"noun": noun, "stream_id": stream_id, "source_code": source}

    @cached_property
    def sources(self) -> dict[int, str]:
        """The code of each source."""
        return {each.id: each.code for each in self.uow.funds.all()}

    @cached_property
    def _signed(self) -> dict[int, Facts]:
        return {row["application_id"]: row for row in self.contracts.values()}

    @cached_property
    def _rules(self) -> dict[int, Law]:
        return {}


_SHOWN = ("commune", "customer_no", "customer_name", "source_code")


def cited(name: str, day: date, rules: Law | None = None) -> tuple[str, ...]:
    """The articles of a parameter on a day; none where nothing is in force."""
    version = (rules or law()).parameter(name).in_force(day)
    return version.cites if version else ()


def limit_on(name: str, day: date, rules: Law | None = None) -> int | None:
    """A whole number of the law on a day; None where no text sets one."""
    version = (rules or law()).parameter(name).in_force(day)
    return None if version is None else int(str(version.value))


def seen(values: Sequence[str]) -> str:
    """Several names in one cell."""
    return ", ".join(sorted(set(values)))
