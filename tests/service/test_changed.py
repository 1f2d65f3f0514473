"""Which loans are read again: every kind of entry that the product writes has its place; a strange one stops all."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loans.domain.commitment import Ending
from loans.domain.debt import ReliefKind
from loans.domain.fund import Movement
from loans.domain.plan.chain import StepKind
from loans.service.books.changed import BEARS, Bearing, Touched, touched, touched_loans
from loans.service.unit_of_work import Sealed

ROOT = Path(__file__).parents[2]
LISTED = {kind for kinds in BEARS.values() for kind in kinds}
DRAWN: dict[tuple[str, str], set[str]] = {
    ("loans/service/fund.py", "movement"): {
        str(each)
        for each in (
            Movement.ENTRUSTED,
            Movement.SUPPLEMENTED,
            Movement.WITHDRAWN,
            Movement.REDUCED,
            Movement.COVERED,
        )
    },
    ("loans/domain/lending/relief.py", "f'loan_{kind}'"): {f"loan_{kind}" for kind in ReliefKind},
    ("loans/service/area_confirmation.py", "kind"): {"area_confirmation_withdrawn"},
    ("loans/service/allocation/hearing.py", "kind"): {str(kind) for kind in StepKind},
    ("loans/service/commitment/ending.py", "kind"): {str(kind) for kind in Ending},
    ("loans/service/loading/staging.py", "kind"): {
        "load_reopened",
        "load_file_staged",
        "load_file_given",
        "load_file_withdrawn",
    },
    ("loans/service/demand/batch.py", "kind"): {"demand_recorded", "figures_recorded", "jobs_reported"},
}
"""Where a kind is no constant: from what it is drawn. A new such place fails the test until it is written here."""


def written() -> Iterator[tuple[str, str]]:
    """Each place that writes an entry, and what it writes as the kind."""
    for file in sorted((ROOT / "loans").rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            if called.endswith(("entries.open", "entries.append")) and len(node.args) > 2:
                yield name, ast.unparse(node.args[2])
            elif called == "Outcome" and "loans.domain.books.outcome" in file.read_text("utf-8"):
                yield name, ast.unparse(node.args[0])


def kinds_of(file: str, said: str) -> set[str]:
    if (file, said) in DRAWN:
        return DRAWN[file, said]
    module: Any = importlib.import_module(file.removesuffix(".py").replace("/", "."))
    return {str(eval(said, vars(module)))}  # noqa: S307 - an expression of our own source


@pytest.mark.parametrize(("file", "said"), sorted(set(written())))
def test_every_kind_that_a_use_case_writes_has_its_place(file: str, said: str) -> None:
    assert kinds_of(file, said) - LISTED == set()


def test_every_kind_that_is_written_set_by_set_has_its_place() -> None:
    text = "".join(file.read_text("utf-8") for file in (ROOT / "loans/store").glob("loading*.py"))
    found = set(re.findall(r"sequence, 'kind', |1, '(\w+)'|\"kind\": \"(\w+)\"", text))
    kinds = {kind for pair in found for kind in pair if kind} | set(re.findall(r"SELECT s\.id, 1, '(\w+)'", text))
    assert kinds >= {"loan_opened", "borrower_registered"}
    assert kinds - LISTED == set()


def test_the_places_that_draw_a_kind_are_as_many_as_are_named() -> None:
    assert DRAWN.keys() - set(written()) == set(), "one is gone: take it off the list"


@pytest.mark.parametrize(
    ("noun", "kind", "bearing"),
    [
        ("loan", "loan_repaid", Bearing.LOAN),
        ("loan", "entry_reversed", Bearing.LOAN),
        ("application", "application_approved", Bearing.APPLICATION),
        ("source", "overlay_recorded", Bearing.SOURCE),
        ("point", "session_recorded", Bearing.POINT),
        ("group", "group_changed", Bearing.GROUP),
        ("area_confirmation", "area_confirmation_withdrawn", Bearing.CONFIRMATION),
    ],
)
def test_an_entry_names_what_it_bears_on(noun: str, kind: str, bearing: Bearing) -> None:
    found = touched([Sealed(noun, kind, 7), Sealed(noun, kind, 9)])
    assert found == Touched({bearing: frozenset({7, 9})})


def test_what_bears_on_no_loan_touches_none() -> None:
    found = touched([Sealed("account", "account_opened", 1), Sealed("source", "capital_entrusted", 2)])
    assert found == Touched()


@pytest.mark.parametrize(("noun", "kind"), [("loan", "loan_sold"), ("insurance", "loan_repaid")])
def test_a_kind_that_nobody_has_placed_means_everything(noun: str, kind: str) -> None:
    class Changes:
        def sealed(self, _after: int, _until: int) -> list[Sealed]:
            return [Sealed("loan", "loan_repaid", 3), Sealed(noun, kind, 4)]

    asked: Any = type("Asked", (), {"changes": Changes()})()
    assert touched([Sealed(noun, kind, 4)]).strange == {f"{noun}: {kind}"}
    assert touched_loans(asked, 1, 9) is None
