"""Old places to new ones: by code and day, by name and district however it is spelled; nothing moves silently."""

import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loans.domain.area import REFORM, RESOLUTION, UNPLACED, OldUnit, areas, placed, unplaced_last
from loans.domain.area.notes import HARMLESS
from loans.domain.refusal import Refusal

OLD_DAY, NEW_DAY = date(2025, 6, 30), date(2026, 9, 30)
UNITS = areas().old_units()


def right(unit: OldUnit) -> str:
    """What the resolution says of a unit's people, straight from its rows."""
    heirs = [part.new_code for part in areas().successors(unit.code) if part.is_main and part.certain]
    return heirs[0] if heirs else UNPLACED


def codes_of(found: object) -> list[str]:
    return [finding.code for finding in found.findings]  # type: ignore[attr-defined]


@st.composite
def spelled(draw: st.DrawFn, text: str) -> str:
    """A name as people write it: case, spaces, NFD, dashes without spaces, all accents left out or all there."""
    shape = draw(st.sampled_from(["as it is", "upper", "lower", "nfd", "bare"]))
    if shape == "bare":
        text = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
        text = "".join(sign for sign in text if not unicodedata.combining(sign))
    text = {"upper": text.upper(), "lower": text.lower(), "nfd": unicodedata.normalize("NFD", text)}.get(shape, text)
    return draw(st.sampled_from(["", " ", "\n"])) + text.replace(" ", draw(st.sampled_from([" ", "  ", "\u00a0"])))


def test_every_old_unit_by_code_and_day_goes_by_the_resolution_or_to_the_work_list_and_says_so() -> None:
    divided = 0
    for unit in UNITS:
        found = placed(code=unit.code, recorded_on=OLD_DAY)
        assert (found.commune, found.old_code, found.cites) == (right(unit), unit.code, (RESOLUTION,))
        if found.commune == UNPLACED:
            divided += 1
            assert (found.basis, codes_of(found)) == ("divided", ["divided_area"])
            assert set(found.candidates) == {part.new_code for part in areas().successors(unit.code)}
        else:
            assert (found.basis, codes_of(found)) == ("succession", ["commune_by_succession"])
    assert divided == 158


@given(st.data())
@settings(max_examples=150)
def test_every_old_unit_by_name_and_district_however_spelled_is_right_or_waits(data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from(UNITS))
    kind = data.draw(st.sampled_from(["", f"{unit.kind} "]))
    name = data.draw(spelled(kind + unit.name))
    district = data.draw(st.sampled_from([unit.district_code, unit.district_name]))
    found = placed(name=name, district=district, recorded_on=OLD_DAY)
    if found.basis == "not_found":  # without accents two names of one district may be one: it asks, and moves nothing
        assert found.commune == UNPLACED
        assert "ambiguous_area_name" in codes_of(found)
        assert name != unit.name or unit.name == "Yên Viên"  # a town and a commune of one district: the kind decides
    else:
        assert (found.commune, found.old_code) == (right(unit), unit.code)
        assert found.findings


@pytest.mark.parametrize("written", ["{name} ({district})", "{kind} {name}, {district}", "{name}  ( {code} )"])
def test_a_district_written_behind_the_name_says_as_much_as_one_of_its_own(written: str) -> None:
    for unit in UNITS:
        facts = {"name": unit.name, "kind": unit.kind, "district": unit.district_name, "code": unit.district_code}
        apart = placed(name=unit.name, district=unit.district_code, recorded_on=OLD_DAY)
        found = placed(name=written.format(**facts), recorded_on=OLD_DAY)
        assert found == apart or "{kind}" in written
        assert found.old_code in (unit.code, None)
    whole = placed(name="Kim Mã (nơi không có)", recorded_on=OLD_DAY)
    assert codes_of(whole) == ["unknown_area_name"]


def test_an_ambiguous_name_lists_codes_and_districts_and_says_how_to_write_it() -> None:
    [said] = placed(name="Minh Khai", recorded_on=OLD_DAY).findings
    for part in ("00295 phường Minh Khai (Quận Hai Bà Trưng)", "00613", "09838 xã Minh Khai (Huyện Hoài Đức)"):
        assert part in said.vi
        assert part in said.en
    assert "«Minh Khai (Quận Hai Bà Trưng)»" in said.vi


def test_a_reused_code_needs_its_day_and_means_what_it_meant_on_it() -> None:
    then, now = placed(code="00166", recorded_on=OLD_DAY), placed(code="00166", recorded_on=NEW_DAY)
    assert (then.old_code, now.old_code) == ("00166", None)
    assert (now.commune, now.basis, now.findings) == ("00166", "in_force", ())
    without = placed(code="00166", recorded_on=None)
    assert (without.commune, codes_of(without)) == (UNPLACED, ["ambiguous_area_code"])


