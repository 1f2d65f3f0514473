"""The unit of work over one database transaction, and the sealing step that makes known time stable."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import IntegrityError

from loans.domain.proof import BEFORE_ALL, Break, Head
from loans.service import unit_of_work as ports
from loans.service.audit import Proof, Verification
from loans.service.budget import UNLIMITED, Budget
from loans.service.unit_of_work import Known
from loans.store.account import SqlAccounts
from loans.store.allocation import SqlRounds
from loans.store.application import SqlApplications
from loans.store.area_confirmation import SqlAreaConfirmations
from loans.store.audit import SqlProof
from loans.store.books.append import Appending
from loans.store.books.changes import SqlChanges
from loans.store.books.history import Histories, Kept, Written
from loans.store.books.ports import SqlBooks
from loans.store.borrower import SqlBorrowers
from loans.store.chain import extend
from loans.store.commitment import SqlCommitments
from loans.store.debt import SqlDebts
from loans.store.demand import SqlDemands
from loans.store.engine import GLANCING, WRITING, open_engine, reached
from loans.store.entry import SqlEntries
from loans.store.fault import conflict_of
from loans.store.figure import SqlFigures
from loans.store.findings import SqlFindings
from loans.store.first_load import first_load
from loans.store.fund import SqlFunds
from loans.store.guards import Guards
from loans.store.job_report import SqlJobReports
from loans.store.loading import SqlLoads
from loans.store.loan import SqlLoans
from loans.store.mapping import SqlMappings
from loans.store.network import SqlNetworks
from loans.store.overlay import SqlOverlays
from loans.store.paper import SqlPapers
from loans.store.plan import SqlPlans
from loans.store.reply import SqlReplies
from loans.store.reporting import SqlReporting
from loans.store.scenario import SqlScenarios
from loans.store.sealing import seal_new, settled_at, still_to_come, told_now
from loans.store.turnover import SqlTurnovers
from loans.store.verify import verify, verify_part

_SEALING_LOCK = 0x6C6F616E73  # "loans"; one advisory lock for the sealing step
_LINKED_BY_A_REPORT = 5_000  # half a second: after a huge import a report prints no head rather than wait minutes

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


class SqlUnitOfWork(Guards):
    """The ports over one connection; ``position`` limits every read to what was known."""

    def __init__(
        self,
        connection: Connection,
        actor: str,
        now: datetime,
        position: int | None,
        origin: str = "",
        kept: Kept | None = None,
        budget: Budget = UNLIMITED,
    ) -> None:
        super().__init__(connection)
        self._origin = origin
        self.budget = budget
        self._written = Written()
        kept = kept or Kept()
        self._histories = Histories(connection, position, kept, self._written)
        self.now = now
        self._act_as(actor, position)
        self.funds: ports.Funds = SqlFunds(connection, position)
        self.rounds: ports.Rounds = SqlRounds(connection, position)
        self.plans: ports.Plans = SqlPlans(connection, position)
        self.commitments: ports.Commitments = SqlCommitments(connection, position)
        self.scenarios: ports.Scenarios = SqlScenarios(connection, position)
        self.papers: ports.Papers = SqlPapers(connection, position)
        self.turnovers: ports.Turnovers = SqlTurnovers(connection, position)
        self.demands: ports.Demands = SqlDemands(connection, position)
        self.figures: ports.Figures = SqlFigures(connection, position)
        self.job_reports: ports.JobReports = SqlJobReports(connection, position)
        self.borrowers: ports.Borrowers = SqlBorrowers(connection, position)
        self.applications: ports.Applications = SqlApplications(connection, position)
        self.loans: ports.Loans = SqlLoans(connection, position)
        self.confirmations: ports.AreaConfirmations = SqlAreaConfirmations(connection, position)
        self.loads: ports.Loads = SqlLoads(connection, actor, now, origin)
        self.mappings: ports.Mappings = SqlMappings(connection, position)
        self.debts: ports.DebtFacts = SqlDebts(connection, position)
        self._reporting = SqlReporting(connection, position, kept.accounted)
        self._findings = SqlFindings(connection, position)
        self.changes: ports.Changes = SqlChanges(connection, position)
        self.ledgers: ports.Ledgers | None = None
        self.network: ports.Networks = SqlNetworks(connection, position)
        self.overlays: ports.Overlays = SqlOverlays(connection, position)
        self.accounts: ports.Accounts = SqlAccounts(connection)
        self.replies: ports.Replies = SqlReplies(connection, now)
        self.proof: Proof = SqlProof(connection, position)

    @property
    def reporting(self) -> ports.Reporting:
        """Bulk reads: no report gets round the budget, for it has its columns from here."""
        self.budget.serve()
        return self._reporting

    @property
    def findings(self) -> ports.Findings:
        """Bulk reads of the lists: as ``reporting``."""
        self.budget.serve()
        return self._findings

    def act_as(self, actor: str) -> None:
        """Book what follows in another person's name: for building a history (demonstration, import)."""
        self._act_as(actor, None)

    def _act_as(self, actor: str, position: int | None) -> None:
        given = (self._connection, actor, self.now)
        self.actor = actor
        self.entries: ports.Entries = SqlEntries(*given, position, self._origin, self._written)
        appending = Appending(*given, self._origin, self._written)
        self.books: ports.Books = SqlBooks(self._histories, appending, self.lock_period)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        with self._connection.begin_nested():
            yield


