"""On both databases: groups over time, what was known of them, and loans of both programmes from issue to closing."""

from dataclasses import replace
from datetime import date

import pytest

from loans.domain.borrower import Purpose
from loans.domain.loan import Loan
from loans.domain.network import Group, Point
from loans.domain.refusal import Conflict, Refusal
from loans.service import application as applications
from loans.service import network
from loans.service.application import Filing
from loans.service.loan import position_of
from tests.programme import COMMUNES, DAYS, MILLION, OFFICER, Programme, codes

ABROAD_PAPERS = ["loan_request", "labour_contract", "passport"]


def _move(programme: Programme, group: Group, point: Point, since: date) -> Group:
    with programme.by(OFFICER) as uow:
        at = uow.network.group(group.id).sequence
        return network.change_group(uow, OFFICER, group_id=group.id, expected=at, since=since, point_id=point.id)


def _lent_by_group(programme: Programme) -> tuple[Loan, Group, Point]:
    """A loan of 4 instalments by a group that meets on day 07, and another point that meets on day 20."""
    seventh, twentieth = programme.point(monthly_day=7), programme.point(monthly_day=20)
    group = programme.group(seventh)
    asked = programme.filing(programme.worker(), programme.funded(1_000 * MILLION), 80 * MILLION, group=group)
    loan = programme.sign(programme.approve(programme.appraised(asked)).id, on=date(2026, 3, 5))
    return programme.disburse(loan.id, 80 * MILLION, on=date(2026, 3, 5)), group, twentieth


def _transfer(programme: Programme, loan: Loan, due: date) -> date:
    with programme.store.reading() as uow:
        return uow.books.one(loan.id).transfer(due)


# --- groups over time


def test_a_transfer_day_follows_the_groups_point_of_the_due_day(programme: Programme) -> None:
    loan, group, twentieth = _lent_by_group(programme)
    assert _transfer(programme, loan, date(2026, 8, 6)) == date(2026, 8, 7)
    _move(programme, group, twentieth, date(2026, 10, 1))
    assert _transfer(programme, loan, date(2026, 8, 6)) == date(2026, 8, 7), "due before the move"
    assert _transfer(programme, loan, date(2026, 9, 30)) == date(2026, 10, 7), "due on the day before"
    assert _transfer(programme, loan, date(2026, 10, 1)) == date(2026, 10, 20), "due on the day of the move"


def test_a_group_that_moved_later_leaves_the_old_report_as_it_was(programme: Programme) -> None:
    loan, group, twentieth = _lent_by_group(programme)
    as_of = date(2026, 9, 15)
    known = programme.store.seal()
    programme.clock.advance(hours=1)
    before = programme.overdue(known, as_of=as_of)
    assert before.total["overdue"] == 20 * MILLION, "due on 05/09, moved on 07/09"
    _move(programme, group, twentieth, date(2026, 9, 1))
    later = programme.store.seal()
    again = programme.overdue(known, as_of=as_of)
    assert (again.total, again.known) == (before.total, before.known)
    assert again.by_commune.equals(before.by_commune)
    moved = programme.overdue(later, as_of=as_of)
    assert moved.total["overdue"] == 0, "day 20 has not come"
    assert programme.overdue(later, as_of=date(2026, 9, 20)).total["overdue"] == 20 * MILLION
    with programme.store.reading(known) as then:
        assert len(then.network.group(group.id).facts) == 1
    assert loan.point_id != twentieth.id


def test_what_a_change_does_not_name_stays_and_a_stale_one_is_refused(programme: Programme) -> None:
    group = programme.group(programme.point())
    since = date(2026, 11, 21)
    with programme.by(OFFICER) as uow:
        led = network.change_group(uow, OFFICER, group_id=group.id, expected=1, since=since, leader="Tổ Trưởng Mới")
    assert (led.sequence, led.leader) == (2, "Tổ Trưởng Mới")
    assert [(fact.leader, fact.point_id) for fact in led.facts] == [
        (group.leader, group.point_id),
        ("Tổ Trưởng Mới", group.point_id),
    ]
    assert led.at(programme.today).leader == group.leader
    with pytest.raises(Conflict), programme.by(OFFICER) as uow:
        network.change_group(uow, OFFICER, group_id=group.id, expected=1, since=since, leader="Người Khác")


