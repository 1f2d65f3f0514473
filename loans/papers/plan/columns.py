"""The columns of the plan's table, told once for the workbook and the printed page."""

from dataclasses import dataclass

from loans.papers.numbers import DASH, dong, signed
from loans.papers.plan.figures import Figures, Shown
from loans.papers.plan.records import PlanPaper
from loans.papers.workbook import SUM, Across, Cell, Column, Kind, Total

FIGURES = {"base", "before", "submitted", "this", "difference", "after"}


@dataclass(frozen=True, slots=True)
class Field:
    """A column: what stands in it, its heading, its width in characters of a sheet and on the page."""

    key: str
    title: str
    width: int
    page_width: str
    align: str = "right"


def fields(paper: PlanPaper, *, compared: bool) -> tuple[Field, ...]:
    """The columns in order; ``compared`` shows the proposal, the decision and the difference side by side."""
    word = "Giao" if paper.kind == "assign" else "Điều chỉnh"
    this = [Field("this", f"{word} đợt này (±)", 14, "22mm")]
    if compared:
        this = [
            Field("submitted", "Sở Nội vụ trình", 14, "22mm"),
            Field("this", "UBND Thành phố quyết định (±)", 14, "24mm"),
            Field("difference", "Chênh lệch", 12, "21mm"),
        ]
    return (
        Field("place", "STT", 6, "9mm", "center"),
        Field("code", "Mã", 8, "13mm", "center"),
        Field("name", "Xã, phường", 30, "46mm", "left"),
        Field("base", f"Dư nợ 31/12/{paper.year - 1}", 14, "22mm"),
        Field("before", "Lũy kế đã giao trước đợt này", 14, "22mm"),
        *this,
        Field("after", "Lũy kế sau đợt này", 14, "22mm"),
        Field("reason", "Lý do", 44, "1fr", "left"),
    )


def marks(columns: tuple[Field, ...]) -> tuple[str, ...]:
    """(1) (2) … under the headings, derived columns with how they come about."""
    number = {field.key: f"({place})" for place, field in enumerate(columns, start=1)}
    made = {
        "after": f"{number['after']} = {number['before']} + {number['this']}",
        "difference": f"{number.get('difference')} = {number['this']} − {number.get('submitted')}",
    }
    return tuple(made.get(field.key, number[field.key]) for field in columns)


def sheet_columns(columns: tuple[Field, ...], kind: Kind) -> tuple[Column, ...]:
    """For a workbook, figures of ``kind`` (đồng or triệu đồng)."""
    kinds = {"place": Kind.COUNT, "code": Kind.CODE, "name": Kind.TEXT, "reason": Kind.TEXT}
    wider = 6 if kind is Kind.MONEY else 0
    return tuple(
        Column(field.title, kinds.get(field.key, kind), field.width + (wider if field.key in FIGURES else 0), mark)
        for field, mark in zip(columns, marks(columns), strict=True)
    )


def sheet_rows(paper: PlanPaper, figures: Shown, columns: tuple[Field, ...]) -> tuple[tuple[Cell, ...], ...]:
    """The rows of a workbook; derived figures are formulas over their row."""
    place = {field.key: index for index, field in enumerate(columns)}

    def cell(key: str, number: int, row: Figures) -> Cell:
        facts = paper.rows[number]
        if key == "after":
            return Across(row.after, (place["before"], place["this"]))
        if key == "difference":
            return Across(row.difference, (place["this"],), (place["submitted"],))
        if key in FIGURES:
            return row.base if key == "base" else int(getattr(row, key))
        return number + 1 if key == "place" else str(getattr(facts, key))

    return tuple(tuple(cell(field.key, n, row) for field in columns) for n, row in enumerate(figures.rows))


def sheet_totals(columns: tuple[Field, ...]) -> tuple[Total | str | None, ...]:
    """Every figure is summed."""
    return tuple(SUM if field.key in FIGURES else "Tổng cộng" if field.key == "name" else None for field in columns)


def page_columns(columns: tuple[Field, ...]) -> list[dict[str, str]]:
    """For a template."""
    return [
        {"title": field.title, "mark": mark, "width": field.page_width, "align": field.align}
        for field, mark in zip(columns, marks(columns), strict=True)
    ]


def page_rows(paper: PlanPaper, figures: Shown, columns: tuple[Field, ...]) -> list[list[str]]:
    """The rows as text."""
    return [
        [str(number + 1) if field.key == "place" else _text(paper, field.key, row, number) for field in columns]
        for number, row in enumerate(figures.rows)
    ]


def page_total(paper: PlanPaper, figures: Shown, columns: tuple[Field, ...]) -> list[str]:
    """The total row as text."""
    label = {"name": "Tổng cộng"}
    return [
        _figure(paper, field.key, figures.total) if field.key in FIGURES else label.get(field.key, "")
        for field in columns
    ]


def _text(paper: PlanPaper, key: str, row: Figures, number: int) -> str:
    return _figure(paper, key, row) if key in FIGURES else str(getattr(paper.rows[number], key))


def _figure(paper: PlanPaper, key: str, row: Figures) -> str:
    """Zero is "—", unknown is blank; changes have their sign written out."""
    value = getattr(row, key)
    if value is None:
        return ""
    change = key == "difference" or (paper.kind == "adjust" and key in {"this", "submitted"})
    return signed(value, zero=DASH) if change else dong(value, zero=DASH)
