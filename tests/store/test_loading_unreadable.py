"""Rows whose contract number cannot be read, files read under another mapping, files taken out of a load again."""

import csv
from pathlib import Path

import pytest

from loans.domain.loading import Step
from loans.domain.refusal import Refusal
from loans.papers.exports import Declared
from loans.papers.loading import take_in
from loans.papers.loading_rows import bad_rows_of
from loans.service.loading import progress_of, withdraw
from loans.store.unit_of_work import Store
from tests.loading import STAGER, branch, by, checked, opened, posted, rows_of, staged
from tests.portfolio import Shape, Written, world, write

COMMUNES, LOANS = 2, 12
NUMBER = "Số khế ước"


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Written:
    shape = Shape(loans=LOANS, communes=COMMUNES, layout="10", history_permille=1000)
    return write(tmp_path_factory.mktemp("given"), shape)


def part(given: Written, path: Path, *, first: int, bad: bool) -> Path:
    """Six loans as a file of their own; of a bad one the number of its third loan says nothing."""
    with given.files["loans"].open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream, delimiter=";"))
    column = next(line for line in lines if NUMBER in line).index(NUMBER)
    at = [place for place, line in enumerate(lines) if any(cell.startswith("990000000000") for cell in line)]
    rows = [list(lines[place]) for place in at[first : first + 6]]
    if bad:
        rows[2][column] = "không rõ"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";").writerows(lines[: at[0]] + rows)
    return path


def begun(store: Store, given: Written) -> int:
    """A load with everything but its loans."""
    branch(store, world(COMMUNES))
    load = opened(store)
    staged(store, load.id, {name: path for name, path in given.files.items() if name != "loans"})
    return load.id


def found(store: Store, load_id: int, *files: Path) -> tuple[int, dict[str, int]]:
    """Lines staged and results, after some more files."""
    staged(store, load_id, {path.name: path for path in files})
    checked(store, load_id)
    with store.reading() as uow:
        told = progress_of(uow, load_id)
    return told.staged, dict(told.results)


def test_two_files_with_an_unreadable_number_on_the_same_row_keep_both_rows(
    store: Store, given: Written, tmp_path: Path
) -> None:
    load_id = begun(store, given)
    files = (part(given, tmp_path / f"{first}.csv", first=first, bad=True) for first in (0, 6))
    assert found(store, load_id, *files) == (LOANS, {"accepted": LOANS - 2, "refused": 2})
    assert {row.file for row in rows_of(store, load_id, "refused")} == {"0.csv", "6.csv"}


def test_a_file_or_a_workbook_of_bad_rows_handed_in_mended_leaves_no_bad_row(
    store: Store, given: Written, tmp_path: Path
) -> None:
    load_id = begun(store, given)
    first, second = (part(given, tmp_path / f"{first}.csv", first=first, bad=True) for first in (0, 6))
    whole = part(given, tmp_path / "mended.csv", first=0, bad=False)
    assert found(store, load_id, first, second, whole)[1] == {"accepted": LOANS - 1, "outside": 1, "refused": 1}
    with store.reading() as uow:
        workbook = tmp_path / "bad.xlsx"
        workbook.write_bytes(bad_rows_of(uow, load_id))
    assert found(store, load_id, workbook)[1]["refused"] == 2  # handed in as it is: nothing is mended
    with store.writing(STAGER.username) as uow:
        withdraw(uow, load_id=load_id, file_id=uow.loads.files(load_id)[-1].id, reason="thử nghiệm")
    alone = part(given, tmp_path / "row.csv", first=6, bad=False)
    lines = alone.read_text("utf-8").splitlines(keepends=True)
    alone.write_text("".join([*lines[:-6], lines[-4]]), encoding="utf-8")
    assert found(store, load_id, alone)[1] == {"accepted": LOANS, "outside": 2}
    assert {row.codes for row in rows_of(store, load_id, "outside")} == {("row_unreadable", "mended_later")}
    assert posted(store, load_id).loans == LOANS


def test_a_file_is_taken_out_again_and_what_was_before_it_counts(store: Store, given: Written, tmp_path: Path) -> None:
    load_id = begun(store, given)
    bad = part(given, tmp_path / "bad.csv", first=0, bad=True)
    assert found(store, load_id, given.files["loans"], bad)[1] == {"accepted": LOANS, "refused": 1}
    with store.writing(STAGER.username) as uow:
        file = uow.loads.files(load_id)[-1]
        assert withdraw(uow, load_id=load_id, file_id=file.id, reason="tệp giả định sai").step == Step.OPEN
        entry = uow.entries.history([load_id])[-1]
        assert (entry.kind, entry.reason) == ("load_file_withdrawn", "tệp giả định sai")
        with pytest.raises(Refusal, match="no file"):
            withdraw(uow, load_id=load_id, file_id=file.id, reason="lần nữa")
    assert found(store, load_id) == (LOANS, {"accepted": LOANS})


def test_of_files_of_entries_the_last_is_taken_out_first(store: Store, given: Written, tmp_path: Path) -> None:
    load_id = begun(store, given)
    again = tmp_path / "entries-2.csv"
    again.write_text(given.files["entries"].read_text("utf-8-sig"), encoding="utf-8")
    assert found(store, load_id, given.files["loans"], again)[1] == {"accepted": LOANS}
    with store.writing(STAGER.username) as uow:
        first, second = [file.id for file in uow.loads.files(load_id) if file.subject == "entries"]
        with pytest.raises(Refusal) as refused:
            withdraw(uow, load_id=load_id, file_id=first, reason="thử nghiệm")
        assert refused.value.code == "load_file_not_last"
        withdraw(uow, load_id=load_id, file_id=second, reason="thử nghiệm")
    assert found(store, load_id)[1] == {"accepted": LOANS}


def test_the_same_bytes_under_another_mapping_are_read_anew(store: Store, given: Written) -> None:
    load_id = begun(store, given)
    wrong = {
        "contract_no": NUMBER,
        "customer_no": "Mã khách hàng",
        "outstanding": "Mức vay",
        "in_term": "Dư nợ trong hạn",
        "overdue": "Dư nợ quá hạn",
        "frozen": "Dư nợ khoanh",
    }
    mended = Declared("mended", "loans", wrong | {"outstanding": "Tổng dư nợ"})
    read = [
        take_in(by(store), load_id, given.files["loans"], name="loans.csv", mapping=mapping)
        for mapping in (Declared("first", "loans", wrong), mended, mended, None)
    ]
    assert [file.mapping.get("name") for file in read] == ["first", "mended", "mended", None]
    assert (read[1].mapping, read[3].layout) == (mended.as_dict(), "10")
    with store.reading() as uow:
        assert [file.id for file in uow.loads.files(load_id) if file.subject == "loans"] == [read[3].id]
        handed = [entry.body["layout"] for entry in uow.entries.history([load_id]) if entry.kind == "load_file_given"]
    assert handed[-3:] == [read[0].layout, read[1].layout, "10"]  # under the same mapping it is the same file


def test_the_newest_loads_come_first_and_those_of_one_person_alone(store: Store) -> None:
    made = [opened(store).id for _ in range(3)]
    with store.reading() as uow:
        assert [load.id for load in uow.loads.newest(None, 2)] == made[:0:-1]
        assert [load.id for load in uow.loads.newest(made[1], 2, STAGER.username)] == made[:1]
        assert uow.loads.newest(None, 2, "nguoi-khac-gia-dinh") == []
