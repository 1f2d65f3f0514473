"""Vietnamese numbers: dots and commas, days of decrees, amounts in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.papers import numbers
from loans.papers.numbers import dong, in_words, long_day, percent, permille, rate, signed


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0"), (7, "7"), (999, "999"), (1_000, "1.000"), (1_234_567, "1.234.567"), (-1_234, "−1.234"),
     (10**15, "1.000.000.000.000.000")],
)  # fmt: skip
def test_dong_have_dots(amount: int, text: str) -> None:
    assert dong(amount) == text


def test_zero_in_a_table_is_a_dash_and_signs_are_written_where_asked() -> None:
    assert dong(0, zero=numbers.DASH) == "—"
    assert [signed(n) for n in (1_234, 0, -1_234)] == ["+1.234", "0", "−1.234"]
    assert signed(0, zero="—") == "—"


@given(st.integers(-(10**18), 10**18))
def test_dong_reads_back(amount: int) -> None:
    assert int(dong(amount).replace(".", "").replace("−", "-")) == amount


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (percent(1234, 10_000), "12,34 %"),
        (percent(12, 10_000), "0,12 %"),
        (percent(1, 3), "33,33 %"),
        (percent(2, 3, places=0), "67 %"),
        (percent(-1, 8), "−12,50 %"),
        (percent(1, 800), "0,13 %"),
        (percent(-1, 10**9), "0,00 %"),
        (percent(15, 1), "1.500,00 %"),
        (percent(5, 0), "—"),
        (permille(125), "12,5 %"),
        (permille(-5), "−0,5 %"),
        (rate(1_030_224), "10,30224 %"),
        (rate(792_480), "7,9248 %"),
        (rate(660_000), "6,6 %"),
        (rate(1_000_000), "10 %"),
        (rate(0), "0 %"),
    ],
)
def test_per_cent_has_a_comma(text: str, expected: str) -> None:
    assert text == expected


def test_days() -> None:
    assert numbers.day(date(2026, 2, 5)) == "05/02/2026"
    assert long_day(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
    assert long_day(date(2026, 3, 15)) == "ngày 15 tháng 3 năm 2026"
    assert long_day(date(2026, 12, 31)) == "ngày 31 tháng 12 năm 2026"
    assert long_day(None, year=2026) == "ngày …… tháng …… năm 2026"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (1, "Một đồng"),
        (4, "Bốn đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (11, "Mười một đồng"),
        (14, "Mười bốn đồng"),
        (15, "Mười lăm đồng"),
        (20, "Hai mươi đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (25, "Hai mươi lăm đồng"),
        (91, "Chín mươi mốt đồng"),
        (100, "Một trăm đồng"),
        (101, "Một trăm linh một đồng"),
        (104, "Một trăm linh bốn đồng"),
        (105, "Một trăm linh năm đồng"),
        (110, "Một trăm mười đồng"),
        (111, "Một trăm mười một đồng"),
        (155, "Một trăm năm mươi lăm đồng"),
        (1_000, "Một nghìn đồng"),
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (1_050, "Một nghìn không trăm năm mươi đồng"),
        (1_000_005, "Một triệu không trăm linh năm đồng"),
        (21_000, "Hai mươi mốt nghìn đồng"),
        (1_001_000, "Một triệu không trăm linh một nghìn đồng"),
        (1_200_000_000, "Một tỷ hai trăm triệu đồng"),
        (1_000_000_000, "Một tỷ đồng"),
        (1_024_000_000, "Một tỷ không trăm hai mươi tư triệu đồng"),
        (1_977_500_000_000, "Một nghìn chín trăm bảy mươi bảy tỷ năm trăm triệu đồng"),
        (1_005_000_000_000, "Một nghìn không trăm linh năm tỷ đồng"),
        (10**12, "Một nghìn tỷ đồng"),
        (10**15, "Một triệu tỷ đồng"),
        (2 * 10**18, "Hai tỷ tỷ đồng"),
        (
            1_234_567_891,
            "Một tỷ hai trăm ba mươi tư triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi mốt đồng",
        ),
        (-15_000, "Âm mười lăm nghìn đồng"),
    ],
)
def test_amounts_in_words(amount: int, words: str) -> None:
    assert in_words(amount) == words


def test_another_unit() -> None:
    assert in_words(126, unit="xã, phường") == "Một trăm hai mươi sáu xã, phường"
    assert in_words(0, unit="") == "Không"


_VALUE = {word: value for value, word in enumerate(numbers._ONES)}
_VALUE |= {"mốt": 1, "tư": 4, "lăm": 5}


def _read_back(words: str) -> int:
    """An independent reader: the number that the words say."""
    billions = group = total = ones = 0
    for word in words.lower().removesuffix(" đồng").split():
        match word:
            case "linh":
                pass
            case "mười":
                group += 10
            case "mươi":
                group, ones = group + 10 * ones, 0
            case "trăm":
                group, ones = 100 * ones, 0
            case "nghìn" | "triệu":
                total += (group + ones) * {"nghìn": 10**3, "triệu": 10**6}[word]
                group = ones = 0
            case "tỷ":
                billions, total = (total + group + ones) * 10**9, 0
                group = ones = 0
            case _:
                ones = _VALUE[word]
    return billions + total + group + ones


@given(st.integers(0, 10**17) | st.integers(0, 3000) | st.integers(0, 10**6).map(lambda n: n * 10**6))
def test_words_read_back(amount: int) -> None:
    assert _read_back(in_words(amount)) == amount
