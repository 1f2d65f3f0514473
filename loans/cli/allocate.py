"""``loans allocate``: share a pool among the communes of a CSV file, and say why each got what it got."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from loans.cli.allocation_sheet import Sheet, read_sheet
from loans.cli.allocation_table import table
from loans.domain.allocation import Allocation, allocate_table, check_terms
from loans.domain.calendar import today_in_hanoi
from loans.domain.refusal import Faults, Finding, Refusal


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--pool", required=True, help="Số vốn phải phân bổ, đồng · the pool in đồng")
@click.option("--grain", default="1", show_default=True, help="Làm tròn đến bội số của N đồng · multiples of N đồng")
@click.option("--method", type=click.Choice(["proportional"]), default="proportional", show_default=True)
@click.option("--weights", default="demand=1", show_default=True, help="demand=0.7,-overdue=0.3 (-: ít hơn là tốt hơn)")
@click.option("--json", "as_json", is_flag=True, help="In JSON · print JSON")
@click.option("--any-area", is_flag=True, help="Không kiểm tra mã xã · do not check the codes")
@click.option("--cap-at-demand", is_flag=True, help="Không vượt cột demand · the column demand is a cap")
@click.option("--leave-rest", is_flag=True, help="Cho phép còn dư · a part of the pool may be left")
def allocate(
    *,
    file: Path,
    pool: str,
    grain: str,
    method: str,  # noqa: ARG001 - one method so far; the word stands in scripts already
    weights: str,
    as_json: bool,
    any_area: bool,
    cap_at_demand: bool,
    leave_rest: bool,
) -> None:
    """Phân bổ vốn cho các xã trong FILE.csv theo tiêu chí, có giải thích từng dòng.

    Share a pool among the communes of FILE.csv by criteria. Columns: code, the criteria, and optionally
    floor, cap, fixed, excluded.
    """
    sheet = _sheet(file, pool=pool, grain=grain, weights=weights)
    made = allocate_table(
        sheet.records,
        columns=sheet.columns,
        pool=pool,
        grain=grain,
        weights=weights,
        cap_at_demand=cap_at_demand,
        leave_rest=leave_rest,
        check_code=None if any_area else in_force(today_in_hanoi(datetime.now(UTC))),
        places=sheet.places,
        found=sheet.found,
    )
    click.echo(_json(made, leave_rest) if as_json else table(made))


def in_force(today: date) -> Callable[[str], Finding | None]:
    """A check that a code names a commune in force ``today``."""
    from loans.domain.area import areas

    known = areas()

    def check(code: str) -> Finding | None:
        try:
            known.commune(code, today)
        except Refusal as refused:
            return Finding(code, refused.code, refused.vi, refused.en, "code", code, refused.cites)
        return None

    return check


def _sheet(file: Path, *, pool: str, grain: str, weights: str) -> Sheet:
    """The file as read; where it cannot be, the refusal also names what is wrong with the options."""
    try:
        return read_sheet(file)
    except Refusal as refused:
        faults = Faults([Finding(str(file), refused.code, refused.vi, refused.en, "file", str(file))])
        check_terms(pool=pool, grain=grain, weights=weights, faults=faults)
        faults.refuse(
            "allocation_refused",
            vi="Không phân bổ được: hãy sửa các lỗi sau.",
            en="Nothing was allocated: correct the following faults.",
        )
        raise


def _json(made: Allocation, leave_rest: bool) -> str:
    answer: dict[str, Any] = {"pool": made.pool, "allocated": made.allocated}
    if leave_rest:
        answer["rest"] = made.rest
    answer["rows"] = [
        {"code": row.code, "allocated": row.allocated, "why": [asdict(step) for step in row.why]} for row in made.rows
    ]
    return json.dumps(answer, ensure_ascii=False, indent=2)
