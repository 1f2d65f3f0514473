"""An application's steps, its second person, its papers and its clock."""

from datetime import date
from itertools import product

import pytest

from loans.domain.application import PAPERS, State, advance, decision_due, missing_papers, second_person
from loans.domain.calendar import Deadline, calendar
from loans.domain.law import law
from loans.domain.refusal import Refusal

ALLOWED = {
    (State.SUBMITTED, State.COMPLETE),
    (State.SUBMITTED, State.WITHDRAWN),
    (State.COMPLETE, State.APPRAISED),
    (State.COMPLETE, State.WITHDRAWN),
    (State.APPRAISED, State.APPROVED),
    (State.APPRAISED, State.REFUSED),
    (State.APPRAISED, State.WITHDRAWN),
    (State.APPROVED, State.SIGNED),
    (State.APPROVED, State.WITHDRAWN),
    (State.APPROVED, State.LAPSED),
}


@pytest.mark.parametrize(("state", "wanted"), list(product(State, State)))
def test_only_the_next_steps_are_allowed(state: State, wanted: State) -> None:
    if (state, wanted) in ALLOWED:
        advance(state, wanted)
        return
    with pytest.raises(Refusal) as refused:
        advance(state, wanted)
    assert (refused.value.code, refused.value.field) == ("application_step_out_of_order", "state")
    assert refused.value.value == state.value
    nexts = sorted(after.value for before, after in ALLOWED if before is state)
    for text in (refused.value.vi, refused.value.en):
        assert wanted.value in text
        assert (", ".join(nexts) or "—") in text


def test_what_was_refused_withdrawn_signed_or_lapsed_is_at_its_end() -> None:
    ends = set(State) - {before for before, _ in ALLOWED}
    assert ends == {State.REFUSED, State.WITHDRAWN, State.SIGNED, State.LAPSED}


@pytest.mark.parametrize("earlier", [("lan",), ("minh", "lan"), ("lan", "lan")])
def test_who_entered_or_appraised_does_not_decide(earlier: tuple[str, ...]) -> None:
    with pytest.raises(Refusal) as refused:
        second_person("lan", *earlier)
    assert (refused.value.code, refused.value.field, refused.value.value) == ("same_person", "decided_by", "lan")
    assert "second person must decide" in refused.value.en


def test_another_person_decides() -> None:
    second_person("hoa", "lan", "minh")
    second_person("hoa")


@pytest.mark.parametrize(
    ("priority", "security", "needed"),
    [
        (False, False, ["loan_use_plan"]),
        (True, False, ["loan_use_plan", "priority_proof"]),
        (False, True, ["collateral_papers", "loan_use_plan"]),
        (True, True, ["collateral_papers", "loan_use_plan", "priority_proof"]),
    ],
)
def test_a_dossier_lacks_what_its_loan_needs(priority: bool, security: bool, needed: list[str]) -> None:
    missing = missing_papers(set(), needs_priority=priority, needs_collateral=security)
    assert [finding.value for finding in missing] == needed
    for finding in missing:
        assert (finding.code, finding.field) == ("paper_missing", "papers")
        assert PAPERS[finding.source][0] in finding.vi
        assert PAPERS[finding.source][1] in finding.en
        assert "then record the dossier as full" in finding.en
        assert finding.cites
    assert missing_papers(set(needed) | {"more"}, needs_priority=priority, needs_collateral=security) == ()


def test_full_on_monday_2_march_2026_is_decided_by_wednesday_11_march() -> None:
    days = law().whole("decision_working_days", date(2026, 3, 2))
    assert decision_due(date(2026, 3, 2), days, calendar()) == Deadline(date(2026, 3, 11), provisional=False)


@pytest.mark.parametrize(
    ("complete_on", "due"),
    [
        (date(2026, 2, 28), date(2026, 3, 10)),  # full on a Saturday: Monday is day 1
        (date(2026, 4, 24), date(2026, 5, 8)),  # 27 April (for Hùng Kings), 30 April and 1 May lie between
    ],
)
def test_weekends_and_holidays_do_not_count(complete_on: date, due: date) -> None:
    assert decision_due(complete_on, 7, calendar()).day == due
