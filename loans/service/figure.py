"""Figures of communes that people hand in (job targets, population, poor households): data of users, never law."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from loans.domain.demand import (
    CommuneCheck,
    Given,
    RowResult,
    faults_of,
    places_of,
    repeats,
    still_owing,
    whole_faults,
)
from loans.domain.refusal import Refusal
from loans.service.actor import Actor
from loans.service.demand.batch import Recorded, book, look, refuse_empty, refuse_unseen, settle, sound
from loans.service.unit_of_work import UnitOfWork

JOB_TARGET = "job_target"
"""Jobs that the city's plan sets each commune for a year (Phụ lục 01)."""

_NAME = re.compile(r"[a-z_]{1,40}")


def check_figures(
    uow: UnitOfWork, actor: Actor, *, today: date, name: str, year: int, values: Sequence[Given]
) -> Recorded:
    """What the checks say of the values (``commune``, ``amount``, optionally ``place``); nothing is written."""
    _check_name(name)
    refuse_empty(values)
    places = places_of(values)
    keys = [value.get("commune") for value in values]
    twice = repeats(places, keys, code="figure_twice", same_vi="xã", same_en="commune")
    check = CommuneCheck(today, actor.within)
    rows = [
        RowResult(
            place,
            str(value.get("commune", "")),
            (
                *faults_of(value, place),
                *check.faults(value, place),
                *whole_faults(value, ("amount",), place),
                *twice.get(position, []),
            ),
        )
        for position, (value, place) in enumerate(zip(values, places, strict=True))
    ]
    communes = sound(rows)
    known = {str(row["commune"]) for row in uow.figures.of_year(name, year)} | set(communes)
    return Recorded(tuple(rows), communes, still_owing(known, today, actor.limit))


def record_figures(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    name: str,
    year: int,
    values: Sequence[Given],
    keep_good: bool = False,
    seen: int | None = None,
) -> Recorded:
    """Record one figure of a year for some communes; a newer value replaces the older one, and all are kept.

    ``name`` is of letters a–z and ``_``; ``job_target`` is Phụ lục 01 of the city's plan. Raises ``figures_refused``
    with every faulty row, unless the good communes are to be kept, and ``stale`` where the figure was handed in another
    number of times than its sender has ``seen``.
    """
    checked = check_figures(uow, actor, today=today, name=name, year=year, values=values)
    settle(
        checked,
        "figures_refused",
        keep_good=keep_good,
        vi="Số liệu có dòng sai. Sửa các dòng nêu dưới đây rồi gửi lại.",
        en="Some rows of the figures are faulty. Correct those named below and send them again.",
    )
    if not checked.communes:
        return checked
    kept = {str(row["commune"]): int(row["amount"]) for row in values if row.get("commune") in checked.communes}
    body = {"name": name, "year": year, "values": kept}
    standing = look(uow, "figure", f"{year}/{name}")
    if seen is not None and standing.sequence != seen:
        refuse_unseen(f"{year}/{name}", vi=f"{name} năm {year}", en=f"{name} of {year}")
    booked = book(uow, "figure", f"{year}/{name}", "figures_recorded", today, body, standing)
    uow.figures.add(booked, name, year, kept)
    return replace(checked, written=True)


def times_recorded(uow: UnitOfWork, name: str, year: int) -> int:
    """How often a figure of a year was handed in."""
    return look(uow, "figure", f"{year}/{name}").sequence


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise Refusal(
            "figure_name_refused",
            field="name",
            value=name,
            vi=f"Tên số liệu «{name}» chỉ gồm chữ a–z và dấu _, dài 1–40 ký tự, ví dụ job_target. Sửa lại tên.",
            en=f"The name “{name}” must be 1–40 letters a–z or _, such as job_target. Correct it.",
        )
