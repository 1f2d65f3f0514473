"""Lines of a round typed or pasted by a person: "mã xã <Tab> số tiền <Tab> lý do", one commune a row."""

from loans.domain.plan import Line, Origin, PoolPart
from loans.web.form import MOST_DONG, Form, whole_number

MOST = 500
PARTS = tuple(Origin)


def lines_pasted(form: Form, name: str) -> list[Line]:
    """The lines pasted from a sheet; every row that cannot be read is told by its number."""
    found = []
    for number, row in enumerate(form.value(name).splitlines()[:MOST], 1):
        cells = [cell.strip() for cell in row.split("\t" if "\t" in row else ";")]
        if not any(cells):
            continue
        amount = whole_number(cells[1]) if len(cells) > 1 else None
        if amount is None or abs(amount) > MOST_DONG:
            form.fault(
                name,
                "row_not_readable",
                f"Hàng {number}: cần «mã xã», «số tiền đồng», «lý do» cách nhau bằng Tab hoặc dấu chấm phẩy.",
                f"Row {number}: write code, amount in đồng and reason, parted by a tab or a semicolon.",
            )
            continue
        code = cells[0].zfill(5) if cells[0].isdigit() else cells[0]
        found.append(Line(code, amount, (), cells[2] if len(cells) > 2 else ""))
    return found


def pool_typed(form: Form) -> list[PoolPart]:
    """The parts of the pool that have an amount; each must name its decision or its computation."""
    parts = []
    for origin in PARTS:
        amount = form.amount(f"pool_{origin.value}", required=False, least=-MOST_DONG)
        decision = form.text(f"decision_{origin.value}", required=bool(amount), most=500)
        if amount:
            parts.append(PoolPart(origin.value, amount, decision))
    return parts
