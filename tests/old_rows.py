"""Rows of the bank's statement of every loan as offices have them, odd ones too; and every question of a report.

All persons, contracts and sums are invented.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from loans.domain.calendar import FIRST_DAY
from loans.domain.loading import Rows, found_in
from loans.service.actor import Actor
from loans.service.check import checks_due
from loans.service.loading import check as load_check
from loans.service.recovery import forecast
from loans.service.reports.book import BY, loan_book, turnover_book
from loans.service.reports.book.shelf import Shelf
from loans.service.reports.compare import compare_days
from loans.service.reports.forms import FIELD_PAPERS, REPORTS, Asked, form_table
from loans.service.reports.kept import KeptBooks
from loans.service.reports.lists import LISTS, desk_of, index, rows_of
from loans.service.reports.overdue import month_export, overdue_by_loan, overdue_statement
from loans.service.unit_of_work import Known
from loans.store.unit_of_work import Store

DAY = date(2026, 10, 31)
_HEADINGS = {
    "commune_code": "Mã xã",
    "commune": "Tên xã",
    "customer": "Mã khách hàng",
    "name": "Tên khách hàng",
    "group": "Mã tổ",
    "organisation": "ĐVUT",
    "contract": "Số khế ước",
    "status": "Tình trạng món vay",
    "lent": "Ngày vay",
    "due": "Ngày ĐH theo hợp đồng",
    "extended": "Ngày ĐH Gia hạn",
    "term": "Thời hạn vay",
    "rate": "Lãi suất",
    "amount": "Mức vay",
    "disbursed": "Tổng giải ngân",
    "paid_out": "Ngày GN đầu tiên",
    "repaid": "Gốc đã trả",
    "outstanding": "Tổng dư nợ",
    "in_term": "Dư nợ trong hạn",
    "overdue": "Dư nợ quá hạn",
    "frozen": "Dư nợ khoanh",
    "moved": "Ngày CNQH gần nhất",
    "frozen_through": "Ngày hết hạn Khoanh",
    "funding": "Nguồn vốn",
    "investor": "Mã nhà đầu tư",
    "programme": "Chương trình",
    "report_day": "Ngày số liệu",
}
Row = Mapping[str, Any]


def row(number: int, lent: date, due: date, **said: Any) -> dict[str, Any]:
    """One line: a loan of 50 million that owes all of it in term, but for what is said otherwise."""
    amount = said.pop("amount", 50_000_000)
    owed = {"in_term": amount, "overdue": 0, "frozen": 0} | {
        name: said.pop(name) for name in ("in_term", "overdue", "frozen") if name in said
    }
    outstanding = sum(owed.values())
    return {
        "commune": "Phường Hoàn Kiếm",
        "customer": f"{8_800_000_000 + number:010d}",
        "name": f"Trần Giả Định {number}",
        "contract": f"{8_800_000_000_000_000 + number:016d}",
        "status": "OPEN",
        "lent": lent,
        "due": due,
        "term": max((due.year - lent.year) * 12 + due.month - lent.month, 1),
        "rate": "7,9248",
        "amount": amount,
        "disbursed": amount,
        "paid_out": lent,
        "repaid": amount - outstanding,
        "outstanding": outstanding,
        **owed,
        "funding": "2",
        "programme": "03",
        "report_day": DAY,
        **said,
    }


GOOD = row(1, date(2026, 3, 5), date(2028, 3, 5))
OLD_DEBT = row(
    2, date(2012, 3, 5), date(2014, 3, 5), amount=20_000_000, in_term=0, overdue=12_000_000, rate="7,8",
    moved=date(2014, 4, 7),
)  # fmt: skip
"""A true old debt: lent 2012, due 05/03/2014, moved 07/04/2014, 12 million left."""
MOVED_FIRST = row(3, date(2026, 3, 5), date(2028, 3, 5), in_term=40_000_000, overdue=10_000_000, moved=date(2026, 3, 4))
"""The day of transfer lies one day before the day of the loan."""
IN_PIECES = row(4, date(2026, 3, 5), date(2028, 3, 5))
EARLY_PIECES = ((date(2020, 3, 5), 10_000_000), (date(2028, 3, 5), 40_000_000))
"""Its first instalment is due six years before the loan was made."""


def statement(file: Path, rows: Sequence[Row]) -> Path:
    """The bank's statement of every loan with these lines."""
    with file.open("w", encoding="utf-8", newline="") as room:
        writer = csv.writer(room)
        writer.writerow(_HEADINGS.values())
        writer.writerows([_written(each.get(name, "")) for name in _HEADINGS] for each in rows)
    return file


def due_list(file: Path, pieces: Sequence[tuple[str, date, int]]) -> Path:
    """The bank's list of unpaid instalments: (contract, due day, đồng)."""
    lines = [f"{contract},{due:%d/%m/%Y},{amount},{DAY:%d/%m/%Y}" for contract, due, amount in pieces]
    file.write_text("\n".join(["SOKU,NGAYDENHAN,NODENHAN,NGAYBC", *lines]) + "\n", encoding="utf-8")
    return file


