"""`loans allocate --method …`: each method from the command line, its faults, and its explanations."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from loans.cli.allocate import allocate
from loans.domain.refusal import Refusal

CSV = """code,demand,jobs,last,overdue_permille
00004,3000,40,1000,0
00008,2000,50,900,30
00025,1000,10,800,5
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "ask.csv"
    made.write_text(CSV, encoding="utf-8")
    return made


def run(file: Path, *options: str) -> Result:
    return CliRunner().invoke(allocate, [str(file), *options])


def amounts(file: Path, *options: str) -> list[int]:
    done = run(file, "--json", *options)
    assert done.exit_code == 0, done.exception
    answer: dict[str, Any] = json.loads(done.stdout)
    assert set(answer) <= {"pool", "allocated", "rest", "rows"}
    for row in answer["rows"]:
        assert set(row) == {"code", "allocated", "why"}
        assert sum(step["amount"] for step in row["why"]) == row["allocated"]
    return [row["allocated"] for row in answer["rows"]]


def faults(file: Path, *options: str) -> dict[str, str]:
    done = run(file, *options)
    assert isinstance(done.exception, Refusal), done.output
    assert done.stdout == ""
    return {finding.source: finding.code for finding in done.exception.findings}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["tiers", "--pool", "900", "--tiers", "lớn:400:demand>=2000,nhỏ:100"], [400, 400, 100]),
        (["tiers", "--pool", "1800", "--scale", "--tiers", "A:4:00004+00008,B:1"], [800, 800, 200]),
        (["change", "--pool", "2700"], [1000, 900, 800]),
        # 2565 at least (−5 %), 3105 at most (+15 %): 3000 = last · 10/9
        (["change", "--pool", "3000", "--down", "5", "--up", "15", "--weights", "last=1"], [1111, 1000, 889]),
        (["change", "--pool", "2700", "--steps", "00004=-100,00025=+50"], [900, 950, 850]),
        # jobs per đồng: 00008 1/40, 00004 1/75, 00025 1/100
        (["optimum", "--pool", "4000"], [2000, 2000, 0]),
        (["optimum", "--pool", "4000", "--group", "khó:500..:00025"], [1500, 2000, 500]),
        (["optimum", "--pool", "4000", "--group", "khó:..700:00004", "--group", "x:1..:00004"], [700, 2000, 1000]),
        (["optimum", "--pool", "4000", "--overdue-max", "2.9"], [3000, 0, 1000]),
        (["proportional", "--pool", "4000", "--overdue-max", "2,9"], [3000, 0, 1000]),
    ],
)
def test_each_method_shares_from_the_command_line(file: Path, options: list[str], expected: list[int]) -> None:
    if options[-1].startswith("x:"):
        options = [*options, "--leave-rest"]
    assert amounts(file, "--method", *options) == expected


def test_a_table_names_tiers_bounds_and_groups(file: Path) -> None:
    done = run(file, "--method", "optimum", "--pool", "4000", "--group", "khó:500..:00025", "--overdue-max", "2")
    assert "quá hạn/overdue" in done.stdout
    assert "trần/cap" in done.stdout
    assert "tier:A" in run(file, "--method", "tiers", "--pool", "9", "--tiers", "A:3").stdout


def test_every_fault_of_the_options_comes_in_one_run(file: Path) -> None:
    options = ["--pool", "x", "--down", "five", "--up", "1.23", "--steps", "00004=ten", "--tiers", "A", "--group", "g"]
    assert faults(file, "--method", "change", *options) == {
        "--pool": "allocation_pool_refused",
        "--down": "allocation_option_refused",
        "--up": "allocation_option_refused",
        "--steps": "allocation_option_refused",
        "--tiers": "allocation_option_refused",
        "--group": "allocation_option_refused",
    }
    two = ["--tiers", "A:1:demand>=5,B:2:jobs>=5,C:x"]
    assert faults(file, "--method", "tiers", "--pool", "9", *two) == {
        "--tiers": "allocation_option_refused",
        "tiers[2].amount": "allocation_spec_value",
    }


def test_an_option_of_another_method_is_refused(file: Path) -> None:
    done = faults(file, "--pool", "9", "--down", "5", "--scale", "--beyond-demand")
    assert set(done) == {"down_permille", "scale", "beyond_demand"}
    both = faults(file, "--pool", "9", "--method", "optimum", "--cap-at-demand", "--beyond-demand")
    assert both == {"--beyond-demand": "allocation_option_refused"}


def test_the_shortfall_is_an_integer_in_dong(file: Path) -> None:
    done = run(file, "--method", "change", "--pool", "2500", "--down", "5")
    assert isinstance(done.exception, Refusal)
    # 950 + 855 + 760 = 2565: 65 short
    assert [finding.value for finding in done.exception.findings] == [65]


def test_each_commune_is_explained_in_a_sentence(file: Path) -> None:
    done = run(file, "--method", "change", "--pool", "2970", "--explain")
    assert done.exit_code == 0
    assert "Phường Ba Đình được phân bổ 1.100 đồng, toàn bộ theo số được giao đợt trước" in done.stdout
    assert "so với đợt trước tăng 100 đồng." in done.stdout
    told = json.loads(run(file, "--pool", "2970", "--any-area", "--explain", "--json").stdout)["rows"][0]
    assert told["sentence_vi"].startswith("Xã mã 00004 được phân bổ 1.485 đồng")
    assert (told["last"], told["difference"], told["one_more_billion"]) == (1000, 485, 500_000_000)
