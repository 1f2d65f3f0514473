"""The house: what the centre may know, and what a reader may expect of every file.

import-linter holds the arrows between the layers (setup.cfg); what it cannot see stands here.
"""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LONGEST = 300
PORTS = "loans/service/unit_of_work/"
"""Protocols: their methods are names and signatures, explained where the store implements them."""

BARE = {
    "loans/service/account.py:digest",
    "loans/service/reports/__init__.py:Book.known_at",
    "loans/service/reports/__init__.py:Book.reading",
    "loans/service/reports/kept.py:Book.reading",
}
"""Functions still without a docstring. Names only ever leave this set."""

CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
REFUSALS = {"Refusal", "Unknown", "Conflict", "Forbidden"}


@cache
def _tree(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"), file)


def _files(*folders: str) -> list[str]:
    found = (path.relative_to(ROOT) for folder in folders for path in (ROOT / "loans" / folder).rglob("*.py"))
    return sorted(path.as_posix() for path in found)


DOMAIN, CENTRE, ALL = _files("domain"), _files("domain", "service"), _files("")


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import hides where it leads"
            yield node.module or ""


@pytest.mark.parametrize("file", DOMAIN)
def test_the_domain_knows_the_standard_library_and_numpy_alone(file: str) -> None:
    allowed = sys.stdlib_module_names | {"numpy"}
    strange = [
        name
        for name in _imported(_tree(file))
        if name.partition(".")[0] not in allowed and not f"{name}.".startswith("loans.domain.")
    ]
    assert strange == []


@pytest.mark.parametrize("file", DOMAIN)
def test_no_float_stands_in_the_domain(file: str) -> None:
    """``cutoff`` of difflib is the one exception: how alike two spellings are is no amount."""
    calls = [node for node in ast.walk(_tree(file)) if isinstance(node, ast.Call)]
    alike = {id(word.value) for call in calls for word in call.keywords if word.arg == "cutoff"}
    floats = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(_tree(file))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float | complex) and id(node) not in alike)
        or (isinstance(node, ast.Call) and ast.unparse(node.func) in {"float", "np.float64", "np.vectorize"})
    ]
    assert floats == []


@pytest.mark.parametrize("file", CENTRE)
def test_nothing_in_the_centre_reads_the_clock(file: str) -> None:
    read = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.Attribute) and ".".join(ast.unparse(node).split(".")[-2:]) in CLOCKS
    ]
    assert read == []
    assert not {"now", "today", "time"} & {
        alias.name
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.ImportFrom) and node.module in {"time", "datetime"}
        for alias in node.names
        if alias.name != "time" or node.module == "time"
    }


def _bare(node: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[str]:
    """Public functions and classes without a docstring, methods of public classes included."""
    for child in node.body:
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or child.name.startswith("_"):
            continue
        if not ast.get_docstring(child):
            yield f"{prefix}{child.name}"
        if isinstance(child, ast.ClassDef):
            yield from _bare(child, f"{prefix}{child.name}.")


@pytest.mark.parametrize("file", CENTRE)
def test_every_public_function_and_class_of_the_centre_says_what_it_is(file: str) -> None:
    assert ast.get_docstring(_tree(file)), "the module has no docstring"
    bare = {f"{file}:{name}" for name in _bare(_tree(file)) if not file.startswith(PORTS)}
    assert bare - BARE == set()


@pytest.mark.parametrize("file", [file for file in ALL if "/migrations/versions/" not in file])
def test_no_file_is_longer_than_a_reader_can_hold(file: str) -> None:
    """Migrations are left out: they are written once and never edited."""
    lines = len((ROOT / file).read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{lines} lines: cut it by what it speaks of"


def _codes(file: str) -> Iterator[tuple[int, str]]:
    """Codes of refusals and findings that stand in the file as text; of an f-string its fixed parts."""
    for node in ast.walk(_tree(file)):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func).rpartition(".")[2]
        place = 0 if name in REFUSALS else 1 if name == "Finding" else None
        if place is None or len(node.args) <= place:
            continue
        code = node.args[place]
        if isinstance(code, ast.Constant):
            yield node.lineno, str(code.value)
        elif isinstance(code, ast.JoinedStr):
            yield node.lineno, "".join(str(p.value) if isinstance(p, ast.Constant) else "x" for p in code.values)


@pytest.mark.parametrize("file", ALL)
def test_every_code_of_a_refusal_is_in_snake_case(file: str) -> None:
    odd = [(line, code) for line, code in _codes(file) if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", code)]
    assert odd == []


def test_the_walk_over_codes_finds_them() -> None:
    codes = {code for file in ALL for _, code in _codes(file)}
    assert {"source_short", "overpayment", "paper_missing", "round_step_out_of_order", "unknown_x"} <= codes
