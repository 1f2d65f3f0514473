"""``loans allocate``: share a pool among the communes of a CSV file, and say why each got what it got."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from loans.cli.allocation_letters import explained, letters, names, told
from loans.cli.allocation_options import GROUP_FORM, TIER_FORM, Options, spec_of
from loans.cli.allocation_sheet import Sheet, read_sheet
from loans.cli.allocation_table import table
from loans.domain.allocation import Allocation, Method, Spec
from loans.domain.calendar import today_in_hanoi
from loans.domain.refusal import Faults, Finding, Refusal
from loans.service.methods import share_table


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--pool", required=True, help="Số vốn phải phân bổ, đồng · the pool in đồng")
@click.option("--grain", default="1", show_default=True, help="Làm tròn đến bội số của N đồng · multiples of N đồng")
@click.option(
    "--method", type=click.Choice([method.value for method in Method]), default="proportional", show_default=True
)
@click.option("--weights", help="demand=0.7,-overdue=0.3 (-: ít hơn là tốt hơn)  [default: demand=1; change: last=1]")
@click.option("--tiers", help=f"{TIER_FORM},… theo thứ tự · tiers in their order, the first that matches wins")
@click.option("--scale", is_flag=True, help="Mức của nhóm là trọng số · the tiers' amounts are weights")
@click.option("--last", help="Cột số đợt trước, đồng · the column of the last round  [default: last]")
@click.option("--down", help="Giảm nhiều nhất N % so với đợt trước · may fall by N %")
@click.option("--up", help="Tăng nhiều nhất N % so với đợt trước · may rise by N %")
@click.option("--steps", help="MÃ=±đồng,… tăng giảm ấn định · explicit changes by code")
@click.option("--group", "groups", multiple=True, help=f"{GROUP_FORM} (optimum; nhiều lần được · repeatable)")
@click.option("--overdue-max", help="Quá N % nợ quá hạn thì không phân bổ · takes nothing above N % overdue")
@click.option("--beyond-demand", is_flag=True, help="Được vượt nhu cầu · may exceed the demand (optimum)")
@click.option("--explain", is_flag=True, help="Kèm câu giải thích từng xã · with a sentence for each commune")
@click.option("--json", "as_json", is_flag=True, help="In JSON · print JSON")
@click.option("--any-area", is_flag=True, help="Không kiểm tra mã xã · do not check the codes")
@click.option("--cap-at-demand", is_flag=True, help="Không vượt cột demand · the column demand is a cap")
@click.option("--leave-rest", is_flag=True, help="Cho phép còn dư · a part of the pool may be left")
def allocate(*, file: Path, explain: bool, as_json: bool, any_area: bool, **typed: Any) -> None:
    """Phân bổ vốn cho các xã trong FILE.csv theo tiêu chí, có giải thích từng dòng.

    Share a pool among the communes of FILE.csv. Columns: code, the criteria, and optionally floor, cap, fixed,
    excluded. Methods: proportional (by weights over criteria); tiers (a fixed amount for each tier); change (the
    last round within --down and --up, or --steps); optimum (the most jobs: columns demand, jobs; never above the
    demand). --overdue-max reads the column overdue_permille, or overdue and outstanding.

    \b
    loans allocate a.csv --pool 5000000000 --method tiers --scale \\
          --tiers "lớn:300000000:demand>=2000000000,khác:100000000"
    loans allocate a.csv --pool 5000000000 --method change --down 5 --up 20
    loans allocate a.csv --pool 5000000000 --method optimum --group "khó khăn:200000000..:00004+00008"
    """
    options = Options(**typed)
    today = None if any_area else today_in_hanoi(datetime.now(UTC))
    sheet, faults = _sheet(file, options), Faults()
    spec, terms = spec_of(options, faults)
    made = share_table(
        spec,
        sheet.records,
        columns=sheet.columns,
        check_code=None if today is None else in_force(today),
        places=sheet.places,
        found=[*sheet.found, *faults.found],
        terms=terms,
    )
    if as_json:
        click.echo(_json(made, options.leave_rest, _told(spec, sheet, made, today) if explain else {}))
        return
    click.echo(table(made))
    if explain:
        click.echo(f"\n{letters(explained(spec, sheet, made), names(today))}")


def _told(spec: Spec, sheet: Sheet, made: Allocation, today: date | None) -> dict[str, dict[str, Any]]:
    called = names(today)
    return {row.code: told(row, called) for row in explained(spec, sheet, made)}


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


def _sheet(file: Path, options: Options) -> Sheet:
    """The file as read; where it cannot be, the refusal also names what is wrong with the options."""
    try:
        return read_sheet(file)
    except Refusal as refused:
        faults = Faults([Finding(str(file), refused.code, refused.vi, refused.en, "file", str(file))])
        spec_of(options, faults)
        faults.refuse(
            "allocation_refused",
            vi="Không phân bổ được: hãy sửa các lỗi sau.",
            en="Nothing was allocated: correct the following faults.",
        )
        raise


def _json(made: Allocation, leave_rest: bool, told_of: dict[str, dict[str, Any]]) -> str:
    answer: dict[str, Any] = {"pool": made.pool, "allocated": made.allocated}
    if leave_rest:
        answer["rest"] = made.rest
    answer["rows"] = [
        {"code": row.code, "allocated": row.allocated, "why": [asdict(step) for step in row.why]}
        | told_of.get(row.code, {})
        for row in made.rows
    ]
    return json.dumps(answer, ensure_ascii=False, indent=2)
