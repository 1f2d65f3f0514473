"""What a paper of the plan shows: columns add up, rows add up, the bridge closes in both measures."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.millions import MILLION
from loans.papers.plan import PlanPaper, PlanRow, PoolRow
from loans.papers.plan.figures import Bridge, bridge, differs, figure, in_dong, shown
from tests.papers import city

AMOUNT = st.integers(-(10**12), 10**12)
ROW = st.builds(
    PlanRow,
    code=st.just("00004"),
    name=st.just("Phường Ba Đình"),
    base=st.none() | st.integers(0, 10**12),
    submitted=AMOUNT,
    decided=AMOUNT,
    before=AMOUNT,
    recovery=st.none() | st.integers(0, 10**12),
    reason=st.just(""),
)


def paper(*rows: PlanRow, measure: str = "lending", state: str = "decided") -> PlanPaper:
    return PlanPaper(2026, 1, "Ngân sách Thành phố", measure, "assign", state, (), rows)


def one(base: int | None, submitted: int, before: int, recovery: int | None) -> PlanRow:
    return PlanRow("00004", "Phường Ba Đình", base, submitted, None, before, recovery, "")


@given(st.lists(ROW, max_size=30), st.booleans())
def test_what_is_shown_adds_up_both_ways(rows: list[PlanRow], decided: bool) -> None:
    found, exact = shown(paper(*rows), decided=decided), in_dong(paper(*rows), decided=decided)
    for name in ("before", "submitted", "this", "difference", "after"):
        assert sum(getattr(row, name) for row in found.rows) == getattr(found.total, name)
        assert sum(getattr(row, name) for row in exact.rows) == getattr(exact.total, name)
    assert sum(row.base or 0 for row in found.rows) == found.total.base
    for short, whole, row in zip(found.rows, exact.rows, rows, strict=True):
        assert short.before + short.this == short.after
        assert (short.base is None) == (row.base is None)
        assert abs(short.after * MILLION - whole.after) < 2 * MILLION
    assert abs(found.total.after * MILLION - exact.total.after) <= MILLION


def test_the_citys_own_figures_add_up() -> None:
    given_paper = city.decided()
    found = shown(given_paper, decided=True)
    assert len(found.rows) == 126
    assert sum(row.after for row in found.rows) == found.total.after
    pool = sum(part.amount for part in given_paper.pool)
    assert abs(found.total.this * MILLION - pool) <= MILLION // 2


def test_a_proposal_shows_what_is_proposed_and_a_decision_what_is_decided() -> None:
    row = replace(one(0, 5, 0, 0), decided=7)
    assert figure(row, paper(row), decided=False) == 5
    assert figure(row, paper(row), decided=True) == 7
    assert differs(paper(row))
    assert not differs(paper(replace(row, decided=5)))


def test_a_decided_round_without_a_figure_is_refused_and_a_draft_shows_the_proposal() -> None:
    row = one(0, 5, 0, 0)
    assert figure(row, paper(row, state="submitted"), decided=True) == 5
    with pytest.raises(ValueError, match="00004"):
        figure(row, paper(row), decided=True)


@pytest.mark.parametrize(("measure", "given_sum"), [("lending", 520), ("outstanding", 220)])
def test_the_bridge_closes_in_both_measures(measure: str, given_sum: int) -> None:
    """DOMAIN §6.12: 1.000 / idle 20 / new 200 / recovery 300 → lending pool 520, growth 220, target 1.220."""
    found = bridge(paper(one(1000, given_sum, 0, 300), measure=measure, state="draft"), decided=False)
    assert found == Bridge(1000, 300, 520)
    assert found.target == 1220


def test_earlier_rounds_are_part_of_the_bridge() -> None:
    found = bridge(paper(one(1000, 120, 400, 300), one(0, 0, 0, 0), state="draft"), decided=False)
    assert found is not None
    assert found.target == 1220


@pytest.mark.parametrize("hole", [one(None, 1, 0, 1), one(1, 1, 0, None)])
def test_without_every_base_and_recovery_there_is_no_bridge(hole: PlanRow) -> None:
    assert bridge(paper(one(1, 1, 1, 1), hole, measure="outstanding", state="draft"), decided=False) is None


def test_a_first_pool_of_lending_says_itself_what_comes_back() -> None:
    pool = (PoolRow("new", 100, "QĐ 1"), PoolRow("recovered", 300, "Dự kiến"))
    rows = (one(1000, 400, 0, None), one(0, 0, 0, None))
    made = replace(paper(*rows, measure="lending", state="draft"), pool=pool)
    assert bridge(made, decided=False) == Bridge(1000, 300, 400)
    assert bridge(replace(made, kind="adjust"), decided=False) is None


def test_unknown_words_are_refused() -> None:
    with pytest.raises(ValueError, match="gift"):
        replace(paper(), pool=(PoolRow("gift", 1, ""),))
    with pytest.raises(ValueError, match="weight"):
        paper(measure="weight")