def _written(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def odd_rows(draw: Random, many: int) -> list[dict[str, Any]]:
    """Loans of any year: in term, overdue for long, frozen, tiny, very large, settled; some contradict themselves."""
    return [_odd(draw, 100 + place) for place in range(many)]


def _odd(draw: Random, number: int) -> dict[str, Any]:
    lent = date(draw.choice((1993, 1995, 2001, 2003, 2012, 2014, 2015, 2019, 2025, 2026)), draw.randint(1, 9), 5)
    due = lent + timedelta(days=draw.choice((40, 365, 1_096, 3_650)))
    amount = draw.choice((1, 7, 999_999, 20_000_000, 50_000_000, 9_000_000_000_000, 10**15))
    overdue = draw.choice((0, 0, amount // 3, amount))
    frozen = draw.choice((0, 0, (amount - overdue) // 2))
    left = draw.choice((amount - overdue - frozen, 0))
    gap = draw.choice((0, 1, 30, 700, -1, -400))
    moved = min(lent + timedelta(days=gap) if draw.random() < 0.3 else due + timedelta(days=abs(gap)), DAY)
    said: dict[str, Any] = {"in_term": left, "overdue": overdue, "frozen": frozen, "moved": moved}
    said["frozen_through"] = draw.choice((date(2026, 11, 2), date(2027, 12, 31), ""))
    said["rate"] = draw.choice(("7,9248", "6,6", "0", "12,5", ""))
    said["extended"] = draw.choice(("", "", due + timedelta(days=180), date(1900, 1, 1)))
    return row(number, lent, due, amount=amount, **said)


@contextmanager
def as_before(patched: pytest.MonkeyPatch) -> Iterator[None]:
    """A check that does not look for days that contradict each other, as a version before this one did not."""
    unknown = ("overdue_before_loan", "instalment_outside_term", "day_before_books")

    def blind(rows: Rows) -> dict[str, Any]:
        return found_in(rows) | dict.fromkeys(unknown, np.zeros(rows.size, np.bool_))

    with patched.context() as within:
        within.setattr(load_check, "found_in", blind)
        yield


@dataclass(frozen=True)
class Everything:
    """Asks every report, list and form of one day and moment; whatever is raised is the fault of the test."""

    store: Store
    known: Known
    as_of: date

    def ask(self) -> dict[str, str]:
        """Contract number → doubt, as the loan book marks its rows; every other report says the same."""
        shelf = KeptBooks().at(self.store, self.known)
        with self.store.reading(self.known) as uow:
            book = loan_book(uow, as_of=self.as_of)
            owing = book[(book["doubt"] != "") & (book["outstanding"] > 0)]
            marked = dict(zip(owing["contract_no"].tolist(), owing["doubt"].tolist(), strict=True))
            for by in BY:
                said = overdue_statement(uow, self.known, as_of=self.as_of, by=by, since=self._since(45), shelf=shelf)
                assert said.doubtful.count == len(marked)
            assert {each.contract_no: each.code for each in said.doubtful.loans} == dict(list(marked.items())[:100])
            by_loan = overdue_by_loan(uow, as_of=self.as_of)
            assert dict(by_loan.loc[by_loan["doubt"] != "", ["contract_no", "doubt"]].to_numpy().tolist()) == marked
            month_export(uow, as_of=self.as_of, shelf=shelf)
            turnover_book(uow, since=self._since(400), until=self.as_of)
            if self.as_of > FIRST_DAY:
                compare_days(uow, first=self._since(30), second=self.as_of, by="commune", shelf=shelf)
            checks_due(uow, Actor("kiem-toan-gia-dinh", "auditor"), as_of=self.as_of)
            for source in uow.funds.all():
                ahead = self.as_of + timedelta(days=400)
                forecast(uow, source_id=source.id, as_of=self.as_of, since=self.as_of, until=ahead)
        self._lists(marked, shelf)
        self._forms(len(marked), shelf)
        return marked

    def _since(self, days: int) -> date:
        return max(self.as_of - timedelta(days=days), FIRST_DAY)

    def _lists(self, marked: Mapping[str, str], shelf: Shelf) -> None:
        with self.store.reading(self.known) as uow:
            desk = desk_of(uow, self.known, as_of=self.as_of, shelf=shelf)
            index(desk)
            for each in LISTS:
                rows = rows_of(desk, each.code)
                own = rows[rows["contract_no"].isin(list(marked))]
                assert own["doubt"].tolist() == [marked[contract] for contract in own["contract_no"]], each.code
            listed = rows_of(desk, "loans-in-doubt")
            assert dict(zip(listed["contract_no"], listed["fault"], strict=True)) == marked

    def _forms(self, doubted: int, shelf: Shelf) -> None:
        with self.store.reading(self.known) as uow:
            point = uow.network.points()[0].code if uow.network.points() else ""
            for code in [*REPORTS, *FIELD_PAPERS]:
                more: dict[str, Any] = {"point": point} if code == "THU-NO" else {}
                if code == "KH-DOTXUAT":
                    more = {"since": self._since(9), "until": self.as_of, "heading": "Giả định"}
                if code == "THU-NO" and not point:
                    continue
                table = form_table(uow, self.known, code, Asked(as_of=self.as_of, shelf=shelf, **more))
                if code in ("01.1-BCTD", "01.2-BCTD", "13-BC"):
                    assert any("chưa biết chắc" in note for note in table.notes) == bool(doubted), code
