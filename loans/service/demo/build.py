"""Builds the demonstration, each step in the name of the person who would take it."""

import random
from datetime import date

from loans.domain.area import REFORM, areas
from loans.domain.borrower import Evidence, Purpose
from loans.domain.loan import InstalmentRule, Loan, Method
from loans.domain.network import Group
from loans.service import application, borrower, fund, loan, network
from loans.service.actor import Actor
from loans.service.application import Filing
from loans.service.contract import Contract, sign
from loans.service.demo import planning
from loans.service.demo.story import BILLION, COMMUNES, SEED, STORIES, TODAY, Story
from loans.service.unit_of_work import UnitOfWork

_OFFICER = Actor("officer", "officer", COMMUNES)
_APPROVER = Actor("approver", "approver")


def build(uow: UnitOfWork) -> None:
    """Build the whole story in one unit of work, each step in the name of the person who would take it."""
    draw = random.Random(SEED)  # noqa: S311 - made-up figures, the same every time
    uow.act_as("finance")
    source_id = _capital(uow)
    uow.act_as("planner")
    planning.this_year(uow, source_id, draw)
    uow.act_as("admin")
    points = [_point(uow, place) for place in range(len(COMMUNES))]
    for number, story in enumerate(STORIES, 1):
        _lend(uow, story, number, source_id, points[story.commune])
    uow.act_as("planner")
    planning.next_year(uow, source_id, draw)
    uow.act_as("demo")
    uow.entries.open("demo", "programme", "demo_built", TODAY, {"seed": SEED, "synthetic": True})


def _capital(uow: UnitOfWork) -> int:
    on = date(2026, 1, 15)
    source = fund.open_source(
        uow, today=on, code="NSTP-VL", name="Ngân sách Thành phố ủy thác (giả định)", level="local", investor_code="201"
    )
    fund.entrust(
        uow,
        today=on,
        source_id=source.id,
        expected=source.sequence,
        amount=300 * BILLION,
        on=on,
        decision="QĐ 001/QĐ-UBND (giả định)",
    )
    return source.id


def _point(uow: UnitOfWork, place: int) -> tuple[int, int]:
    """A transaction point with its day, and a group that meets there: (point, group)."""
    on = date(2026, 1, 5)
    code = COMMUNES[place]
    name = areas().commune(code, REFORM).full_name
    point = network.open_point(
        uow,
        today=on,
        code=f"TXN{place + 1:05d}",
        name=f"Điểm giao dịch {name}",
        commune=code,
        since=on,
        monthly_day=(7, 15, 20)[place],
    )
    group = network.register_group(
        uow,
        _OFFICER,
        today=on,
        group=Group(0, f"{place + 1:07d}", code, point.id, ("12", "11", "13")[place], "Tổ trưởng Giả Định"),
    )
    return point.id, group.id


def _lend(uow: UnitOfWork, story: Story, number: int, source_id: int, place: tuple[int, int]) -> None:
    point_id, group_id = place
    uow.act_as("officer")
    direct = story.kind.is_establishment
    who = borrower.register_borrower(
        uow,
        _OFFICER,
        today=story.filed_on,
        customer_no=f"99{number:08d}",
        borrower_class=story.kind,
        name=story.name,
        identity_no=f"000{number:09d}",
        commune=COMMUNES[story.commune],
    )
    evidence = (
        (Evidence(story.group, who.identity_no, "GXN-GIẢ-01", date(2026, 1, 1)),) if story.group is not None else ()
    )
    filed = application.file_application(
        uow,
        _OFFICER,
        today=story.filed_on,
        filed_on=story.filed_on,
        filing=Filing(
            borrower_id=who.id,
            source_id=source_id,
            purpose=Purpose.EXPAND if direct else Purpose.CREATE,
            amount=story.amount,
            term_months=story.term_months,
            group_id=None if direct else group_id,
            new_workers=story.workers,
            total_workers=story.workers * 2,
            evidence=evidence,
            collateral="Quyền sử dụng đất (giả định)" if direct else "",
        ),
    )
    if story.asked_only:
        return
    signed = _approve_and_sign(uow, story, number, filed.id, point_id if direct else None)
    _pay(uow, story, number, signed)


def _approve_and_sign(uow: UnitOfWork, story: Story, number: int, application_id: int, point_id: int | None) -> Loan:
    day = story.filed_on
    direct = point_id is not None
    papers = ["loan_use_plan", *(["priority_proof"] if story.group else []), *(["collateral_papers"] if direct else [])]
    given = {"today": TODAY, "application_id": application_id}
    full = application.complete(uow, _OFFICER, expected=1, on=day, papers=papers, **given)  # type: ignore[arg-type]
    seen = application.appraise(
        uow,
        _OFFICER,
        expected=full.sequence,
        on=day,
        opinion="Phương án khả thi (giả định)",
        **given,  # type: ignore[arg-type]
    )
    uow.act_as("approver")
    approved = application.approve(
        uow,
        _APPROVER,
        expected=seen.sequence,
        on=day,
        amount=story.amount,
        **given,  # type: ignore[arg-type]
    )
    uow.act_as("officer")
    contract = Contract(
        contract_no=f"99{number:014d}",
        signed_on=day,
        disburse_on=day,
        method=Method.EQUAL_PRINCIPAL,
        every_months=3,
        point_id=point_id,
        instalment_rule=InstalmentRule.FINAL_MATURITY_ONLY if direct else None,
    )
    return sign(uow, _OFFICER, expected=approved.sequence, contract=contract, **given)  # type: ignore[arg-type]


def _pay(uow: UnitOfWork, story: Story, number: int, signed: Loan) -> None:
    standing, _ = loan.disburse(
        uow,
        _OFFICER,
        today=TODAY,
        loan_id=signed.id,
        expected=signed.sequence,
        on=signed.signed_on,
        amount=signed.amount,
        voucher_no=f"GN-{number:04d}",
    )
    for turn, (on, amount) in enumerate(story.paid, 1):
        owed = loan.position_of(uow, standing, on)
        standing, _ = loan.repay(
            uow,
            _OFFICER,
            today=TODAY,
            loan_id=signed.id,
            expected=standing.sequence,
            on=on,
            voucher_no=f"TN-{number:04d}-{turn}",
            amount=min(amount, owed.outstanding + owed.interest),
        )
