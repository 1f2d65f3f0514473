"""Extended or frozen beyond the limit of its article (§6.7–6.8)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from loans.domain.calendar import add_months
from loans.domain.debt import Freeze
from loans.domain.law import Law, law
from loans.domain.lending.freezing import DAMAGE
from loans.domain.opening import KINDS as OPENINGS
from loans.domain.relief import ExtensionLimits, extension_allowance, freeze_years, original_term
from loans.service.books.columns import day_numbers
from loans.service.reports.lists.desk import Desk, cited, limit_on
from loans.service.reports.lists.record import MONTHS, PIECES, AuditList, Found

UNSET = "limit_unset"
_FREEZE = {"supplementary": "freeze_supplementary_max_years", "other": "freeze_other_cause_max_years"}


def extended(desk: Desk) -> Iterator[Found]:
    """Months between the contract's last due day and the extended one against the law of the extension's day."""
    made = desk.uow.reporting.extensions()
    days = day_numbers(made["day"]).tolist()
    before = {row["stream_id"]: int(row["body"]["extended_months"]) for row in desk.entries(*OPENINGS)}
    last: dict[int, tuple[date, int]] = {}
    for loan_id, entry_id, day in zip(made["loan_id"], made["entry_id"], days, strict=True):
        if day > desk.as_of:
            continue
        last[int(loan_id)] = max((day, int(entry_id)), last.get(int(loan_id), (date.min, 0)))
    for loan_id, (day, entry_id) in last.items():
        held = desk.loans.get(loan_id)
        if held is None:
            continue
        term = original_term(held["first_disbursed_on"], held["contract_due_on"])
        term = held["term_months"] if loan_id in desk.openings else term
        months = original_term(held["contract_due_on"], max(held["extended_due_on"], held["contract_due_on"]))
        months += before.get(loan_id, 0)
        limits = _limits(day)
        allowed = extension_allowance(term, limits) if limits else 0
        if months > allowed:
            yield _extended(desk, loan_id, entry_id, day, term, months, allowed, limits)


def _extended(
    desk: Desk,
    loan_id: int,
    entry_id: int,
    day: date,
    term: int,
    months: int,
    allowed: int,
    limits: ExtensionLimits | None,
) -> Found:
    held = desk.loans[loan_id]
    vi = f"tối đa {allowed} tháng" if limits else f"ngày {day:%d/%m/%Y} chưa có văn bản nào được lưu đặt mức"
    en = f"at most {allowed} are allowed" if limits else f"no text that is held set a limit on {day}"
    return Found(
        **desk.of_loan(loan_id),
        fault="extended_beyond_limit" if limits else UNSET,
        vi=f"Đã gia hạn tổng cộng {months} tháng, thời hạn gốc {term} tháng: {vi}.",
        en=f"Extended by {months} months in all, original term {term} months: {en}.",
        cites=limits.cites if limits else (),
        entry_id=entry_id,
        entry_on=day,
        limit=allowed,
        actual=months,
        unit=MONTHS,
        amount=int(held["outstanding"]),
        own={"original_term": term, "extended_due_on": held["extended_due_on"]},
    )


def _limits(day: date) -> ExtensionLimits | None:
    """The law of extension on a day; None before any that is held."""
    share = law().parameter("extension_other_max_share").in_force(day)
    short, bound = limit_on("extension_short_max_months", day), limit_on("term_short_max_months", day)
    if share is None or short is None or bound is None:
        return None
    return ExtensionLimits(short, str(share.value), bound, cited("extension_short_max_months", day))


def frozen(desk: Desk) -> Iterator[Found]:
    """Each freeze against the years that its cause allows on its own day, by the law of its source."""
    bodies = {row["entry_id"]: row["body"] for row in desk.entries("loan_frozen")}
    extra: dict[int, int] = {}
    for freeze in sorted(desk.uow.debts.of().until(desk.as_of).freezes, key=lambda each: each.entry_id):
        opening = desk.openings.get(freeze.loan_id)
        if freeze.loan_id not in desk.contracts or (opening and opening.entry_id == freeze.entry_id):
            continue  # of a freeze from another system only the last day is known
        rules = desk.rules(desk.contracts[freeze.loan_id]["source_id"])
        years, name = _years(rules, freeze, bodies.get(freeze.entry_id, {}))
        months = original_term(freeze.effective_on, freeze.last_on + timedelta(days=1))
        if years is None or freeze.last_on >= add_months(freeze.effective_on, 12 * years):
            yield _frozen(desk, freeze, years, months, cited(name, freeze.effective_on, rules))
        if freeze.supplementary:
            extra[freeze.loan_id] = extra.get(freeze.loan_id, 0) + 1
            most = limit_on("freeze_supplementary_max_count", freeze.effective_on)
            if most is not None and extra[freeze.loan_id] > most:
                yield _too_often(desk, freeze, extra[freeze.loan_id], most)


def _years(rules: Law, freeze: Freeze, body: dict[str, Any]) -> tuple[int | None, str]:
    """The years that the cause allows (None: no text sets any), and the parameter that says so."""
    day = freeze.effective_on
    if freeze.supplementary or freeze.cause != DAMAGE:
        name = _FREEZE["supplementary" if freeze.supplementary else "other"]
        return limit_on(name, day, rules), name
    names = ("freeze_damage_from", "freeze_max_years", "freeze_damage_severe_from", "freeze_severe_max_years")
    least, years, severe, more = (limit_on(name, day, rules) for name in names)
    if least is None or years is None or severe is None or more is None:
        return None, "freeze_max_years"
    return freeze_years(body.get("damage_percent") or "0", [(least, years), (severe, more)]), "freeze_max_years"


def _frozen(desk: Desk, freeze: Freeze, years: int | None, months: int, cites: tuple[str, ...]) -> Found:
    what, what_en = f"Khoanh nợ {months} tháng, nguyên nhân «{freeze.cause}»", f"Frozen for {months} months"
    vi = "chưa có văn bản nào đặt mức cho nguyên nhân này" if years is None else f"tối đa {years} năm"
    en = "no text sets a limit for this cause" if years is None else f"the cause {freeze.cause} allows {years} years"
    return Found(
        **desk.of_loan(freeze.loan_id),
        fault=UNSET if years is None else "frozen_beyond_limit",
        vi=f"{what}: {vi}.",
        en=f"{what_en}: {en}.",
        cites=cites,
        entry_id=freeze.entry_id,
        entry_on=freeze.effective_on,
        limit=12 * (years or 0),
        actual=months,
        unit=MONTHS,
        amount=freeze.in_term + freeze.overdue,
        own={"cause": freeze.cause, "last_on": freeze.last_on},
    )


def _too_often(desk: Desk, freeze: Freeze, count: int, most: int) -> Found:
    return Found(
        **desk.of_loan(freeze.loan_id),
        fault="frozen_too_often",
        vi=f"Khoanh nợ bổ sung lần {count}, tối đa {most} lần.",
        en=f"Supplementary freeze number {count}; at most {most} is allowed.",
        cites=cited("freeze_supplementary_max_count", freeze.effective_on),
        entry_id=freeze.entry_id,
        entry_on=freeze.effective_on,
        limit=most,
        actual=count,
        unit=PIECES,
        amount=freeze.in_term + freeze.overdue,
        own={"cause": freeze.cause, "last_on": freeze.last_on},
    )


LISTS = (
    AuditList(
        "extended-beyond-limit",
        "Gia hạn quá mức",
        "Extended beyond the limit",
        "Tổng số tháng gia hạn của khoản vay vượt mức: 12 tháng với ngắn hạn, một nửa thời hạn gốc với khoản khác.",
        "Months of extension over the loan's life beyond 12 for a short loan, half the original term for others.",
        ("Quyết định 54/QĐ-HĐQT ngày 15/9/2023; văn bản 7442/NHCS-TDNN",),
        "law",
        extended,
        columns={"original_term": "int", "extended_due_on": "day"},
    ),
    AuditList(
        "frozen-beyond-limit",
        "Khoanh nợ quá mức",
        "Frozen beyond the limit",
        "Thời gian khoanh vượt số năm theo mức thiệt hại (40–<80 %: 3 năm; 80–100 %: 5 năm), khoanh khi chưa có mức "
        "cho nguyên nhân đó, hoặc khoanh bổ sung quá số lần.",
        "Freezes longer than the years of the damage rate (40 to below 80 %: 3; 80 to 100 %: 5), freezes for a cause "
        "without any limit set, supplementary freezes too often.",
        ("Quyết định 50/2010/QĐ-TTg; Quyết định 08/2021/QĐ-TTg",),
        "law",
        frozen,
        columns={"cause": "text", "last_on": "day"},
    ),
)
