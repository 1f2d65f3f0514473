"""The invented portfolio: consistent where nothing was planted; what was planted stands in its row and is found."""

from collections import Counter
from typing import Any

import numpy as np
import pytest

from loans.domain.area import areas
from loans.domain.refusal import Refusal
from loans.papers.exports import Batch, BatchStream, read_batches
from tests.portfolio import CODES, DAY, Shape, Written, world, write

OF_READER = {"duplicate_line", "duplicate_doubt", "split_broken"}
REPAIRED = {"zeros_restored", "unicode_composed", "serial_day", "number_format"}


@pytest.fixture(scope="module", params=[("GQVL", "csv"), ("10", "csv"), ("31", "xlsx")], ids=lambda param: param[0])
def portfolio(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    layout, form = request.param
    shape = Shape(1_500, communes=12, layout=layout, faults=4, page=400, history_permille=500)
    return write(tmp_path_factory.mktemp("portfolio"), shape, form=form)


def read(written: Written, name: str) -> tuple[BatchStream, dict[str, Any]]:
    with read_batches(written.files[name], size=700) as stream:
        batches = [batch for batch in stream if len(batch)]
    whole: dict[str, Any] = {
        each: np.concatenate([batch.columns[each] for batch in batches]) for each in batches[0].columns
    }
    whole["row"] = np.concatenate([batch.rows for batch in batches])
    whole["kept"] = np.concatenate([batch.kept for batch in batches])
    whole["codes"] = Counter((int(batch.rows[index]), code) for batch in batches for index, code in _codes(batch))
    return stream, whole


def _codes(batch: Batch) -> list[tuple[int, str]]:
    repairs = [(index, repair.code) for index, _name, repair in batch.repairs if repair.code != "code_as_text"]
    return repairs + [(index, fault.code) for index, fault in batch.faults]


def test_the_reader_finds_what_was_planted_for_it_where_it_was_planted_and_nothing_else(portfolio: Written) -> None:
    _stream, loans = read(portfolio, "loans")
    planted = {(each.row, each.code) for each in portfolio.planted if each.code in OF_READER | REPAIRED}
    assert set(loans["codes"]) == planted
    assert {code for _row, code in planted} == (OF_READER | REPAIRED) & set(portfolio.shape.codes)
    rows = dict(zip(loans["row"].tolist(), loans["contract_no"].tolist(), strict=True))
    assert all(rows[each.row] == each.contract_no for each in portfolio.planted)
    assert Counter(each.code for each in portfolio.planted) == dict.fromkeys(portfolio.shape.codes, 4)
    assert set(portfolio.shape.codes) <= set(CODES)


def test_what_the_files_say_of_a_commune_is_what_its_loans_come_to(portfolio: Written) -> None:
    stream, summary = read(portfolio, "summary")
    _stream, loans = read(portfolio, "loans")
    assert stream.control is not None
    assert stream.control.agrees
    doubtful = set(portfolio.contracts("duplicate_doubt"))
    again = [row for row, contract in zip(loans["row"], loans["contract_no"], strict=True) if contract in doubtful]
    once = loans["kept"] & ~np.isin(loans["row"], again[1::2])
    balance = loans["in_term"] + loans["overdue"] + loans["frozen"]
    for place, code in enumerate(summary["commune_code"]):
        its = once & (loans["commune_code"] == code)
        sums = (balance[its].sum(), loans["overdue"][its].sum(), loans["frozen"][its].sum())
        assert sums == tuple(summary[name][place] for name in ("outstanding", "overdue", "frozen"))
        assert (its.sum(), *sums) == portfolio.totals[code]
        assert len(set(loans["customer_no"][its])) == summary["customers"][place]  # who holds two loans is one customer
    for name in ("overdue", "frozen"):
        listed = read(portfolio, name)[1]
        assert listed[name].sum() == sum(totals[2 if name == "overdue" else 3] for totals in portfolio.totals.values())


def test_instalments_and_entries_add_up_but_for_the_planted(portfolio: Written) -> None:
    _stream, loans = read(portfolio, "loans")
    balance = dict(zip(loans["contract_no"], loans["in_term"] + loans["overdue"] + loans["frozen"], strict=True))
    due, owed = read(portfolio, "instalments")[1], Counter[str]()
    for contract, amount in zip(due["contract_no"], due["due"].tolist(), strict=True):
        owed[contract] += amount
    entries, left = read(portfolio, "entries")[1], Counter[str]()
    for contract, given, paid in zip(entries["contract_no"], entries["disbursed"], entries["principal"], strict=True):
        left[contract] += int(given) - int(paid)
    twice = set(portfolio.contracts("duplicate_doubt"))
    wrong = {contract for contract, amount in balance.items() if owed[contract] != amount} - twice
    assert wrong == set(portfolio.contracts("instalments_do_not_add_up"))
    assert {contract for contract, rest in left.items() if rest != balance[contract]} == set(
        portfolio.contracts("history_does_not_add_up")
    )
    assert len(left) > 500
    assert (entries["effective_on"] <= np.datetime64(DAY)).all()


def test_groups_and_borrowers_are_those_of_the_loans(portfolio: Written) -> None:
    _stream, loans = read(portfolio, "loans")
    assert set(loans["group_no"]) <= {"", *read(portfolio, "groups")[1]["group_no"]}
    assert set(loans["customer_no"]) == set(read(portfolio, "borrowers")[1]["customer_no"])


def test_communes_of_before_are_true_units_of_before() -> None:
    here = world(126)
    assert sum(unit is not None for unit in here.certain) > 90
    assert {areas().commune(unit.code, DAY).name for unit in here.new} == {u.name.split(" ", 1)[1] for u in here.new}
    for commune, unit in zip(here.new, here.certain, strict=True):
        assert unit is None or areas().successor(unit.code) == commune.code
    for unit in here.divided:
        with pytest.raises(Refusal):
            areas().successor(unit.code)
