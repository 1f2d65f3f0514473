"""Files as they come: workbooks old and new, CSV of any size, declared mappings, and what is refused whole."""

import io
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest

from loans.domain.refusal import Refusal
from loans.papers.exports import Declared, open_export, preview, read_export
from loans.papers.exports import book as files
from loans.papers.exports.old import areas
from tests.papers.bank import BankLoan, book, export, some_loans
from tests.papers.filling import SHEET, part, replaced
from tests.papers.old_book import old_book


def refused(content: bytes, **how: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_export(content, **how)
    assert caught.value.vi.endswith(".")
    assert caught.value.en.endswith(".")
    return caught.value


# --- mappings

OTHER: list[list[Any]] = [
    ["Báo cáo khác"],
    [],
    ["HĐ số", "Nợ TH", "Nợ QH", "Nợ K", "Xã"],
    ["9999000000000001", 5, 0, 0, "990004"],
]
MAPPING = Declared(
    "Mẫu riêng",
    "loans",
    {"contract_no": "HĐ số", "in_term": "Nợ TH", "overdue": "Nợ QH", "frozen": "Nợ K", "commune_code": "Xã"},
)


def test_a_declared_mapping_reads_another_layout_and_shows_it_before() -> None:
    content = book({"Sheet1": OTHER})
    [row] = preview(content, mapping=MAPPING)
    assert row.values == {
        "contract_no": "9999000000000001", "in_term": 5, "overdue": 0, "frozen": 0, "commune_code": "990004",
    }  # fmt: skip
    assert read_export(content, mapping=MAPPING).layout.measures == ("outstanding", "in_term", "overdue", "frozen")
    assert Declared(**MAPPING.as_dict()) == MAPPING


def test_every_fault_of_a_mapping_is_said_at_once() -> None:
    with pytest.raises(Refusal) as caught:
        Declared("x", "loans", {"contract_no": "A", "in_term": " ", "no_such": "B"}).layout()
    assert [finding.code for finding in caught.value.findings] == [
        "mapping_field_unknown", "mapping_field_missing", "mapping_field_missing", "mapping_field_missing",
    ]  # fmt: skip
    with pytest.raises(Refusal):
        Declared("x", "no_subject", {}).layout()


@pytest.mark.parametrize("subject", ["entries", "groups", "borrowers", "instalments"])
def test_mappings_serve_what_the_bank_has_no_layout_for(subject: str) -> None:
    names = {
        "entries": ["contract_no", "effective_on", "voucher_no", "principal", "interest"],
        "groups": ["group_no", "commune_code", "organisation"],
        "borrowers": ["customer_no", "customer_name", "commune_code"],
        "instalments": ["contract_no", "due_on", "due"],
    }[subject]
    given = {name: f"Cột {place}" for place, name in enumerate(names)}
    assert [each.name for each in Declared("x", subject, given).layout().required] == names[:3]


def test_entries_need_an_amount_of_some_kind() -> None:
    given = {"contract_no": "Số", "effective_on": "Ngày", "voucher_no": "Chứng từ"}
    with pytest.raises(Refusal) as caught:
        Declared("x", "entries", given).layout()
    assert [finding.source for finding in caught.value.findings] == ["disbursed / principal / interest"]
    content = "Số;Ngày;Chứng từ;Phát vay\n9;01/02/2026;A1;5000000\n".encode()
    [row] = read_export(content, mapping=Declared("x", "entries", {**given, "disbursed": "Phát vay"})).rows
    assert (row.values["disbursed"], row.values.get("principal")) == (5_000_000, None)


# --- files


def test_a_csv_of_any_size_streams_in_bounded_memory(tmp_path: Path) -> None:
    file = tmp_path / "lon.csv"
    with file.open("w", encoding="utf-8") as lines:
        lines.write("SAO KÊ GQVL\nMã món vay,Dư nợ trong hạn,Dư nợ quá hạn,Dư nợ khoanh,Ghi chú\n")
        lines.writelines(f"99{number % 50:014d},1000000,0,0,{'x' * 300}\n" for number in range(30_000))
    with file.open("rb") as stream:
        opened = open_export(stream)
        tracemalloc.start()
        count = sum(1 for _row in opened)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert (count, opened.duplicates.lines) == (50, 29_950)
    assert len(opened.findings.kept) < opened.findings.counts["duplicate_line"]
    assert file.stat().st_size > 9 * 2**20
    assert peak < 5 * 2**20


def test_records_of_a_stream_come_one_by_one_and_the_totals_at_the_end() -> None:
    stream = open_export(io.BytesIO(export("GQVL", some_loans(), {"total"}, form="csv").content))
    rows = iter(stream)
    assert next(rows).values["contract_no"] == some_loans()[0].contract_no
    assert stream.table.totals == []
    assert len(list(rows)) == len(some_loans()) - 1
    assert stream.table.totals[0].agrees


def test_an_old_workbook_is_read_like_a_new_one() -> None:
    heads = ["Mã món vay", "Dư nợ trong hạn", "Dư nợ quá hạn", "Dư nợ khoanh"]
    content = old_book([["SAO KÊ GQVL 31/10/2026"], heads, ["9999000000000001", 1_500_000, 0, 0]])
    found = read_export(content)
    assert (found.layout.code, found.rows[0].values["in_term"]) == ("GQVL", 1_500_000)
    assert str(found.rows[0].place) == "BCQUERY, hàng 3"


def test_an_old_workbook_beyond_the_stated_size_is_refused_with_advice() -> None:
    content = old_book([["x"]]) + bytes(files.XLS_MAX)
    answer = refused(content)
    assert answer.code == "export_too_large"
    assert "CSV UTF-8" in answer.vi


def test_an_old_workbook_with_a_cell_too_far_away_is_refused_before_room_is_made_for_it() -> None:
    assert refused(old_book([["x"]], far=(65_535, 255))).code == "export_too_large"


def test_a_small_stream_inside_the_root_is_followed_too() -> None:
    content = old_book([["SAO KÊ GQVL"], ["x"]], far=(65_535, 255), small=True)
    assert list(areas(content)) == [0, 0, 65_536 * 256]


@pytest.mark.parametrize(
    "cell",
    ['<c r="A100001"><v>1</v></c>', '<c r="ZZ5"><v>1</v></c>', '<c r="GR100000"><v>1</v></c>'],
)
def test_a_cell_too_far_away_is_refused_before_room_is_made_for_it(cell: str) -> None:
    given = export("GQVL", some_loans()).content
    sheet = part(given, SHEET).decode().replace("</row></sheetData>", f"{cell}</row></sheetData>")
    assert refused(replaced(given, {SHEET: sheet.encode()})).code == "export_too_large"


def test_a_bomb_is_refused_while_it_unpacks() -> None:
    given = export("GQVL", some_loans()).content
    assert refused(replaced(given, {"xl/media/bomb.bin": bytes(files.UNPACKED_MAX)})).code == "export_too_large"


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 no workbook", b"\xd0\xcf\x11\xe0 no workbook", b"\0\1\2", b"%PDF-1.7", b" "]
)
def test_what_is_no_table_is_an_answer(content: bytes) -> None:
    assert refused(content).code in ("file_unreadable", "export_layout_unknown")


