"""The other methods on a DataFrame, and on a programme of Hanoi's size."""

import pandas as pd
import pytest

import loans

FRAME = pd.DataFrame({"code": ["a", "b"], "demand": [30, 70], "jobs": [3, 5], "last": [20, None]})


def test_a_frame_is_shared_by_any_method() -> None:
    # a makes 1/10 job a đồng, b 1/14: a first
    assert loans.allocate(FRAME, pool=50, method="optimum")["allocated"].tolist() == [30, 20]
    tiers = [loans.Tier("large", 40, at_least=70), loans.Tier("small", 10)]
    made = loans.allocate(FRAME, pool=50, method="tiers", tiers=tiers)
    assert made["allocated"].tolist() == [10, 40]
    assert made["why_tier:small"].tolist() == [10, 0]
    groups = [loans.GroupBound("b", ("b",), least=30)]
    assert loans.allocate(FRAME, pool=50, method="optimum", groups=groups)["allocated"].tolist() == [20, 30]


def test_a_hole_in_the_last_round_is_refused_and_so_is_an_unknown_method() -> None:
    with pytest.raises(loans.Refusal) as refused:
        loans.allocate(FRAME, pool=50, method="change")
    assert [finding.code for finding in refused.value.findings] == ["allocation_number_blank"]
    with pytest.raises(loans.Refusal, match="choose one of"):
        loans.allocate(FRAME, pool=50, method="lottery")


def test_scenarios_are_compared_from_the_library() -> None:
    one = loans.Candidate("one", {"a": 30, "b": 20})
    found = loans.compare([one], demand={"a": 30, "b": 70}, jobs={"a": 3, "b": 5})
    # 50 of 100; 3 + ⌊20 · 5 / 70⌋ = 4
    assert (found.summaries[0].coverage_permille, found.summaries[0].jobs_expected) == (500, 4)
