"""Money: exact proration, one named rounding, and the golden numbers of DOMAIN §2, §6.3 and §6.5."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.money import INTEREST_UNIT, Exact, half_up, percent_text, prorated, rate_e7, rounded, total

BALANCES = st.integers(-(10**12), 10**12)
RATES = st.integers(0, 2_000_000)
DAYS = st.integers(0, 36_600)


def _fraction(exact: Exact) -> Fraction:
    return int(exact[0]) + Fraction(int(exact[1]), INTEREST_UNIT)


def test_31_days_on_one_million_in_one_step_or_in_31() -> None:
    at_once = prorated(1_000_000, rate_e7("7.9248"), 31)
    by_day = [prorated(1_000_000, rate_e7("7.9248"), 1) for _ in range(31)]
    summed = (sum(whole for whole, _ in by_day), sum(rest for _, rest in by_day))
    assert rounded(at_once) == rounded(summed) == 6_731
    assert sum(rounded(day) for day in by_day) != 6_731, "a rounding a day would show here"


@pytest.mark.parametrize(
    ("percent", "thousandths"), [("7.9248", 673_065_205), ("6.24", 529_972_602)], ids=["standard", "priority"]
)
def test_31_days_on_a_hundred_million(percent: str, thousandths: int) -> None:
    assert int(_fraction(prorated(100_000_000, rate_e7(percent), 31)) * 1000) == thousandths


def test_16_days_from_due_day_to_transfer_day_on_ten_million() -> None:
    assert rounded(prorated(10_000_000, rate_e7("7.9248"), 16)) == 34_739


@given(balance=BALANCES, rate=RATES, days=DAYS)
def test_proration_is_exact(balance: int, rate: int, days: int) -> None:
    exact = prorated(balance, rate, days)
    assert _fraction(exact) == Fraction(balance * rate * days, INTEREST_UNIT)
    assert 0 <= exact[1] < INTEREST_UNIT


@given(balance=BALANCES, rate=RATES, first=DAYS, second=DAYS)
def test_interest_does_not_depend_on_how_the_days_are_cut(balance: int, rate: int, first: int, second: int) -> None:
    parts = _fraction(prorated(balance, rate, first)) + _fraction(prorated(balance, rate, second))
    assert parts == _fraction(prorated(balance, rate, first + second))


@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), st.integers(0, 2 * INTEREST_UNIT)), min_size=1))
def test_rounding_is_half_up_of_one_or_of_a_column(exacts: list[tuple[int, int]]) -> None:
    wanted = [int((_fraction(exact) + Fraction(1, 2)).__floor__()) for exact in exacts]
    assert [rounded(exact) for exact in exacts] == wanted
    whole, rest = np.array(exacts, np.int64).T
    by_column = rounded((whole, rest))
    assert isinstance(by_column, np.ndarray)
    assert by_column.dtype == np.int64
    assert by_column.tolist() == wanted


def test_a_half_rounds_up() -> None:
    half, odd = divmod(INTEREST_UNIT, 2)
    assert odd == 0
    assert rounded((7, half)) == 8
    assert rounded((7, half - 1)) == 7
    assert (half_up(5, 2), half_up(-5, 2), half_up(7, 3)) == (3, -2, 2)


def test_ten_billion_held_for_ten_years_do_not_overflow() -> None:
    years = prorated(np.array([10**10]), np.array([1_030_224]), np.array([3_652]))
    assert _fraction((years[0][0], years[1][0])) == Fraction(10**10 * 1_030_224 * 3_652, INTEREST_UNIT)
    assert 10**10 * 1_030_224 * 3_652 > 2**63, "the plain product would have turned negative"


@pytest.mark.parametrize(
    ("balance", "rate", "days"),
    [(10**15, 792_480, 31), (10**13, 1_030_224, 1), (-(10**15), 792_480, 31), (1, 1, 4 * 10**9)],
)
def test_a_column_beyond_the_door_raises_and_an_int_does_not(balance: int, rate: int, days: int) -> None:
    with pytest.raises(OverflowError, match="64 bits"):
        prorated(np.array([1, balance]), np.array([1, rate]), np.array([1, days]))
    with pytest.raises(OverflowError, match="64 bits"):
        prorated(np.int64(balance), rate, days)  # type: ignore[arg-type]
    assert _fraction(prorated(balance, rate, days)) == Fraction(balance * rate * days, INTEREST_UNIT)


def test_nothing_bears_nothing() -> None:
    nothing = np.empty(0, np.int64)
    whole, rest = prorated(nothing, nothing, nothing)
    assert whole.size == rest.size == 0


@pytest.mark.parametrize(
    ("percent", "e7"),
    [("7.9248", 792_480), ("10.30224", 1_030_224), ("8.112", 811_200), ("3.744", 374_400), ("0", 0), ("7", 700_000)],
)
def test_a_rate_goes_to_ten_millionths_and_back(percent: str, e7: int) -> None:
    assert rate_e7(percent) == e7
    assert percent_text(e7) == percent


def test_a_rate_that_does_not_end_at_the_ten_millionth_is_never_rounded() -> None:
    with pytest.raises(ValueError, match="would have to be rounded"):
        rate_e7("7.924801")


@given(st.lists(st.integers(-(10**15), 10**15), max_size=50))
def test_a_total_is_exact(amounts: list[int]) -> None:
    assert total(np.array(amounts, np.int64)) == sum(amounts)


def test_a_total_beyond_64_bits_is_still_exact() -> None:
    assert total(np.full(20_000, 10**15)) == 20_000 * 10**15


def test_a_total_of_floats_is_refused() -> None:
    with pytest.raises(TypeError, match="whole numbers"):
        total(np.array([1.0]))
