"""The last round plus or minus a change: bounded movements around what each commune had, or explicit steps."""

from collections.abc import Iterator
from dataclasses import replace

from loans.domain.allocation.prepared import Prepared
from loans.domain.allocation.records import Allocation, Reason, Row
from loans.domain.allocation.sharing import settled
from loans.domain.allocation.spec import Spec
from loans.domain.allocation.why import CHANGE, LAST


def by_change(prepared: Prepared) -> Allocation:
    """Share the pool by the weights (without any: by what each had), each row within its movement.

    A row may fall by ``down_permille`` of its last amount at most and rise by ``up_permille``; its own floor and cap
    hold too. A row with a step takes last + step exactly.
    """
    _check_steps(prepared)
    rows = list(_moved(prepared))
    made = settled(
        prepared.with_rows(rows), prepared.terms, leave_rest=prepared.spec.leave_rest, faults=prepared.faults
    )
    before = {row.code: row.criteria.get(prepared.spec.last, 0) for row in rows}
    steps = prepared.spec.steps
    return replace(
        made,
        rows=tuple(
            replace(row, why=(Reason(LAST, before[row.code]), Reason(CHANGE, steps[row.code])))
            if row.code in steps
            else row
            for row in made.rows
        ),
    )


def _moved(prepared: Prepared) -> Iterator[Row]:
    spec = prepared.spec
    for row in prepared.open_rows:
        had = row.criteria.get(spec.last, 0)
        if row.code in spec.steps:
            yield replace(row, fixed=max(had + spec.steps[row.code], 0))
        else:
            yield replace(row, floor=max(row.floor, _least(had, spec)), cap=_most(had, row, spec))


def _least(had: int, spec: Spec) -> int:
    """The least after the movement downwards, rounded up to the đồng."""
    return 0 if spec.down_permille is None else -(-had * (1000 - spec.down_permille) // 1000)


def _most(had: int, row: Row, spec: Spec) -> int | None:
    """The most after the movement upwards, rounded down to the đồng, and never above the row's own cap."""
    if spec.up_permille is None:
        return row.cap
    reached = had * (1000 + spec.up_permille) // 1000
    return reached if row.cap is None else min(reached, row.cap)


def _check_steps(prepared: Prepared) -> None:
    """A step is for a row that takes part, and leads to an amount within the row's own bounds."""
    rows = {row.code: row for row in prepared.table.rows}
    for code, step in prepared.spec.steps.items():
        row = rows.get(code)
        if row is None:
            continue  # named already
        if not row.takes_part:
            _fault(
                prepared,
                code,
                "allocation_step_apart",
                step,
                "xã đã cố định, bị loại hoặc quá ngưỡng nợ quá hạn nên không nhận mức tăng giảm; hãy bỏ một trong hai",
                "the row is fixed, excluded or above the overdue threshold and takes no step; drop one of the two",
            )
            continue
        had = row.criteria.get(prepared.spec.last, 0)
        reached = had + step
        if reached < row.floor:
            least, short = row.floor, row.floor - reached
            vi = f"{had} cộng {step} thành {reached}, dưới mức tối thiểu {least}, thiếu {short} đồng; hãy sửa mức giảm"
            en = f"{had} with {step} becomes {reached}, below the least {least} by {short} đồng; correct the step"
            _fault(prepared, code, "allocation_step_below_floor", short, vi, en)
        elif row.cap is not None and reached > row.cap:
            over = reached - row.cap
            vi = f"{had} cộng {step} thành {reached}, vượt trần {row.cap}, thừa {over} đồng; hãy sửa mức tăng"
            en = f"{had} with {step} becomes {reached}, above the cap {row.cap} by {over} đồng; correct the step"
            _fault(prepared, code, "allocation_step_above_cap", over, vi, en)


def _fault(prepared: Prepared, code: str, name: str, value: int, vi: str, en: str) -> None:
    place = f"steps[{code}]"
    prepared.faults.add(place, name, vi=f"{place}: {vi}", en=f"{place}: {en}", field=place, value=value)