class Store:
    """One database. ``writing`` and ``reading`` open units of work; ``seal`` says what is known now.

    ``budget`` is what its reports may take in this process; a service sets one.
    """

    def __init__(self, engine: Engine, clock: Clock = utc_now) -> None:
        self.engine = engine
        self.clock = clock
        self.budget: Budget = UNLIMITED
        self._one_writer = threading.Lock() if engine.dialect.name == "sqlite" else nullcontext()
        self._one_linker = threading.Lock()
        self._kept = Kept()
        self.ledgers: ports.Ledgers | None = None
        """Whole ledgers that were read before, where somebody keeps them."""

    @classmethod
    def at(cls, database_url: str, clock: Clock = utc_now) -> "Store":
        return cls(reached(open_engine(database_url)), clock)

    @property
    def one_writer(self) -> bool:
        """Whether a unit of work that writes holds up every other one, as SQLite's does from its beginning."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def writing(self, actor: str, *, origin: str = "", first: bool = False) -> Iterator[SqlUnitOfWork]:
        """A unit of work that commits at the end of the block and rolls back when anything is raised.

        ``origin`` says from where its entries came: an address and a request, the command line, a demonstration.
        ``first`` is for the operator alone: where the books are empty, their keys are checked at the end of the block.
        """
        with self._one_writer, self._writing_connection() as connection:
            try:
                with first_load(connection) if first else connection.begin():
                    yield SqlUnitOfWork(connection, actor, self.clock(), None, origin, self._kept, self.budget.booking)
            except IntegrityError as fault:
                conflict = conflict_of(fault)
                if conflict is None:
                    raise
                raise conflict from fault

    @contextmanager
    def reading(self, known: Known | None = None) -> Iterator[SqlUnitOfWork]:
        """A unit of work that writes nothing and sees only what was known, where that is given."""
        with self._snapshot() as connection:
            position = known.position if known else None
            uow = SqlUnitOfWork(connection, "", self.clock(), position, kept=self._kept, budget=self.budget)
            uow.ledgers = self.ledgers if known else None
            yield uow

    @contextmanager
    def glancing(self) -> Iterator[SqlUnitOfWork]:
        """A unit of work for one question, such as who is asking: no transaction is begun or ended for it."""
        sqlite = self.engine.dialect.name == "sqlite"
        options = {GLANCING: True} if sqlite else {"isolation_level": "AUTOCOMMIT"}
        with self.engine.connect().execution_options(**options) as connection:
            yield SqlUnitOfWork(connection, "", self.clock(), None, kept=self._kept)

    def seal(self) -> Known:
        """Give every committed entry its position, oldest booking first, and say what is known now.

        The moment answered is never answered again with more in it: whatever is sealed later counts as known
        only after the last moment that anybody was told (``watermark``), whatever the machine's clock does.
        """
        with self._one_writer, self._writing_connection() as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_SEALING_LOCK)))
            told, moment = told_now(connection, self.clock())
            return Known(moment, seal_new(connection, told, moment))

    def known_at(self, moment: datetime | None) -> Known:
        """What was known at a past moment, with its link; one still to come is refused. Every report begins here.

        A moment that was told before, or lies before one that was, is only looked up: nobody waits for a writer.
        """
        known = self.seal() if moment is None else self._settled(moment) or self._sealed_for(moment)
        return self._linked(known)

    def _sealed_for(self, moment: datetime) -> Known:
        """What was known at a moment about which nobody could have been told yet."""
        now = self.seal()
        if moment > now.moment:
            raise still_to_come(moment)
        return self._settled(moment) or now

    def _settled(self, moment: datetime) -> Known | None:
        """What was known at a moment that is not after the last one told: what is sealed later is known later."""
        with self._snapshot() as connection:
            position = settled_at(connection, moment)
            return None if position is None else Known(moment, position)

    def _linked(self, known: Known) -> Known:
        """With the link of its position, which is made where it is missing and not too far off."""
        head = self._head(known.position)
        if head is None:
            self.link(_LINKED_BY_A_REPORT)
            head = self._head(known.position)
        return replace(known, head=head)

    def _head(self, position: int) -> Head | None:
        with self.engine.connect() as connection, connection.begin():
            return SqlProof(connection, None).head(position)

    def link(self, limit: int | None = None) -> Head:
        """Extend the chain over what is sealed, at most ``limit`` positions; no writer waits for its hashes."""
        with self._one_linker:
            return extend(self._snapshot, self._linking, self.clock, limit)

    def verify(self, heads: Sequence[Head] = (), *, after: Head = BEFORE_ALL) -> Verification:
        """Compute the whole chain again from what is recorded, and compare; also with heads kept outside."""
        with self._snapshot() as connection:
            return verify(connection, heads, after=after)

    def verify_part(self, after: Head, most: int) -> tuple[Head, Break | None]:
        """The next links after one that holds: for a verification in parts, which ``verify(after=…)`` ends."""
        with self._snapshot() as connection:
            return verify_part(connection, after, most)

    @contextmanager
    def _snapshot(self) -> Iterator[Connection]:
        options = {} if self.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        with self.engine.connect().execution_options(**options) as connection, connection.begin() as transaction:
            yield connection
            transaction.rollback()

    @contextmanager
    def _linking(self) -> Iterator[Connection]:
        with self._one_writer, self._writing_connection() as connection, connection.begin():
            yield connection

    def _writing_connection(self) -> Connection:
        return self.engine.connect().execution_options(**{WRITING: True})
