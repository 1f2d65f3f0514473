"""Answers of communes to the demand review: checked row by row, recorded version after version."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from loans.domain.demand import (
    CommuneCheck,
    Given,
    RowResult,
    against_last_year,
    check_rows,
    repeats,
    still_owing,
    totals,
)
from loans.service.actor import Actor
from loans.service.demand.batch import Recorded, book, look, refuse_empty, refuse_unseen, settle, sound
from loans.service.demand.last_year import last_totals
from loans.service.unit_of_work import UnitOfWork

_FIELDS = ("beneficiaries", "purpose", "workers", "amount", "jobs")


def check_demand(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    year: int,
    answers: Sequence[Given],
    communes_without_demand: Sequence[str] = (),
) -> Recorded:
    """What the checks say of the answers; nothing is written.

    An answer is a row with ``commune``, ``beneficiaries`` (a planning group), ``purpose``, ``workers``, ``amount``
    (đồng), ``jobs``, and optionally ``place`` and ``faults`` where it was read from a sheet.
    """
    refuse_empty(answers, communes_without_demand)
    none = set(communes_without_demand)
    rows = check_rows(answers, on=today, year=year, within=actor.within, without=none)
    rows += _check_without(communes_without_demand, actor, today)
    communes = sound(rows)
    answered = {answer.commune for answer in uow.demands.versions(year)} | set(communes)
    lines = _lines(answers, communes)
    last = last_totals(uow, year)
    return Recorded(
        rows=tuple(rows),
        communes=communes,
        owing=still_owing(answered, today, actor.limit),
        warnings=tuple(
            warning for code in communes for warning in against_last_year(code, totals(lines[code]), last.get(code))
        ),
    )


def record_demand(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    year: int,
    answers: Sequence[Given],
    keep_good: bool = False,
    communes_without_demand: Sequence[str] = (),
    seen: Mapping[str, int] | None = None,
) -> Recorded:
    """Record the answers of a year; a commune's newer answer replaces its older one, and both are kept.

    Every faulty row is reported and nothing is written, unless the good communes are to be kept: a commune with
    a faulty row then keeps the answer that it had. A commune without demand answers that it asks for nothing; so does
    one whose rows are all zero. Raises ``demand_refused`` (Kế hoạch năm của UBND Thành phố, mục V.1), and ``stale``
    where a commune has another number of answers than its sender has ``seen``.
    """
    checked = check_demand(
        uow, actor, today=today, year=year, answers=answers, communes_without_demand=communes_without_demand
    )
    settle(
        checked,
        "demand_refused",
        keep_good=keep_good,
        vi="Nhu cầu có dòng sai. Sửa các dòng nêu dưới đây rồi gửi lại.",
        en="Some rows of the demand are faulty. Correct those named below and send it again.",
    )
    lines = _lines(answers, checked.communes)
    for commune in checked.communes:
        body = {"year": year, "commune": commune, "lines": lines[commune]}
        key = f"{year}/{commune}"
        standing = look(uow, "demand", key)
        if seen is not None and standing.sequence != seen.get(commune, 0):
            refuse_unseen(key, vi=f"bản {standing.sequence}", en=f"version {standing.sequence}")
        booked = book(uow, "demand", key, "demand_recorded", today, body, standing)
        uow.demands.add(booked, year, commune, lines[commune])
    return replace(checked, written=bool(checked.communes))


def _lines(answers: Sequence[Given], communes: Sequence[str]) -> Mapping[str, list[dict[str, Any]]]:
    """The lines of each commune that ask for something."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list, {commune: [] for commune in communes})
    for answer in answers:
        if answer.get("commune") in found and any(answer[name] for name in ("workers", "amount", "jobs")):
            found[answer["commune"]].append({name: answer[name] for name in _FIELDS})
    return found


def _check_without(codes: Sequence[str], actor: Actor, today: date) -> list[RowResult]:
    places = [f"without {number}" for number in range(1, len(codes) + 1)]
    twice = repeats(places, codes, code="demand_twice", same_vi="xã", same_en="commune")
    check = CommuneCheck(today, actor.within)
    return [
        RowResult(
            place,
            code,
            (*check.faults({"commune": code}, place), *twice.get(position, [])),
        )
        for position, (place, code) in enumerate(zip(places, codes, strict=True))
    ]
