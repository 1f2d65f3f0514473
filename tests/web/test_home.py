"""What waits for whom: dossiers with their working days, rounds with the step that is next, checks, demand."""

import re
from datetime import date

import pytest

from loans.domain.plan import StepKind
from loans.service.actor import Actor
from loans.service.allocation import next_step, rounds_waiting
from loans.service.application import APPROVERS, OFFICERS, waiting
from tests.api.service import Service
from tests.programme import DAYS, MILLION, Programme
from tests.web.conftest import Visit

APPRAISED = DAYS | {"filed": date(2026, 11, 9), "complete": date(2026, 11, 10), "appraised": date(2026, 11, 11)}


@pytest.fixture
def programme(service: Service) -> Programme:
    return Programme(service.store, service.clock)


def items(page: str) -> list[str]:
    """The tasks of a home page, their blanks made one."""
    return [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", each)).strip()
        for each in re.findall(r'<li class="list-group-item">(.*?)</li>', page, re.DOTALL)
    ]


def test_a_dossier_waits_for_the_approver_until_seven_working_days_are_over(
    service: Service, programme: Programme, visit: Visit
) -> None:
    source_id = programme.funded(1_000 * MILLION)
    dossier = programme.appraised(programme.filing(programme.worker(), source_id, 90 * MILLION), days=APPRAISED)
    [task] = [each for each in items(visit("approver").get("/home").text) if "Phê duyệt" in each]
    assert task == (
        f"Phê duyệt hoặc từ chối: hồ sơ {dossier}, 90 triệu Nghị định 338/2025/NĐ-CP, Điều 11 "
        "19/11/2026 trễ 1 ngày làm việc"
    )
    with service.store.reading() as uow:
        who_appraised = uow.applications.get(dossier).appraised_by
        assert waiting(uow, Actor(who_appraised, "approver"), states=APPROVERS) == []
        assert waiting(uow, Actor("officer", "officer"), states=OFFICERS) == []
        assert [each.id for each in uow.applications.waiting(("00008",))] == []
    programme.approve(dossier, on=date(2026, 11, 12))
    assert [each for each in items(visit("approver").get("/home").text) if "Phê duyệt" in each] == []
    assert [each for each in items(visit("officer").get("/home").text) if "Ký hợp đồng" in each] != []


def test_a_round_waits_for_one_office_after_another_and_for_a_second_person(
    service: Service, programme: Programme
) -> None:
    def step(role: str, username: str = "ai-do") -> list[StepKind]:
        with service.store.reading() as uow:
            return [kind for _, kind in rounds_waiting(uow, role=role, username=username, today=programme.today)]

    drafted = programme.draft(programme.source(500 * MILLION), {"00004": 500 * MILLION})
    assert (step("approver"), step("finance"), step("planner")) == ([StepKind.BRANCH_OPINION], [], [])
    submitted = programme.submitted(drafted)
    assert step("planner") == [StepKind.DECIDED]
    assert step("planner", submitted.drafted_by) == []
    with service.store.reading() as uow:
        assert next_step(uow.rounds.get(drafted.id)) == ("planner", StepKind.DECIDED)
    decided = programme.funded(1_000 * MILLION)
    with service.store.reading() as uow:
        assert [next_step(each) for each in uow.rounds.all(2026, decided)] == [None]


def test_a_loan_that_was_not_checked_waits_for_the_officer_of_its_commune(programme: Programme, visit: Visit) -> None:
    programme.lent(programme.funded(1_000 * MILLION), 60 * MILLION, point=programme.point())
    text = visit("officer").get("/home").text
    assert [each for each in items(text) if "Kiểm tra sử dụng vốn sau giải ngân" in each] != []
    assert "60 triệu" in text
    assert [each for each in items(visit("officer2").get("/home").text) if "Kiểm tra" in each] == []


def test_a_commune_is_asked_for_its_demand_of_the_year_to_come(visit: Visit) -> None:
    assert any(each.startswith("Gửi nhu cầu vay vốn năm 2027") for each in items(visit("commune").get("/home").text))
