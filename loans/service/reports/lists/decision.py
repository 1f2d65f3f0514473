"""Decisions on applications: above the limit, by the same person, after the deadline (§6.13, §6.16; Decree 338)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from loans.domain.application import decision_due
from loans.domain.appraisal import Request, Terms, largest_loan
from loans.domain.borrower import BorrowerClass
from loans.domain.calendar import calendar
from loans.domain.programme import Limit, programme_of
from loans.domain.refusal import Refusal
from loans.service.appraisal import terms_on
from loans.service.reports.lists.desk import Desk, Facts, cited, limit_on
from loans.service.reports.lists.record import DONG, PEOPLE, WORKING_DAYS, AuditList, Found, dong

APPROVED, REFUSED = "application_approved", "application_refused"
_LIMITS = {
    "job_loan_max_worker": ("mức tối đa của người lao động", "a worker's maximum"),
    "job_loan_max_establishment": ("mức tối đa của cơ sở", "an establishment's maximum"),
    "job_loan_max_per_worker": ("mức trên một lao động được hỗ trợ", "the cap per worker supported"),
    "overseas_loan_max_cost_share": ("chi phí trước khi đi làm việc ở nước ngoài", "the cost before departure"),
}


def above_limit(desk: Desk) -> Iterator[Found]:
    """The largest loan of every approval worked out anew by the law of its day from vouchers and commitments."""
    judge = _Judge(desk)
    for row in desk.entries(APPROVED):
        filed = desk.applications.get(row["stream_id"])
        if filed is None or not desk.shows(filed["commune"]):
            continue
        amount = _approved(row, filed)
        terms = judge.terms(filed["source_id"], row["effective_on"], filed["programme"])
        if terms is None:
            continue
        owed = judge.others(filed, row)
        largest, binding = largest_loan(judge.request(filed, amount, owed), terms)
        if amount > largest:
            yield _above(desk, row, amount, largest, binding, terms, sum(owed.values()))


def _approved(row: Facts, filed: Facts) -> int:
    return int(row["body"].get("amount", filed["amount"]))


@dataclass(frozen=True)
class _Judge:
    """The law of each decision day, worked out once, and what a borrower had besides."""

    desk: Desk

    @cached_property
    def _held(self) -> dict[tuple[int, date, str], Terms | None]:
        return {}

    def terms(self, source_id: int, day: date, programme: str) -> Terms | None:
        """The terms of an approval day; None before the first regime that is held (§6.2)."""
        key = (source_id, day, programme)
        if key not in self._held:
            try:
                self._held[key] = terms_on(self.desk.rules(source_id), day, programme_of(programme))
            except Refusal:
                self._held[key] = None
        return self._held[key]

    def others(self, filed: Facts, row: Facts) -> dict[int, int]:
        """Job-purpose principal owed and promised to the borrower just before the decision, by application."""
        exposure = self.desk.exposure
        return {
            application_id: amount
            for application_id, amount in exposure.of_borrower(
                filed["borrower_id"], row["effective_on"], before=row["entry_id"]
            ).items()
            if application_id != filed["id"]
        }

    def request(self, filed: Facts, amount: int, owed: dict[int, int]) -> Request:
        """What the decision answered."""
        besides = sum(self.desk.applications[application_id]["new_workers"] for application_id in owed)
        return Request(
            borrower_class=BorrowerClass(filed["borrower_class"]),
            amount=amount,
            term_months=filed["term_months"],
            owed=sum(owed.values()),
            new_workers=filed["new_workers"],
            all_workers=besides + filed["new_workers"],
            total_workers=filed["total_workers"],
            pre_departure_cost=filed["pre_departure_cost"],
            labour_contract_months=filed["labour_contract_months"],
        )


def _above(desk: Desk, row: Facts, amount: int, largest: int, binding: str, terms: Terms, owed: int) -> Found:
    name = binding.split(":", maxsplit=1)[0]
    vi, en = _LIMITS[name]
    aggregate = owed > 0 and terms.programme.limit is not Limit.COST_SHARE and not binding.endswith(":new")
    fault = "above_aggregate_cap" if aggregate else f"above_{name.removeprefix('job_loan_')}"
    less_vi, less_en = (f", trừ {dong(owed)} đồng đang nợ và đã cam kết", f" less {owed} owed and committed")
    return Found(
        **desk.of_application(row["stream_id"]),
        fault=fault,
        vi=f"Phê duyệt {dong(amount)} đồng ngày {row['effective_on']:%d/%m/%Y}, mức tối đa khi đó {dong(largest)} đồng "
        f"({vi}{less_vi if aggregate else ''}).",
        en=f"{amount} đồng approved on {row['effective_on']}; the largest loan then was {largest} "
        f"({en}{less_en if aggregate else ''}).",
        cites=terms.cites[name],
        entry_id=row["entry_id"],
        entry_on=row["effective_on"],
        limit=largest,
        actual=amount,
        unit=DONG,
        amount=amount - largest,
        own={"binding": binding, "owed": owed, "decided_by": row["actor"]},
    )


def same_person(desk: Desk) -> Iterator[Found]:
    """Who entered or appraised an application decided it; who drafted a round checked it or recorded its decision."""
    for stream_id, steps in desk.steps.items():
        filed = desk.applications.get(stream_id)
        if filed is None:
            yield from _same_in_round(desk, stream_id, steps)
            continue
        if not desk.shows(filed["commune"]):
            continue
        before = {"application_submitted": "entered_and_decided", "application_appraised": "appraised_and_decided"}
        for row in steps:
            if row["kind"] in (APPROVED, REFUSED):
                for earlier in steps:
                    if earlier["kind"] in before and earlier["actor"] == row["actor"]:
                        yield _same(desk.of_application(stream_id), row, before[earlier["kind"]], filed["amount"])


def _same_in_round(desk: Desk, stream_id: int, steps: list[Facts]) -> Iterator[Found]:
    author = ""
    for row in steps:
        if row["kind"] in ("round_drafted", "round_revised"):
            author = row["actor"]
        elif row["kind"] in ("round_checked", "round_decided") and row["actor"] == author:
            fault = "drafted_and_checked" if row["kind"] == "round_checked" else "drafted_and_decided"
            about = {"noun": "round", "stream_id": stream_id, "source_code": desk.rounds[stream_id]["source_code"]}
            yield _same(about, row, fault, 0)


_SAME = {
    "entered_and_decided": ("nhập và quyết định", "entered and decided"),
    "appraised_and_decided": ("thẩm định và quyết định", "appraised and decided"),
    "drafted_and_checked": ("lập và kiểm tra", "drafted and checked"),
    "drafted_and_decided": ("lập và ghi quyết định", "drafted and recorded the decision of"),
}


def _same(about: dict[str, Any], row: Facts, fault: str, amount: int) -> Found:
    vi, en = _SAME[fault]
    what, what_en = ("đợt phân bổ", "the round") if about["noun"] == "round" else ("hồ sơ", "the application")
    return Found(
        **about,
        fault=fault,
        vi=f"«{row['actor']}» vừa {vi} cùng một {what} ngày {row['effective_on']:%d/%m/%Y}.",
        en=f"{row['actor']} {en} {what_en} on {row['effective_on']}.",
        cites=(),
        entry_id=row["entry_id"],
        entry_on=row["effective_on"],
        limit=2,
        actual=1,
        unit=PEOPLE,
        amount=amount,
        own={"actor": row["actor"]},
    )


def after_deadline(desk: Desk) -> Iterator[Found]:
    """The day of each decision against the working days counted from the full dossier."""
    for stream_id, steps in desk.steps.items():
        filed = desk.applications.get(stream_id)
        if filed is None or not desk.shows(filed["commune"]):
            continue
        complete: date | None = None
        for row in steps:
            if row["kind"] == "application_complete":
                complete = row["effective_on"]
            elif row["kind"] in (APPROVED, REFUSED):
                yield from _late(desk, filed, row, complete)


def _late(desk: Desk, filed: Facts, row: Facts, complete: date | None) -> Iterator[Found]:
    on, name = row["effective_on"], programme_of(filed["programme"]).parameters["decision_working_days"]
    allowed = limit_on(name, complete or on)
    if allowed is None:
        return
    due = decision_due(complete, allowed, calendar()).day if complete else None
    if due is not None and on <= due:
        return
    taken = calendar().working_days_between(complete, on) if complete and complete <= on else 0
    vi = f"hạn cuối {due:%d/%m/%Y}" if due else "không có ngày hồ sơ đầy đủ nên không có thời hạn"
    en = f"the last day was {due}" if due else "no day of a full dossier is recorded, so no clock ran"
    yield Found(
        **desk.of_application(filed["id"]),
        fault="after_deadline" if due else "no_full_dossier",
        vi=f"Quyết định ngày {on:%d/%m/%Y}: {vi}.",
        en=f"Decided on {on}: {en}.",
        cites=cited(name, complete or on),
        entry_id=row["entry_id"],
        entry_on=on,
        limit=allowed,
        actual=taken,
        unit=WORKING_DAYS,
        amount=filed["amount"],
        own={"complete_on": complete, "due_on": due},
    )


LISTS = (
    AuditList(
        "approved-above-limit",
        "Phê duyệt vượt mức",
        "Approved above the limit",
        "Mức phê duyệt vượt mức tối đa của ngày quyết định, tính lại từ luật của ngày đó (kể cả mức riêng của nguồn "
        "vốn), dư nợ và cam kết khi đó.",
        "Approvals above the largest loan of the decision day, worked out anew from that day's law, the source's own "
        "values, and what was then owed and committed.",
        ("Nghị định 338/2025/NĐ-CP, Điều 5", "Cách hiểu của sản phẩm, mục 6.13"),
        "law",
        above_limit,
        columns={"binding": "text", "owed": "int", "decided_by": "text"},
        note_vi="Khoản vay phê duyệt trước chế độ đầu tiên được lưu (01/09/2015) không so mức.",
        note_en="Loans approved before the first regime that is held (2015-09-01) are left out.",
    ),
    AuditList(
        "same-person",
        "Một người vừa nhập vừa quyết định",
        "Decided by the person who entered it",
        "Hồ sơ do người nhập hoặc người thẩm định quyết định; đợt phân bổ do người lập kiểm tra hoặc ghi quyết định.",
        "Applications decided by who entered or appraised them; rounds checked or decided by who drafted them.",
        ("Cách hiểu của sản phẩm, mục 6.20",),
        "recollected",
        same_person,
        columns={"actor": "text"},
    ),
    AuditList(
        "approved-after-deadline",
        "Quyết định quá thời hạn",
        "Decided after the deadline",
        "Quyết định (phê duyệt hoặc từ chối) sau 7 ngày làm việc kể từ ngày hồ sơ đầy đủ (15 ngày đến hết 31/12/2025).",
        "Decisions, approval or refusal, later than 7 working days after the full dossier (15 until 2025-12-31).",
        ("Nghị định 338/2025/NĐ-CP, Điều 11",),
        "law",
        after_deadline,
        columns={"complete_on": "day", "due_on": "day"},
    ),
)
