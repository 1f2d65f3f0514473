"""Each list of the auditor on a programme with its fault planted: it finds that row and nothing else."""

from datetime import date
from typing import Any

import pytest

from loans.domain.borrower import BorrowerClass
from loans.domain.debt import Freeze, Relief, ReliefKind
from loans.domain.network import Group
from loans.domain.plan import Line, Measure
from loans.service import borrower, network
from tests.programme import COMMUNES, MILLION, OFFICER, Programme
from tests.store.test_lists import AS_OF, BY, COMPLETE, FILED, Story

SHORT = (date(2026, 5, 22),)


@pytest.fixture
def story(programme: Programme) -> Story:
    return Story(programme).told()


def extended(story: Story, loan_id: int, on: date, due_on: date, amount: int, **body: Any) -> int:
    """An extension written past its checks."""
    part = Relief(loan_id, ReliefKind.EXTENDED, on, 1, amount, due_on)
    return story.written(
        loan_id, "loan_extended", on, lambda uow, booked: uow.debts.add_reliefs(booked, [part]), body=body
    )


def frozen(story: Story, loan_id: int, last_on: date, *, cause: str = "damage", on: date = date(2026, 5, 6)) -> int:
    """A freeze of 10 million written past its checks, for a damage of half."""
    made = Freeze(loan_id, on, last_on, 10 * MILLION, 0, cause)
    body = {"damage_percent": "50", "decision": "QĐ-GIA/2026"}
    return story.written(loan_id, "loan_frozen", on, lambda uow, booked: uow.debts.add_freeze(booked, made), body=body)


def nothing(*_: object) -> None:
    """The entry alone, without a fact."""


# --- due, late, extended, frozen


def test_principal_kept_in_term_by_an_extension_after_the_transfer_day(story: Story) -> None:
    loan_id = story.imported(50 * MILLION, due=SHORT)
    assert story.found() == {}  # moved to overdue on 7 June, as it should
    entry_id = extended(story, loan_id, date(2026, 6, 10), date(2026, 8, 22), 50 * MILLION)
    row = story.rows("should-be-overdue").iloc[0]
    assert (row["fault"], row["loan_id"], row["entry_id"]) == ("relief_after_transfer", loan_id, entry_id)
    assert (row["limit"], row["actual"], row["amount"]) == (50 * MILLION, 0, 50 * MILLION)
    assert story.found() == {"should-be-overdue": 1}


def test_the_same_extension_with_a_decision_is_none(story: Story) -> None:
    loan_id = story.imported(50 * MILLION, due=SHORT)
    extended(story, loan_id, date(2026, 6, 10), date(2026, 8, 22), 50 * MILLION, decision="QĐ-GIA/2026")
    assert story.found() == {}


def test_an_extension_booked_with_an_earlier_day_after_the_debt_had_moved(story: Story) -> None:
    loan_id = story.imported(50 * MILLION, due=SHORT)
    part = Relief(loan_id, ReliefKind.EXTENDED, date(2026, 5, 20), 1, 50 * MILLION, date(2026, 8, 22))
    with story.programme.store.writing(BY[0]) as uow:  # on 20 June
        booked = uow.entries.append(loan_id, uow.entries.sequence(loan_id), "loan_extended", part.effective_on, {})
        uow.debts.add_reliefs(booked, [part])
    assert story.faults("should-be-overdue") == ["relief_booked_after_transfer"]
    assert story.found() == {"should-be-overdue": 1, "backdated-entries": 1}


def test_late_before_its_session_is_said_for_information(story: Story) -> None:
    story.imported(50 * MILLION, due=(date(2026, 6, 15),))
    row = story.rows("late-not-yet-moved").iloc[0]
    assert (row["actual"], row["oldest_due"].date(), row["session_on"].date()) == (
        5,
        date(2026, 6, 15),
        date(2026, 7, 7),
    )
    assert story.found() == {"late-not-yet-moved": 1}
    assert story.faults("late-not-yet-moved", as_of=date(2026, 6, 15)) == []


def test_extended_by_more_months_than_its_term_allows(story: Story) -> None:
    loan_id = story.imported(50 * MILLION, due=SHORT)
    extended(story, loan_id, date(2026, 5, 10), date(2027, 6, 22), 50 * MILLION, months=13)
    row = story.rows("extended-beyond-limit").iloc[0]
    assert (row["limit"], row["actual"], row["original_term"], row["unit"]) == (12, 13, 2, "tháng")
    assert "54/QĐ-HĐQT" in row["cites"]
    assert story.found() == {"extended-beyond-limit": 1}


def test_twelve_months_are_within_it(story: Story) -> None:
    loan_id = story.imported(50 * MILLION, due=SHORT)
    extended(story, loan_id, date(2026, 5, 10), date(2027, 5, 22), 50 * MILLION, months=12)
    assert story.found() == {}


