"""Freezing decided (khoanh nợ): two named amounts, a cause with its limit, a first and a last day (§6.8)."""

from datetime import date

from loans.domain.books.history import History
from loans.domain.books.laid import owed_on
from loans.domain.books.outcome import Outcome
from loans.domain.debt import Freeze
from loans.domain.law import law
from loans.domain.lending.checks import begun, period_open, sessions_known
from loans.domain.lending.consistent import consistent
from loans.domain.refusal import Refusal
from loans.domain.relief import check_freeze, freeze_years

DAMAGE = "damage"
CAUSES = (DAMAGE, "death", "missing", "policy", "other")
"""Why a debt is frozen; only damage (thiệt hại) is measured by a rate."""


def frozen(
    history: History,
    *,
    today: date,
    expected: int,
    on: date,
    last_on: date,
    in_term: int,
    overdue: int,
    cause: str,
    decision: str,
    damage_percent: str | None = None,
    supplementary: bool = False,
) -> Outcome:
    """What a freeze of amounts out of in-term and overdue principal appends; no interest runs on them.

    A supplementary freeze is granted once, after the first one has ended, within its own limit.
    """
    begun(history, today=today, expected=expected, on=on)
    period_open(history.closed_through, on)
    sessions_known(history, on)
    held = owed_on(history, on)
    for field, value, owed in (("in_term", in_term, held.in_term), ("overdue", overdue, held.overdue)):
        if not 0 <= value <= owed:
            raise _more_than_owed(field, value, owed)
    if in_term + overdue == 0:
        raise _more_than_owed("in_term", 0, held.in_term)
    years, cites = _limit(history, on, cause, damage_percent, supplementary)
    check_freeze(on, last_on, years, cites)
    _check_turn(history, on, last_on, supplementary)
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
    fact = Freeze(history.loan.id, on, last_on, in_term, overdue, cause, supplementary)
    outcome = Outcome("loan_frozen", on, body, facts=(fact,))
    consistent(history.applied(outcome))
    return outcome


def _limit(
    history: History, on: date, cause: str, damage_percent: str | None, supplementary: bool
) -> tuple[int, tuple[str, ...]]:
    """Years that the cause allows, and the articles."""
    rules = law().under(history.overlays)
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


def _check_turn(history: History, on: date, last_on: date, supplementary: bool) -> None:
    """One freeze at a time; a supplementary one follows a first one, and only as often as the law says."""
    others = history.debts.freezes
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
