"""Who borrows: the classes of the law, and the evidence that gives a group."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class BorrowerClass(StrEnum):
    """Classes of borrower (đối tượng vay vốn), Law 74/2025/QH15 Article 9."""

    WORKER = "worker"  # người lao động
    SME = "sme"  # doanh nghiệp nhỏ và vừa
    COOPERATIVE = "cooperative"  # hợp tác xã
    COOPERATIVE_UNION = "cooperative_union"  # liên hiệp hợp tác xã
    COOPERATIVE_GROUP = "cooperative_group"  # tổ hợp tác
    BUSINESS_HOUSEHOLD = "business_household"  # hộ kinh doanh

    @property
    def is_establishment(self) -> bool:
        """Whether it is a production or business establishment (cơ sở sản xuất, kinh doanh)."""
        return self is not BorrowerClass.WORKER


class Purpose(StrEnum):
    """What the loan is for: jobs (Decree 338/2025 Article 3), or work abroad under contract (Articles 12–17)."""

    CREATE = "create"  # tạo việc làm
    MAINTAIN = "maintain"  # duy trì việc làm
    EXPAND = "expand"  # mở rộng việc làm
    WORK_ABROAD = "work_abroad"  # đi làm việc ở nước ngoài theo hợp đồng


JOB_PURPOSES = (Purpose.CREATE, Purpose.MAINTAIN, Purpose.EXPAND)

JOB_CREATION = "job_creation"
"""The code of the programme that is meant where none is named."""


@dataclass(frozen=True, slots=True)
class Borrower:
    """A customer of the bank; a person and their business household are two customers."""

    id: int
    customer_no: str
    borrower_class: BorrowerClass
    name: str
    identity_no: str
    commune: str
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """A paper that puts one member into one group of the law, valid from a day to a day (open: None)."""

    group: str
    member: str
    number: str
    valid_from: date
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the paper is valid on the day, both ends included."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
