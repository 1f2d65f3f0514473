"""A load on both databases: what is planted is found, what is booked is what ``carry_in`` books, once, whole or not."""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, select

from loans.domain.borrower import Borrower, BorrowerClass
from loans.domain.loading import CODES, Step
from loans.domain.loan import InstalmentRule, Loan, Method
from loans.domain.network import Group
from loans.domain.refusal import Refusal
from loans.papers.loading import stage_file, take_in
from loans.papers.loading_rows import bad_rows_of
from loans.service.loading import (
    brought_of,
    check_next,
    control_differences,
    finish,
    hand_in,
    post_load,
    progress_of,
    ready_of,
)
from loans.service.loading.places import Places
from loans.service.network import register_group
from loans.service.opening import carry_in
from loans.store.schema import upgrade
from loans.store.tables import metadata
from loans.store.unit_of_work import Store
from tests.loading import DOUBTS, POSTER, STAGER, TODAY, branch, by, checked, opened, posted, rows_of, staged
from tests.portfolio import Shape, Written, world, write

COMMUNES = 4
BORNE = ("loan", "application", "opening", "instalment", "past_voucher", "debt_freeze", "posting", "borrower")
OF_ROWS = ("commune_by_succession",)
"""Said of rows in which nothing is wrong."""


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A small portfolio of layout 10 with every fault once."""
    return write(tmp_path_factory.mktemp("portfolio"), Shape(loans=120, communes=COMMUNES, layout="10", faults=1))


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """One without a fault."""
    shape = Shape(loans=60, communes=COMMUNES, layout="10", history_permille=500)
    return write(tmp_path_factory.mktemp("clean"), shape)


def ready(store: Store, given: Written, **asked: Any) -> int:
    """The branch begun, everything handed in and checked."""
    branch(store, world(COMMUNES))
    load = opened(store, **asked)
    staged(store, load.id, given.files)
    checked(store, load.id)
    return load.id


KEYED = ["id", "entry_id", "loan_id", "application_id", "borrower_id", "source_id", "point_id", "group_id"]


def booked(store: Store) -> dict[str, list[tuple[str, ...]]]:
    """Every row that brought loans bear, and their entries, under (noun, key) instead of surrogate keys."""
    with store.engine.connect() as connection, connection.begin():
        stream, entry = metadata.tables["stream"], metadata.tables["entry"]
        names = {row.id: f"{row.noun} {row.key}" for row in connection.execute(select(stream))}
        of_entry = {row.id: names[row.stream_id] for row in connection.execute(select(entry))}
        found: dict[str, list[tuple[str, ...]]] = {}
        for name in BORNE:
            rows = connection.execute(select(metadata.tables[name])).mappings()
            found[name] = sorted(_named(row, names, of_entry) for row in rows)
        facts = (entry.c.stream_id, entry.c.kind, entry.c.effective_on, entry.c.sequence, entry.c.body, entry.c.reason)
        lines = connection.execute(select(*facts).where(entry.c.kind.in_(("loan_opened", "borrower_registered"))))
        found["entry"] = sorted((names[row[0]], *map(str, row[1:])) for row in lines)
        unsealed = connection.scalars(select(metadata.tables["unsealed"].c.entry_id)).all()
        of_loans = (
            of_entry[entry_id] for entry_id in unsealed if of_entry[entry_id].startswith(("loan ", "borrower "))
        )
        found["unsealed"] = sorted((name,) for name in of_loans)
    return found


def _named(row: Any, names: dict[int, str], of_entry: dict[int, str]) -> tuple[str, ...]:
    keyed = {name: of_entry if name == "entry_id" else names for name in KEYED}
    return tuple(str(keyed[key].get(value) if key in keyed else value) for key, value in row.items())


def carried(store: Store, load_id: int) -> None:
    """What a load has checked, brought in loan by loan through the use cases instead."""
    with store.writing(POSTER.username) as uow:
        load = uow.loads.get(load_id)
        ready_of(uow, load)
        rows = uow.loads.loadable(load_id)
        for group in Places(uow, load).new_groups():
            register_group(uow, POSTER, today=TODAY, group=_group(group))
        groups = {each.number: each.id for each in uow.network.groups(None)}
        borrowers: dict[str, int] = {}
        for row in rows:
            if row["customer_no"] not in borrowers:
                borrowers[row["customer_no"]] = _borrower(uow, row)
            ours = Loan(
                id=0,
                application_id=0,
                borrower_id=borrowers[row["customer_no"]],
                group_id=groups.get(row["group_no"]),
                method=Method(row["method"]),
                instalment_rule=InstalmentRule(row["instalment_rule"]),
                rate_fixed=bool(row["rate_fixed"]),
                workers=0,
                **{name: row[name] for name in TERMS},
            )
            carry_in(uow, POSTER, today=TODAY, brought=brought_of(uow, load, row, ours))


TERMS = [
    "contract_no",
    "source_id",
    "commune",
    "point_id",
    "approved_on",
    "signed_on",
    "regime",
    "rate_group",
    "rate_e7",
    "overdue_rate_e7",
    "amount",
]


def _group(row: Any) -> Group:
    return Group(0, row["group_no"], row["commune"], row["point_id"], row["organisation"], row["leader_name"])


def _borrower(uow: Any, row: Any) -> int:
    """Registered as ``register_borrower`` does; an unconfirmed place is none that people may enter by hand."""
    found = {name: row[name] for name in ("customer_no", "commune")}
    body = {**found, "borrower_class": row["customer_class"]}
    opened_here = uow.entries.open("borrower", row["customer_no"], "borrower_registered", TODAY, body)
    of_class = BorrowerClass(row["customer_class"])
    uow.borrowers.add(
        opened_here,
        Borrower(0, borrower_class=of_class, name=row["customer_name"], identity_no=row["identity_no"], **found),
    )
    return int(opened_here.stream_id)


def test_each_planted_fault_is_found_and_none_is_invented(store: Store, portfolio: Written) -> None:
    load_id = ready(store, portfolio)
    planted: dict[str, set[str]] = defaultdict(set)
    found: dict[str, set[str]] = defaultdict(set)
    for fault in portfolio.planted:
        planted[fault.contract_no].add(fault.code)
    for row in rows_of(store, load_id):
        found[row.contract_no] |= {*row.codes, *(repair["code"] for repair in row.repairs)} - {*OF_ROWS}
        graves = {CODES[code].severity for code in planted[row.contract_no] if code in CODES}
        gravest = next((each for each in ("refused", "doubtful") if each in graves), None)
        assert gravest in (None, row.result), row
    missed = {number: codes - found[number] - {"compact_day"} for number, codes in planted.items()}
    assert {number: codes for number, codes in missed.items() if codes} == {}
    assert {number: codes for number, codes in found.items() if codes and not planted[number]} == {}


def test_many_loans_are_booked_as_each_would_be_alone(
    store: Store, beside: Engine, open_store: Callable[[str], Store], portfolio: Written
) -> None:
    """Row by row and byte by byte, in every table that a brought loan bears, faulty rows left out."""
    alone = open_store(beside.url.render_as_string(hide_password=False))
    upgrade(alone.engine)
    first, second = (ready(each, portfolio, accept=DOUBTS) for each in (store, alone))
    done = posted(store, first, keep_good=True, without_control="thử nghiệm")
    carried(alone, second)
    together = booked(store)
    assert (done.loans, done.left) == (len(together["loan"]), 120 - done.loans)
    assert min(len(together[name]) for name in BORNE) > 0
    expected = booked(alone)
    for name, rows in expected.items():
        assert together[name] == rows, name


def test_a_load_that_is_interrupted_anywhere_comes_out_the_same(
    store: Store, beside: Engine, open_store: Callable[[str], Store], clean: Written
) -> None:
    other = open_store(beside.url.render_as_string(hide_password=False))
    upgrade(other.engine)
    whole, cut = ready(store, clean), Random(338)
    branch(other, world(COMMUNES))
    load = opened(other)
    for path in clean.files.values():
        while True:  # every run stops after a batch or two, as a killed one does
            file = take_in(by(other), load.id, path, name=path.name)
            if file.is_whole:
                break
            for _done, _progress in zip(
                range(cut.randint(1, 2)), stage_file(by(other), file, path, size=37), strict=False
            ):
                pass
    killed(other, lambda uow: check_next(uow, STAGER, load.id, limit=7))
    checked(other, load.id, limit=7)
    assert rows_of(other, load.id) == rows_of(store, whole)
    killed(other, lambda uow: post_load(uow, POSTER, today=TODAY, load_id=load.id, without_control="thử nghiệm"))
    assert booked(other)["loan"] == []
    assert posted(other, load.id, without_control="thử nghiệm") == posted(store, whole, without_control="thử nghiệm")
    assert booked(other) == booked(store)


class _KilledError(Exception):
    """What a crash does to a transaction."""


def killed(store: Store, work: Callable[[Any], object]) -> None:
    """Work that is never committed."""

    def run() -> None:
        with store.writing(POSTER.username) as uow:
            work(uow)
            raise _KilledError

    with pytest.raises(_KilledError):
        run()


def test_a_load_repeated_changes_nothing_and_corrections_append(store: Store, clean: Written, tmp_path: Path) -> None:
    first = ready(store, clean)
    assert posted(store, first, without_control="thử nghiệm").loans == 60
    assert posted(store, first).loans == 0
    again = opened(store)
    staged(store, again.id, clean.files)
    checked(store, again.id)
    before = booked(store)
    with store.reading() as uow:
        assert progress_of(uow, again.id).results == {"unchanged": 60}
    assert posted(store, again.id, without_control="thử nghiệm").loans == 0
    assert booked(store) == before
    changed = dict(clean.files)
    changed["loans"] = _edited(clean.files["loans"], tmp_path)
    corrections = opened(store)
    staged(store, corrections.id, changed)
    checked(store, corrections.id)
    with store.reading() as uow:
        assert progress_of(uow, corrections.id).results == {"unchanged": 58, "corrects": 1, "refused": 1}
    done = posted(store, corrections.id, keep_good=True, without_control="thử nghiệm")
    assert (done.loans, done.corrected, done.left) == (0, 1, 1)
    after = booked(store)
    assert len(after["opening"]) == 61
    assert after["loan"] == before["loan"]


def test_totals_of_the_bank_that_differ_keep_everything_out(store: Store, clean: Written) -> None:
    load_id = ready(store, clean)
    with pytest.raises(Refusal) as same, store.writing(STAGER.username) as uow:
        post_load(uow, STAGER, today=TODAY, load_id=load_id)
    assert same.value.code == "same_person"
    with store.writing(STAGER.username) as uow:
        rows = [dict(row) for row in uow.loads.controls(load_id)]
        assert [each for each in control_differences(uow, uow.loads.get(load_id)) or [] if not each.agrees] == []
        _restate(uow, load_id, [{**rows[0], "overdue": rows[0]["overdue"] + 1}, *rows[1:]])
    checked(store, load_id)
    with pytest.raises(Refusal) as differs:
        posted(store, load_id)
    assert differs.value.code == "control_differs"
    assert [(fault.field, fault.source) for fault in differs.value.findings] == [("overdue", rows[0]["commune_code"])]
    assert booked(store)["loan"] == []
    assert posted(store, load_id, without_control="Ngân hàng xác nhận sai sót").loans == 60


def test_bad_rows_are_mended_in_their_workbook(store: Store, portfolio: Written, tmp_path: Path) -> None:
    load_id = ready(store, portfolio)
    with store.reading() as uow:
        before = progress_of(uow, load_id).results
        sheet = tmp_path / "mended.xlsx"
        sheet.write_bytes(bad_rows_of(uow, load_id))
    staged(store, load_id, {"mended": sheet})
    checked(store, load_id)
    with store.reading() as uow:
        found = progress_of(uow, load_id)
    assert found.load.step == Step.CHECKED
    assert found.results == before  # nothing was mended, and nothing was lost on the way


def _edited(loans: Path, folder: Path) -> Path:
    """The loans with a thousand đồng moved from overdue to in-term in one, and another month of term in the next."""
    with loans.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream, delimiter=";"))
    head = next(place for place, line in enumerate(lines) if "Số khế ước" in line)
    late, in_term, term = (lines[head].index(name) for name in ("Dư nợ quá hạn", "Dư nợ trong hạn", "Thời hạn vay"))
    rows = [line for line in lines if any(cell.startswith("990000") for cell in line)]
    changed = next(row for row in rows if int(row[late] or 0) > 1_000)
    changed[late], changed[in_term] = str(int(changed[late]) - 1_000), str(int(changed[in_term]) + 1_000)
    other = next(row for row in rows if row is not changed)
    other[term] = str(int(other[term]) + 1)
    with (folder / "edited.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(lines)
    return folder / "edited.csv"


def _restate(uow: Any, load_id: int, rows: list[dict[str, Any]]) -> None:
    """The same control totals with one figure changed, handed in again."""
    digest = hashlib.sha256(str(rows).encode()).hexdigest()
    file = hand_in(uow, load_id=load_id, name="tổng", sha256=digest, layout="1", subject="summary", mapping={})
    uow.loads.stage("summary", {name: [{**row, "file_id": file.id}[name] for row in rows] for name in rows[0]})
    finish(uow, uow.loads.get(load_id), file, report_day=None, notes={})
