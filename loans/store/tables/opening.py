"""What came from another system: a loan's closing there is its opening here, with the vouchers before it."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table

from loans.store.tables.base import metadata
from loans.store.types import Canonical, Key, dong

opening = Table(
    "opening",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("loan_id", Key, ForeignKey("loan.id"), nullable=False, index=True),
    Column("load_id", Key, ForeignKey("stream.id"), nullable=False, index=True),
    Column("effective_on", Date, nullable=False),
    *dong("opening", "brought"),
    *dong("opening", "in_term"),
    *dong("opening", "overdue"),
    *dong("opening", "frozen"),
    Column("overdue_since", Date),
    Column("interest_known", Boolean(create_constraint=False), nullable=False),
    *dong("opening", "interest_in_term"),
    *dong("opening", "interest_overdue"),
    *dong("opening", "disbursed"),
    *dong("opening", "repaid"),
    Column("old_code", String(5)),
    Column("marks", Canonical, nullable=False),
    CheckConstraint("overdue = 0 OR overdue_since IS NOT NULL", name="ck_opening_overdue_since"),
)

past_voucher = Table(
    "past_voucher",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("loan_id", Key, ForeignKey("loan.id"), nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("voucher_no", String(40), nullable=False),
    *dong("past_voucher", "disbursed"),
    *dong("past_voucher", "principal"),
    *dong("past_voucher", "interest"),
    CheckConstraint("disbursed + principal + interest > 0", name="ck_past_voucher_moves"),
    Index("ix_past_voucher_loan_id", "loan_id", "effective_on"),
    Index("ix_past_voucher_voucher_no", "voucher_no"),
)

loan_area = Table(
    "loan_area",
    metadata,
    Column("entry_id", Key, ForeignKey("entry.id"), primary_key=True),
    Column("loan_id", Key, ForeignKey("loan.id"), primary_key=True),
    Column("commune", String(5), ForeignKey("commune.code"), nullable=False),
    Column("basis", String(20), nullable=False),
    Index("ix_loan_area_loan_id", "loan_id"),
)
