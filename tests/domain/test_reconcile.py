"""Reconciliation as a rule: causes add up to differences, communes to their loans; nothing is averaged or lost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.reconcile import (
    CAUSES,
    MEASURES,
    NOTHING,
    TITLES,
    Claim,
    Event,
    Explained,
    Facts,
    Figures,
    Held,
    Statement,
    added,
    between,
    commune_sums,
    customers,
    explained,
    figures,
    own_rules,
    pairs,
    still_in_term,
    total,
)

DAY = date(2026, 10, 31)
CODES = {"990004": "00004", "990008": "00008"}
MILLION = 1_000_000
FACTS = Facts(as_of=DAY, day=DAY)


def whole(in_term: int = 0, overdue: int = 0, frozen: int = 0) -> Figures:
    return figures(in_term + overdue + frozen, in_term, overdue, frozen)


def held(contract: str, amounts: Figures, commune: str = "00004", **more: Any) -> Held:
    return Held(contract, commune, amounts, more.pop("customer_no", f"KH-{contract}"), "03", **more)


def claim(contract: str, amounts: Figures, code: str = "990004", **more: Any) -> Claim:
    return Claim("hàng 6", contract, amounts, code, more.pop("customer_no", f"KH-{contract}"), **more)


def export(*claims: Claim, measures: tuple[str, ...] = MEASURES, **more: Any) -> Statement:
    return Statement("Sao kê giả định", measures, claims, DAY, **more)


def told(statement: Statement, ours: list[Held], facts: Facts = FACTS) -> list[Explained]:
    found = pairs(statement, ours, CODES)
    return [explained(pair, facts) for pair in found if any(pair.difference)]


def causes(theirs: Figures, ours: Figures, facts: Facts = FACTS, **more: Any) -> Mapping[str, Figures]:
    """The causes of one contract's difference."""
    statement = export(claim("A", theirs), measures=facts.measures)
    [each] = told(statement, [held("A", ours, **more)], facts)
    return {cause.code: cause.figures for cause in each.causes}


# --- causes


def test_what_the_bank_has_not_moved_yet_is_in_term_there_and_overdue_here() -> None:
    found = causes(whole(50), whole(20, 30), overdue_since=date(2026, 9, 7))
    assert found == {"not_moved": (0, 30, -30, 0)}


@pytest.mark.parametrize(
    ("theirs", "ours", "code"),
    [
        (whole(20, 30), whole(50), "moved_by_bank"),
        (whole(50), whole(20, 0, 30), "not_frozen"),
        (whole(20, 30), whole(20, 0, 30), "not_frozen"),
        (whole(0, 0, 50), whole(50), "frozen_by_bank"),
        (whole(20, 0, 30), whole(20, 30), "frozen_by_bank"),
    ],
)
def test_a_balance_that_stands_elsewhere(theirs: Figures, ours: Figures, code: str) -> None:
    assert set(causes(theirs, ours)) == {code}


def test_what_no_cause_takes_stays_unexplained_with_its_amount() -> None:
    found = causes(whole(57), whole(20, 30), overdue_since=date(2026, 9, 7))
    assert found == {"not_moved": (0, 30, -30, 0), "unexplained": (7, 7, 0, 0)}


def test_a_collection_that_we_booked_after_the_export() -> None:
    facts = replace(FACTS, events={"A": [Event(10, date(2026, 10, 20), date(2026, 11, 20))]})
    assert causes(whole(50), whole(40), facts) == {"collected_after_day": (10, 10, 0, 0)}
    assert set(causes(whole(51), whole(40), facts)) == {"unexplained"}


def test_a_collection_that_they_have_and_ours_is_of_a_later_day() -> None:
    facts = replace(FACTS, events={"A": [Event(10, date(2026, 11, 2), date(2026, 11, 2))]})
    assert causes(whole(30, 10), whole(30, 20), facts) == {"collected_after_day": (-10, 0, -10, 0)}


def test_a_collection_and_a_transfer_together_are_told_apart() -> None:
    facts = replace(FACTS, events={"A": [Event(10, date(2026, 10, 20), date(2026, 11, 20))]})
    found = causes(whole(60), whole(20, 30), facts)
    assert found == {"collected_after_day": (10, 10, 0, 0), "not_moved": (0, 30, -30, 0)}


