"""The ports: what the use cases ask of a store. One Protocol a noun; ``loans.store`` fulfils them."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from loans.domain.books.ledger import View
from loans.domain.books.network import Network
from loans.service.audit import Proof
from loans.service.budget import Budget
from loans.service.unit_of_work.area import AreaConfirmations, Confirmation, LoanPlace
from loans.service.unit_of_work.books import Appended, Books
from loans.service.unit_of_work.capital import Funds, Posted
from loans.service.unit_of_work.history import Booked, Entries, Entry, Known
from loans.service.unit_of_work.lending import Applications, Borrowers, DebtFacts, Loans, Networks
from loans.service.unit_of_work.loading import Loads, Mappings, ResultRow, SavedMapping
from loans.service.unit_of_work.office import Accounts, Overlays, Paper, Papers, Replies, Reply, User
from loans.service.unit_of_work.planning import (
    Answer,
    Commitments,
    Demands,
    Figures,
    JobReports,
    Plans,
    Rounds,
    Scenario,
    Scenarios,
    Turnovers,
)
from loans.service.unit_of_work.reporting import Changes, Columns, Findings, Happened, Reporting, Sealed

__all__ = [
    "Accounts",
    "Answer",
    "Appended",
    "Applications",
    "AreaConfirmations",
    "Booked",
    "Books",
    "Borrowers",
    "Changes",
    "Columns",
    "Commitments",
    "Confirmation",
    "DebtFacts",
    "Demands",
    "Entries",
    "Entry",
    "Figures",
    "Findings",
    "Funds",
    "Happened",
    "JobReports",
    "Known",
    "Ledgers",
    "Loads",
    "LoanPlace",
    "Loans",
    "Mappings",
    "Networks",
    "Overlays",
    "Paper",
    "Papers",
    "Plans",
    "Posted",
    "Replies",
    "Reply",
    "Reporting",
    "ResultRow",
    "Rounds",
    "SavedMapping",
    "Scenario",
    "Scenarios",
    "Sealed",
    "Turnovers",
    "UnitOfWork",
    "User",
]


class Ledgers(Protocol):
    """Whole ledgers that were read before; ``fault`` says why the disk does not take them, "" where it does."""

    fault: str

    def view(self, uow: "UnitOfWork") -> View:
        """All loans as known by a unit of work."""
        ...

    def network(self, uow: "UnitOfWork") -> Network:
        """The network as known by a unit of work."""
        ...


class UnitOfWork(Protocol):
    """One transaction: committed by the ``with`` block that opened it unless something is raised."""

    actor: str
    now: datetime
    budget: Budget
    entries: Entries
    books: Books
    funds: Funds
    rounds: Rounds
    plans: Plans
    commitments: Commitments
    turnovers: Turnovers
    scenarios: Scenarios
    papers: Papers
    demands: Demands
    figures: Figures
    job_reports: JobReports
    borrowers: Borrowers
    applications: Applications
    loans: Loans
    confirmations: AreaConfirmations
    loads: Loads
    mappings: Mappings
    debts: DebtFacts
    changes: Changes
    ledgers: "Ledgers | None"
    """From where whole ledgers come, as known at this unit of work's position; None: from the database alone."""
    network: Networks
    overlays: Overlays
    accounts: Accounts
    replies: Replies
    proof: Proof

    @property
    def reporting(self) -> Reporting:
        """Who asks for it serves a report: see ``Budget.serve``."""

    @property
    def findings(self) -> Findings:
        """As ``reporting``."""

    def act_as(self, actor: str) -> None:
        """Book what follows in another person's name: for building a history (demonstration, import)."""

    def lock(
        self, *, borrower: int | None = None, plan: tuple[int, str, int] | None = None, source: int | None = None
    ) -> None:
        """Lock what spans loans, always in the order borrower → commune plan → source, before it is read.

        A repayment, a write-off and decisions on due days need none: they take nothing of what a source holds, and
        their loan is guarded by its own stream. A unit of work that only reads, as a trial, waits for nobody.
        """

    def lock_period(self, *, closing: bool = False) -> None:
        """Let no period be closed while an entry is decided on, nor an entry be booked while one is closed: taken
        before asking what is closed, shared by all who book, alone by who closes."""

    def lock_places(self) -> None:
        """Let confirmations of places be written one after the other, so that the last one is the last decision."""

    def savepoint(self) -> AbstractContextManager[None]:
        """A part that can fail alone: what it wrote is undone when it raises."""