@pytest.mark.parametrize(
    ("cause", "last_on", "fault", "limit"),
    [
        ("damage", date(2029, 5, 6), "frozen_beyond_limit", 36),
        ("damage", date(2029, 5, 5), "", 0),
        ("death", date(2026, 12, 31), "limit_unset", 0),
    ],
)
def test_frozen_beyond_the_years_of_its_cause(story: Story, cause: str, last_on: date, fault: str, limit: int) -> None:
    loan_id = story.imported(50 * MILLION)
    frozen(story, loan_id, last_on, cause=cause)
    rows = story.rows("frozen-beyond-limit")
    assert list(rows["fault"]) == [fault] * bool(fault)
    assert list(rows["limit"]) == [limit] * bool(fault)
    assert story.found() == ({"frozen-beyond-limit": 1} if fault else {})


# --- decisions


def test_approved_above_the_maximum_of_its_class(story: Story) -> None:
    story.imported(200 * MILLION + 1)
    row = story.rows("approved-above-limit").iloc[0]
    assert (row["fault"], row["limit"], row["difference"]) == ("above_max_worker", 200 * MILLION, 1)
    assert row["cites"] == "Nghị định 338/2025/NĐ-CP, khoản 2 Điều 5"
    assert story.found() == {"approved-above-limit": 1, "over-aggregate-cap": 1}


def test_an_establishment_approved_above_the_cap_per_worker(story: Story) -> None:
    shop = story.customer(BorrowerClass.COOPERATIVE)
    story.imported(500 * MILLION, borrower_id=shop, workers=2)
    row = story.rows("approved-above-limit").iloc[0]
    assert (row["fault"], row["limit"], row["actual"]) == ("above_max_per_worker", 400 * MILLION, 500 * MILLION)
    assert story.found() == {"approved-above-limit": 1, "over-aggregate-cap": 1}


def test_two_loans_of_one_worker_above_the_aggregate_cap(story: Story) -> None:
    worker = story.customer()
    story.imported(150 * MILLION, borrower_id=worker)
    story.imported(51 * MILLION, borrower_id=worker)
    row = story.rows("approved-above-limit").iloc[0]
    assert (row["fault"], row["limit"], row["owed"]) == ("above_aggregate_cap", 50 * MILLION, 150 * MILLION)
    over = story.rows("over-aggregate-cap").iloc[0]
    assert (over["actual"], over["limit"], over["amount"], over["loans"]) == (201 * MILLION, 200 * MILLION, MILLION, 2)
    assert story.found() == {"approved-above-limit": 1, "over-aggregate-cap": 1, "several-loans-one-identity": 2}


@pytest.mark.parametrize(
    ("by", "fault"),
    [(("a", "b", "a"), "entered_and_decided"), (("a", "b", "b"), "appraised_and_decided")],
)
def test_decided_by_who_entered_or_appraised_it(story: Story, by: tuple[str, ...], fault: str) -> None:
    story.imported(50 * MILLION, by=by)
    assert story.faults("same-person") == [fault]
    assert story.found() == {"same-person": 1}


def test_a_round_decided_by_who_drafted_it(story: Story) -> None:
    author = story.round.drafted_by
    story.written(story.round.id, "round_decided", AS_OF, nothing, by=author)
    assert story.faults("same-person") == ["drafted_and_decided"]


def test_decided_after_seven_working_days(story: Story) -> None:
    # full on Thursday 2 April; seven working days end on Monday 13 April
    story.imported(50 * MILLION, days=(FILED, COMPLETE, date(2026, 4, 13), date(2026, 4, 14)))
    assert story.found() == {}
    story.imported(50 * MILLION, days=(FILED, COMPLETE, date(2026, 4, 14), date(2026, 4, 15)))
    row = story.rows("approved-after-deadline").iloc[0]
    assert (row["limit"], row["actual"], row["due_on"].date()) == (7, 8, date(2026, 4, 13))
    assert row["cites"] == "Nghị định 338/2025/NĐ-CP, Điều 11"
    assert story.found() == {"approved-after-deadline": 1}


def test_approved_where_the_commune_had_no_plan(story: Story) -> None:
    story.imported(50 * MILLION, commune=COMMUNES[1])
    row = story.rows("approved-beyond-plan").iloc[0]
    assert (row["commune"], row["limit"], row["actual"]) == (COMMUNES[1], 0, 50 * MILLION)
    assert story.found() == {"approved-beyond-plan": 1, "plan-below-use": 1}


def test_a_plan_cut_below_what_was_lent(story: Story) -> None:
    cut = [Line(COMMUNES[0], -14_950 * MILLION, reason="Điều chỉnh (giả định)")]
    story.written(
        story.round.id,
        "round_decided",
        AS_OF,
        lambda uow, booked: uow.rounds.add_lines(booked, story.round.id, cut, decided=True),
    )
    row = story.rows("plan-below-use").iloc[0]
    assert (row["limit"], row["actual"], row["amount"]) == (50 * MILLION, 60 * MILLION, 10 * MILLION)
    assert story.found() == {"plan-below-use": 1}


