"""What people type, and how figures read back."""

from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import ImmutableMultiDict

from loans.domain.refusal import Refusal
from loans.web.form import Form, day_of, whole_number
from loans.web.show import days_left, exact, million, money, percent, short


@pytest.fixture(autouse=True)
def vietnamese() -> object:
    with Flask("words").test_request_context() as context:
        yield context


def form(**values: str) -> Form:
    return Form(ImmutableMultiDict(values))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1.234.567", 1_234_567),
        ("1 234 567", 1_234_567),
        ("1,234,567 đ", 1_234_567),
        ("1234567", 1_234_567),
        ("-5.000", -5_000),
        ("1.5", None),
        ("1.23.456", None),
        ("1.234,567", None),
        ("1,5 tỷ", None),
        ("１２", None),
        ("", None),
    ],
)
def test_a_number_is_read_as_it_is_meant_or_not_at_all(typed: str, meant: int | None) -> None:
    assert whole_number(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("31/10/2026", date(2026, 10, 31)),
        ("1.2.2026", date(2026, 2, 1)),
        ("2026-10-31", date(2026, 10, 31)),
        ("31/02/2026", None),
        ("10/31/2026", None),
        ("31/10/26", None),
    ],
)
def test_a_day_is_read_day_first(typed: str, meant: date | None) -> None:
    assert day_of(typed) == meant


@given(st.integers(-(10**15), 10**15))
def test_what_is_shown_exactly_is_read_back(amount: int) -> None:
    with Flask("words").test_request_context():
        assert whole_number(exact(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "reads"),
    [
        (1_500_000_000, "1,5 tỷ"),
        (1_549_999_999, "1,55 tỷ"),
        (999_960_000, "1 tỷ"),
        (999_940_000, "999,9 triệu"),
        (820_000_000, "820 triệu"),
        (500_000, "500.000 đ"),
        (-2_000_000, "−2 triệu"),
        (12_345_678_900_000, "12.345,68 tỷ"),
    ],
)
def test_large_amounts_read_in_trieu_and_ty(amount: int, reads: str) -> None:
    assert short(amount) == reads


def test_the_exact_dong_stands_beside_the_short_form_and_zero_is_a_dash() -> None:
    assert 'title="1.234.567 đồng"' in money(1_234_567)
    assert "1,2 triệu" in money(1_234_567)
    assert ">1,2<" in million(1_234_567)
    assert (str(money(0)), str(million(None))) == (str(million(0)), str(money(None)))
    assert "—" in money(0)


def test_ratios_and_days_left_read_as_people_say_them() -> None:
    assert (percent(1, 8), percent(1, 0), percent(0, 5)) == ("12,50%", "—", "0,00%")
    today = date(2026, 10, 31)
    said = [days_left(date(2026, 11, 3), today), days_left(today, today), days_left(date(2026, 10, 29), today)]
    assert said == ["còn 3 ngày", "hôm nay", "trễ 2 ngày"]


def test_all_faults_of_a_form_come_at_once_each_with_its_field() -> None:
    sent = form(amount="1.5", on="31/02/2026", kind="x", many="7")
    sent.text("name", required=True)
    sent.amount("amount")
    sent.day("on")
    sent.choice("kind", ["a", "b"])
    sent.amount("many", most=5)
    with pytest.raises(Refusal) as refused:
        sent.check()
    assert [fault.field for fault in refused.value.findings] == ["name", "amount", "on", "kind", "many"]
    assert "1.500.000" in sent.error("amount")
