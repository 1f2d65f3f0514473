"""The loan book on both databases: a worked example, totals against their loans, what explains a change.

The example (all invented). Two points of the commune 00004, days 07 and 20; loans of 24 months in four instalments of a
quarter each, every six months from 02/03/2026: first instalment due 02/09/2026.

- A, direct, point 07, 40 million: 10 due 02/09, moves 07/09; pays 4 on 20/09 → overdue 6 from 07/09.
- B, group at point 20, 80 million: 20 due 02/09, moves 20/09; 5 of it and 10 in-term frozen on 01/10 → overdue 15.
- C, the customer of A again, group at point 20, 20 million: pays its 5 on 01/09 → nothing overdue.

On 10/11/2026: outstanding 36 + 80 + 15 = 131; overdue 6 + 15 = 21; frozen 15; in-term 30 + 50 + 15 = 95.
Days overdue of A: 07/09 → 10/11 = 64, late 69; of B: 20/09 → 10/11 = 51, late 69. 21 ÷ 131 = 16,03 %,
15 ÷ 131 = 11,45 %, 36 ÷ 131 = 27,48 %: the third figure is its own quotient.
"""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from loans.domain.books.laid import owed_on
from loans.domain.loan import Loan
from loans.domain.refusal import Refusal
from loans.service import debt, reports
from loans.service.reports.book import (
    BY,
    MONEY,
    behind,
    buckets,
    loan_book,
    summary,
    total,
    turnover_book,
    with_plain_days,
)
from loans.service.reports.compare import compare_days, compare_known
from loans.service.reports.overdue import EXPORT, overdue_by_loan, overdue_export
from tests.programme import DAYS, MILLION, Clock, Programme

LENT, AS_OF = date(2026, 3, 2), date(2026, 11, 10)


@pytest.fixture
def lent(programme: Programme) -> tuple[Loan, Loan, Loan]:
    """Loans A, B and C of the example."""
    source_id = programme.funded(1_000 * MILLION)
    seventh, twentieth = programme.point(monthly_day=7), programme.point(monthly_day=20)
    group = programme.group(twentieth)
    a = programme.lent_on(source_id, 40 * MILLION, on=LENT, point=seventh)
    b = programme.lent_on(source_id, 80 * MILLION, on=LENT, point=twentieth, group=group)
    again = programme.filing(a.borrower_id, source_id, 20 * MILLION, group=group)
    application_id = programme.appraised(again, days=dict.fromkeys(DAYS, LENT))
    programme.approve(application_id, on=LENT)
    c = programme.disburse(programme.sign(application_id, on=LENT).id, 20 * MILLION, on=LENT)
    programme.repay(c.id, on=date(2026, 9, 1), principal=5 * MILLION)
    programme.repay(a.id, on=date(2026, 9, 20), principal=4 * MILLION)
    programme.debt(
        debt.freeze,
        b.id,
        on=date(2026, 10, 1),
        last_on=date(2027, 9, 30),
        cause="damage",
        decision="QĐ-GIA/2026",
        damage_percent="50",
        in_term=10 * MILLION,
        overdue=5 * MILLION,
    )
    return a, b, c


def book(programme: Programme, as_of: date = AS_OF) -> pd.DataFrame:
    with programme.store.reading(programme.store.known_at(None)) as uow:
        return loan_book(uow, as_of=as_of)


def moved(programme: Programme, since: date, until: date = AS_OF) -> pd.DataFrame:
    with programme.store.reading() as uow:
        return turnover_book(uow, since=since, until=until)


