"""What happens to a debt: postponed, frozen, written off, recovered, refunded, checked."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Integer, String, Table

from loans.store.tables.base import metadata
from loans.store.types import Canonical, Key, dong

relief = Table(
    "relief",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("loan_id", Key, ForeignKey("loan.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    *dong("relief", "amount", least=1),
)

debt_freeze = Table(
    "debt_freeze",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("loan_id", Key, ForeignKey("loan.id"), nullable=False, index=True),
    Column("effective_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("cause", String(40), nullable=False),
    Column("supplementary", Boolean(create_constraint=False), nullable=False),
    *dong("debt_freeze", "in_term"),
    *dong("debt_freeze", "overdue"),
    CheckConstraint("in_term + overdue > 0", name="ck_debt_freeze_amount"),
    CheckConstraint("last_on >= effective_on", name="ck_debt_freeze_days"),
)

frozen_part = Table(
    "frozen_part",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("freeze_id", Key, ForeignKey("debt_freeze.entry_id"), primary_key=True),
    Column("loan_id", Key, ForeignKey("loan.id"), nullable=False, index=True),
    Column("effective_on", Date, nullable=False),
    *dong("frozen_part", "amount", least=1),
)

write_off = Table(
    "write_off",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("loan_id", Key, ForeignKey("loan.id"), nullable=False, index=True),
    Column("effective_on", Date, nullable=False),
    *dong("write_off", "principal"),
    *dong("write_off", "interest"),
    CheckConstraint("principal + interest > 0", name="ck_write_off_amount"),
)

recovery = Table(
    "recovery",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("loan_id", Key, ForeignKey("loan.id"), nullable=False, index=True),
    Column("effective_on", Date, nullable=False),
    *dong("recovery", "amount", least=1),
)

refund = Table(
    "refund",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("loan_id", Key, ForeignKey("loan.id"), nullable=False, index=True),
    Column("effective_on", Date, nullable=False),
    *dong("refund", "interest", least=1),
)

use_check = Table(
    "use_check",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("loan_id", Key, ForeignKey("loan.id"), nullable=False, index=True),
    Column("effective_on", Date, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("jobs", Canonical, nullable=False),
)
