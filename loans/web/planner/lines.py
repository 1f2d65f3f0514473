"""Lines of a round typed or pasted by a person: "mã xã <Tab> số tiền <Tab> lý do", one commune a row."""

from collections.abc import Iterator

from loans.domain.plan import Line, Origin, PoolPart
from loans.web.form import MOST_DONG, Form, whole_number

MOST = 500
PARTS = tuple(Origin)


def lines_pasted(form: Form, name: str) -> list[Line]:
    """The lines pasted from a sheet; every row that cannot be read is told by its number."""
    found = []
    for number, cells in rows_pasted(form, name):
        amount = whole_number(cells[1]) if len(cells) > 1 else None
        if amount is None or abs(amount) > MOST_DONG:
            form.fault(
                name,
                "row_not_readable",
                f"Hàng {number}: cần «mã xã», «số tiền đồng», «lý do» cách nhau bằng Tab hoặc dấu chấm phẩy.",
                f"Row {number}: write code, amount in đồng and reason, parted by a tab or a semicolon.",
            )
            continue
        found.append(Line(code_of(cells[0]), amount, (), cells[2] if len(cells) > 2 else ""))
    return found


def rows_pasted(form: Form, name: str) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of every row that holds something; more than ``MOST`` are refused, none is left out."""
    split = [
        (number, [cell.strip() for cell in row.split("\t" if "\t" in row else ";")])
        for number, row in enumerate(form.value(name).splitlines(), 1)
    ]
    filled = [(number, cells) for number, cells in split if any(cells)]
    if len(filled) > MOST:
        form.fault(
            name,
            "too_many_rows",
            f"Có {len(filled)} hàng, mỗi lần nhiều nhất {MOST} hàng. Không hàng nào được ghi; chia ra rồi gửi lại.",
            f"There are {len(filled)} rows, at most {MOST} at once. None is recorded; send them in parts.",
        )
        return
    yield from filled


def code_of(given: str) -> str:
    """The code of a commune as it was pasted; a sheet drops the zeros before a number."""
    return given.zfill(5) if given.isascii() and given.isdigit() else given


def pool_typed(form: Form) -> list[PoolPart]:
    """The parts of the pool that have an amount; each must name its decision or its computation."""
    parts = []
    for origin in PARTS:
        amount = form.amount(f"pool_{origin.value}", required=False, least=-MOST_DONG)
        decision = form.text(f"decision_{origin.value}", required=bool(amount), most=500)
        if amount:
            parts.append(PoolPart(origin.value, amount, decision))
    return parts