def millions(frame: pd.DataFrame, *names: str) -> list[tuple[int, ...]]:
    return [tuple(value // MILLION for value in row) for row in frame[list(names)].itertuples(index=False)]


def test_the_example_stands_as_worked_out_by_hand(programme: Programme, lent: tuple[Loan, Loan, Loan]) -> None:
    frame = book(programme)
    assert frame["loan_id"].tolist() == [loan.id for loan in lent]
    assert millions(frame, *MONEY) == [(36, 30, 6, 0), (80, 50, 15, 15), (15, 15, 0, 0)]
    assert frame["days_overdue"].tolist() == [64, 51, 0]
    assert frame["days_late"].tolist() == [69, 69, 0]
    assert frame["ageing"].tolist() == ["1–90", "1–90", ""]
    assert frame["organisation"].tolist() == ["99", "12", "12"]
    plain = with_plain_days(frame)
    assert plain["overdue_since"].tolist() == [date(2026, 9, 7), date(2026, 9, 20), None]
    assert plain["contract_due_on"].tolist() == [date(2028, 3, 2)] * 3
    assert plain["session_due_on"].tolist() == [date(2028, 3, 7), date(2028, 3, 20), date(2028, 3, 20)]
    assert plain["freeze_last_on"].tolist() == [None, date(2027, 9, 30), None]
    assert plain["last_transaction_on"].tolist() == [date(2026, 9, 20), LENT, date(2026, 9, 1)]
    assert (frame["term_class"] == "medium").all()
    told = total(frame)
    assert {name: told[name] // MILLION for name in MONEY} == {
        "outstanding": 131,
        "in_term": 95,
        "overdue": 21,
        "frozen": 15,
    }
    assert (told["loans"], told["customers"], told["overdue_loans"], told["overdue_customers"]) == (3, 2, 2, 2)
    assert [told[f"{name}_ratio"] for name in ("overdue", "frozen", "overdue_and_frozen")] == [
        "16.03",
        "11.45",
        "27.48",
    ]


def test_money_is_whole_days_are_days_and_nothing_is_a_float(
    programme: Programme, lent: tuple[Loan, Loan, Loan]
) -> None:
    for frame in (book(programme), book(programme, date(2026, 1, 1)), moved(programme, LENT)):
        kinds = {str(dtype) for dtype in frame.dtypes}
        assert kinds <= {"int64", "str", "datetime64[s]", "category"}
        assert all(str(frame[name].dtype) == "int64" for name in MONEY if name in frame and name != "frozen")
        assert not frame.select_dtypes(["str", "int64"]).isna().any().any()
    assert book(programme, date(2026, 1, 1)).dtypes.equals(book(programme).dtypes)


@pytest.mark.parametrize("by", list(BY))
def test_a_total_is_what_its_loans_add_up_to_and_people_are_counted_again(
    programme: Programme, lent: tuple[Loan, Loan, Loan], by: str
) -> None:
    frame = book(programme)
    rows, told = summary(frame, by, turnover=moved(programme, LENT)), total(frame)
    for row in rows.to_dict("records"):
        loans = behind(frame, by, row[by])
        for name in MONEY:
            assert row[name] == loans[name].sum()
        assert (row["loans"], row["customers"]) == (len(loans), loans["customer_no"].nunique())
        assert sum(row[each.column] for each in buckets(AS_OF)) == row["overdue"]
        assert sum(row[f"{each.column}_loans"] for each in buckets(AS_OF)) == row["overdue_loans"]
    for name in (*MONEY, "loans", "overdue_loans"):
        assert rows[name].sum() == told[name]
    assert rows["customers"].sum() == (3 if by in ("group", "organisation", "point") else 2)  # A and C are one customer


def test_the_book_says_of_each_loan_what_its_history_says(programme: Programme, lent: tuple[Loan, Loan, Loan]) -> None:
    for as_of in (LENT, date(2026, 9, 7), date(2026, 9, 20), date(2026, 10, 1), AS_OF):
        frame = book(programme, as_of)
        with programme.store.reading() as uow:
            held = [owed_on(uow.books.one(loan.id), as_of) for loan in lent]
        for name in ("outstanding", "in_term", "overdue", "frozen", "interest_in_term", "interest_overdue"):
            assert frame[name].tolist() == [getattr(each, name) for each in held]


def test_what_moved_in_a_month_and_what_was_cured(programme: Programme, lent: tuple[Loan, Loan, Loan]) -> None:
    # September: 10 of A and 20 of B moved, 4 of A paid after it had moved, 5 of C paid before it would have
    september = moved(programme, date(2026, 9, 1), date(2026, 9, 30))
    names = ("moved_to_overdue", "cured", "collected_overdue", "collected_in_term", "frozen")
    assert millions(september, *names) == [(10, 4, 4, 0, 0), (20, 0, 0, 0, 0), (0, 0, 0, 5, 0)]
    # October: 5 overdue and 10 in-term of B frozen
    october = moved(programme, date(2026, 10, 1), date(2026, 10, 31))
    assert millions(october, *names) == [(0, 0, 0, 0, 0), (0, 5, 0, 0, 15), (0, 0, 0, 0, 0)]


def test_the_export_has_the_22_columns_of_the_bank_and_leaves_blank_what_is_not_held(
    programme: Programme, lent: tuple[Loan, Loan, Loan]
) -> None:
    export = overdue_export(book(programme), moved(programme, date(2026, 9, 1)))
    assert list(export.columns) == list(EXPORT)
    assert len(EXPORT) == 22
    assert millions(export, "Dư nợ quá hạn", "Chuyển QH trong tháng") == [(6, 10), (15, 20)]
    assert set(export["Số dư 105"]) == set(export["Chương trình VT"]) == {""}
    assert set(export["Chương trình"]) == {"03"}
    assert set(overdue_export(book(programme))["Chuyển QH trong tháng"]) == {""}


def test_two_days_differ_by_what_happened_between_them(programme: Programme, lent: tuple[Loan, Loan, Loan]) -> None:
    with programme.store.reading() as uow:
        for by in BY:
            found = compare_days(uow, first=date(2026, 9, 6), second=AS_OF, by=by)
            change = found["lent"] - found["collected"] - found["written_off"] + found["regrouped_outstanding"]
            assert change.tolist() == found["outstanding_change"].tolist()
            late = found["moved_to_overdue"] - found["cured"] + found["regrouped_overdue"]
            assert late.tolist() == found["overdue_change"].tolist()
            frozen = (
                found["frozen_in_period"] - found["thawed"] - found["collected_frozen"] - found["written_off_frozen"]
            )
            assert (frozen + found["regrouped_frozen"]).tolist() == found["frozen_change"].tolist()
        with pytest.raises(Refusal, match="Exchange the days"):
            compare_days(uow, first=AS_OF, second=AS_OF)
        with pytest.raises(Refusal, match="no summary by colour"):
            compare_days(uow, first=LENT, second=AS_OF, by="colour")


def test_the_same_day_at_two_moments_differs_by_entries_with_who_and_why(
    programme: Programme, lent: tuple[Loan, Loan, Loan], clock: Clock
) -> None:
    store = programme.store
    before = store.known_at(None)
    clock.advance(hours=1)
    paid = programme.history(lent[0].id)[-1]
    programme.reverse(lent[0].id, paid.id, reason="Thu nhầm khoản (giả định)")
    after = store.known_at(None)
    with store.reading(before) as one, store.reading(after) as other:
        found = compare_known(one, other, as_of=AS_OF, known=(before, after))
        again = compare_known(one, other, as_of=date(2026, 9, 1), known=(before, after))
    assert found.groups["overdue_change"].tolist() == [4 * MILLION]
    assert found.loans["loan_id"].tolist() == [lent[0].id]
    [(loan_id, contract, entry)] = found.entries
    assert (loan_id, contract, entry.kind) == (lent[0].id, lent[0].contract_no, "entry_reversed")
    assert (entry.actor, entry.reason) == ("can-bo-gia-dinh", "Thu nhầm khoản (giả định)")
    assert (len(again.loans), again.entries) == (0, ())


def test_the_library_gives_the_same_tables(programme: Programme, lent: tuple[Loan, Loan, Loan], clock: Clock) -> None:
    given: dict[str, Any] = {"as_of": AS_OF}
    by_loan = reports.overdue(programme.store, by="loan", **given)
    for by in BY:
        assert reports.overdue(programme.store, by=by, since=LENT, **given)["overdue"].sum() == by_loan["overdue"].sum()
    kept = reports.loan_book(programme.store, **given)
    clock.advance(hours=1)
    programme.repay(lent[0].id, on=date(2026, 9, 25), principal=MILLION)
    again = reports.loan_book(programme.store, **given, known_at=kept.attrs["known_at"])
    pd.testing.assert_frame_equal(again, kept)
    assert reports.turnover(programme.store, since=LENT, until=AS_OF)["lent"].sum() == 140 * MILLION
    assert len(reports.compare(programme.store, first=LENT, second=AS_OF)) == 1
    with programme.store.reading() as uow:
        assert overdue_by_loan(uow, as_of=AS_OF)["overdue"].sum() == 20 * MILLION