def test_of_two_facts_of_one_day_the_last_recorded_counts(programme: Programme) -> None:
    group, other = programme.group(programme.point()), programme.point()
    _move(programme, group, programme.point(), programme.today)
    corrected = _move(programme, group, other, programme.today)
    assert [fact.point_id for fact in corrected.facts] == [group.point_id, other.id]


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"organisation": "99"}, "unknown_organisation"), ({"point_id": 10**9}, "unknown_point"), ({"hamlet_id": 0}, "")],
)
def test_a_fact_of_a_group_names_what_there_is(programme: Programme, changed: dict[str, int | str], code: str) -> None:
    group = programme.group(programme.point())
    if not code:
        with programme.by(OFFICER) as uow:
            away = network.record_hamlet(
                uow, OFFICER, today=programme.today, code="99000001", name="Thôn Giả", commune=COMMUNES[1]
            )
        changed, code = {"hamlet_id": away.id}, "hamlet_of_other_commune"
    with pytest.raises(Refusal) as refused, programme.by(OFFICER) as uow:
        network.change_group(uow, OFFICER, group_id=group.id, expected=1, since=programme.today, **changed)
    assert refused.value.code == code


def test_offices_hamlets_and_bank_codes_are_kept_under_their_codes(programme: Programme) -> None:
    point = programme.point()
    with programme.by(OFFICER) as uow:
        today = programme.today
        office = network.open_office(uow, today=today, code="009901", name="PGD Giả Định")
        home = network.record_hamlet(uow, OFFICER, today=today, code="00000099", name="Thôn Giả", commune=COMMUNES[0])
        given = {"since": date(2026, 1, 1), "office_id": office.id}
        placed = network.assign_office(uow, OFFICER, point_id=point.id, expected=1, **given)  # type: ignore[arg-type]
        code = network.map_commune(
            uow, OFFICER, today=today, code="990004", commune=COMMUNES[0], since=date(2025, 7, 1)
        )
        network.remap_commune(
            uow,
            OFFICER,
            today=today,
            bank_commune_id=code.id,
            expected=1,
            commune=COMMUNES[1],
            since=date(2026, 7, 1),
        )
    assert placed.office_on(programme.today) == office.id
    known = programme.store.seal()
    with programme.store.reading(known) as uow:
        assert [each.code for each in uow.network.offices()] == ["009901"]
        assert (uow.network.hamlets([COMMUNES[0]]), uow.network.hamlets([COMMUNES[1]])) == ([home], [])
        [mapped] = uow.network.bank_communes()
        assert [mapped.commune_on(day) for day in (date(2026, 6, 30), date(2026, 7, 1))] == list(COMMUNES[:2])
    with pytest.raises(Conflict), programme.by(OFFICER) as uow:
        network.open_office(uow, today=programme.today, code="009901", name="PGD Khác")


# --- both programmes


def _filing_abroad(programme: Programme, source_id: int, borrower_id: int, amount: int) -> Filing:
    filing = programme.filing(borrower_id, source_id, amount)
    return replace(
        filing,
        purpose=Purpose.WORK_ABROAD,
        programme="overseas_work",
        pre_departure_cost=120 * MILLION,
        labour_contract_months=36,
    )


def _appraised_abroad(programme: Programme, filing: Filing) -> int:
    with programme.by(OFFICER) as uow:
        today = programme.today
        filed = applications.file_application(uow, OFFICER, today=today, filed_on=DAYS["filed"], filing=filing)
        given = {"today": today, "application_id": filed.id}
        applications.complete(uow, OFFICER, **given, expected=1, on=DAYS["complete"], papers=ABROAD_PAPERS)  # type: ignore[arg-type]
        applications.appraise(uow, OFFICER, **given, expected=2, on=DAYS["appraised"], opinion="Đạt")  # type: ignore[arg-type]
    return filed.id


