"""Areas with time: codes need a day, names are found however they are written, divided units ask a person."""

import unicodedata
from collections import Counter
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.domain.area import AbolishedName, Commune, OldUnit, areas, spelling
from loans.domain.area.spelling import plain
from loans.domain.refusal import Refusal, Unknown

TODAY = date(2026, 11, 22)
LAST_OLD_DAY = date(2025, 6, 30)
FIRST_NEW_DAY = date(2025, 7, 1)
IN_2020 = date(2020, 5, 4)

AREAS = areas()
COMMUNES = AREAS.in_force(TODAY)


def test_there_are_51_wards_and_75_communes_from_july_2025() -> None:
    assert Counter(c.kind for c in AREAS.in_force(FIRST_NEW_DAY)) == {"phường": 51, "xã": 75}
    assert [c.code for c in COMMUNES] == sorted(c.code for c in COMMUNES)
    assert sum(c.population for c in COMMUNES) == 8_811_473


def test_there_were_526_units_in_30_districts_before() -> None:
    assert len(AREAS.old_units()) == 526
    assert len({u.district_code for u in AREAS.old_units()}) == 30


def test_before_july_2025_no_communes_are_listed_and_the_refusal_says_which_list_applies() -> None:
    with pytest.raises(Refusal) as refused:
        AREAS.in_force(LAST_OLD_DAY)
    assert refused.value.code == "no_communes_yet"
    assert "đơn vị cũ" in refused.value.vi


def test_a_code_means_what_it_meant_on_the_day() -> None:
    before, after = AREAS.unit("00166", LAST_OLD_DAY), AREAS.unit("00166", FIRST_NEW_DAY)
    assert isinstance(before, OldUnit)
    assert isinstance(after, Commune)
    assert (before.name, after.name) == ("Dịch Vọng", "Cầu Giấy")


def test_every_code_of_today_was_in_use_before_and_96_named_another_place() -> None:
    old = [AREAS.unit(c.code, LAST_OLD_DAY) for c in COMMUNES]
    assert sum(spelling(o.name) != spelling(c.name) for o, c in zip(old, COMMUNES, strict=True)) == 96


@pytest.mark.parametrize("code", [c.code for c in COMMUNES])
def test_a_code_without_a_day_is_ambiguous_and_names_both_meanings(code: str) -> None:
    with pytest.raises(Refusal) as refused:
        AREAS.resolve(code, None)
    assert refused.value.code == "ambiguous_area_code"
    for meaning in AREAS.meanings(code):
        assert meaning.full_name in refused.value.vi
        assert meaning.full_name in refused.value.en
    assert "ngày" in refused.value.vi


def test_a_code_used_only_before_the_reform_needs_no_day() -> None:
    assert AREAS.resolve("00001", None) == AREAS.unit("00001", LAST_OLD_DAY)
    assert AREAS.resolve("00166", TODAY) == AREAS.commune("00166", TODAY)


def test_an_old_code_on_a_new_day_names_the_old_unit_its_district_and_its_successors() -> None:
    with pytest.raises(Refusal) as refused:
        AREAS.commune("00001", TODAY)
    assert refused.value.code == "old_area_code"
    for part in ("Phúc Xá", "Quận Ba Đình", "00097 Hồng Hà", "1656/NQ-UBTVQH15"):
        assert part in refused.value.vi + " ".join(refused.value.cites)


def test_a_commune_is_not_given_for_a_day_before_it_existed() -> None:
    with pytest.raises(Refusal) as refused:
        AREAS.commune("00166", LAST_OLD_DAY)
    assert refused.value.code == "no_communes_yet"
    assert refused.value.value == "00166"


def test_a_code_that_lost_its_leading_zeros_is_unknown_and_the_right_one_is_suggested() -> None:
    with pytest.raises(Unknown) as unknown:
        AREAS.unit("166", TODAY)
    assert unknown.value.code == "unknown_area_code"
    assert "00166" in unknown.value.vi


