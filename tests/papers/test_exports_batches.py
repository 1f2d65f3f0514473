"""Batches of columns say the same as the reader by rows: values, repairs, findings, totals, of every file."""

import csv
import io
import tracemalloc
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loans.papers.exports import BatchStream, Declared, layouts, read_batches
from loans.papers.exports.column import Columns
from loans.papers.exports.layout import Field
from loans.papers.exports.read import merged, read_exports
from tests.papers.bank import FAULTS, book, export, rows_of, some_loans

LAYOUTS = ("1", "2", "13", "14", "GQVL", "10", "31", "due")


def records(stream: BatchStream) -> list[tuple[int, dict[str, Any], list[Any]]]:
    """What the batches hold of records, in the shape that the reader by rows gives."""
    found = []
    for batch in stream:
        plain = {name: column.tolist() for name, column in batch.columns.items()}
        for name, missing in batch.missing.items():
            for place in np.flatnonzero(missing):
                plain[name][place] = None
        for place in np.flatnonzero(batch.kept):
            values = {name: None if column[place] == "" else column[place] for name, column in plain.items()}
            repairs = [repair for index, _name, repair in batch.repairs if index == place]
            found.append((int(batch.rows[place]), values, repairs))
    return found


def compare(content: bytes, size: int, layout: Declared | None = None) -> None:
    """Both roads over one file."""
    rows = merged(read_exports(content, mapping=layout))
    stream = read_batches(content, layout=layout, size=size)
    named = stream.layout.fields
    expected = [
        (row.place.row, {each.name: row.values.get(each.name) for each in named}, list(row.repairs))
        for row in rows.rows
    ]
    found = [
        (row, {each.name: values.get(each.name) for each in named}, repairs) for row, values, repairs in records(stream)
    ]
    assert found == expected
    assert Counter(stream.findings.kept) == Counter(rows.findings)
    assert stream.findings.counts == rows.counts
    assert stream.control_totals == rows.totals
    assert (stream.report_day, stream.dropped) == (rows.day, rows.dropped)
    assert (+stream.skipped, stream.repairs) == (+Counter(rows.skipped), rows.repairs)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(LAYOUTS),
    st.sampled_from(("csv", "xlsx")),
    st.sets(st.sampled_from(sorted(FAULTS))),
    st.integers(1, 9),
)
def test_batches_say_what_the_rows_say(code: str, form: str, faults: set[str], size: int) -> None:
    compare(export(code, some_loans(9), faults, form=form).content, size)


CELLS = st.one_of(
    st.sampled_from(["", " ", "0", "7", "007", "-5", "−5", "1.234.567", "1.234", "12,50", "10,00", "—", "+5", "1_000"]),
    st.sampled_from(["²", "٣٣", "\u2003", "\u200b", "'0000001'", "0000001 ", "1" * 15, "9" * 16, "1" * 19, "1" * 40]),
    st.sampled_from(["01/02/2026", "20260201", "46000", "2026-02-01", "31/02/2026", "01/02/1899", "7,9248", "7.92%"]),
    st.sampled_from(
        ["Hòa", "Hòa\u0300", "a  b", " a", "a\u00a0b", "x\u2028y", "Å", "\u0958", "TXN12", "txn12", "\ufeff"]
    ),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6),
)
OWN = {
    "contract_no": "A", "in_term": "B", "overdue": "C", "frozen": "D", "customer_no": "E", "customer_name": "F",
    "lent_on": "G", "term_months": "H", "rate_e7": "I", "point_code": "J", "identity_no": "K", "outstanding": "L",
}  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELLS, min_size=0, max_size=12), min_size=1, max_size=12), st.data())
def test_any_cells_are_read_alike_by_both_roads(table: list[list[str]], data: Any) -> None:
    for number, row in enumerate(table):
        if row and data.draw(st.booleans()):
            row[:4] = [f"{number % 5:016d}", "5", "0", "0"][: len(row)]
    room = io.StringIO(newline="")
    csv.writer(room).writerows([list(OWN.values()), *table])
    compare(room.getvalue().encode(), 5, Declared("Mẫu riêng", "loans", OWN))


