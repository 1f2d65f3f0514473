"""Staged rows as columns: what a file says of each contract, one row a contract, before anything is decided of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from loans.domain.columns import Column

TEXTS = [
    "customer_no",
    "customer_name",
    "customer_class",
    "identity_no",
    "office_code",
    "commune_code",
    "commune_name",
    "hamlet_code",
    "hamlet_name",
    "group_no",
    "leader_name",
    "organisation",
    "point_code",
    "programme_code",
    "funding_code",
    "capital_level_code",
    "investor_code",
    "status",
]
DAYS = [
    "registered_on",
    "lent_on",
    "first_disbursed_on",
    "contract_due_on",
    "extended_due_on",
    "overdue_since",
    "frozen_since",
    "frozen_through",
    "report_day",
]
SUMS = [
    "term_months",
    "rate_e7",
    "amount",
    "disbursed",
    "repaid",
    "outstanding",
    "in_term",
    "overdue",
    "frozen",
    "interest_owed_in_term",
    "interest_owed_overdue",
    "extended_months",
    "savings",
]
NOT_STATED = -1
"""What stands in a column of whole numbers where the file says nothing: no figure of a loan is negative."""

CLOSED = ("CLOSE", "CLOSED", "ĐÓNG", "TẤT TOÁN")


@dataclass(slots=True)
class Rows:
    """Columns of staged contracts: texts ("" for nothing), days (NaT) and whole numbers (−1), and the closing day.

    ``given`` adds what other files say: by contract ``pieces`` and ``vouchers`` sums; see ``found_in``.
    """

    day: date
    columns: Mapping[str, Column]
    given: dict[str, Column] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Column:
        """A column by its name."""
        return self.given[name] if name in self.given else self.columns[name]

    @property
    def size(self) -> int:
        """How many contracts."""
        return int(self.columns["contract"].size)

    @property
    def closing(self) -> np.datetime64:
        """The closing day as numpy has it."""
        return np.datetime64(self.day, "D")

    def stated(self, name: str) -> Column:
        """Whether the file states a figure."""
        result: Column = self[name] != NOT_STATED
        return result

    def sum(self, name: str) -> Column:
        """A figure, 0 where the file states none."""
        result: Column = np.where(self.stated(name), self[name], 0)
        return result

    @property
    def outstanding(self) -> Column:
        """What is owed: the sum of its portions; as stated where no portion is."""
        parts = self.sum("in_term") + self.sum("overdue") + self.sum("frozen")
        whole = ~(self.stated("in_term") | self.stated("overdue") | self.stated("frozen"))
        result: Column = np.where(whole, self.sum("outstanding"), parts)
        return result

    @property
    def has_balance(self) -> Column:
        """Whether a balance, or a portion of it, was read at all."""
        result: Column = self.stated("outstanding") | self.stated("in_term")
        return result | self.stated("overdue") | self.stated("frozen")

    @property
    def approved_on(self) -> Column:
        """The day of approval: as registered, else the day of the loan (marked as assumed)."""
        result: Column = np.where(np.isnat(self["registered_on"]), self["lent_on"], self["registered_on"])
        return result

    @property
    def signed_on(self) -> Column:
        """The signing day: the day of the loan."""
        return self["lent_on"]

    @property
    def due_on(self) -> Column:
        """The effective due day: as extended, else by contract."""
        result: Column = np.where(np.isnat(self["extended_due_on"]), self["contract_due_on"], self["extended_due_on"])
        return result

    @property
    def months(self) -> Column:
        """The term in months: as stated, else the whole months from the loan to its contractual due day."""
        start, end = (self[name].astype("datetime64[M]").astype(np.int64) for name in ("lent_on", "contract_due_on"))
        known = ~(np.isnat(self["lent_on"]) | np.isnat(self["contract_due_on"]))
        result: Column = np.where(self.stated("term_months"), self["term_months"], np.where(known, end - start, 0))
        return result

    @property
    def is_closed(self) -> Column:
        """Whether the bank says that the loan is closed."""
        result: Column = np.isin(np.char.upper(self["status"].astype(str)), CLOSED)
        return result

    @property
    def is_direct(self) -> Column:
        """Whether it was lent without a group (ĐVUT 99, or no group named)."""
        result: Column = (self["organisation"] == "99") | (self["group_no"] == "")
        return result