def test_a_workbook_that_declares_a_document_type_is_refused() -> None:
    given = export("GQVL", some_loans()).content
    sheet = part(given, SHEET).replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)
    assert refused(replaced(given, {SHEET: sheet})).code == "file_unreadable"


def test_a_csv_in_another_encoding_is_refused() -> None:
    assert refused("Mã món vay,Đ\n".encode("cp1258", "replace")).code == "file_encoding"
    assert refused("Mã món vay,Đ\n".encode("utf-16")[:-1]).code == "file_encoding"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_alphabets_and_line_ends_that_excel_writes_are_read(encoding: str, end: str) -> None:
    lines = ["SAO KÊ GQVL", "Mã món vay\tDư nợ trong hạn\tDư nợ quá hạn\tDư nợ khoanh\tTên khách hàng"]
    lines += [f'{number:016d}\t{number}\t0\t0\t"Người{end}Giả Định"' for number in range(1, 8_000)]
    found = read_export((end.join(lines) + end).encode(encoding))
    assert [row.values["in_term"] for row in found.rows] == [*range(1, 8_000)]
    assert {row.values["customer_name"] for row in found.rows} == {"Người Giả Định"}


@pytest.mark.parametrize("given", [export("GQVL", some_loans()).content, old_book([["GQVL", 5]] * 20)])
def test_every_damaged_file_is_an_answer(given: bytes, draw: Any) -> None:
    for _ in range(60 if given.startswith(b"PK") else 10):  # an old workbook is read in a process of its own
        damaged = bytearray(given)
        for _ in range(draw.randint(1, 8)):
            damaged[draw.randrange(len(damaged))] = draw.randrange(256)
        try:
            read_export(bytes(damaged))
        except Refusal as answer:
            assert answer.vi  # noqa: PT017


def test_a_zip_whose_parts_repeat_a_name_is_refused() -> None:
    room = io.BytesIO(export("GQVL", [BankLoan("9999000000000001", "990004", 1)]).content)
    with zipfile.ZipFile(room, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", b"<x/>")
    assert refused(room.getvalue()).code == "file_unreadable"