def test_rounding_is_said_only_where_every_figure_is_in_whole_millions() -> None:
    ours = whole(20 * MILLION - 499_999)
    assert set(causes(whole(20 * MILLION), ours)) == {"rounded_to_million"}
    assert set(causes(whole(20 * MILLION + 1), ours)) == {"unexplained"}


def test_another_day_is_the_cause_only_where_ours_of_that_day_agrees_exactly() -> None:
    earlier = replace(FACTS, day=date(2026, 8, 31), then={"A": whole(50)})
    assert set(causes(whole(50), whole(40), earlier)) == {"day_differs"}
    assert set(causes(whole(51), whole(40), earlier)) == {"unexplained"}


def test_a_line_that_does_not_add_up_at_the_bank_is_named() -> None:
    assert causes(figures(51, 50), whole(50)) == {"split_broken": (1, 0, 0, 0)}


def test_lines_that_disagree_are_both_kept_and_named_where_one_of_them_is_ours() -> None:
    statement = export(claim("A", whole(50)), claim("A", whole(60)))
    [each] = told(statement, [held("A", whole(50))])
    assert each.pair.theirs == whole(110)
    assert [(cause.code, cause.figures) for cause in each.causes] == [("duplicate_line", whole(60))]


@pytest.mark.parametrize(
    ("theirs", "ours", "code"),
    [(0, 30, "not_moved"), (30, 0, "moved_by_bank")],
)
def test_an_export_of_overdue_loans_alone(theirs: int, ours: int, code: str) -> None:
    facts = replace(FACTS, measures=("overdue",))
    claims = [claim("A", figures(overdue=theirs))] if theirs else []
    [each] = told(export(*claims, measures=("overdue",)), [held("A", whole(50 - ours, ours))], facts)
    assert [(cause.code, cause.figures) for cause in each.causes] == [(code, (0, 0, theirs - ours, 0))]


def test_a_contract_that_one_side_alone_has() -> None:
    statement = export(claim("B", whole(7)))
    found = {each.pair.contract_no: each.causes[0].code for each in told(statement, [held("A", whole(5))])}
    assert found == {"A": "only_ours", "B": "only_theirs"}


def test_a_commune_that_the_file_does_not_name_is_said_to_be_missing_there() -> None:
    facts = replace(FACTS, named=frozenset({"00008"}))
    [each] = told(export(), [held("A", whole(5))], facts)
    assert each.causes[0].code == "commune_not_in_export"


def test_an_incomplete_export_says_nothing_of_the_loans_that_it_leaves_out() -> None:
    assert told(export(complete=False), [held("A", whole(5))]) == []


# --- communes


def test_an_old_commune_code_moves_nothing_but_the_commune() -> None:
    facts = replace(FACTS, earlier={"990008": frozenset({"00004"})})
    here, there = told(export(claim("A", whole(50), "990008")), [held("A", whole(40, 10))], facts)
    assert (here.pair.commune, there.pair.commune) == ("00004", "00008")
    assert {cause.code: cause.figures for cause in there.causes} == {"old_commune_code": whole(50)}
    assert {cause.code: cause.figures for cause in here.causes} == {
        "old_commune_code": (-50, -50, 0, 0),
        "not_moved": (0, 10, -10, 0),
    }


def test_an_unknown_code_leaves_a_loan_of_ours_in_our_commune() -> None:
    assert told(export(claim("A", whole(50), "991234")), [held("A", whole(50))]) == []
    [each] = told(export(claim("B", whole(50), "991234")), [])
    assert (each.pair.commune, each.pair.bank_commune) == ("", "991234")


def test_a_summary_is_compared_by_commune() -> None:
    statement = export(claim("", whole(30)), claim("", whole(20)), claim("", whole(9), "990008"), by_contract=False)
    [each] = told(statement, [held("A", whole(50)), held("B", whole(8), "00008")])
    assert (each.pair.commune, each.pair.difference) == ("00008", whole(1))
    assert [cause.code for cause in each.causes] == ["unexplained"]


def test_customers_are_recounted_and_never_summed() -> None:
    ours = [held("A", whole(1), customer_no="1"), held("B", whole(1), "00008", customer_no="1"), held("C", NOTHING)]
    statement = export(claim("A", whole(1), customer_no="1"), claim("B", whole(1), "990008", customer_no="1"))
    counted = customers(statement, ours, CODES)
    found = pairs(statement, ours, CODES)
    rows = commune_sums(found, [], counted)
    assert [(row.customers_theirs, row.customers_ours) for row in rows] == [(1, 1), (1, 1)]
    everything = total(found, [], counted)
    assert (everything.customers_theirs, everything.customers_ours) == (1, 1)


