"""Loan demand (nhu cầu vay vốn): what a commune asks for a year."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from loans.domain.refusal import Faults, Refusal
from loans.service.actor import Actor
from loans.service.checks import commune_in_force
from loans.service.unit_of_work import UnitOfWork

Answer = Mapping[str, Any]
"""``commune``, ``beneficiaries``, ``purpose``, ``workers``, ``amount`` (đồng), ``jobs``."""


def record_demand(uow: UnitOfWork, actor: Actor, *, today: date, year: int, answers: Sequence[Answer]) -> int:
    """Record the answers of a year; a commune's newer answer replaces its older one, and both are kept.

    Every faulty row is reported; nothing is written unless all are good. Returns the number of communes.
    """
    _check(answers, actor, today)
    by_commune: dict[str, list[dict[str, Any]]] = {}
    for answer in answers:
        line = {name: value for name, value in answer.items() if name != "commune"}
        by_commune.setdefault(answer["commune"], []).append(line)
    for commune, lines in sorted(by_commune.items()):
        body = {"year": year, "commune": commune, "lines": lines}
        stream_id = uow.entries.find("demand", f"{year}/{commune}")
        if stream_id is None:
            booked = uow.entries.open("demand", f"{year}/{commune}", "demand_recorded", today, body)
        else:
            at = uow.entries.sequence(stream_id)
            booked = uow.entries.append(stream_id, at, "demand_recorded", today, body)
        uow.demands.add(booked, year, commune, lines)
    return len(by_commune)


def _check(answers: Sequence[Answer], actor: Actor, today: date) -> None:
    faults = Faults()
    seen: dict[tuple[str, str, str], int] = {}
    for row, answer in enumerate(answers, 1):
        try:
            commune_in_force(answer["commune"], today)
            actor.within(answer["commune"])
        except Refusal as refused:
            faults.add(
                f"row {row}", refused.code, vi=refused.vi, en=refused.en, field="commune", value=answer["commune"]
            )
        key = (answer["commune"], answer["beneficiaries"], answer["purpose"])
        if key in seen:
            faults.add(
                f"row {row}",
                "demand_twice",
                field="commune",
                value=answer["commune"],
                vi=f"Dòng {row} trùng dòng {seen[key]} (cùng xã, nhóm và mục đích). Gộp hai dòng.",
                en=f"Row {row} repeats row {seen[key]} (same commune, group and purpose). Merge them.",
            )
        seen[key] = row
    faults.refuse("demand_refused", vi="Nhu cầu có dòng sai.", en="Some rows of the demand are faulty.")
