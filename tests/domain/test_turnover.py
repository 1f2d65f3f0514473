"""Turnover: the headings of a period carry the opening balance to the closing one, whatever was booked."""

from hypothesis import given
from hypothesis import strategies as st

from loans.domain.fund import Movement
from loans.domain.turnover import (
    DISTRIBUTED,
    RECOVERED,
    CapitalTurnover,
    InterestTurnover,
    LossTurnover,
    ProvisionTurnover,
    capital_turnover,
    interest_turnover,
    loss_turnover,
    provision_turnover,
)

KINDS = st.sampled_from([*Movement, DISTRIBUTED, RECOVERED, "loan_repaid", "loan_written_off", "imported"])
MOVED = st.dictionaries(KINDS.map(str), st.integers(-(10**12), 10**12))


@given(closing=st.integers(-(10**12), 10**12), moved=MOVED)
def test_opening_and_headings_make_the_closing(closing: int, moved: dict[str, int]) -> None:
    for turnover in (capital_turnover, loss_turnover, interest_turnover, provision_turnover):
        found = turnover(closing, moved)
        assert found.closing == closing
        assert found.opening == closing - sum(moved.values())


def test_capital_by_heading() -> None:
    moved = {
        "capital_entrusted": 1_000,
        "capital_supplemented": 200,
        "interest_distributed": 10,
        "capital_withdrawn": -50,
        "capital_reduced": -15,
    }
    assert capital_turnover(1_645, moved) == CapitalTurnover(500, 1_000, 200, 10, 50, 15)


def test_loss_by_heading() -> None:
    moved = {"loan_written_off": 40, "loss_covered": -25, "capital_reduced": -10, "loan_recovered": -3}
    assert loss_turnover(2, moved) == LossTurnover(0, 40, 25, 10, 3)


def test_interest_by_heading_less_refunds() -> None:
    moved = {"loan_repaid": 50, "interest_refunded": -2, "interest_distributed": -30}
    assert interest_turnover(20, moved) == InterestTurnover(2, 48, 30)


def test_provision_by_heading() -> None:
    moved = {"interest_distributed": 30, "loan_recovered": 4, "loss_covered": -25}
    assert provision_turnover(10, moved) == ProvisionTurnover(1, 30, 4, 25)
