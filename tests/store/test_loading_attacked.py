"""A load under hostile hands: late files, balances that cannot be read, books that move, totals said again."""

import csv
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from loans.api.loading.route import _digest
from loans.domain.loading import Step
from loans.domain.refusal import Refusal
from loans.papers.loading import stage_file, take_in
from loans.papers.loading_rows import bad_rows_of
from loans.service.loading import (
    control_differences,
    explained,
    finish,
    hand_in,
    open_load,
    post_load,
    progress_of,
)
from loans.store.tables import opening, past_voucher, posting
from loans.store.unit_of_work import Store
from tests.loading import POSTER, STAGER, TODAY, branch, by, checked, opened, posted, rows_of, staged
from tests.portfolio import DAY, Shape, Written, world, write

COMMUNES = 2
Cells = dict[str, str]


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Twenty-four invented loans of layout 10 without a fault, all with their past vouchers."""
    shape = Shape(loans=24, communes=COMMUNES, layout="10", history_permille=1000)
    return write(tmp_path_factory.mktemp("given"), shape)


def ready(store: Store, files: dict[str, Path]) -> int:
    """Another load of the day, everything handed in and checked."""
    load = opened(store)
    staged(store, load.id, files)
    checked(store, load.id)
    return load.id


def changed(given: Written, folder: Path, change: Callable[[int, Cells], Cells]) -> dict[str, Path]:
    """The files with other cells in some loans: by place and cells, what is written instead."""
    with given.files["loans"].open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream, delimiter=";"))
    head = next(line for line in lines if "Số khế ước" in line)
    loans = [line for line in lines if any(cell.startswith("990000000000") for cell in line)]
    for place, line in enumerate(loans):
        for heading, value in change(place, dict(zip(head, line, strict=True))).items():
            line[head.index(heading)] = value
    with (folder / "changed.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";").writerows(lines)
    return {**given.files, "loans": folder / "changed.csv"}


def refused(work: Callable[[], object]) -> str:
    """The code with which something is refused."""
    with pytest.raises(Refusal) as found:
        work()
    return found.value.code


def test_what_comes_after_the_check_is_not_posted_unchecked(store: Store, given: Written, tmp_path: Path) -> None:
    branch(store, world(COMMUNES))
    load_id = ready(store, dict(given.files))
    path = tmp_path / "again.csv"
    path.write_text(given.files["entries"].read_text("utf-8-sig").replace(";GD", ";ZZ"), encoding="utf-8")
    file = take_in(by(store), load_id, path, name=path.name)
    with store.reading() as uow:
        assert (uow.loads.get(load_id).step, progress_of(uow, load_id).results) == (Step.OPEN, {})
    assert refused(lambda: posted(store, load_id)) == "load_files_unread"
    batches = stage_file(by(store), file, path, size=30)
    next(batches)
    assert refused(lambda: posted(store, load_id)) == "load_files_unread"
    list(batches)
    assert refused(lambda: posted(store, load_id)) == "load_not_checked"
    checked(store, load_id)
    assert {row.result for row in rows_of(store, load_id)} == {"doubtful"}  # the history no longer adds up


def test_a_load_that_does_not_come_to_its_capital_is_not_posted(store: Store, given: Written) -> None:
    branch(store, world(COMMUNES))
    load_id = ready(store, dict(given.files))
    with store.writing(STAGER.username) as uow:  # behind the back of every use case
        loan = next(row for row in rows_of(store, load_id))
        cells: dict[str, Any] = {"effective_on": DAY.isoformat(), "voucher_no": "", "faults": None, "interest": 0}
        cells |= {"disbursed": 1_000, "principal": 0, "row": 10**6, "contract": loan.contract, "load_id": load_id}
        late = cells | {"file_id": next(each.id for each in uow.loads.files(load_id) if each.subject == "entries")}
        uow.loads.stage("entries", {name: [value] for name, value in late.items()})
        uow.loads.drop_vouchers(load_id, [])
    with pytest.raises(RuntimeError, match="1 contracts of load"):
        posted(store, load_id)
    with store.writing(STAGER.username) as uow:
        uow.loads.drop_vouchers(load_id, [(late["contract"], late["file_id"], late["row"])])
    assert posted(store, load_id).loans == 24
    with store.engine.connect() as connection, connection.begin():
        past = connection.scalar(select(func.sum(past_voucher.c.disbursed - past_voucher.c.principal)))
        brought = connection.scalar(select(func.sum(opening.c.brought)))
        capital = connection.scalar(select(func.sum(posting.c.amount)).where(posting.c.account == "outstanding"))
    assert capital == brought + past > 0


def test_who_handed_a_file_in_does_not_post_though_another_read_it(store: Store, given: Written) -> None:
    branch(store, world(COMMUNES))
    load = opened(store)
    for path in given.files.values():
        take_in(by(store, POSTER), load.id, path, name=path.name)
    staged(store, load.id, given.files)
    checked(store, load.id)
    assert refused(lambda: posted(store, load.id)) == "same_person"


ENDLESS = "amount_beyond_limit"
WRONG: tuple[tuple[Cells, str], ...] = (
    ({"Tổng dư nợ": "không rõ", "Dư nợ trong hạn": "không rõ"}, "row_unreadable"),
    ({"Tổng dư nợ": "9" * 30, "Dư nợ trong hạn": "9" * 30}, "row_unreadable"),
    (dict.fromkeys(("Tổng dư nợ", "Dư nợ trong hạn", "Dư nợ quá hạn", "Dư nợ khoanh"), ""), "row_unreadable"),
    ({"Tổng dư nợ": "-5000", "Dư nợ trong hạn": "-5000", "Dư nợ quá hạn": "0"}, ""),
    ({"Tổng dư nợ": "0", "Dư nợ trong hạn": "5000", "Dư nợ quá hạn": "-5000"}, ""),
    ({"Lãi tồn TH": "-5"}, ""),
    ({"Lãi tồn TH": "-1"}, ""),
    ({"Thời hạn vay": "601"}, "term_beyond_limit"),
    ({"Thời hạn vay": "999999999999"}, ""),
    ({"Số tháng đã GH": "999999999"}, ""),
    (dict.fromkeys(("Dư nợ trong hạn", "Dư nợ quá hạn"), str(10**15)) | {"Tổng dư nợ": str(10**15)}, ENDLESS),
)


def test_what_cannot_be_or_cannot_be_read_is_refused_and_never_left_as_nothing_owed(
    store: Store, given: Written, tmp_path: Path
) -> None:
    branch(store, world(COMMUNES))
    cells = changed(given, tmp_path, lambda place, _: WRONG[place][0] if place < len(WRONG) else {})
    found = rows_of(store, ready(store, cells))
    assert [row.result for row in found[: len(WRONG)]] == ["refused"] * len(WRONG)
    assert [code for (_, code), row in zip(WRONG, found, strict=False) if code and code not in row.codes] == []
    of_signs = ["negative_amount" in row.codes or "row_unreadable" in row.codes for row in found[3:7]]
    assert of_signs == [True] * 4
    assert {row.result for row in found[len(WRONG) :]} <= {"accepted", "repaired"}


def test_a_name_of_several_places_lists_them_and_a_district_behind_it_decides(
    store: Store, given: Written, tmp_path: Path
) -> None:
    branch(store, world(COMMUNES))
    names = ("Minh Khai", "Minh Khai (Hai Bà Trưng)", "xã Minh Khai")
    written = [{"Mã xã": "", "Tên xã": name, "Mã tổ": ""} for name in names]
    cells = changed(given, tmp_path, lambda place, _: written[place] if place < len(written) else {})
    load_id = ready(store, cells)
    several, divided, moved = rows_of(store, load_id)[:3]
    assert ("commune_unknown" in several.codes, "commune_divided" in divided.codes) == (True, True)
    assert ("commune_by_succession" in moved.codes, moved.commune) == (True, "09856")
    with store.reading() as uow:
        [told, *_] = explained(uow, uow.loads.get(load_id), [several])
        [said] = told.faults
        for unit in ("00295 phường Minh Khai (Quận Hai Bà Trưng)", "00613 phường Minh Khai", "09838 xã Minh Khai"):
            assert unit in said["vi"]
        sheet = CalamineWorkbook.from_filelike(BytesIO(bad_rows_of(uow, load_id))).get_sheet_by_index(0)
    of_rows = [str(cell) for row in sheet.to_python() for cell in row]
    assert any("00613 phường Minh Khai (Quận Bắc Từ Liêm)" in cell for cell in of_rows)


def test_another_last_day_of_a_freeze_is_a_correction(store: Store, given: Written, tmp_path: Path) -> None:
    branch(store, world(COMMUNES))

    def frozen(day: str) -> Callable[[int, Cells], Cells]:
        return lambda place, was: (
            {
                "Dư nợ trong hạn": "0",
                "Dư nợ khoanh": was["Tổng dư nợ"],
                "Dư nợ quá hạn": "0",
                "Ngày hết hạn Khoanh": day,
            }
            if place == 0
            else {}
        )

    first = ready(store, changed(given, tmp_path, frozen("31/12/2027")))
    assert posted(store, first, without_control="thử nghiệm").loans == 24
    same = ready(store, changed(given, tmp_path, frozen("31/12/2027")))
    assert {row.result for row in rows_of(store, same)} == {"unchanged"}
    other = ready(store, changed(given, tmp_path, frozen("30/06/2027")))
    assert [row.result for row in rows_of(store, other)][:2] == ["corrects", "unchanged"]
    stale = ready(store, changed(given, tmp_path, frozen("31/03/2027")))
    assert posted(store, other, without_control="thử nghiệm").corrected == 1
    assert refused(lambda: posted(store, stale, without_control="thử nghiệm")) == "load_stale"


def test_a_load_checked_before_the_books_moved_is_checked_again(store: Store, given: Written) -> None:
    branch(store, world(COMMUNES))
    first, second = ready(store, dict(given.files)), ready(store, dict(given.files))
    assert posted(store, first).loans == 24
    assert refused(lambda: posted(store, second)) == "load_stale"
    checked(store, second)
    assert {row.result for row in rows_of(store, second)} == {"unchanged"}
    assert posted(store, second).loans == 0


def test_the_file_handed_in_last_counts_though_its_bytes_were_there_before(
    store: Store, given: Written, tmp_path: Path
) -> None:
    branch(store, world(COMMUNES))
    load_id = ready(store, dict(given.files))
    cells = {"Tổng dư nợ": "-1", "Dư nợ trong hạn": "-1"}
    other = changed(given, tmp_path, lambda place, _: cells if place == 0 else {})["loans"]
    first = given.files["loans"]

    def handed(path: Path) -> list[str]:
        staged(store, load_id, {"loans": path})
        checked(store, load_id)
        with store.reading() as uow:
            names = [file.name for file in uow.loads.files(load_id) if file.subject == "loans"]
            assert uow.loads.staged(load_id) == 24 * len(names)
            assert names[-1] == path.name
            assert (rows_of(store, load_id)[0].result == "refused") == (path == other)
            return [entry.kind for entry in uow.entries.history([load_id])]

    def of_files(kinds: list[str]) -> list[str]:
        return [kind.removeprefix("load_file_") for kind in kinds if kind.startswith("load_file_")]

    before = handed(other)
    assert of_files(handed(first)[len(before) :]) == ["given", "staged"]
    now = handed(first)
    assert of_files(now)[-3:] == ["given", "staged", "again"]
    assert now[-1] == "load_file_again"  # nothing changed, nothing is checked anew, and it is on record
    handed(other)
    assert refused(lambda: posted(store, load_id)) == "load_has_bad_rows"
    handed(first)
    assert posted(store, load_id).loans == 24


def test_entries_of_all_files_count_together_so_none_is_read_anew(store: Store, given: Written, tmp_path: Path) -> None:
    branch(store, world(COMMUNES))
    load_id = ready(store, dict(given.files))
    again = tmp_path / "entries-2.csv"
    again.write_text(given.files["entries"].read_text("utf-8-sig"), encoding="utf-8")
    staged(store, load_id, {"entries": again})
    with store.reading() as uow:
        before = [file.id for file in uow.loads.files(load_id)]
    staged(store, load_id, {"entries": given.files["entries"]})
    with store.reading() as uow:
        assert [file.id for file in uow.loads.files(load_id)] == before


def test_totals_compare_what_is_in_term_and_say_nothing_without_a_figure(store: Store, given: Written) -> None:
    branch(store, world(COMMUNES))
    load_id = ready(store, dict(given.files))
    with store.reading() as uow:
        first, *others = [dict(row) for row in uow.loads.controls(load_id)]

    def stated(name: str, rows: list[dict[str, Any]]) -> str:
        with store.writing(STAGER.username) as uow:
            file = hand_in(
                uow, load_id=load_id, name=name, sha256=name, layout="1", subject="summary", mapping={}, content=None
            )
            uow.loads.stage("summary", {each: [{**row, "file_id": file.id}[each] for row in rows] for each in rows[0]})
            finish(uow, uow.loads.get(load_id), file, report_day=None, notes={})
        checked(store, load_id)
        return refused(lambda: posted(store, load_id))

    assert stated("in_term", [{**first, "in_term": first["in_term"] + 1}, *others]) == "control_differs"
    with store.reading() as uow:
        found = control_differences(uow, uow.loads.get(load_id)) or []
        assert [each.measure for each in found if not each.agrees] == ["in_term"]
    silent = dict.fromkeys(("loans", "customers", "outstanding", "in_term", "overdue", "frozen"))
    assert stated("silent", [{**row, **silent} for row in (first, *others)]) == "control_missing"


def test_totals_stated_again_after_others_are_new() -> None:
    first = _digest("A", [])
    assert _digest("A", [first]) == first
    second = _digest("B", [first])
    assert _digest("A", [first, second]) not in (first, second)


def test_whoever_takes_a_load_further_its_communes_stay_those_of_its_opener(store: Store, given: Written) -> None:
    places = world(COMMUNES)
    branch(store, places)
    mine = places.new[0].code
    with store.writing("can-bo-gia-dinh") as uow:
        load = open_load(uow, today=TODAY, day=DAY, programme="job_creation", limit=(mine,))
    staged(store, load.id, given.files)
    checked(store, load.id)
    results = {(row.commune == mine, row.result == "refused") for row in rows_of(store, load.id)}
    assert results == {(True, False), (False, True)}
    with store.writing(POSTER.username) as uow:
        post_load(uow, POSTER, today=TODAY, load_id=load.id, keep_good=True, without_control="thử nghiệm")
        assert {group.commune for group in uow.network.groups(None)} == {mine}
