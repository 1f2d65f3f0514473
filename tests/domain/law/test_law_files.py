"""A law file that lacks something is refused with its file, its parameter and the fault."""

import pytest

from loans.domain.law import LawFault, law_of

GOOD = """
[limit]
title_vi = "Mức tối đa"
title_en = "Largest"
unit = "đồng"
governs = "approval"
[[limit.version]]
since = 2020-01-01
value = 5
cites = ["Điều 1"]
certainty = "law"
checked_on = 2026-11-22
[[limit.version]]
since = 2021-01-01
value = 6
cites = ["Điều 2"]
certainty = "law"
checked_on = 2026-11-22
"""


def test_a_whole_file_is_read() -> None:
    assert [version.value for version in law_of({"a.toml": GOOD}).parameter("limit").versions] == [5, 6]


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ("value = 5", "value = 5.0", "whole number"),
        ("value = 5", 'value = "5"', "whole number"),
        ("value = 5", "value = true", "whole number"),
        ("value = 5\n", "", "`value` is missing"),
        ("value = 5", "repealed = true", "first version cannot be a repeal"),
        ("value = 6", "value = 6\nrepealed = true", "a repealed version has no value"),
        ('cites = ["Điều 1"]', "cites = []", "`cites`"),
        ('cites = ["Điều 1"]', 'cites = "Điều 1"', "`cites`"),
        ('certainty = "law"', 'certainty = "sure"', "`certainty`"),
        ("checked_on = 2026-11-22\n", "", "`checked_on`"),
        ("since = 2020-01-01", 'since = "2020-01-01"', "`since`"),
        ("since = 2020-01-01", "since = 2020-01-01T00:00:00", "`since`"),
        ("since = 2021-01-01", "since = 2020-01-01", "ascend"),
        ("since = 2021-01-01", "since = 2019-01-01", "ascend"),
        ('title_en = "Largest"\n', "", "`title_en`"),
        ('governs = "approval"', 'governs = "mood"', "`governs`"),
        ('unit = "đồng"', 'unit = "USD"', "unit 'USD'"),
        ('unit = "đồng"', 'unit = "% năm"', "decimal text"),
        ('unit = "đồng"', 'unit = "text"', "must be text"),
        ("value = 5", "value = 5\nworth = 5", "unknown key worth"),
        (
            "[[limit.version]]\nsince = 2020",
            "[limit.reads]\nx = ['a', 'b']\n[[limit.version]]\nsince = 2020",
            "none of x",
        ),
    ],
)
def test_a_faulty_file_is_refused_by_name(good: str, bad: str, fault: str) -> None:
    text = GOOD.replace(good, bad, 1)
    assert text != GOOD
    with pytest.raises(LawFault, match=r"a\.toml: limit") as found:
        law_of({"a.toml": text})
    assert fault in str(found.value)


def test_a_parameter_declared_in_two_files_is_refused() -> None:
    with pytest.raises(LawFault, match=r"b\.toml: limit: already declared"):
        law_of({"a.toml": GOOD, "b.toml": GOOD})


def test_a_formula_that_reads_the_unknown_or_itself_is_refused() -> None:
    rate = '[rate]\ntitle_vi = "a"\ntitle_en = "a"\nunit = "% năm"\ngoverns = "approval"\n'
    rate += 'derive = { product = ["NAME"] }\n'
    for name in ("nothing", "rate"):
        with pytest.raises(LawFault, match="unknown parameter or itself"):
            law_of({"a.toml": rate.replace("NAME", name)})


def test_the_table_of_holidays_is_left_to_the_calendar() -> None:
    assert list(law_of({"a.toml": GOOD, "holiday.toml": "anything = 1.5"}).parameters) == ["limit"]
