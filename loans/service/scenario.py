"""Scenarios (phương án phân bổ): named, versioned ways to share a year's pool, each kept with what it came to.

A version keeps its specification, the criteria it read and every commune's figure with the reasons, so that it says
the same years later, whatever has been recorded since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from loans.domain.allocation import Allocation, Row
from loans.domain.allocation.compare import Candidate, Comparison, compare
from loans.domain.allocation.explained import explain, sentence_en, sentence_vi
from loans.domain.area import areas
from loans.domain.refusal import Faults, Refusal
from loans.service.criteria import ASKED, criteria_of, last_plan
from loans.service.methods import Spec, share_by, spec_from, with_one_more_billion
from loans.service.unit_of_work import Scenario, UnitOfWork

BOUNDS = ("floor", "cap", "fixed", "excluded")
COMMUNES = "communes"


@dataclass(frozen=True, slots=True)
class Bound:
    """What a person sets for one commune: amounts in đồng."""

    floor: int = 0
    cap: int | None = None
    fixed: int | None = None
    excluded: bool = False


def share_now(
    uow: UnitOfWork, *, today: date, year: int, source_id: int, pool: int, spec: Mapping[str, Any]
) -> dict[str, Any]:
    """Share ``pool`` đồng by a specification over what is recorded now; nothing is written.

    ``spec`` is that of ``loans.service.methods.spec_from`` without its pool, and ``communes``: {code: floor, cap,
    fixed, excluded}. No commune gets more than its demand unless ``cap_at_demand`` is false (or, for an optimum,
    ``beyond_demand`` true). Returns plain values: ``pool``, ``allocated``, ``rest``, ``criteria``, and ``rows``, each
    with ``why`` adding up, the bound, what one billion more would do, the difference from the last plan, and the
    sentence in both languages.
    """
    read = spec_from({"cap_at_demand": True, **{key: spec[key] for key in spec if key != COMMUNES}, "pool": pool})
    rows = _rows(uow, read, _bounds(spec.get(COMMUNES, {}), today), today=today, year=year, source_id=source_id)
    made = share_by(read, rows)
    last = last_plan(uow, source_id=source_id, year=year)
    return _told(made, with_one_more_billion(read, rows, made), rows, last, today)


def save_scenario(
    uow: UnitOfWork,
    *,
    today: date,
    year: int,
    source_id: int,
    name: str,
    pool: int,
    spec: Mapping[str, Any],
    note: str = "",
) -> Scenario:
    """Share and save under a name that is new for the year and source."""
    uow.funds.get(source_id)
    body = _body(uow, today=today, year=year, source_id=source_id, pool=pool, spec=spec)
    booked = uow.entries.open("scenario", f"{year}/{source_id}/{name}", "scenario_saved", today, body, note)
    uow.scenarios.add(booked, year, source_id, name)
    return uow.scenarios.get(booked.stream_id)


def save_again(
    uow: UnitOfWork,
    *,
    today: date,
    scenario_id: int,
    expected: int,
    pool: int,
    spec: Mapping[str, Any],
    note: str = "",
) -> Scenario:
    """Share anew and save as the next version; the earlier ones stay."""
    present = uow.scenarios.get(scenario_id)
    body = _body(uow, today=today, year=present.year, source_id=present.source_id, pool=pool, spec=spec)
    uow.entries.append(scenario_id, expected, "scenario_saved", today, body, note)
    return uow.scenarios.get(scenario_id)


def compared(uow: UnitOfWork, scenario_ids: Sequence[int]) -> Comparison:
    """Scenarios of one year and source side by side, over the demand, jobs and last plan that stand now."""
    chosen = [uow.scenarios.get(scenario_id) for scenario_id in scenario_ids]
    if len({(each.year, each.source_id) for each in chosen}) != 1:
        raise Refusal(
            "scenarios_of_several_plans",
            field="scenario_id",
            value=list(scenario_ids),
            vi="Chỉ so sánh các phương án của cùng một năm và một nguồn vốn.",
            en="Only scenarios of one year and one source can be compared.",
        )
    candidates = [Candidate(each.name, amounts_of(each.made)) for each in chosen]
    return compared_now(uow, candidates, year=chosen[0].year, source_id=chosen[0].source_id)


def amounts_of(made: Mapping[str, Any]) -> dict[str, int]:
    """What each commune got, in đồng, of what ``share_now`` answered or a scenario kept."""
    return {row["code"]: row["allocated"] for row in made["rows"]}


def compared_now(uow: UnitOfWork, candidates: Sequence[Candidate], *, year: int, source_id: int) -> Comparison:
    """Ways to share side by side, saved or not, over the demand, jobs and last plan that stand now."""
    asked = criteria_of(uow, today=date(year, 12, 31), year=year, source_id=source_id, names=("demand", "jobs"))
    return compare(
        candidates,
        demand={code: values["demand"] for code, values in asked.items()},
        jobs={code: values["jobs"] for code, values in asked.items()},
        last=last_plan(uow, source_id=source_id, year=year),
    )


def _body(
    uow: UnitOfWork, *, today: date, year: int, source_id: int, pool: int, spec: Mapping[str, Any]
) -> dict[str, Any]:
    made = share_now(uow, today=today, year=year, source_id=source_id, pool=pool, spec=spec)
    return {"spec": {**spec, "pool": pool}, "made": made}


def _rows(
    uow: UnitOfWork, spec: Spec, bounds: Mapping[str, Bound], *, today: date, year: int, source_id: int
) -> list[Row]:
    """Every commune in force with what the method reads of it."""
    names = _read_by(spec)
    found = criteria_of(uow, today=today, year=year, source_id=source_id, names=names)
    if (spec.caps_at_demand or set(names) & set(ASKED)) and not any(row["demand"] for row in found.values()):
        raise _no_demand(year)
    rows = []
    for code, criteria in found.items():
        bound = bounds.get(code, Bound())
        rows.append(Row(code, criteria, bound.floor, bound.cap, bound.fixed, bound.excluded))
    return rows


def _read_by(spec: Spec) -> tuple[str, ...]:
    """The criteria that a specification names."""
    weights = spec.criteria_weights()
    names = weights if not isinstance(weights, str) else [part.partition("=")[0] for part in weights.split(",")]
    plain = [name.strip().removeprefix("-") for name in names]
    return tuple(dict.fromkeys([*plain, *spec.columns(("overdue", "outstanding"))]))


def _bounds(given: Any, today: date) -> dict[str, Bound]:
    """Bounds of single communes, read strictly; every fault is reported."""
    faults = Faults()
    if not isinstance(given, Mapping) or not all(isinstance(bound, Mapping) for bound in given.values()):
        raise _no_mapping(given)
    for code, bound in given.items():
        try:
            areas().commune(code, today)
        except Refusal as refused:
            faults.add(code, refused.code, vi=refused.vi, en=refused.en, field=COMMUNES, value=code)
        for name in set(bound) - set(BOUNDS):
            faults.add(
                code,
                "allocation_spec_refused",
                field=name,
                value=bound[name],
                vi=f"{code}: khóa lạ «{name}»; dùng {', '.join(BOUNDS)}.",
                en=f"{code}: unknown key {name}; use {', '.join(BOUNDS)}.",
            )
    faults.refuse(
        "allocation_spec_refused",
        vi="Giới hạn của một số xã chưa hợp lệ.",
        en="The bounds of some communes are refused.",
    )
    return {code: Bound(**bound) for code, bound in given.items()}


def _no_mapping(given: object) -> Refusal:
    example = '{"00004": {"cap": 500000000}}'
    return Refusal(
        "allocation_spec_refused",
        field=COMMUNES,
        value=str(given)[:200],
        vi=f"communes: ghi giới hạn theo mã xã, ví dụ {example}.",
        en=f"communes: give bounds by commune code, as {example}.",
    )


def _no_demand(year: int) -> Refusal:
    return Refusal(
        "no_demand",
        field="year",
        value=year,
        vi=f"Chưa có nhu cầu năm {year}. Ghi nhận nhu cầu của các xã/phường trước.",
        en=f"No demand is recorded for {year}. Record the communes' demand first.",
    )


def _told(
    made: Allocation, more: Allocation, rows: Sequence[Row], last: Mapping[str, int], today: date
) -> dict[str, Any]:
    told = []
    labels = {"cap": "trần (nhu cầu hoặc mức ấn định)"}
    for each in explain(made, more, last):
        name = areas().commune(each.code, today).full_name
        told.append(
            {
                "code": each.code,
                "allocated": each.allocated,
                "why": [{"reason": step.reason, "amount": step.amount} for step in each.why],
                "bound": each.bound,
                "one_more_billion": each.one_more_billion,
                "last": each.last,
                "difference": each.difference,
                "sentence_vi": sentence_vi(each, name=name, labels=labels),
                "sentence_en": sentence_en(each, name=name),
            }
        )
    criteria = {row.code: dict(row.criteria) for row in rows}
    return {"pool": made.pool, "allocated": made.allocated, "rest": made.rest, "criteria": criteria, "rows": told}