amounts = st.builds(whole, *(st.sampled_from((0, 1, 10, 499_999, MILLION, 20 * MILLION)) for _ in range(3)))
broken = st.tuples(*(st.integers(0, 3) for _ in MEASURES))
contracts = st.sampled_from("ABCDEFG")


@given(
    claims=st.lists(st.builds(claim, contracts, amounts | broken, st.sampled_from(["990004", "990008", "991234", ""]))),
    ours=st.lists(
        st.builds(held, contracts, amounts, st.sampled_from(["00004", "00008"])), unique_by=lambda own: own.contract_no
    ),
    events=st.dictionaries(
        contracts, st.lists(st.builds(Event, st.integers(-30, 30), st.dates(DAY, DAY), st.dates(DAY)), max_size=3)
    ),
    measures=st.sampled_from([MEASURES, ("overdue",), ("frozen",)]),
    by_contract=st.booleans(),
    then=st.none() | st.dictionaries(contracts, amounts),
)
def test_causes_add_up_to_loans_and_loans_to_communes_exactly(
    claims: list[Claim],
    ours: list[Held],
    events: dict[str, list[Event]],
    measures: tuple[str, ...],
    by_contract: bool,
    then: dict[str, Figures] | None,
) -> None:
    statement = export(*claims, measures=measures, by_contract=by_contract)
    earlier = {"990008": frozenset({"00004"})}
    facts = Facts(DAY, DAY, measures, then=then, events=events, earlier=earlier)
    found = pairs(statement, ours, CODES)
    differing = [explained(pair, facts) for pair in found if any(pair.difference)]
    for each in differing:
        assert added(cause.figures for cause in each.causes) == each.pair.difference
        assert all(cause.code in CAUSES and cause.vi.endswith(".") and cause.en.endswith(".") for cause in each.causes)
    rows = commune_sums(found, differing, customers(statement, ours, CODES))
    for row in rows:
        own = [each for each in differing if each.pair.commune == row.commune]
        assert added(each.pair.difference for each in own) == row.difference == added(row.causes.values())
    at = [MEASURES.index(name) for name in measures]
    everything = total(found, differing, {})
    for place in at:
        assert everything.theirs[place] == sum(each.figures[place] for each in claims)
        assert everything.ours[place] == sum(own.figures[place] for own in ours)


# --- the rules among the bank's own exports, and on our own books


def test_rule_1_lists_each_commune_in_which_two_exports_differ() -> None:
    summary = export(claim("", whole(5, 30)), claim("", whole(5, 12), "990008"), by_contract=False)
    listed = export(claim("A", figures(overdue=20)), claim("B", figures(overdue=12), "990008"), measures=("overdue",))
    assert between(summary, listed) == [("990004", "overdue", 30, 20)]


def test_rule_5_finds_what_should_be_overdue_at_the_bank() -> None:
    session = date(2026, 10, 7)
    late = claim("A", whole(50), session_due_on=session)
    later = claim("B", whole(50), session_due_on=date(2026, 11, 7))
    moved = claim("C", whole(0, 50), session_due_on=session)
    by_ours = claim("D", whole(50), due_on=date(2026, 9, 30))
    own = {"D": held("D", whole(0, 50), session_due_on=session)}
    assert still_in_term([late, later, moved, by_ours], own, DAY) == [(late, session), (by_ours, session)]


def test_the_own_rules_hold_on_books_that_are_right_and_name_each_case_that_is_not() -> None:
    right = [held("A", whole(50)), held("B", whole(0, 30), "00008", customer_no="KH-A")]
    stated = {"00004": whole(50), "00008": whole(0, 30)}
    results = own_rules(right, stated, DAY)
    assert [result.rule for result in results] == list(TITLES)
    assert all(result.holds for result in results)
    assert results[2].counted == {"distinct": 1, "sum_over_programmes": 1, "sum_over_communes": 2}
    wrong = [
        held("A", figures(51, 50), session_due_on=date(2026, 10, 7)),
        held("A", whole(1)),
    ]
    results = own_rules(wrong, {"00004": whole(50)}, DAY)
    assert [result.holds for result in results] == [False, False, True, False, False]
    assert results[0].cases[0]["difference"] == 2
    assert results[4].cases[0]["contract_no"] == "A"