@pytest.mark.parametrize("code", ["job_creation", "overseas_work"])
def test_a_loan_of_each_programme_goes_from_its_issue_to_its_closing(programme: Programme, code: str) -> None:
    source_id, who = programme.funded(1_000 * MILLION), programme.worker()
    if code == "job_creation":
        application_id = programme.appraised(programme.filing(who, source_id, 90 * MILLION))
    else:
        application_id = _appraised_abroad(programme, _filing_abroad(programme, source_id, who, 90 * MILLION))
    programme.approve(application_id)
    loan = programme.sign(application_id, point=programme.point())
    assert (loan.programme, loan.rate_e7, loan.overdue_rate_e7) == (code, 792_480, 1_030_224)
    programme.disburse(loan.id, 90 * MILLION)
    on = date(2026, 8, 6)
    with programme.store.reading() as uow:
        owed = position_of(uow, loan, on)
    programme.repay(loan.id, on=on, principal=owed.outstanding, interest=owed.interest)
    with programme.store.reading() as uow:
        left = position_of(uow, loan, programme.today)
        assert uow.loans.get(loan.id).programme == code
    assert (owed.outstanding, left.outstanding, left.interest) == (90 * MILLION, 0, 0)
    assert programme.statement(source_id).preserved


def test_a_loan_for_work_abroad_leaves_the_job_purpose_maximum_alone(programme: Programme) -> None:
    source_id, who, point = programme.funded(1_000 * MILLION), programme.worker(), programme.point()
    application_id = _appraised_abroad(programme, _filing_abroad(programme, source_id, who, 120 * MILLION))
    programme.approve(application_id)
    assert programme.owed(who, programme.today) == 0, "committed"
    programme.disburse(programme.sign(application_id, point=point).id, 120 * MILLION)
    assert programme.owed(who, programme.today) == 0, "outstanding"
    programme.lent(source_id, 200 * MILLION, point=point, borrower_id=who)
    assert programme.owed(who, programme.today) == 200 * MILLION
    with programme.store.reading() as uow:
        assert uow.borrowers.supported_workers(who, 0) == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"purpose": Purpose.CREATE}, "purpose_not_of_programme"),
        ({"pre_departure_cost": 0}, "work_abroad_facts_missing"),
        ({"labour_contract_months": 0}, "work_abroad_facts_missing"),
        ({"programme": "job_creation", "purpose": Purpose.CREATE}, "work_abroad_facts_not_asked"),
        ({"programme": "hssv"}, "unknown_programme"),
    ],
)
def test_a_filing_gives_what_its_programme_asks(programme: Programme, changed: dict[str, object], code: str) -> None:
    filing = _filing_abroad(programme, programme.funded(200 * MILLION), programme.worker(), 90 * MILLION)
    wrong = replace(filing, **changed)  # type: ignore[arg-type]
    with pytest.raises(Refusal) as refused, programme.by(OFFICER) as uow:
        applications.file_application(uow, OFFICER, today=programme.today, filed_on=DAYS["filed"], filing=wrong)
    assert refused.value.code == code


def test_a_dossier_for_work_abroad_lacks_what_article_16_names(programme: Programme) -> None:
    filing = _filing_abroad(programme, programme.funded(200 * MILLION), programme.worker(), 90 * MILLION)
    with programme.by(OFFICER) as uow:
        filed = applications.file_application(
            uow, OFFICER, today=programme.today, filed_on=DAYS["filed"], filing=filing
        )
    with pytest.raises(Refusal) as refused, programme.by(OFFICER) as uow:
        applications.complete(
            uow,
            OFFICER,
            today=programme.today,
            application_id=filed.id,
            expected=1,
            on=DAYS["complete"],
            papers=["loan_use_plan"],
        )
    assert codes(refused.value) == ["dossier_incomplete", *["paper_missing"] * 3]
    assert refused.value.cites == ("Nghị định 338/2025/NĐ-CP, Điều 16",)
