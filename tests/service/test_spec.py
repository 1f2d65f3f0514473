"""A specification is read strictly, and read back from what it wrote it is the same."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.allocation import GroupBound, Method, Row, Spec, Tier
from loans.domain.refusal import Refusal
from loans.service.methods import share_by, spec_from

NAMES = st.sampled_from(["a", "b", "xã Đa Phúc"])
AMOUNTS = st.integers(0, 10**15)
MAYBE = st.one_of(st.none(), AMOUNTS)
PERMILLE = st.one_of(st.none(), st.integers(0, 1000))
CODES = st.lists(NAMES, unique=True, max_size=3).map(tuple)
SPECS = st.builds(
    Spec,
    pool=AMOUNTS,
    grain=st.integers(1, 10**9),
    method=st.sampled_from(Method),
    weights=st.one_of(st.none(), st.just("demand=0.7,-late=0.3"), st.just({"demand": "0.7", "-late": "1"})),
    tiers=st.lists(st.builds(Tier, NAMES, AMOUNTS, CODES, MAYBE), max_size=3).map(tuple),
    tiers_by=NAMES,
    scale=st.booleans(),
    last=NAMES,
    down_permille=PERMILLE,
    up_permille=PERMILLE,
    steps=st.dictionaries(NAMES, st.integers(-(10**15), 10**15)),
    groups=st.lists(st.builds(GroupBound, NAMES, CODES, MAYBE, MAYBE), max_size=2).map(tuple),
    cap_at_demand=st.booleans(),
    beyond_demand=st.booleans(),
    leave_rest=st.booleans(),
    overdue_permille_max=PERMILLE,
)


@given(SPECS)
def test_a_record_through_json_is_the_same_specification(spec: Spec) -> None:
    assert spec_from(json.loads(json.dumps(spec.as_record()))) == spec


def test_a_weight_that_no_decimal_ends_is_kept_as_a_fraction() -> None:
    spec = Spec(pool=9, weights={"demand": Fraction(1, 3)})
    assert spec.as_record()["weights"] == {"demand": "1/3"}
    again = spec_from(spec.as_record())
    assert again == spec
    assert share_by(again, [Row("a", {"demand": 1})]).allocated == 9


def test_only_the_pool_must_be_there() -> None:
    assert spec_from({"pool": "5000000"}) == Spec(pool=5_000_000)


def test_every_fault_is_named_at_once() -> None:
    wrong = {
        "grain": 0,
        "method": "lottery",
        "weights": ["demand"],
        "tiers": [{"name": " ", "codes": "a", "colour": 1}, 5],
        "scale": "yes",
        "down_permille": 1001,
        "up_permille": -1,
        "steps": {"a": "5"},
        "groups": {},
        "leave_rest": 1,
        "overdue_permille_max": 2.5,
        "luck": 7,
    }
    with pytest.raises(Refusal) as refused:
        spec_from(wrong)
    assert {finding.source for finding in refused.value.findings} == {
        "--pool",
        "--grain",
        "method",
        "weights",
        "tiers[0].name",
        "tiers[0].amount",
        "tiers[0].codes",
        "tiers[0].colour",
        "tiers[1]",
        "scale",
        "down_permille",
        "up_permille",
        "steps",
        "leave_rest",
        "overdue_permille_max",
        "luck",
    }
    assert refused.value.code == "allocation_spec_refused"