# --- conduct, borrowers, groups


def test_no_check_within_thirty_days(story: Story) -> None:
    story.imported(50 * MILLION, checked_on=None)
    assert story.faults("use-check-missing", as_of=date(2026, 5, 6)) == []
    assert story.faults("use-check-missing", as_of=date(2026, 5, 7)) == ["use_check_missing"]
    assert story.found() == {"use-check-missing": 1}


def test_silent_for_three_months(story: Story) -> None:
    days = (date(2026, 3, 16), date(2026, 3, 17), date(2026, 3, 18), date(2026, 3, 19))
    story.imported(50 * MILLION, days=days)
    row = story.rows("inactive").iloc[0]
    assert (row["fault"], row["limit"], row["last_transaction_on"].date()) == ("inactive_unchecked", 3, days[3])
    assert story.found() == {"inactive": 1}
    assert story.faults("inactive", as_of=date(2026, 6, 19)) == []


def test_two_loans_on_one_identity_by_one_or_two_customers(story: Story) -> None:
    first = story.customer()
    with story.programme.store.writing(OFFICER.username) as uow:
        known = uow.borrowers.get(first)
        second = borrower.register_borrower(
            uow,
            OFFICER,
            today=AS_OF,
            customer_no="KH-GIA-HAI",
            borrower_class=BorrowerClass.BUSINESS_HOUSEHOLD,
            name=known.name,
            identity_no=known.identity_no,
            commune=known.commune,
        ).id
    story.imported(50 * MILLION, borrower_id=first)
    story.imported(50 * MILLION, borrower_id=second)
    assert story.faults("several-loans-one-identity") == ["several_customers"] * 2
    assert story.found() == {"several-loans-one-identity": 2}


def test_a_customer_in_two_groups(story: Story) -> None:
    who, other = story.customer(), story.programme.group(story.point)
    for group in (story.group, other):
        story.imported(50 * MILLION, borrower_id=who, group=group)
    assert story.faults("group-over-size-or-shared") == ["two_groups"] * 2


def test_a_group_beyond_its_size(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loans.service.reports.lists.several.limit_on", lambda *_: 2)
    for _ in range(2):
        story.imported(50 * MILLION, group=story.group)
    row = story.rows("group-over-size-or-shared").iloc[0]
    assert (row["fault"], row["limit"], row["actual"], row["noun"]) == ("group_over_size", 2, 3, "group")


def test_one_name_in_one_hamlet(story: Story) -> None:
    with story.programme.store.writing(OFFICER.username) as uow:
        place = network.record_hamlet(uow, OFFICER, today=AS_OF, code="00004001", name="Thôn Giả", commune=COMMUNES[0])
        group = network.register_group(
            uow,
            OFFICER,
            today=AS_OF,
            group=Group(0, "TO-GIA", COMMUNES[0], story.point.id, "12", "Tổ trưởng Giả Định", hamlet_id=place.id),
        )
        people = [
            borrower.register_borrower(
                uow,
                OFFICER,
                today=AS_OF,
                customer_no=f"KH-{number}",
                borrower_class=BorrowerClass.WORKER,
                name=name,
                identity_no=number,
                commune=COMMUNES[0],
            ).id
            for number, name in (("0001", "Trần Văn Giả"), ("0002", "TRẦN  văn giả"), ("0003", "Lê Thị Mẫu"))
        ]
    for who in people:
        story.imported(50 * MILLION, borrower_id=who, group=group)
    assert story.faults("same-name-one-hamlet") == ["same_name_one_hamlet"] * 2
    assert story.found() == {"same-name-one-hamlet": 2}


def test_a_plan_by_the_outstanding_measure_counts_what_was_owed_that_day(story: Story) -> None:
    made = story.programme
    story.on(date(2026, 4, 1))
    story.source = made.source(1_000 * MILLION, on=date(2026, 4, 1))
    drafted = made.draft(story.source, {COMMUNES[0]: 60 * MILLION}, measure=Measure.OUTSTANDING)
    made.decide(drafted, on=date(2026, 4, 1))
    first = story.imported(60 * MILLION)
    assert story.found() == {}
    story.on(date(2026, 4, 20))
    made.repay(first, on=date(2026, 4, 20), principal=40 * MILLION)
    story.imported(
        40 * MILLION,
        days=(date(2026, 4, 21), date(2026, 4, 22), date(2026, 4, 23), date(2026, 4, 24)),
        checked_on=date(2026, 5, 4),
    )
    assert story.found() == {}
    story.imported(
        MILLION,
        days=(date(2026, 4, 27), date(2026, 4, 28), date(2026, 4, 29), date(2026, 4, 29)),
        checked_on=date(2026, 5, 4),
    )
    row = story.rows("approved-beyond-plan").iloc[0]
    assert (row["planned"], row["used"], row["amount"]) == (60 * MILLION, 60 * MILLION, MILLION)
    assert story.found() == {"approved-beyond-plan": 1, "plan-below-use": 1}
