"""An allocation as a plain table for people: one line a row while that fits, else the reasons on lines below."""

import textwrap
from collections.abc import Sequence

from loans.domain.allocation import Allocated, Allocation
from loans.domain.money import half_up

WIDTH = 100
BOUNDS = {
    "floor": "sàn/floor",
    "cap": "trần/cap",
    "fixed": "cố định/fixed",
    "excluded": "loại/excluded",
    "overdue_threshold": "quá hạn/overdue",
}
ROUNDING = "rounding"
GROUP = "group:"
CODE, SHARE, BOUND, ROUNDED, RESULT = (
    ("Mã", "code"),
    ("Tỷ lệ %", "share %"),
    ("Giới hạn", "bound"),
    ("Làm tròn", "rounding"),
    ("Phân bổ", "allocated"),
)


def table(made: Allocation) -> str:
    """The table as text: Vietnamese headings first, a row of totals, and what is left where something is."""
    criteria = list(dict.fromkeys(step.reason for row in made.rows for step in row.why))
    criteria = [name for name in criteria if name not in (*BOUNDS, ROUNDING) and not name.startswith(GROUP)]
    wide = _aligned(_wide(made, criteria))
    body = wide if max(map(len, wide)) <= WIDTH else _narrow(made)
    return "\n".join([*body, "", *_summary(made)])


def money(amount: int) -> str:
    """Đồng as people here write them: 1234567 → 1.234.567."""
    return f"{amount:,}".replace(",", ".")


def _wide(made: Allocation, criteria: Sequence[str]) -> list[list[str]]:
    headings = [CODE, SHARE, *((name, "") for name in criteria), BOUND, ("± đồng", ""), ROUNDED, RESULT]
    lines = [list(words) for words in zip(*headings, strict=True)]
    lines += [_cells(row, criteria) for row in made.rows]
    sums = [money(_sum(made, name)) for name in criteria]
    bounds = sum(_sum(made, name) for name in BOUNDS)
    total = ["Tổng", _per_cent(made), *sums, "", money(bounds), money(_sum(made, ROUNDING)), money(made.allocated)]
    return [*lines, total]


def _cells(row: Allocated, criteria: Sequence[str]) -> list[str]:
    steps = {step.reason: step.amount for step in row.why}
    bound = next((name for name in BOUNDS if name in steps), "")
    parts = [money(steps.get(name, 0)) for name in criteria]
    held = [BOUNDS[bound]] if bound else []
    held += [name.removeprefix(GROUP) for name in steps if name.startswith(GROUP)]
    limits = [" ".join(held), money(steps[bound]) if bound else ""]
    return [row.code, _share(row), *parts, *limits, money(steps.get(ROUNDING, 0)), money(row.allocated)]


def _sum(made: Allocation, reason: str) -> int:
    return sum(step.amount for row in made.rows for step in row.why if step.reason == reason)


def _percent(numerator: int, denominator: int) -> str:
    """A share in per cent with four decimals, decimal comma; for reading only."""
    whole, rest = divmod(half_up(numerator * 10**6, denominator), 10**4)
    return f"{money(whole)},{rest:04d}"


def _share(row: Allocated) -> str:
    return _percent(row.share.numerator, row.share.denominator)


def _per_cent(made: Allocation) -> str:
    total = sum(row.share for row in made.rows)
    return _percent(total.numerator, total.denominator)


def _aligned(lines: Sequence[Sequence[str]]) -> list[str]:
    """Columns of equal width: text to the left, numbers to the right, headings over them."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = {0, next(place for place, word in enumerate(lines[0]) if word == BOUND[0])} if len(lines[0]) > 3 else {0}
    made = [
        "  ".join(
            cell.ljust(width) if place in text else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    rule = "-" * max(map(len, made))
    return [*made[:2], rule, *made[2:-1], rule, made[-1]]


def _narrow(made: Allocation) -> list[str]:
    """For many criteria or very large sums: the result first, the reasons below it."""
    headings = [[CODE[place], SHARE[place], RESULT[place]] for place in (0, 1)]
    rows = [[row.code, _share(row), money(row.allocated)] for row in made.rows]
    lines = _aligned([*headings, *rows, ["Tổng", _per_cent(made), money(made.allocated)]])
    told: list[str] = lines[:3]
    for line, row in zip(lines[3:-2], made.rows, strict=True):
        told += [line, *_reasons(row)]
    return [*told, *lines[-2:]]


def _reasons(row: Allocated) -> list[str]:
    names = {**BOUNDS, ROUNDING: "/".join(word.lower() for word in ROUNDED)}
    # the spaces within a step are not for breaking the line at
    steps = [f"{names.get(step.reason, step.reason)} {money(step.amount)}".replace(" ", "\0") for step in row.why]
    lines = textwrap.wrap(" · ".join(steps), WIDTH - 4, break_on_hyphens=False)
    return [f"    {line}".replace("\0", " ") for line in lines]


def _summary(made: Allocation) -> list[str]:
    lines = [
        f"Vốn phân bổ / pool: {money(made.pool)} đồng",
        f"Đã phân bổ / allocated: {money(made.allocated)} đồng",
    ]
    if made.multiplier:
        whole = money(half_up(made.multiplier.numerator, made.multiplier.denominator))
        lines.append(f"Hệ số chung / multiplier: {whole} đồng cho tỷ lệ 100 % / for a share of 100 %")
    return [*lines, f"Còn lại / rest: {money(made.rest)} đồng"] if made.rest else lines
