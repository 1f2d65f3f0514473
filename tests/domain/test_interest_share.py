"""Sharing collected interest: shares are exactly 100 %, parts add up to the đồng, a day finds its own shares."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.fund import Account, Source
from loans.domain.interest_share import (
    PARTS,
    InterestShares,
    check_shares,
    distribution,
    in_force,
    shared_interest,
)
from loans.domain.refusal import Refusal

SOURCE = Source(7, "HN-NS", "Ngân sách Thành phố", "local", "0107")
SHARES = {"capital": "40", "provision": "30", "management_fee": "17.5", "management_expense": "12.5"}


def texts(millionths: tuple[int, int, int]) -> dict[str, str]:
    """Four shares of six decimals that add up to 100, cut at three places."""
    cuts = [0, *sorted(millionths), 100 * 10**6]
    sizes = [after - before for before, after in pairwise(cuts)]
    return {part: f"{size // 10**6}.{size % 10**6:06d}" for part, size in zip(PARTS, sizes, strict=True)}


CUT = st.integers(0, 100 * 10**6)
ANY_SHARES = st.tuples(CUT, CUT, CUT).map(texts)


@given(amount=st.integers(1, 10**15), shares=ANY_SHARES)
def test_the_parts_add_up_to_the_dong_and_stay_near_their_exact_share(amount: int, shares: dict[str, str]) -> None:
    check_shares(shares)
    parts = shared_interest(amount, shares)
    assert list(parts) == list(PARTS)
    assert sum(parts.values()) == amount
    for part, got in parts.items():
        exact = amount * Fraction(shares[part]) / 100
        assert exact - 1 < got < exact + 4
        assert got >= 0
        assert got == 0 or Fraction(shares[part]) > 0
    balances = sum(posting.amount for posting in distribution(SOURCE.id, parts))
    assert balances == 0


def test_the_rest_goes_to_the_largest_share() -> None:
    assert shared_interest(1_003, SHARES) == {
        "capital": 403,
        "provision": 300,
        "management_fee": 175,
        "management_expense": 125,
    }
    fourths = dict.fromkeys(PARTS, "25")
    assert shared_interest(7, fourths) == {
        "capital": 4,
        "provision": 1,
        "management_fee": 1,
        "management_expense": 1,
    }
    assert shared_interest(1, {**SHARES, "capital": "30", "provision": "40"})["provision"] == 1


def test_each_part_moves_to_where_it_belongs_and_a_share_of_nothing_moves_nothing() -> None:
    left: dict[Account, int] = {}
    parts = shared_interest(100, {**SHARES, "management_fee": "30", "management_expense": "0"})
    for posting in distribution(SOURCE.id, parts):
        left[posting.account] = left.get(posting.account, 0) + posting.amount
    assert left == {
        Account.AVAILABLE: 40,
        Account.ENTRUSTED: -40,
        Account.PROVISION_CASH: 30,
        Account.PROVISION: -30,
        Account.INTEREST_CASH: -100,
        Account.INTEREST_UNDISTRIBUTED: 100,
    }
    assert all(posting.amount for posting in distribution(SOURCE.id, parts))


@pytest.mark.parametrize(
    ("share", "code"),
    [("39.999999", "shares_not_100"), ("40.000001", "shares_not_100"), ("41", "shares_not_100")],
)
def test_shares_that_are_not_exactly_a_hundred_are_refused(share: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_shares({**SHARES, "capital": share})
    assert refused.value.code == code
    assert refused.value.value in refused.value.en


@pytest.mark.parametrize("share", ["", "40 ", "4e1", "1/3", "-40", "40,0", "40.", "٤٠", "1000", 40, None, "NaN"])
def test_a_share_is_decimal_text(share: object) -> None:
    with pytest.raises(Refusal) as refused:
        check_shares({**SHARES, "capital": share})  # type: ignore[dict-item]
    assert refused.value.code == "shares_refused"
    assert [finding.field for finding in refused.value.findings] == ["capital"]


def test_every_part_is_named_and_no_other() -> None:
    unnamed = {part: share for part, share in SHARES.items() if part != "capital"}
    with pytest.raises(Refusal) as refused:
        check_shares(unnamed | {"bonus": "40"})
    assert [finding.field for finding in refused.value.findings] == ["capital", "bonus"]


def setting(since: date, capital: str) -> InterestShares:
    return InterestShares(since, {**SHARES, "capital": capital}, ("QĐ-GIẢ 09",))


def test_the_shares_of_a_day_are_the_latest_begun_and_of_one_day_the_last_recorded() -> None:
    january, july = date(2026, 1, 1), date(2026, 7, 1)
    first, second, mended = setting(july, "40"), setting(january, "30"), setting(july, "35")
    history = [first, second, mended]
    assert in_force(history, date(2026, 6, 30), source=SOURCE) is second
    assert in_force(history, july, source=SOURCE) is mended
    assert in_force([first, second], date(2027, 1, 1), source=SOURCE) is first


@pytest.mark.parametrize("history", [[], [setting(date(2026, 7, 1), "40")]])
def test_without_shares_the_day_is_refused_with_what_to_do(history: list[InterestShares]) -> None:
    with pytest.raises(Refusal) as refused:
        in_force(history, date(2026, 6, 30), source=SOURCE)
    assert refused.value.code == "interest_shares_unset"
    assert "30/06/2026" in refused.value.vi
    assert "Set them" in refused.value.en
