"""Why, in a sentence: the parts add up as they are written, in both languages."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.allocation import Allocated, Allocation, Explained, Reason
from loans.domain.allocation.explained import bound_of, explain, sentence_en, sentence_vi

MILLION = 10**6


def told(*why: tuple[str, int], more: int = 0, last: int | None = None) -> Explained:
    steps = tuple(Reason(name, amount) for name, amount in why)
    total = sum(step.amount for step in steps)
    return Explained("00004", total, steps, bound_of(steps), more, last, None if last is None else total - last)


def test_a_figure_at_its_cap_in_millions() -> None:
    row = told(("demand", 8_500 * MILLION), ("job_target", 4_345 * MILLION), ("cap", -500 * MILLION), last=12 * 10**9)
    assert sentence_vi(row, name="xã Đa Phúc", labels={"cap": "trần nhu cầu"}) == (
        "Xã Đa Phúc được phân bổ 12.345 triệu đồng, gồm 8.500 triệu đồng theo nhu cầu vay vốn, 4.345 triệu đồng theo "
        "chỉ tiêu việc làm, trừ 500 triệu đồng do vượt trần nhu cầu; mức này chạm trần nhu cầu của địa phương nên "
        "không tăng thêm khi nguồn vốn tăng; so với đợt trước tăng 345 triệu đồng."
    )
    assert sentence_en(row, name="Đa Phúc") == (
        "Đa Phúc is allocated 12,345 million đồng, made up of 8,500 million đồng by demand for loans, 4,345 million "
        "đồng by the job target, less 500 million đồng above the cap; this meets the cap of the commune and does not "
        "rise when the pool does; compared with the last round it rises by 345 million đồng."
    )


def test_parts_that_are_no_whole_millions_are_written_to_the_dong_with_their_rounding() -> None:
    row = told(("demand", 1_234_567), ("-overdue", 765_000), ("rounding", 433), more=77 * MILLION, last=3 * MILLION)
    assert sentence_vi(row, name="Xã A") == (
        "Xã A được phân bổ 2.000.000 đồng, gồm 1.234.567 đồng theo nhu cầu vay vốn, 765.000 đồng theo nợ quá hạn, "
        "433 đồng do làm tròn; nếu nguồn vốn tăng thêm 1 tỷ đồng thì địa phương được thêm 77 triệu đồng; "
        "so với đợt trước giảm 1 triệu đồng."
    )


def test_an_unknown_criterion_stands_in_quotes_and_a_label_replaces_it() -> None:
    row = told(("craft", MILLION), ("population", MILLION), last=2 * MILLION)
    assert "1 triệu đồng theo “craft”, 1 triệu đồng theo dân số" in sentence_vi(row, name="A")
    assert "theo làng nghề" in sentence_vi(row, name="A", labels={"craft": "làng nghề"})
    assert sentence_vi(row, name="A").endswith("mức này không đổi; so với đợt trước không đổi.")


@pytest.mark.parametrize(
    ("why", "bound", "words"),
    [
        ([("fixed", MILLION)], "fixed", "mức này được ấn định, không chia theo tiêu chí"),
        ([("excluded", 0)], "excluded", "địa phương không thuộc diện phân bổ đợt này"),
        ([("overdue_threshold", 0)], "overdue_threshold", "vì tỷ lệ nợ quá hạn vượt ngưỡng quy định"),
        ([("demand", 1), ("floor", 9)], "floor", "9 đồng bổ sung cho đủ mức tối thiểu"),
        ([("tier:lớn", 5 * MILLION)], "tier", "toàn bộ theo nhóm “lớn”"),
        ([("last", 9), ("change", -2)], "fixed", "trừ 2 đồng điều chỉnh so với đợt trước"),
        ([("jobs", 5), ("cap", 0), ("group:khó", 0)], "cap", "giới hạn của nhóm “khó” đã chi phối mức này"),
        ([("demand", 0)], "", "được phân bổ 0 đồng"),
    ],
)
def test_every_bound_is_said(why: list[tuple[str, int]], bound: str, words: str) -> None:
    row = told(*why)
    assert row.bound == bound
    assert words in sentence_vi(row, name="Xã A")
    assert sentence_en(row, name="A").endswith(".")


@given(
    st.lists(st.tuples(st.sampled_from(["demand", "jobs", "cap", "rounding", "x"]), st.integers(-(10**12), 10**12))),
    st.booleans(),
)
def test_the_parts_as_written_add_up_to_the_figure_as_written(why: list[tuple[str, int]], millions: bool) -> None:
    unit = MILLION if millions else 1
    steps = [(name, amount * unit) for name, amount in dict(why).items()]
    row = told(("population", 10**15 * unit), *steps)
    sentence = sentence_vi(row, name="Xã A").split(";")[0]
    figures = [
        int(digits.replace(".", "")) * (MILLION if word else 1) * (-1 if less else 1)
        for less, digits, word in re.findall(r"(trừ )?([\d.]+) (triệu )?đồng", sentence)
    ]
    assert figures[0] == row.allocated
    assert len(figures) == 1 or sum(figures[1:]) == row.allocated


def test_the_difference_and_the_gain_stand_beside_each_row() -> None:
    rows = (Allocated("a", 5, (Reason("demand", 5),)), Allocated("b", 7, (Reason("fixed", 7),)))
    after = (Allocated("b", 7, (Reason("fixed", 7),)), Allocated("a", 9, (Reason("demand", 9),)))
    found = explain(Allocation(12, 12, 0, rows), Allocation(16, 16, 0, after), {"a": 8})
    assert [(row.one_more_billion, row.last, row.difference) for row in found] == [(4, 8, -3), (0, None, None)]
