"""The lists about entries, places, terms and capital with their faults planted; and what was known earlier."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import insert

from loans.domain.area import REFORM, areas
from loans.domain.debt import WriteOff
from loans.domain.fund import Movement, postings
from loans.service.debt import close_period
from loans.store.engine import WRITING
from loans.store.tables import commune
from tests.programme import MILLION, OFFICER, Programme
from tests.store.test_lists import AS_OF, BY, CHECKED, Story
from tests.store.test_lists_planted import frozen


@pytest.fixture
def story(programme: Programme) -> Story:
    return Story(programme).told()


# --- entries


def test_booked_with_an_earlier_day(story: Story) -> None:
    story.programme.repay(story.loan.id, on=date(2026, 6, 12), interest=100_000)
    row = story.rows("backdated-entries").iloc[0]
    assert (row["fault"], row["actual"], row["amount"]) == ("backdated_without_reason", 8, 100_000)
    assert (row["actor"], row["booked_on"].date()) == (OFFICER.username, AS_OF)
    assert story.found() == {"backdated-entries": 1}
    assert story.found(late_days=8) == {}


def test_a_reversed_entry_with_both_numbers_and_its_reason(story: Story) -> None:
    story.programme.repay(story.loan.id, on=AS_OF, interest=100_000)
    last = story.programme.history(story.loan.id)[-1].id
    story.programme.reverse(story.loan.id, reason="Ghi nhầm sổ (giả định)")
    row = story.rows("reversed-entries").iloc[0]
    assert (row["fault"], row["reversed_id"], row["amount"]) == ("reversed", last, 100_000)
    assert row["reason"] == "Ghi nhầm sổ (giả định)"
    assert story.found() == {"reversed-entries": 1}


def test_an_entry_of_a_closed_period(story: Story) -> None:
    last = story.programme.history(story.loan.id)[-1].id  # of 5 June
    with story.programme.store.writing("giam-doc") as uow:
        close_period(uow, today=AS_OF, through=date(2026, 6, 15), reason="Khóa sổ (giả định)")
    story.programme.reverse(story.loan.id, last, approver=True, reason="Ghi nhầm (giả định)")
    row = story.rows("entries-in-closed-periods").iloc[0]
    assert (row["fault"], row["closed_through"].date()) == ("in_closed_period", date(2026, 6, 15))
    assert story.faults("entries-in-closed-periods") == ["in_closed_period"]


def written_off(story: Story) -> str:
    made = WriteOff(story.loan.id, AS_OF, 2 * MILLION, 0)
    body = {"principal": 2 * MILLION, "interest": 0, "frozen": 0, "decision": "", "cites": []}
    story.written(
        story.loan.id, "loan_written_off", AS_OF, lambda uow, booked: uow.debts.add_write_off(booked, made), body=body
    )
    return "loan_written_off_without_reason"


def undone(story: Story) -> str:
    last = story.programme.history(story.loan.id)[-1].id
    with story.programme.store.writing(BY[0]) as uow:
        at = uow.entries.sequence(story.loan.id)
        booked = uow.entries.append(story.loan.id, at, "entry_reversed", date(2026, 6, 5), {})
        uow.debts.add_reversal(booked, last)
    return "entry_reversed_without_reason"


def approved_below(story: Story) -> str:
    story.imported(48 * MILLION, asked=50 * MILLION)
    return "application_approved_without_reason"


@pytest.mark.parametrize("plant", [written_off, undone, approved_below])
def test_given_up_without_a_reason(story: Story, plant: Callable[[Story], str]) -> None:
    fault = plant(story)
    rows = story.rows("waived-without-reason")
    assert list(rows["fault"]) == [fault]
    assert rows["amount"].iloc[0] in (2 * MILLION, MILLION)


# --- places, support, terms, capital


def test_a_loan_on_a_code_of_before_the_reform(story: Story) -> None:
    old = next(unit for unit in areas().old_units() if len(areas().meanings(unit.code)) == 1)
    row = {"code": old.code, "name": old.name, "kind": old.kind, "since": date(2020, 1, 1)}
    with story.programme.store.engine.connect().execution_options(**{WRITING: True}) as connection:
        connection.execute(insert(commune).values(row))
        connection.commit()
    story.imported(50 * MILLION, commune=old.code)
    found = story.rows("split-commune-unconfirmed").iloc[0]
    assert (found["fault"], found["old_unit"]) == ("old_code", old.full_name)


def test_a_loan_of_before_the_reform_on_the_code_of_a_divided_unit(story: Story) -> None:
    today = {place.code for place in areas().in_force(REFORM)}
    divided = next(
        unit.code for unit in areas().old_units() if unit.code in today and len(areas().successors(unit.code)) > 1
    )
    story.imported(50 * MILLION, commune=divided, approved_on=date(2025, 3, 3), rates=(792_000, 1_029_600))
    assert story.faults("split-commune-unconfirmed") == ["divided_unit"]
    assert "rate-not-of-its-regime" not in story.found()


def test_other_support_that_was_known_and_passed_over(story: Story) -> None:
    story.imported(50 * MILLION, says={"other_support": "Vay hộ nghèo (giả định)"})
    story.imported(
        50 * MILLION, says={"other_support": "Vay hộ nghèo (giả định)", "other_support_waiver": "Đã tất toán"}
    )
    assert story.faults("overlap-with-other-support") == ["overlap_waived_without_reason"]
    assert story.found() == {"overlap-with-other-support": 1}


def test_a_rate_that_its_regime_does_not_give(story: Story) -> None:
    story.imported(50 * MILLION, rates=(660_000, 1_030_224))
    row = story.rows("rate-not-of-its-regime").iloc[0]
    assert (row["fault"], row["limit"], row["actual"]) == ("rate_off_regime", 792_480, 660_000)
    assert "6,6 %" in row["says_vi"]
    assert "7,9248 %" in row["says_vi"]
    assert story.found() == {"rate-not-of-its-regime": 1}


def test_a_contract_of_121_months(story: Story) -> None:
    story.imported(50 * MILLION, due=(date(2036, 5, 6),))
    row = story.rows("maturity-beyond-limit").iloc[0]
    assert (row["limit"], row["actual"]) == (120, 121)
    assert row["cites"] == "Nghị định 338/2025/NĐ-CP, Điều 6"
    assert story.found() == {"maturity-beyond-limit": 1}


def test_a_source_below_zero_heads_the_index(story: Story) -> None:
    lost = postings(Movement.WITHDRAWN, story.source, 20_000 * MILLION)
    story.written(story.source, "capital_withdrawn", AS_OF, lambda uow, booked: uow.funds.post(booked, AS_OF, lost))
    row = story.rows("source-below-zero").iloc[0]
    assert (row["actual"], row["amount"], row["noun"]) == (-60 * MILLION, 60 * MILLION, "source")
    assert row["entries"].startswith(f"/sources/{story.source}/postings?as_of={AS_OF}")
    assert list(story.found()) == ["source-below-zero"]


# --- known at


def test_a_finding_corrected_later_still_stands_as_it_was_known(story: Story) -> None:
    loan_id = story.imported(50 * MILLION, checked_on=None)
    before = story.programme.store.known_at(None)
    story.programme.clock.advance(hours=1)
    with story.programme.store.writing(BY[0]) as uow:
        booked = uow.entries.append(loan_id, uow.entries.sequence(loan_id), "loan_use_checked", CHECKED, {})
        uow.debts.add_check(booked, loan_id, CHECKED, "proper", {"created": 1})
    assert story.found() == {"backdated-entries": 1}
    assert story.found(known_at=before.moment) == {"use-check-missing": 1}


def test_a_reversed_freeze_stands_on_the_earlier_report(story: Story) -> None:
    loan_id = story.imported(50 * MILLION)
    entry_id = frozen(story, loan_id, date(2030, 5, 6))
    before = story.programme.store.known_at(None)
    story.programme.clock.advance(hours=1)
    story.programme.reverse(loan_id, entry_id, reason="Ghi nhầm (giả định)")
    assert story.faults("frozen-beyond-limit") == []
    rows = story.rows("frozen-beyond-limit", known_at=before.moment)
    assert list(rows["entry_id"]) == [entry_id]
    assert rows.attrs["position"] == before.position