def test_368_old_units_have_a_certain_successor_and_158_ask_a_person() -> None:
    certain = [u for u in AREAS.old_units() if any(s.is_main and s.certain for s in AREAS.successors(u.code))]
    divided = [u for u in AREAS.old_units() if u not in certain]
    assert (len(certain), len(divided)) == (368, 158)
    for unit in certain:
        assert AREAS.commune(AREAS.successor(unit.code), TODAY)
    for unit in divided:
        with pytest.raises(Refusal) as refused:
            AREAS.successor(unit.code)
        assert refused.value.code == "divided_area"
        assert all(s.new_code in refused.value.vi for s in AREAS.successors(unit.code))
        assert refused.value.cites == ("Nghị quyết 1656/NQ-UBTVQH15",)


def test_successions_read_the_same_from_both_ends() -> None:
    forwards = {(s.old.code, s.new_code) for u in AREAS.old_units() for s in AREAS.successors(u.code)}
    backwards = {(s.old.code, s.new_code) for c in COMMUNES for s in AREAS.predecessors(c.code)}
    assert forwards == backwards
    assert len(forwards) == 795


def test_successions_of_an_unknown_code_are_unknown() -> None:
    for ask in (AREAS.successors, AREAS.predecessors):
        with pytest.raises(Unknown):
            ask("99999")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Phường Cầu Giấy", "00166"),
        ("cau  giay", "00166"),
        ("P.Phương Liệt", "00352"),
        ("PHUONG LIET", "00352"),
        ("Van Mieu–Quoc Tu Giam", "00226"),
        ("Văn Miếu\n- Quốc\u00a0Tử Giám", "00226"),
        (unicodedata.normalize("NFD", "phường Định Công"), "00316"),
        ("Ðịnh Công", "00316"),
        ("xã Phúc Thọ", "09715"),
    ],
)
def test_a_name_is_found_however_it_is_written(written: str, code: str) -> None:
    found = AREAS.find(written, TODAY)
    assert isinstance(found, Commune)
    assert found.code == code


@pytest.mark.parametrize("written", ["Trung Hoà", "Trung Hòa"])
def test_both_tone_placements_find_the_ward_of_cau_giay(written: str) -> None:
    found = AREAS.find(written, LAST_OLD_DAY, district="Cầu Giấy")
    assert (found.name, found.kind) == ("Trung Hoà", "phường")


_SWAPPED_TONES = [("òa", "oà"), ("óa", "oá"), ("ủy", "uỷ"), ("úy", "uý"), ("ụy", "uỵ"), ("ùy", "uỳ"), ("ỏa", "oả")]


def _noisy(draw: st.DrawFn, name: str) -> str:
    for new, old in _SWAPPED_TONES:
        if draw(st.booleans()):
            name = name.replace(new, old)
    letters = [
        "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))
        if draw(st.booleans())
        else letter
        for letter in name
    ]
    if draw(st.booleans()):
        letters = [{"đ": "d", "Đ": "D"}.get(letter, letter) for letter in letters]
    spaces = st.sampled_from([" ", "  ", "\n", "\u00a0", "\t", " \u200b"])
    spaced = "".join(draw(spaces) if letter == " " else letter for letter in letters)
    dashed = spaced.replace("-", draw(st.sampled_from(["-", "–", " - ", "\u2011", " "])))
    cased = draw(st.sampled_from([dashed, dashed.upper(), dashed.lower(), dashed.title()]))
    return unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), cased)


@st.composite
def _written(draw: st.DrawFn) -> tuple[Commune, str]:
    commune = draw(st.sampled_from(COMMUNES))
    prefixes = {"phường": ["", "Phường ", "P. ", "P.", "phuong "], "xã": ["", "Xã ", "X. ", "xa "]}
    prefix = draw(st.sampled_from(prefixes[commune.kind]))
    return commune, f" {prefix}{_noisy(draw, commune.name)} "


@given(_written())
def test_any_of_the_126_names_is_found_under_any_spelling(written: tuple[Commune, str]) -> None:
    commune, name = written
    assert AREAS.find(name, TODAY) == commune


@given(st.sampled_from(AREAS.old_units()))
def test_any_old_unit_is_found_by_name_kind_and_district(unit: OldUnit) -> None:
    assert AREAS.find(f"{unit.kind} {unit.name}", LAST_OLD_DAY, unit.district_name) == unit
    assert AREAS.find(f"{unit.kind} {unit.name}", LAST_OLD_DAY, unit.district_code) == unit


