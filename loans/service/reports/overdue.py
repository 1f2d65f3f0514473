"""The overdue statement (sao kê nợ quá hạn) as of any day, as known at any moment (DOMAIN §6.4–6.5, §6.15).

Money is whole đồng. Customers are distinct customer numbers with principal above 0, recounted for every total.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from loans.domain.area import areas
from loans.domain.calendar import today_in_hanoi
from loans.domain.law import law
from loans.domain.refusal import Refusal
from loans.service.portfolio import portfolio
from loans.service.unit_of_work import Known, UnitOfWork

MONEY = ["outstanding", "in_term", "overdue", "frozen"]
LOAN_COLUMNS = [
    "commune",
    "loan_id",
    "contract_no",
    "borrower_id",
    *MONEY,
    "days_overdue",
    "days_late",
    "overdue_since",
    "oldest_due",
]
COMMUNE_COLUMNS = [
    "commune",
    "name",
    *MONEY,
    "loans",
    "customers",
    "overdue_loans",
    "overdue_customers",
    "overdue_ratio",
    "most_days_overdue",
]


@dataclass(frozen=True, slots=True)
class OverdueStatement:
    """The statement by commune and its total, with what is needed to have it again."""

    as_of: date
    known: Known
    law_digests: dict[str, str]
    by_commune: pd.DataFrame
    total: dict[str, object]


def overdue_by_loan(uow: UnitOfWork, *, as_of: date, communes: Sequence[str] | None = None) -> pd.DataFrame:
    """One row per loan with principal outstanding at the end of ``as_of``, sorted by commune and contract."""
    loans = uow.loans.all(communes)
    held = portfolio(uow, loans, as_of)
    balance, delay = held.balances, held.delay
    frame = pd.DataFrame(
        {
            "commune": [loan.commune for loan in loans],
            "loan_id": [loan.id for loan in loans],
            "contract_no": [loan.contract_no for loan in loans],
            "borrower_id": [loan.borrower_id for loan in loans],
            "outstanding": balance.outstanding,
            "in_term": balance.in_term,
            "overdue": balance.overdue,
            "frozen": balance.frozen,
            "days_overdue": delay.days_overdue,
            "days_late": delay.days_late,
            "overdue_since": [_day(day) for day in delay.overdue_since],
            "oldest_due": [_day(day) for day in delay.oldest_due],
        },
        columns=LOAN_COLUMNS,
    )
    return frame[frame["outstanding"] > 0].sort_values(["commune", "contract_no"]).reset_index(drop=True)


def overdue_by_commune(by_loan: pd.DataFrame, on: date) -> pd.DataFrame:
    """The statement by commune: sums of money and loans, and recounted customers and ratios."""
    rows = [
        {"commune": code, "name": _name(str(code), on), **_figures(part)} for code, part in by_loan.groupby("commune")
    ]
    return pd.DataFrame(rows, columns=COMMUNE_COLUMNS)


def overdue_statement(
    uow: UnitOfWork, known: Known, *, as_of: date, communes: Sequence[str] | None = None
) -> OverdueStatement:
    """The statement as of the end of a day, as known at a moment; a day later than that moment is refused."""
    check_days(as_of, known)
    by_loan = overdue_by_loan(uow, as_of=as_of, communes=communes)
    return OverdueStatement(
        as_of=as_of,
        known=known,
        law_digests=dict(sorted(law().files.items())),
        by_commune=overdue_by_commune(by_loan, today_in_hanoi(known.moment)),
        total=_figures(by_loan),
    )


def check_days(as_of: date, known: Known) -> None:
    """Refuse a report of a day that had not ended when it was known (§6.17)."""
    day = today_in_hanoi(known.moment)
    if as_of > day:
        raise Refusal(
            "as_of_after_known_at",
            field="as_of",
            value=as_of.isoformat(),
            vi=f"Ngày số liệu {as_of:%d/%m/%Y} sau ngày của thời điểm biết {day:%d/%m/%Y}. Chọn ngày sớm hơn.",
            en=f"The as-of day {as_of} is later than the day of known_at, {day}. Choose an earlier day.",
        )


def ratio_percent(part: int, whole: int) -> str:
    """``part ÷ whole`` in per cent with two decimals, halves up, as text; nothing out of nothing is "0.00"."""
    hundredths = (2 * 10_000 * part + whole) // (2 * whole) if whole else 0
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _figures(part: pd.DataFrame) -> dict[str, object]:
    late = part[part["overdue"] > 0]
    money = {name: int(part[name].sum()) for name in MONEY}
    return {
        **money,
        "loans": len(part),
        "customers": int(part["borrower_id"].nunique()),
        "overdue_loans": len(late),
        "overdue_customers": int(late["borrower_id"].nunique()),
        "overdue_ratio": ratio_percent(money["overdue"], money["outstanding"]),
        "most_days_overdue": int(late["days_overdue"].max()) if len(late) else 0,
    }


def _name(code: str, on: date) -> str:
    return areas().commune(code, on).full_name


def _day(day: np.datetime64) -> date | None:
    return None if np.isnat(day) else day.astype("datetime64[D]").item()
