"""Worked cases of the quote: every figure computed by hand, the arithmetic beside it."""

from typing import Any

from loans.domain.quote import quote

RATE_2026 = "0.079248"  # 127 % of 6,24 % a year: QĐ 2553/QĐ-TTg, Nghị định 338/2025/NĐ-CP


def asked(**changes: Any) -> dict[str, Any]:
    base = {"principal": 100_000_000, "annual_rate": RATE_2026, "disbursed_on": "2026-01-01"}
    return base | {"method": "equal_principal"} | changes


def column(answer: dict[str, Any], name: str, of: str = "rows") -> list[Any]:
    return [row[name] for row in answer[of]]


def test_31_days_on_100_million_cost_673065_dong() -> None:
    # 100,000,000 × 0.079248 × 31 / 365 = 7,924,800 × 31 / 365 = 245,668,800 / 365 = 673,065.205…
    answer = quote(asked(due_dates=["2026-02-01"]))
    assert answer == {
        "rows": [
            {
                "no": 1,
                "start": "2026-01-01",
                "due": "2026-02-01",
                "days": 31,
                "principal": 100_000_000,
                "interest": 673_065,
                "total": 100_673_065,
                "balance_after": 0,
            }
        ],
        "total_interest": 673_065,
    }


def test_the_priority_rate_costs_529973_dong_for_31_days() -> None:
    # 100,000,000 × 0.0624 × 31 / 365 = 6,240,000 × 31 / 365 = 193,440,000 / 365 = 529,972.602…
    assert quote(asked(annual_rate="0.0624", due_dates=["2026-02-01"]))["total_interest"] == 529_973


def test_three_equal_parts_of_100_million() -> None:
    # 100,000,000 / 3 = 33,333,333.3 → 33,333,333 twice, the last takes 33,333,334
    # 31 days (January): 673,065.205 → 673,065
    # 28 days on 66,666,667: 66,666,667 × 0.079248 × 28 / 365 = 5,283,200.026… × 28 / 365 = 405,286.577 → 405,287
    # 31 days on 33,333,334: 2,641,600.053 × 31 / 365 = 224,355.073 → 224,355
    answer = quote(asked(term_months=3, every_months=1))
    assert column(answer, "due") == ["2026-02-01", "2026-03-01", "2026-04-01"]
    assert column(answer, "principal") == [33_333_333, 33_333_333, 33_333_334]
    assert column(answer, "interest") == [673_065, 405_287, 224_355]
    assert column(answer, "balance_after") == [66_666_667, 33_333_334, 0]
    assert answer["total_interest"] == 1_302_707


def test_nhcsxh_rounds_the_parts_down_to_100000() -> None:
    # 50,000,000 / 6 = 8,333,333.3 → 8,300,000 five times = 41,500,000; the last takes 8,500,000
    terms = {"rounding_grain": 100_000, "rounding": "down", "term_months": 36, "every_months": 6}
    answer = quote(asked(principal=50_000_000, **terms))
    assert column(answer, "principal") == [8_300_000] * 5 + [8_500_000]


def test_rounding_to_the_nearest_grain_goes_up_from_the_half_and_never_beyond_what_is_left() -> None:
    # 350 / 4 = 87.5; to the nearest 100: 0.875 → 100; 100, 100, 100, and 50 are left
    assert column(quote(asked(principal=350, rounding_grain=100, term_months=4, every_months=1)), "principal") == [
        100,
        100,
        100,
        50,
    ]
    # 250 / 5 = 50 = half a grain → 100, 100, then only 50 are left, then nothing
    assert column(quote(asked(principal=250, rounding_grain=100, term_months=5, every_months=1)), "principal") == [
        100,
        100,
        50,
        0,
        0,
    ]


def test_a_missing_day_falls_on_the_last_of_its_month_and_is_never_chained() -> None:
    answer = quote(asked(disbursed_on="2027-10-31", term_months=5, every_months=1))
    assert column(answer, "due") == ["2027-11-30", "2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31"]


def test_a_term_that_is_no_multiple_ends_with_a_shorter_period() -> None:
    answer = quote(asked(term_months=7, every_months=3))
    assert column(answer, "due") == ["2026-04-01", "2026-07-01", "2026-08-01"]


def test_grace_carries_interest_only_and_is_part_of_the_term() -> None:
    # 12 months by 3, grace 6: due after 3 and 6 months interest only, then 60,000,000 in two parts
    answer = quote(asked(principal=60_000_000, term_months=12, every_months=3, grace_months=6))
    assert column(answer, "principal") == [0, 0, 30_000_000, 30_000_000]
    # 90 days (1/1 → 1/4): 60,000,000 × 0.079248 × 90 / 365 = 4,754,880 × 90 / 365 = 1,172,436.164
    assert column(answer, "interest")[0] == 1_172_436


def test_bullet_is_one_row_with_all_interest() -> None:
    # 365 days: 100,000,000 × 0.079248 = 7,924,800
    answer = quote(asked(method="bullet", term_months=12))
    assert column(answer, "total") == [107_924_800]
    assert column(answer, "days") == [365]


