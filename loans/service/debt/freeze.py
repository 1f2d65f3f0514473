"""Freezing (khoanh nợ): two named amounts, a cause with its limit, a decision, a first and a last day (§6.8)."""

from datetime import date

from loans.domain.debt import Freeze
from loans.domain.law import law
from loans.domain.loan import Loan
from loans.domain.refusal import Refusal
from loans.domain.relief import check_freeze, freeze_years
from loans.service.actor import Actor
from loans.service.appraisal import law_of_source
from loans.service.books import consistent, open_period, opened
from loans.service.loan import position_of
from loans.service.unit_of_work import UnitOfWork

DAMAGE = "damage"
CAUSES = (DAMAGE, "death", "missing", "policy", "other")
"""Why a debt is frozen; only damage (thiệt hại) is measured by a rate."""


def freeze(
    uow: UnitOfWork,
    actor: Actor,
    *,
    today: date,
    loan_id: int,
    expected: int,
    on: date,
    last_on: date,
    in_term: int,
    overdue: int,
    cause: str,
    decision: str,
    damage_percent: str | None = None,
    supplementary: bool = False,
) -> Loan:
    """Freeze amounts out of in-term and overdue principal; no interest runs on them from the first day.

    A supplementary freeze is granted once, after the first one has ended, within its own limit.
    """
    loan = opened(uow, actor, today=today, loan_id=loan_id, expected=expected, on=on)
    open_period(uow, on)
    held = position_of(uow, loan, on)
    for field, value, owed in (("in_term", in_term, held.in_term), ("overdue", overdue, held.overdue)):
        if not 0 <= value <= owed:
            raise _more_than_owed(field, value, owed)
    if in_term + overdue == 0:
        raise _more_than_owed("in_term", 0, held.in_term)
    years, cites = _limit(uow, loan, on, cause, damage_percent, supplementary)
    check_freeze(on, last_on, years, cites)
    _check_turn(uow, loan, on, last_on, supplementary)
    body = {
        "last_on": last_on,
        "in_term": in_term,
        "overdue": overdue,
        "cause": cause,
        "damage_percent": damage_percent,
        "decision": decision,
        "supplementary": supplementary,
        "cites": list(cites),
    }
    booked = uow.entries.append(loan_id, expected, "loan_frozen", on, body)
    uow.debts.add_freeze(booked, Freeze(loan_id, on, last_on, in_term, overdue, cause, supplementary))
    consistent(uow, loan)
    return uow.loans.get(loan_id)


def _limit(
    uow: UnitOfWork, loan: Loan, on: date, cause: str, damage_percent: str | None, supplementary: bool
) -> tuple[int, tuple[str, ...]]:
    """Years that the cause allows, and the articles."""
    rules = law_of_source(uow, loan.source_id)
    if supplementary:
        version = rules.at("freeze_supplementary_max_years", on)
        return int(str(version.value)), version.cites
    if cause == DAMAGE:
        if damage_percent is None:
            raise Refusal(
                "damage_missing",
                field="damage_percent",
                value=None,
                vi="Khoanh nợ vì thiệt hại phải nêu mức độ thiệt hại (%). Bổ sung biên bản xác nhận.",
                en="A freeze for damage states the damage rate in per cent. Add it from the record.",
                cites=rules.at("freeze_max_years", on).cites,
            )
        bounds = [
            (rules.whole("freeze_damage_from", on), rules.whole("freeze_max_years", on)),
            (rules.whole("freeze_damage_severe_from", on), rules.whole("freeze_severe_max_years", on)),
        ]
        return freeze_years(damage_percent, bounds), rules.at("freeze_max_years", on).cites
    version = rules.at("freeze_other_cause_max_years", on)
    return int(str(version.value)), version.cites


def _check_turn(uow: UnitOfWork, loan: Loan, on: date, last_on: date, supplementary: bool) -> None:
    """One freeze at a time; a supplementary one follows a first one, and only as often as the law says."""
    others = uow.debts.of([loan.id]).freezes
    earlier = [each for each in others if each.last_on < on]
    most = law().whole("freeze_supplementary_max_count", on)
    running = any(each.effective_on <= last_on and on <= each.last_on for each in others)
    extra = sum(each.supplementary for each in others)
    if running or (supplementary and (not earlier or extra >= most)):
        raise Refusal(
            "freeze_out_of_turn",
            field="supplementary",
            value=supplementary,
            vi="Khoản vay đang được khoanh, hoặc khoanh bổ sung không theo sau lần khoanh đầu, hoặc đã hết số lần.",
            en="The loan is frozen already, or a supplementary freeze does not follow a first one, or none is left.",
            cites=law().at("freeze_supplementary_max_count", on).cites,
        )


def _more_than_owed(field: str, value: int, owed: int) -> Refusal:
    return Refusal(
        "freeze_more_than_owed",
        field=field,
        value=value,
        vi=f"Số khoanh {value} đồng phải lớn hơn 0 và không quá {owed} đồng đang nợ. Sửa số khoanh.",
        en=f"The {value} đồng to freeze must be above 0 and within the {owed} owed. Correct the amount.",
    )
