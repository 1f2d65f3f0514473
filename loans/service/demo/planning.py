"""The annual plan of the demonstration: this year's decided round, and what the planner finds for the next year."""

import random
from datetime import date

from loans.domain.area import REFORM, areas
from loans.domain.borrower import Purpose
from loans.domain.plan import PoolPart, Round, StepKind
from loans.service import allocation, demand
from loans.service.actor import Actor
from loans.service.demo.story import BILLION, MILLION, POOL
from loans.service.figure import JOB_TARGET, record_figures
from loans.service.scenario import save_scenario
from loans.service.unit_of_work import UnitOfWork

_PLANNER, _SECOND = Actor("planner", "planner"), Actor("planner2", "planner")
_OWING = 6
_NEXT_POOL = 250 * BILLION


def this_year(uow: UnitOfWork, source_id: int, draw: random.Random) -> None:
    """2026: the demand of every commune, and a round decided in February."""
    _demand(uow, draw, year=2026, on=date(2026, 1, 20))
    _plan(uow, source_id)


def next_year(uow: UnitOfWork, source_id: int, draw: random.Random) -> None:
    """2027: answers that still come in, job targets, and two scenarios to compare."""
    on = date(2026, 10, 28)
    _demand(uow, draw, year=2027, on=on, owing=_OWING)
    values = [{"commune": commune.code, "amount": draw.randint(300, 2_500)} for commune in areas().in_force(REFORM)]
    record_figures(uow, _PLANNER, today=on, name=JOB_TARGET, year=2027, values=values)
    for name, weights in (
        ("Theo nhu cầu (giả định)", {"demand": "1"}),
        ("Nhu cầu 70 %, chỉ tiêu việc làm 30 % (giả định)", {"demand": "0.7", "job_target": "0.3"}),
    ):
        spec = {"weights": weights, "grain": 100 * MILLION}
        save_scenario(uow, today=on, year=2027, source_id=source_id, name=name, pool=_NEXT_POOL, spec=spec)


def _demand(uow: UnitOfWork, draw: random.Random, *, year: int, on: date, owing: int = 0) -> None:
    """What every commune asks for, but for the last few, which still owe their answer."""
    communes = areas().in_force(REFORM)
    answers = []
    for commune in communes[: len(communes) - owing]:
        workers = draw.randint(20, 90)
        answers.append(
            {
                "commune": commune.code,
                "beneficiaries": "all",
                "purpose": Purpose.CREATE.value,
                "workers": workers,
                "amount": workers * draw.randint(50, 90) * MILLION,
                "jobs": workers + draw.randint(0, 10),
            }
        )
    demand.record_demand(uow, _PLANNER, today=on, year=year, answers=answers)


def _plan(uow: UnitOfWork, source_id: int) -> None:
    """A round that goes the whole chain to its decision."""
    drafted = allocation.draft_round(
        uow,
        today=date(2026, 2, 2),
        year=2026,
        source_id=source_id,
        pool=[
            PoolPart("new", 200 * BILLION, "QĐ 001/QĐ-UBND (giả định)"),
            PoolPart("recovered", POOL - 200 * BILLION, "Dự kiến thu hồi (giả định)"),
        ],
        spec={"weights": {"demand": "0.7", "jobs": "0.3"}, "grain": 100 * MILLION},
    )
    submitted = _submitted(uow, drafted)
    uow.act_as(_SECOND.username)
    allocation.decide_round(
        uow,
        _SECOND,
        today=date(2026, 2, 20),
        round_id=drafted.id,
        expected=submitted.sequence,
        decision="QĐ 002/QĐ-UBND (giả định)",
        signed_on=date(2026, 2, 20),
        effective_on=date(2026, 2, 20),
    )


def _submitted(uow: UnitOfWork, drafted: Round) -> Round:
    """The draft on its way to the city: both opinions, the second person's check, the tờ trình."""
    present = drafted
    for name, kind in (("approver", StepKind.BRANCH_OPINION), ("finance", StepKind.FINANCE_OPINION)):
        uow.act_as(name)
        present = allocation.record_opinion(
            uow,
            today=date(2026, 2, 5),
            round_id=drafted.id,
            expected=present.sequence,
            kind=kind,
            on=date(2026, 2, 5),
            agrees=True,
            paper="CV 01 (giả định)",
        )
    uow.act_as(_SECOND.username)
    present = allocation.check_round(
        uow, _SECOND, today=date(2026, 2, 9), round_id=drafted.id, expected=present.sequence, on=date(2026, 2, 9)
    )
    uow.act_as("planner")
    return allocation.submit_round(
        uow,
        today=date(2026, 2, 10),
        round_id=drafted.id,
        expected=present.sequence,
        on=date(2026, 2, 10),
        paper="TTr 01 (giả định)",
    )