def test_a_wrong_accent_is_not_a_missing_one() -> None:
    with pytest.raises(Unknown) as unknown:
        AREAS.find("Hoàng Mái", TODAY)
    assert unknown.value.code == "unknown_area_name"
    assert "Hoàng Mai" in unknown.value.vi


def test_an_exactly_written_name_wins_over_an_accent_free_one() -> None:
    assert AREAS.find("Vân Từ", LAST_OLD_DAY).name == "Vân Từ"
    assert AREAS.find("Văn Tự", LAST_OLD_DAY).name == "Văn Tự"
    with pytest.raises(Refusal) as refused:
        AREAS.find("van tu", LAST_OLD_DAY)
    assert refused.value.code == "ambiguous_area_name"


def _names_in_two_districts() -> list[str]:
    districts: dict[tuple[str, ...], set[str]] = {}
    for unit in AREAS.old_units():
        districts.setdefault((unit.kind, unit.name), set()).add(unit.district_code)
    return sorted({f"{kind} {name}" for (kind, name), found in districts.items() if len(found) > 1})


def test_14_old_names_stand_in_two_districts_and_ask_for_the_district() -> None:
    assert len(_names_in_two_districts()) == 14
    for name in _names_in_two_districts():
        with pytest.raises(Refusal) as refused:
            AREAS.find(name, LAST_OLD_DAY)
        assert refused.value.code == "ambiguous_area_name"
        assert refused.value.vi.count("(Quận") + refused.value.vi.count("(Huyện") >= 2


def test_the_kind_tells_a_town_from_the_commune_of_the_same_name_and_district() -> None:
    assert AREAS.find("xã Yên Viên", LAST_OLD_DAY).kind == "xã"
    assert AREAS.find("TT. Yên Viên", LAST_OLD_DAY).kind == "thị trấn"


@pytest.mark.parametrize("district", ["bac tu liem", "Q. Bắc Từ Liêm", "021", " 021 "])
def test_a_district_narrows_a_name_however_it_is_written(district: str) -> None:
    found = AREAS.find("Minh Khai", LAST_OLD_DAY, district=district)
    assert isinstance(found, OldUnit)
    assert found.district_name == "Quận Bắc Từ Liêm"


def test_an_unknown_district_is_said_with_close_ones() -> None:
    with pytest.raises(Unknown) as unknown:
        AREAS.find("Minh Khai", LAST_OLD_DAY, district="Tây Từ Liêm")
    assert unknown.value.code == "unknown_district"
    assert "Bắc Từ Liêm" in unknown.value.vi


def test_an_old_name_on_a_new_day_names_what_became_of_it() -> None:
    with pytest.raises(Refusal) as refused:
        AREAS.find("Dịch Vọng", TODAY)
    assert refused.value.code == "old_area_name"
    assert "00166 Cầu Giấy" in refused.value.vi


def test_a_name_abolished_in_2025_is_found_before_and_marked_secondary() -> None:
    found = AREAS.find("phường Sài Đồng", IN_2020)
    assert isinstance(found, AbolishedName)
    assert found.basis == "secondary"
    assert found.successors == (("00136", "Phúc Lợi"),)
    with pytest.raises(Unknown):
        AREAS.find("phường Sài Đồng", LAST_OLD_DAY)


def test_an_abolished_name_may_lie_in_several_communes_today() -> None:
    found = AREAS.find("Trung Tự", IN_2020)
    assert isinstance(found, AbolishedName)
    assert {code for code, _ in found.successors} == {"00229", "00226"}


@pytest.mark.parametrize("name", ["", " ", "-", "phường", "xx"])
def test_a_name_that_is_none_is_unknown(name: str) -> None:
    with pytest.raises(Unknown):
        AREAS.find(name, TODAY)


@given(st.text())
def test_no_text_breaks_the_lookup(name: str) -> None:
    with suppress(Refusal):
        assert AREAS.find(name, TODAY) in COMMUNES


def test_many_names_are_folded_as_each_alone() -> None:
    names = ["Nguyễn  Thị Hòa", "Đỗ-Văn Ví_Dụ.", " TRẦN\tĐỨC ", "Ð Mẫu", "a\u200bb\u00ad", "Tha\u0300nh", "", "Äpfel"]
    assert plain(names) == [spelling(name).plain for name in names]
    assert plain(["một\x1fhai"]) == ["mot hai"]
