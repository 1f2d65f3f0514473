"""Bringing in what exists: loads and saved mappings are history; the staged rows beside them are working tables.

A staged row says what a file says; ``load_result`` says what the check made of it. Nothing staged is visible in any
report: a load is posted in one transaction or not at all. ``contract`` is the number of sixteen digits as an integer:
rows of one contract stand together, in every table, in the same order.
"""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from loans.domain.loading import DAYS, SUMS, TEXTS
from loans.store.tables.base import metadata
from loans.store.types import Canonical, Key, fact

load = Table(
    "load",
    metadata,
    Column("id", Key, ForeignKey("stream.id"), primary_key=True, autoincrement=False),
    fact(),
    Column("day", Date, nullable=False),
    Column("programme", String(20), nullable=False),
)

mapping = Table(
    "mapping",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("mapping_id", Key, ForeignKey("stream.id"), nullable=False, index=True),
    Column("name", String(80), nullable=False),
    Column("subject", String(20), nullable=False),
    Column("headings", Canonical, nullable=False),
)

# --- working tables: rows are replaced and removed


def _staged(name: str, *columns: Column[object] | Index, by_contract: bool = True) -> Table:
    """A table of rows of files; those of contracts lie in the order of the contracts (SQLite: the table itself)."""
    place = [  # no foreign key: PostgreSQL would ask for the load once for each of ten million rows
        Column("load_id", Key, primary_key=True, autoincrement=False),
        *([Column("contract", BigInteger, primary_key=True, autoincrement=False)] if by_contract else []),
        Column("file_id", Key, primary_key=True, autoincrement=False),
        Column("row", Integer, primary_key=True, autoincrement=False),
    ]
    return Table(name, metadata, *place, *columns, sqlite_with_rowid=False)


def texts(*names: str) -> list[Column[object]]:
    """Columns of text as the file has it, "" where it says nothing."""
    return [Column(name, Text, nullable=False) for name in names]


def days(*names: str) -> list[Column[object]]:
    """Columns of days, null where the file says nothing."""
    return [Column(name, Date) for name in names]


def sums(*names: str) -> list[Column[object]]:
    """Columns of whole numbers (đồng, months, ten-millionths), null where the file says nothing."""
    return [Column(name, BigInteger) for name in names]


load_state = Table(
    "load_state",
    metadata,
    Column("load_id", Key, ForeignKey("load.id"), primary_key=True, autoincrement=False),
    Column("step", String(12), nullable=False),
    Column("cursor", BigInteger, nullable=False),
    Column("choices", Canonical, nullable=False),
)

load_file = Table(
    "load_file",
    metadata,
    Column("id", Key, primary_key=True),
    Column("load_id", Key, ForeignKey("load.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("layout", String(80), nullable=False),
    Column("subject", String(20), nullable=False),
    Column("mapping", Canonical, nullable=False),
    Column("report_day", Date),
    Column("rows", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("notes", Canonical, nullable=False),
    Column("content", LargeBinary),
    Index("uq_load_file_load_id", "load_id", "sha256", unique=True),
)

load_loan = _staged(
    "load_loan",
    *texts(*TEXTS),
    *days(*DAYS),
    *sums(*SUMS),
    Column("faults", Text),
    Column("repairs", Text),
)
load_instalment = _staged("load_instalment", *days("due_on"), *sums("due"), Column("faults", Text))
load_voucher = _staged(
    "load_voucher",
    *days("effective_on"),
    *texts("voucher_no"),
    *sums("disbursed", "principal", "interest"),
    Column("faults", Text),
)
load_day = _staged(
    "load_day",
    *days("overdue_since", "frozen_since", "frozen_through"),
    *sums("overdue", "frozen"),
    Column("faults", Text),
)
load_group = _staged(
    "load_group",
    *texts("group_no", "commune_code", "commune_name", "organisation", "leader_name", "point_code", "hamlet_code"),
    Column("faults", Text),
    by_contract=False,
)
load_borrower = _staged(
    "load_borrower",
    *texts("customer_no", "customer_name", "customer_class", "identity_no", "commune_code"),
    Column("faults", Text),
    Index("ix_load_borrower_customer_no", "load_id", "customer_no"),
    by_contract=False,
)
load_control = _staged(
    "load_control",
    *texts("commune_code", "programme_code", "funding_code"),
    *sums("loans", "customers", "outstanding", "in_term", "overdue", "frozen"),
    by_contract=False,
)

RESULT_TEXTS = [
    "contract_no",
    "commune_code",
    "customer_no",
    "customer_name",
    "customer_class",
    "identity_no",
    "group_no",
    "commune",
    "old_code",
    "regime",
    "rate_group",
    "method",
    "instalment_rule",
    "marks",
    "body",
]
RESULT_SUMS = [
    "outstanding",
    "in_term",
    "overdue",
    "frozen",
    "amount",
    "disbursed",
    "repaid",
    "brought",
    "interest_in_term",
    "interest_overdue",
    "rate_e7",
    "overdue_rate_e7",
    "term_months",
    "source_id",
    "point_id",
    "rate_fixed",
    "interest_known",
    "pieces_file",
    "history",
    "ready",
    "sequence",
]
RESULT_DAYS = ["approved_on", "signed_on", "due_on", "overdue_since", "frozen_through"]

load_result = Table(
    "load_result",
    metadata,
    Column("load_id", Key, primary_key=True, autoincrement=False),
    Column("contract", BigInteger, primary_key=True, autoincrement=False),
    Column("file_id", Key, nullable=False),
    Column("row", Integer, nullable=False),
    Column("result", String(12), nullable=False),
    Column("codes", Text, nullable=False),
    Column("loan_id", Key),
    *texts(*RESULT_TEXTS),
    *sums(*RESULT_SUMS),
    *days(*RESULT_DAYS),
    sqlite_with_rowid=False,
)
"""``pieces_file``: the file whose unpaid instalments are taken; null: one piece due on ``due_on``. ``history``: 1
where the staged vouchers give the whole balance, else 0 and the balance is brought; ``ready``: 1 where it is posted;
``sequence``: that of the loan in the books when it was checked, null where there was none."""

STAGING = (
    "load_state",
    "load_file",
    "load_loan",
    "load_instalment",
    "load_voucher",
    "load_day",
    "load_group",
    "load_borrower",
    "load_control",
    "load_result",
)
