"""The plan as workbooks: the official table in triệu đồng, the exact đồng, and where the money comes from."""

from loans.papers.form import CITY, DIRECTOR, Letterhead, Sign
from loans.papers.plan import wording
from loans.papers.plan.columns import fields, sheet_columns, sheet_rows, sheet_totals
from loans.papers.plan.figures import Bridge, Shown, bridge, differs, in_dong, shown
from loans.papers.plan.records import PlanPaper
from loans.papers.workbook import SUM, Across, Cell, Column, Kind, Sheet, workbook


def proposal_workbook(paper: PlanPaper, *, sign: Sign = DIRECTOR) -> bytes:
    """The phụ lục of the tờ trình: "Phụ lục" in triệu đồng, "Số liệu đồng" exact, "Nguồn vốn" with pool and bridge."""
    head = wording.department_head(paper)
    sheets = [*_tables(paper, head, sign, decided=False), *_sources(paper)]
    return workbook(sheets, day=paper.made_on, digest=paper.digest)


def annex_workbook(paper: PlanPaper, *, sign: Sign = CITY) -> bytes:
    """The phụ lục of the decision: the decided figures, beside the proposed ones wherever any of them differs."""
    sheets = _tables(paper, wording.city_head(paper), sign, decided=True)
    return workbook(sheets, day=paper.decided_on, digest=paper.digest)


def _tables(paper: PlanPaper, head: Letterhead, sign: Sign, *, decided: bool) -> list[Sheet]:
    columns = fields(paper, compared=decided and differs(paper))
    title = f"PHỤ LỤC\n{wording.upper_first(wording.subject(paper))}"
    below = (wording.attached(paper, decided=decided), f"Nguồn vốn: {paper.source_name}")
    draft = paper.undecided if decided else paper.draft
    found = bridge(paper, decided=decided)

    def table(name: str, figures: Shown, kind: Kind, unit: str, *, official: bool) -> Sheet:
        return Sheet(
            name=name,
            title=title if official else f"Số liệu chính xác đến đồng: {wording.subject(paper)}",
            subtitle=(*below, unit),
            columns=sheet_columns(columns, kind),
            rows=sheet_rows(paper, figures, columns),
            totals=sheet_totals(columns),
            notes=tuple(wording.notes(paper, figures, found)) if official else (),
            signatures=(sign,) if official else (),
            copies=(wording.ANNEX_COPIES if decided else wording.PROPOSAL_COPIES) if official else (),
            letterhead=head if official else None,
            footer=paper.imprint,
            draft=draft,
        )

    return [
        table("Phụ lục", shown(paper, decided=decided), Kind.MILLION, wording.UNIT, official=True),
        table("Số liệu đồng", in_dong(paper, decided=decided), Kind.MONEY, wording.UNIT_DONG, official=False),
    ]


def _sources(paper: PlanPaper) -> list[Sheet]:
    pool = Sheet(
        name="Nguồn vốn",
        title="Nguồn vốn phân bổ",
        subtitle=(wording.upper_first(wording.subject(paper)), wording.UNIT_DONG),
        columns=(
            Column("STT", Kind.COUNT, 6),
            Column("Nguồn", Kind.TEXT, 40),
            Column("Số tiền", Kind.MONEY),
            Column("Căn cứ", Kind.TEXT, 40),
        ),
        rows=tuple(
            (place, wording.origin(part.origin), part.amount, part.decision)
            for place, part in enumerate(paper.pool, start=1)
        ),
        totals=(None, "Tổng cộng", SUM, None),
        footer=paper.imprint,
        landscape=False,
        draft=paper.draft,
    )
    found = bridge(paper, decided=False)
    return [pool, _bridge(paper, found)] if found else [pool]


def _bridge(paper: PlanPaper, found: Bridge) -> Sheet:
    row: tuple[Cell, ...] = (found.base, found.recovery, found.lending, Across(found.target, (0, 2), (1,)))
    return Sheet(
        name="Cân đối",
        title="Dư nợ đầu năm − thu hồi + cho vay = chỉ tiêu dư nợ",
        subtitle=(wording.upper_first(wording.subject(paper)), wording.UNIT_DONG),
        columns=(
            Column(f"Dư nợ 31/12/{paper.year - 1}", Kind.MONEY, 24, "(1)"),
            Column("Dự kiến thu hồi trong năm", Kind.MONEY, 24, "(2)"),
            Column("Cho vay, lũy kế sau đợt này", Kind.MONEY, 24, "(3)"),
            Column(f"Chỉ tiêu dư nợ 31/12/{paper.year}", Kind.MONEY, 24, "(4) = (1) − (2) + (3)"),
        ),
        rows=(row,),
        footer=paper.imprint,
        landscape=False,
        draft=paper.draft,
    )
