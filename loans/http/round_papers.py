"""The papers of a round (proposal, annex, letters) as files, over what was known when its last step was booked."""

from collections.abc import Callable, Mapping
from datetime import date

from flask import Response

from loans.domain.plan import Round, StepKind
from loans.domain.refusal import Unknown
from loans.http.attachment import attachment
from loans.http.context import context
from loans.papers import plan as papers
from loans.papers.numbers import moment
from loans.papers.sheet import XLSX
from loans.service.actor import Actor
from loans.service.allocation import SheetRow, digest_of, seen_by, sheet_of
from loans.service.unit_of_work import UnitOfWork

GROUNDS = (
    "Luật Việc làm số 74/2025/QH15, khoản 3 Điều 8",
    "Nghị định số 338/2025/NĐ-CP, khoản 8 Điều 35",
    "Kế hoạch năm của UBND Thành phố, mục V.1 và V.9",
)
PDF = "application/pdf"
MADE: Mapping[str, tuple[str, Mapping[str, Callable[[papers.PlanPaper], bytes]]]] = {
    "proposal": ("to-trinh", {"pdf": papers.proposal_pdf, "xlsx": papers.proposal_workbook}),
    "annex": ("phu-luc", {"pdf": papers.annex_pdf, "xlsx": papers.annex_workbook}),
}
"""The name of each paper's file, and what makes it."""


def round_paper(uow: UnitOfWork, actor: Actor, today: date, round_id: int, *, paper: str, kind: str) -> Response:
    """The ``proposal`` or the ``annex`` of a round as ``pdf`` or ``xlsx``; raises where the actor may not see it."""
    present = seen_by(actor, uow.rounds.get(round_id))
    name, made = MADE[paper]
    content = made[kind](_paper(uow, present, rows_as_known(uow, present, today)))
    media_type = PDF if kind == "pdf" else XLSX
    return attachment(content, media_type=media_type, name=f"{name}-{present.year}-dot-{present.number}.{kind}")


def round_letters(uow: UnitOfWork, actor: Actor, today: date, round_id: int, commune: str | None) -> Response:
    """The letter to one commune, or to all that the actor may see, with its figure and why."""
    present = seen_by(actor, uow.rounds.get(round_id))
    rows = rows_as_known(uow, present, today)
    if commune:
        actor.within(commune)
    wanted = [commune] if commune else actor.limit
    chosen = [row for row in rows if wanted is None or row.code in wanted]
    if not chosen:
        raise _no_such_commune(commune)
    content = papers.letters_pdf(_paper(uow, present, rows), [_letter(row) for row in chosen])
    return attachment(content, media_type=PDF, name=f"thong-bao-{present.year}-dot-{present.number}.pdf")


def rows_as_known(uow: UnitOfWork, present: Round, today: date) -> tuple[SheetRow, ...]:
    """The round's table, over what was known when its last step was booked."""
    with context().store.reading(context().store.known_at(present.steps[-1].booked_at)) as then:
        return sheet_of(uow, present, today=today, then=then)


def _paper(uow: UnitOfWork, present: Round, rows: tuple[SheetRow, ...]) -> papers.PlanPaper:
    """What the papers print of a round."""
    submitted = next((step for step in reversed(present.steps) if step.kind == StepKind.SUBMITTED), None)
    signed_on = present.decision.get("signed_on")
    effective_on = present.decision.get("effective_on")
    return papers.PlanPaper(
        year=present.year,
        number=present.number,
        source_name=uow.funds.get(present.source_id).name,
        measure=present.measure.value,
        kind="assign" if all(row.before == 0 for row in rows) else "adjust",
        state=present.state.value,
        pool=tuple(papers.PoolRow(part.origin, part.amount, part.decision) for part in present.pool),
        rows=tuple(_row(row) for row in rows),
        paper_no=present.submission.get("paper", ""),
        paper_day=submitted.on if submitted else None,
        decision=present.decision.get("decision", ""),
        signed_on=date.fromisoformat(signed_on) if signed_on else None,
        effective_on=date.fromisoformat(effective_on) if effective_on else None,
        cites=GROUNDS,
        known_at=moment(present.steps[-1].booked_at),
        digest=digest_of(present, rows),
        demo=context().settings.demo,
    )


def _row(row: SheetRow) -> papers.PlanRow:
    return papers.PlanRow(
        row.code, row.name, row.base, row.submitted, row.decided, row.before, row.recovery, row.reason
    )


def _letter(row: SheetRow) -> papers.Letter:
    amount = row.stands
    why = row.why if sum(part for _, part in row.why) == amount else ()
    return papers.Letter(row.code, row.name, amount, row.before, row.before + amount, row.sentence, why)


def _no_such_commune(code: str | None) -> Unknown:
    return Unknown(
        "unknown_area_code",
        field="commune",
        value=code,
        vi=f"Không có xã/phường {code} trong đợt này. Kiểm tra lại mã.",
        en=f"There is no commune {code} in this round. Check the code.",
    )