@settings(max_examples=40)
@given(st.sampled_from(sorted({(each.kind, each.digits) for each in layouts()["10"].fields})), st.lists(CELLS))
def test_a_column_of_many_odd_cells_is_read_like_each_of_them(kind: tuple[str, int], cells: list[str]) -> None:
    field, others = Field("x", ("X",), *kind), [f"chữ {number}" for number in range(2 * len(cells))]
    columns = Columns(texts=True)
    for filled in ([*cells, *others], cells * 3):  # one distinct value a cell, and values that repeat
        whole = columns.read(filled, field)
        for place, cell in enumerate(cells):
            one = columns.read([cell], field)
            assert whole.values[place : place + 1].tolist() == one.values.tolist()
            assert [told for at, told in whole.repairs if at == place] == [told for _at, told in one.repairs]
            assert [why.code for at, why in whole.refused if at == place] == [why.code for _at, why in one.refused]


def test_sheets_of_one_layout_are_one_table_and_a_contract_is_known_again_in_the_next() -> None:
    loans = some_loans(5)
    content = book({
        "Xã A": rows_of("GQVL", loans[:3]), "Ghi chú": [["không phải bảng"]],
        "Quá hạn": rows_of("2", loans), "Xã B": rows_of("GQVL", loans[2:]),
    })  # fmt: skip
    stream = read_batches(content)
    batches = list(stream)
    assert [batch.sheet for batch in batches] == ["Xã A", "Xã B"]
    assert batches[1].repeated.tolist() == [True, False, False]
    assert [finding.code for finding in stream.findings.kept] == ["sheet_passed_over", "duplicate_line"]
    assert "Xã A, hàng 8" in stream.findings.kept[1].vi
    assert stream.mapping["contract_no"] == "Mã món vay"


def test_rows_without_a_required_cell_stay_in_the_batch_with_their_fault() -> None:
    content = "GQVL\nMã món vay;Dư nợ trong hạn;Dư nợ quá hạn;Dư nợ khoanh\n12;5;;0\n13;5;0;0\nTổng cộng;10;0;0\n"
    stream = read_batches(content.encode())
    [batch] = stream
    assert (batch.rows.tolist(), batch.whole.tolist()) == ([3, 4], [False, True])
    assert [(index, fault.code) for index, fault in batch.faults] == [(0, "cell_blank")]
    assert (stream.control.stated["in_term"], stream.control.computed["in_term"]) == (10, 5)  # type: ignore[union-attr]
    assert batch.columns["contract_no"].tolist() == [f"{12:016d}", f"{13:016d}"]


def test_sums_beyond_an_int64_stay_exact() -> None:
    lines = "".join(f"{number};{10**15};0;0\n" for number in range(1, 10_001))
    content = f"GQVL\nMã món vay;Dư nợ trong hạn;Dư nợ quá hạn;Dư nợ khoanh\n{lines}Tổng cộng;{10**15};0;0\n"
    stream = read_batches(content.encode())
    for _batch in stream:
        pass
    assert stream.control_totals[0].computed["in_term"] == 10**19


def test_a_csv_streams_in_the_memory_of_a_batch_and_its_file_is_closed(tmp_path: Path) -> None:
    file, count = tmp_path / "lon.csv", 40_000
    with file.open("w", encoding="utf-8") as lines:
        lines.write("SOKU,NGAYDENHAN,NODENHAN,NGAYBC\n")
        lines.writelines(f"{number:016d},{20260101 + number % 28},{number},20261031\n" for number in range(count))
    source = file.open("rb")
    tracemalloc.start()
    with read_batches(source, layout="due", size=2_000) as stream:
        assert sum(len(batch) for batch in stream) == count
        peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (stream.read, stream.report_day) == (count, date(2026, 10, 31))
    assert peak < 4 * 2**20
    assert source.closed
    with read_batches(file, layout="due") as again:
        assert (again.name, len(next(iter(again)))) == (file.name, count)