def test_a_balloon_pays_interest_on_the_way_and_principal_at_the_end() -> None:
    # 181 days to 1/7: 7,924,800 × 181 / 365 = 3,929,832.328; 184 days to 1/1: 7,924,800 × 184 / 365 = 3,994,967.671
    answer = quote(asked(method="interest_only_balloon", term_months=12, every_months=6))
    assert column(answer, "principal") == [0, 100_000_000]
    assert column(answer, "interest") == [3_929_832, 3_994_968]


def test_the_european_30_360_count_makes_a_31st_a_30th() -> None:
    # 31/1 → 28/2: 30 + 28 − 30 = 28 days; 28/2 → 31/3: 30 + 30 − 28 = 32 days; year 360
    # 1,000,000 × 0.36 × 28 / 360 = 28,000; 500,000 × 0.36 × 32 / 360 = 16,000
    dates = {"disbursed_on": "2026-01-31", "due_dates": ["2026-02-28", "2026-03-31"]}
    answer = quote(asked(principal=1_000_000, annual_rate="0.36", day_count="30/360", **dates))
    assert column(answer, "days") == [28, 32]
    assert column(answer, "interest") == [28_000, 16_000]


def test_half_a_dong_of_interest_is_rounded_up() -> None:
    # 365 × 0.1 × 5 / 365 = 0.5 → 1;  365 × 0.0999 × 5 / 365 = 0.4995 → 0
    due = {"principal": 365, "due_dates": ["2026-01-06"]}
    assert quote(asked(annual_rate="0.1", **due))["total_interest"] == 1
    assert quote(asked(annual_rate="0.0999", **due))["total_interest"] == 0


def test_twenty_decimals_of_a_rate_all_count() -> None:
    # 10^15 × 365 days × rate / 365 = 10^15 × 0.00000000000000050000 = 0.5 → 1; one in the 20th place less → 0
    due = {"principal": 10**15, "due_dates": ["2027-01-01"]}
    assert quote(asked(annual_rate="0.00000000000000050000", **due))["total_interest"] == 1
    assert quote(asked(annual_rate="0.00000000000000049999", **due))["total_interest"] == 0


def test_a_repayment_pays_accrued_interest_first_and_the_rest_is_shared_anew() -> None:
    # 31 days: 673,065 interest; 20,673,065 − 673,065 = 20,000,000 principal; 80,000,000 left
    # due dates after 1/2: 1/3 and 1/4, so 40,000,000 each
    # 28 days on 80,000,000: 6,339,840 × 28 / 365 = 486,344.000 → 6,339,840 × 28 = 177,515,520; / 365 = 486,343.890
    # 31 days on 40,000,000: 3,169,920 × 31 / 365 = 98,267,520 / 365 = 269,226.082
    paid = [{"on_day": "2026-02-01", "amount": 20_673_065}]
    answer = quote(asked(term_months=3, every_months=1, repayments=paid))
    assert answer["entries"] == [
        {"on_day": "2026-02-01", "interest": 673_065, "principal": 20_000_000, "balance_after": 80_000_000}
    ]
    assert column(answer, "no") == [1, 2]
    assert column(answer, "start") == ["2026-02-01", "2026-03-01"]
    assert column(answer, "principal") == [40_000_000, 40_000_000]
    assert column(answer, "interest") == [486_344, 269_226]
    assert answer["total_interest"] == 673_065 + 486_344 + 269_226


def test_interest_that_a_repayment_leaves_unpaid_is_carried_to_the_first_row_and_bears_nothing() -> None:
    # 11/1: 10 days: 7,924,800 × 10 / 365 = 217,117.808 → 217,118; paid 17,118, so 200,000 stay unpaid
    # 21 days to 1/2 on the full balance: 7,924,800 × 21 / 365 = 455,947.397 → 455,947; row: 655,947
    paid = [{"on_day": "2026-01-11", "amount": 17_118}]
    answer = quote(asked(due_dates=["2026-02-01"], repayments=paid))
    assert column(answer, "interest", "entries") == [17_118]
    assert column(answer, "balance_after", "entries") == [100_000_000]
    assert column(answer, "interest") == [655_947]
    assert answer["total_interest"] == 673_065


def test_two_repayments_on_one_day_and_one_on_the_day_of_disbursement_bear_no_interest() -> None:
    paid = [{"on_day": "2026-01-01", "amount": 40_000_000}, {"on_day": "2026-01-01", "amount": 60_000_000}]
    answer = quote(asked(due_dates=["2026-02-01"], repayments=paid))
    assert column(answer, "balance_after", "entries") == [60_000_000, 0]
    assert answer["rows"] == []
    assert answer["total_interest"] == 0


def test_the_rest_after_a_repayment_keeps_the_grace_period() -> None:
    paid = [{"on_day": "2026-01-01", "amount": 10_000_000}]
    answer = quote(asked(term_months=4, every_months=1, grace_months=2, repayments=paid))
    assert column(answer, "principal") == [0, 0, 45_000_000, 45_000_000]


def test_a_repaid_loan_may_be_repaid_after_its_last_due_date() -> None:
    # 59 days (1/1 → 1/3): 7,924,800 × 59 / 365 = 1,280,995.068 → 1,280,995
    paid = [{"on_day": "2026-03-01", "amount": 101_280_995}]
    answer = quote(asked(due_dates=["2026-02-01"], repayments=paid))
    assert answer["rows"] == []
    assert answer["total_interest"] == 1_280_995
