"""The library's front: every name is there, nothing heavy is loaded before it is used; and the law of a day as told."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import loans
from loans.store.schema import is_current
from loans.store.unit_of_work import Store

HEAVY = ("pandas", "numpy", "sqlalchemy", "alembic", "flask", "marshmallow", "flask_smorest", "psycopg")


def python(code: str) -> str:
    """What a fresh Python prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", loans.__all__)
def test_every_name_of_the_front_is_there_and_says_what_it_is(name: str) -> None:
    found = getattr(loans, name)
    assert found is not None
    assert found.__doc__


def test_the_front_lists_its_names_and_no_others() -> None:
    assert dir(loans) == sorted(loans.__all__)
    assert len(loans.__all__) == len(set(loans.__all__))
    with pytest.raises(AttributeError, match="no_such_name"):
        loans.no_such_name  # noqa: B018 - looking it up is the test


def test_from_loans_import_reports_works() -> None:
    from loans import reports

    assert callable(reports.overdue)


def test_importing_loans_loads_none_of_the_libraries() -> None:
    code = f"import sys, loans; print([name for name in {HEAVY!r} if name in sys.modules])"
    assert python(code).strip() == "[]"


def test_the_law_command_loads_neither_tables_nor_database_nor_web() -> None:
    heavy = tuple(name for name in HEAVY if name != "numpy")
    code = (
        "import sys\nsys.argv = ['loans', 'law', '--on', '2026-01-01', '--json']\n"
        "from loans.cli import main\n"
        "try:\n    main()\nfinally:\n"
        f"    print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert done.stderr.strip() == "[]"
    assert json.loads(done.stdout)


def test_a_database_is_opened_ready_for_use(tmp_path: Path) -> None:
    for _ in range(2):  # and again, once it is there
        book = loans.open(f"sqlite:///{tmp_path / 'folder' / 'loans.db'}")
        assert isinstance(book, Store)
        assert is_current(book.engine)
    with book.writing("anna") as uow:
        source = loans.fund.open_source(
            uow, today=date(2026, 1, 5), code="GIA", name="Nguồn giả định", level="local", investor_code="201"
        )
    frame = loans.reports.overdue(book, as_of=date(2026, 1, 31))
    assert isinstance(frame, pd.DataFrame)
    assert len(frame) == 0
    assert frame.attrs["position"] == 1
    assert source.sequence == 1


def test_a_refused_unit_of_work_leaves_nothing(tmp_path: Path) -> None:
    book = loans.open(f"sqlite:///{tmp_path / 'loans.db'}")
    given = {
        "today": date(2026, 1, 5),
        "code": "GIA",
        "name": "Nguồn giả định",
        "level": "local",
        "investor_code": "201",
    }

    def open_twice() -> None:
        with book.writing("anna") as uow:
            for _ in range(2):
                loans.fund.open_source(uow, **given)

    with pytest.raises(loans.Refusal):
        open_twice()
    with book.reading() as uow:
        assert list(uow.funds.all()) == []


GOLDEN: dict[str, dict[str, Any]] = {
    "2019-11-07": {
        "job_loan_regime": "61/2015/NĐ-CP",
        "job_loan_rate_standard": "6.6",
        "job_loan_rate_priority": "3.3",
        "job_loan_overdue_rate_standard": "8.58",
        "job_loan_max_worker": 50_000_000,
        "job_loan_max_establishment": 1_000_000_000,
        "job_loan_max_per_worker": 50_000_000,
        "job_loan_max_term_months": 60,
        "job_loan_collateral_operator": ">",
        "job_loan_collateral_above": 50_000_000,
        "job_loan_approver": "district_chairman",
        "decision_working_days": 15,
    },
    "2019-11-08": {
        "job_loan_regime": "74/2019/NĐ-CP",
        "job_loan_rate_standard": "7.92",
        "job_loan_rate_priority": "3.96",
        "job_loan_overdue_rate_standard": "10.296",
        "job_loan_max_worker": 100_000_000,
        "job_loan_max_establishment": 2_000_000_000,
        "job_loan_max_per_worker": 100_000_000,
        "job_loan_max_term_months": 120,
        "job_loan_collateral_operator": ">=",
        "job_loan_collateral_above": 100_000_000,
        "job_loan_approver": "district_chairman",
        "decision_working_days": 15,
    },
    "2025-11-30": {
        "reference_rate_poor": "6.6",
        "job_loan_rate_standard": "7.92",
        "job_loan_rate_priority": "3.96",
        "job_loan_overdue_rate_standard": "10.296",
        "job_loan_approver": "commune_chairman",
    },
    "2025-12-01": {
        "job_loan_regime": "74/2019/NĐ-CP",
        "reference_rate_poor": "6.24",
        "job_loan_rate_standard": "7.488",
        "job_loan_rate_priority": "3.744",
        "job_loan_overdue_rate_standard": "9.7344",
        "job_loan_max_worker": 100_000_000,
    },
    "2026-01-01": {
        "job_loan_regime": "338/2025/NĐ-CP",
        "job_loan_rate_standard": "7.9248",
        "job_loan_rate_priority": "6.24",
        "job_loan_overdue_rate_standard": "10.30224",
        "job_loan_overdue_rate_priority": "8.112",
        "job_loan_max_worker": 200_000_000,
        "job_loan_max_establishment": 10_000_000_000,
        "job_loan_max_per_worker": 200_000_000,
        "job_loan_max_term_months": 120,
        "job_loan_collateral_operator": ">",
        "job_loan_collateral_above": 200_000_000,
        "job_loan_approver": "nhcsxh",
        "decision_working_days": 7,
    },
}
"""What held on the last day of one rule and the first of the next: read in the acts, or following from them."""


def law(*arguments: str) -> str:
    command = [sys.executable, "-c", "from loans.cli import main; main()", "law", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("day", GOLDEN)
def test_the_command_tells_the_law_of_the_golden_days(day: str) -> None:
    told = json.loads(law("--on", day, "--json"))
    assert {name: told[name]["value"] for name in GOLDEN[day]} == GOLDEN[day]


def test_the_command_tells_a_person_the_three_rates_within_32_days() -> None:
    for day, rate in (("2025-11-30", "7,92 %"), ("2025-12-01", "7,488 %"), ("2026-01-01", "7,9248 %")):
        told = law("job_loan_rate_standard", "--on", day)
        assert f"Lãi suất cho vay thường: {rate} năm" in told
