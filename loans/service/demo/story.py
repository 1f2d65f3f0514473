"""The people, places and loans of the demonstration: all made up."""

from dataclasses import dataclass
from datetime import date

from loans.domain.borrower import BorrowerClass

SEED = 338_2025
TODAY = date(2026, 10, 31)
"""The last day of the demonstration's story; every day in it is fixed."""

COMMUNES = ("00004", "00070", "00166")
"""The communes in which the demonstration lends."""

PEOPLE = {
    "planner": ("planner", ()),
    "planner2": ("planner", ()),
    "finance": ("finance", ()),
    "commune": ("commune", COMMUNES[:1]),
    "officer": ("officer", COMMUNES),
    "officer2": ("officer", COMMUNES),
    "approver": ("approver", ()),
    "auditor": ("auditor", ()),
    "admin": ("admin", ()),
}
"""Sign-in name: (role, communes)."""

POOL = 240_000_000_000
BILLION, MILLION = 1_000_000_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Story:
    """One synthetic borrower's loan: what was asked, and which instalments were paid."""

    name: str
    kind: BorrowerClass
    commune: int
    amount: int
    term_months: int
    filed_on: date
    paid: tuple[tuple[date, int], ...] = ()
    workers: int = 0
    group: str | None = None
    asked_only: bool = False


STORIES = (
    Story(
        "Nguyễn Thị Giả Định",
        BorrowerClass.WORKER,
        0,
        90 * MILLION,
        24,
        date(2026, 3, 2),
        ((date(2026, 9, 7), 12_000_000),),
    ),
    Story("Trần Văn Ví Dụ", BorrowerClass.WORKER, 0, 120 * MILLION, 36, date(2026, 3, 2)),
    Story(
        "Lê Thị Mẫu",
        BorrowerClass.WORKER,
        0,
        60 * MILLION,
        12,
        date(2026, 3, 3),
        ((date(2026, 7, 7), 65_000_000),),
        group="disabled",
    ),
    Story(
        "Phạm Văn Không Thật",
        BorrowerClass.WORKER,
        1,
        100 * MILLION,
        36,
        date(2026, 4, 1),
        ((date(2026, 10, 5), 20_000_000),),
    ),
    Story("Hoàng Thị Thử", BorrowerClass.WORKER, 1, 80 * MILLION, 24, date(2026, 4, 1)),
    Story("HTX Minh Họa (giả)", BorrowerClass.COOPERATIVE, 1, 600 * MILLION, 60, date(2026, 4, 2), workers=5),
    Story(
        "Hộ kinh doanh Tưởng Tượng", BorrowerClass.BUSINESS_HOUSEHOLD, 2, 400 * MILLION, 48, date(2026, 5, 4), workers=3
    ),
    Story("Vũ Văn Trình Diễn", BorrowerClass.WORKER, 2, 150 * MILLION, 60, date(2026, 5, 5)),
    Story("Đặng Thị Hư Cấu", BorrowerClass.WORKER, 2, 70 * MILLION, 24, date(2026, 10, 27), asked_only=True),
)
