"""A round's page: every commune's figure with why, charts and map, the chain of its papers, and the papers to keep."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response, request

from loans.domain.plan import Round, StepKind, hears_finance
from loans.http.attachment import attachment
from loans.http.roles import MAY, Action, Role
from loans.http.round_papers import round_letters, round_paper, rows_as_known
from loans.service.actor import Actor
from loans.service.allocation import RoundRow, next_step, round_table, seen_by
from loans.service.unit_of_work import UnitOfWork
from loans.web.charts import Bar
from loans.web.form import Form
from loans.web.map import Bubble, Drawn, band_of, drawn
from loans.web.page import page, render
from loans.web.planner import blueprint, words
from loans.web.planner.year import BANDS
from loans.web.show import exact, percent, short
from loans.web.texts import say

MOST_MOVED = 10
_ORDER = (
    StepKind.DRAFTED,
    StepKind.BRANCH_OPINION,
    StepKind.FINANCE_OPINION,
    StepKind.CHECKED,
    StepKind.SUBMITTED,
    StepKind.DECIDED,
)


@page(blueprint, "/rounds/<int:round_id>", action=Action.ROUND_READ)
def round_page(uow: UnitOfWork, actor: Actor, today: date, round_id: int) -> Response:
    """One round: to communes and officers only once it is decided."""
    present = seen_by(actor, uow.rounds.get(round_id))
    table = round_table(uow, present, rows_as_known(uow, present, today), today=today)
    if actor.limit is not None:
        table = tuple(row for row in table if row.sheet.code in actor.limit)
    may = MAY[Role(actor.role)]
    weighs = Action.DEMAND_READ in may or Action.SCENARIO_READ in may
    versions = uow.rounds.versions(round_id) if actor.limit is None else ()
    return render(
        "planner/round.html",
        present=present,
        source=uow.funds.get(present.source_id),
        table=table,
        sums=sums(table),
        weighs=weighs,
        way=_way(present),
        waits=next_step(present),
        versions=versions,
        may={each.name for each in may},
        words=words,
        coverage=_coverage(table) if weighs else [],
        moved=_moved(table),
        drawn=_map(table) if actor.limit is None and weighs else None,
        own=actor.username in present.authors,
        whole=actor.limit is None,
    )


@page(
    blueprint,
    "/rounds/<int:round_id>/papers/<any(proposal,annex):paper>.<any(pdf,xlsx):kind>",
    action=Action.ROUND_READ,
)
def paper_of_round(uow: UnitOfWork, actor: Actor, today: date, round_id: int, paper: str, kind: str) -> Response:
    """The tờ trình or the annex of the decision, to sign or as a workbook."""
    return round_paper(uow, actor, today, round_id, paper=paper, kind=kind)


@page(blueprint, "/rounds/<int:round_id>/papers/letters.pdf", action=Action.ROUND_READ)
def letters(uow: UnitOfWork, actor: Actor, today: date, round_id: int) -> Response:
    """The letters to communes; ``?commune=`` for one of them."""
    form = Form(request.args)
    commune = form.text("commune", most=5)
    form.check()
    return round_letters(uow, actor, today, round_id, commune or None)


@page(blueprint, "/papers/<int:paper_id>", action=Action.PAPER_READ)
def scan(uow: UnitOfWork, _actor: Actor, _today: date, paper_id: int) -> Response:
    """A scanned paper as it came."""
    kept = uow.papers.get(paper_id)
    return attachment(uow.papers.content(paper_id), media_type=kept.media_type, name=kept.name)


def sums(table: Sequence[RoundRow]) -> dict[str, int]:
    """The totals of a round's table, in đồng."""
    return {
        "base": sum(row.sheet.base or 0 for row in table),
        "before": sum(row.sheet.before for row in table),
        "submitted": sum(row.sheet.submitted for row in table),
        "stands": sum(row.sheet.stands for row in table),
        "cumulative": sum(row.cumulative for row in table),
        "demand": sum(row.demand for row in table),
        "last": sum(row.last or 0 for row in table),
        "change": sum(row.change or 0 for row in table),
        "gained": sum(max(0, row.change or 0) for row in table),
        "lost": sum(min(0, row.change or 0) for row in table),
    }


def _way(present: Round) -> list[dict[str, Any]]:
    """The chain as a list of steps: taken with who, when and which paper; the one that is next; those to come."""
    written = max(
        (place for place, step in enumerate(present.steps) if step.kind in (StepKind.DRAFTED, StepKind.REVISED)),
        default=0,
    )
    now = next_step(present)
    standing = {step.kind: step for step in present.steps[written:]}
    if StepKind.REVISED in standing:
        standing[StepKind.DRAFTED] = standing[StepKind.REVISED]
    way = []
    for kind in _ORDER:
        if kind is StepKind.FINANCE_OPINION and not hears_finance(present.pool) and kind not in standing:
            continue
        state = "done" if kind in standing else "now" if now and now[1] is kind else "open"
        way.append({"kind": kind, "state": state, "step": standing.get(kind)})
    return way


def _coverage(table: Sequence[RoundRow]) -> list[Bar]:
    """How many communes have which part of their demand met."""
    labels = (
        say("dưới 20%", "under 20%"),
        "20–40%",
        "40–60%",
        "60–80%",
        "80–100%",
        say("đủ nhu cầu", "all of it"),
    )
    counts = [0] * len(labels)
    for row in table:
        if row.coverage_permille is not None:
            counts[band_of(row.coverage_permille, (*BANDS, 1000)) or 0] += 1
    return [Bar(label, count, exact(count)) for label, count in zip(labels, counts, strict=True)]


def _moved(table: Sequence[RoundRow]) -> list[Bar]:
    """The largest gains, then the largest losses, against the last plan."""
    changed = sorted((row for row in table if row.change), key=lambda row: -(row.change or 0))
    gains = [row for row in changed if (row.change or 0) > 0][:MOST_MOVED]
    losses = [row for row in reversed(changed) if (row.change or 0) < 0][:MOST_MOVED]
    return [
        Bar(
            row.sheet.name,
            row.change or 0,
            ("+" if (row.change or 0) > 0 else "") + short(row.change or 0),
            f"#c{row.sheet.code}",
            "gain" if (row.change or 0) > 0 else "loss",
        )
        for row in (*gains, *losses)
    ]


def _map(table: Sequence[RoundRow]) -> Drawn:
    """Bubbles of the year's plan with this round, coloured by the part of the demand that it meets."""
    bubbles = [
        Bubble(
            row.sheet.code,
            row.cumulative,
            band_of(row.coverage_permille, BANDS),
            f"{row.sheet.name}: {short(row.cumulative)}, {say('đáp ứng', 'meets')} "
            f"{percent(row.cumulative, row.demand)} {say('nhu cầu', 'of the demand')}",
            f"#c{row.sheet.code}",
        )
        for row in table
        if row.cumulative
    ]
    spans = (say("dưới 20%", "under 20%"), "20–40%", "40–60%", "60–80%", say("từ 80%", "80% and more"))
    return drawn(bubbles, [f"{say('đáp ứng', 'meets')} {span}" for span in spans])