def test_no_code_without_a_day_is_ever_guessed() -> None:
    for unit in UNITS:
        found = placed(code=unit.code, recorded_on=None)
        if found.is_found:
            assert found.commune == right(unit)
            meanings = {getattr(each, "code", "") for each in areas().meanings(unit.code)[1:]}
            assert found.basis == "divided" or meanings <= {found.commune}


def test_a_name_decides_between_the_two_meanings_of_a_code_and_the_finding_says_so() -> None:
    found = placed(code="00166", name="P. Dịch Vọng", recorded_on=NEW_DAY)
    assert found.old_code == "00166"
    assert codes_of(found)[0] == "area_of_other_time"
    neither = placed(code="00166", name="Hoàn Kiếm", recorded_on=NEW_DAY)
    assert (neither.basis, codes_of(neither)) == ("not_found", ["area_code_and_name_differ"])


def test_the_communes_of_today_are_found_by_code_and_by_name_without_a_finding() -> None:
    for commune in areas().in_force(NEW_DAY):
        assert placed(code=commune.code, recorded_on=NEW_DAY).commune == commune.code
        found = placed(code=commune.code, name=commune.full_name, recorded_on=NEW_DAY)
        assert (found.commune, found.findings) == (commune.code, ())
        assert placed(name=commune.name, recorded_on=REFORM).commune == commune.code


@pytest.mark.parametrize(
    ("name", "district", "on", "finding"),
    [
        ("Minh Khai", None, OLD_DAY, "ambiguous_area_name"),
        ("Nhà Thờ Lớn", "Hoàn Kiếm", OLD_DAY, "unknown_area_name"),
        ("", None, OLD_DAY, "area_not_given"),
        ("Hàng Bạc", "Hoàn Kiếm", NEW_DAY, "area_of_other_time"),
        ("Hàng Bạc", "Quận Không Có", OLD_DAY, "unknown_district"),
        ("Yên Thường", "Quận Hoàn Kiếm", OLD_DAY, "unknown_area_name"),
    ],
)
def test_what_is_doubtful_is_said(name: str, district: str | None, on: date, finding: str) -> None:
    assert finding in codes_of(placed(name=name, district=district, recorded_on=on))


def test_a_code_that_lost_its_zeros_is_mended_and_said_to_be() -> None:
    found = placed(code="1", recorded_on=OLD_DAY)
    assert (found.old_code, codes_of(found)[0]) == ("00001", "area_code_zeros")
    assert set(codes_of(found)) <= HARMLESS


def test_a_code_of_the_bank_comes_first_and_an_unknown_one_falls_back_to_the_name() -> None:
    bank = {"990004": "00004"}
    assert placed(code="990004", recorded_on=NEW_DAY, bank=bank).commune == "00004"
    found = placed(code="990099", name="Phường Cầu Giấy", recorded_on=NEW_DAY, bank=bank)
    assert (found.commune, codes_of(found)) == ("00166", ["unknown_bank_code"])
    assert not placed(code="990099", recorded_on=NEW_DAY).is_found


def test_a_recorded_hamlet_decides_only_between_the_communes_that_took_a_part() -> None:
    unit = next(unit for unit in UNITS if right(unit) == UNPLACED)
    heirs = [part.new_code for part in areas().successors(unit.code)]
    other = next(each.code for each in areas().in_force(NEW_DAY) if each.code not in heirs)
    given: dict[str, Any] = {"code": unit.code, "recorded_on": OLD_DAY, "hamlet": "00990001"}
    inside = placed(**given, hamlets={"00990001": heirs[-1]})
    assert (inside.commune, inside.basis, codes_of(inside)) == (heirs[-1], "hamlet", ["commune_by_hamlet"])
    assert placed(**given, hamlets={"00990001": other}).basis == "divided"


def test_a_name_of_before_2025_is_found_and_waits_for_a_person() -> None:
    found = placed(name="Nguyễn Trung Trực", district="Ba Đình", recorded_on=date(2024, 5, 1))
    assert (found.commune, found.basis, codes_of(found)) == (UNPLACED, "abolished", ["abolished_area_name"])
    assert found.candidates


def test_unplaced_is_no_commune_and_stands_last() -> None:
    with pytest.raises(Refusal):
        areas().commune(UNPLACED, NEW_DAY)
    assert UNPLACED not in {each.code for each in areas().in_force(NEW_DAY)}
    assert areas().named(UNPLACED) == "Chưa xác nhận xã, phường"
    assert sorted(["00166", UNPLACED, "00004"], key=unplaced_last) == ["00004", "00166", UNPLACED]


@given(code=st.text(max_size=8), name=st.text(max_size=20), district=st.text(max_size=8))
@settings(max_examples=80)
def test_it_never_raises_and_never_moves_without_a_word(code: str, name: str, district: str) -> None:
    found = placed(code=code, name=name, district=district, recorded_on=OLD_DAY)
    assert found.findings or found.basis == "in_force"
