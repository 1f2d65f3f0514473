"""The chain of a plan decision (§6.20): which step may follow which, and who may not take it."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from loans.domain.plan.records import Origin, PoolPart, Round, RoundState
from loans.domain.refusal import Refusal

CITES = ("Kế hoạch năm 2026 của UBND Thành phố, mục V.1 và V.9", "Cách hiểu của sản phẩm, mục 6.20")


class StepKind(StrEnum):
    """What can happen to a round; the value is the kind of its entry."""

    DRAFTED = "round_drafted"  # Sở Nội vụ lập dự thảo
    REVISED = "round_revised"  # sửa dự thảo: phiên bản mới, các ý kiến phải lấy lại
    BRANCH_OPINION = "round_branch_opinion"  # chi nhánh NHCSXH thống nhất hoặc có ý kiến
    FINANCE_OPINION = "round_finance_opinion"  # Sở Tài chính có ý kiến về phần ngân sách
    CHECKED = "round_checked"  # người thứ hai của Sở Nội vụ kiểm tra
    SENT_BACK = "round_sent_back"  # người kiểm tra trả lại người lập
    SUBMITTED = "round_submitted"  # trình UBND Thành phố theo tờ trình
    DECIDED = "round_decided"  # UBND Thành phố quyết định
    RETURNED = "round_returned"  # UBND Thành phố trả lại
    WITHDRAWN = "round_withdrawn"  # Sở Nội vụ rút dự thảo


S, K = RoundState, StepKind

LEADS_TO: dict[StepKind, RoundState] = {
    K.DRAFTED: S.DRAFT,
    K.REVISED: S.DRAFT,
    K.BRANCH_OPINION: S.BRANCH_HEARD,
    K.FINANCE_OPINION: S.FINANCE_HEARD,
    K.CHECKED: S.CHECKED,
    K.SENT_BACK: S.DRAFT,
    K.SUBMITTED: S.SUBMITTED,
    K.DECIDED: S.DECIDED,
    K.RETURNED: S.RETURNED,
    K.WITHDRAWN: S.WITHDRAWN,
}

_OPEN = (S.DRAFT, S.BRANCH_HEARD, S.FINANCE_HEARD, S.CHECKED, S.RETURNED)
FROM: dict[StepKind, tuple[RoundState, ...]] = {
    K.REVISED: _OPEN,
    K.BRANCH_OPINION: (S.DRAFT,),
    K.FINANCE_OPINION: (S.BRANCH_HEARD,),
    K.CHECKED: (S.FINANCE_HEARD,),
    K.SENT_BACK: (S.BRANCH_HEARD, S.FINANCE_HEARD, S.CHECKED),
    K.SUBMITTED: (S.CHECKED,),
    K.DECIDED: (S.SUBMITTED,),
    K.RETURNED: (S.SUBMITTED,),
    K.WITHDRAWN: _OPEN,
}

_STATES = {
    S.DRAFT: ("dự thảo", "a draft"),
    S.BRANCH_HEARD: ("đã có ý kiến chi nhánh", "heard by the branch"),
    S.FINANCE_HEARD: ("đã có ý kiến Sở Tài chính", "heard by the Department of Finance"),
    S.CHECKED: ("đã kiểm tra", "checked"),
    S.SUBMITTED: ("đã trình", "submitted"),
    S.RETURNED: ("bị trả lại", "returned"),
    S.DECIDED: ("đã quyết định", "decided"),
    S.WITHDRAWN: ("đã rút", "withdrawn"),
}


def hears_finance(pool: tuple[PoolPart, ...]) -> bool:
    """Whether Sở Tài chính must be heard: the pool holds new budget."""
    return any(part.origin == Origin.NEW and part.amount for part in pool)


def advance(present: Round, kind: StepKind) -> RoundState:
    """The state after a step; one that does not follow is refused, naming what may."""
    allowed = FROM[kind]
    if kind is K.CHECKED and not hears_finance(present.pool):
        allowed = (S.BRANCH_HEARD, S.FINANCE_HEARD)
    if present.state in allowed:
        return LEADS_TO[kind]
    now = _STATES[present.state]
    needed = " / ".join(_STATES[state][0] for state in allowed)
    needed_en = " / ".join(_STATES[state][1] for state in allowed)
    raise Refusal(
        "round_step_out_of_order",
        field="state",
        value=present.state.value,
        vi=f"Đợt phân bổ {now[0]}; bước này chỉ làm được khi đợt ở trạng thái: {needed}. Đi đúng trình tự: dự thảo → "
        "ý kiến chi nhánh → ý kiến Sở Tài chính (khi có ngân sách mới) → kiểm tra → trình → quyết định.",
        en=f"The round is {now[1]}; this step needs it to be {needed_en}. Follow the order: draft → branch's opinion → "
        "opinion of the Department of Finance (where there is new budget) → check → submission → decision.",
        cites=CITES,
    )


def second_person(username: str, present: Round, field: str) -> None:
    """Refuse a check or a recorded decision by the person who wrote the version that stands."""
    if username in present.authors:
        raise Refusal(
            "same_person",
            field=field,
            value=username,
            vi=f"«{username}» đã lập dự thảo đang xét. Người thứ hai phải làm bước này.",
            en=f"{username} wrote this draft. A second person must take this step.",
            cites=CITES,
        )


def in_turn(present: Round, others: Iterable[Round]) -> None:
    """Refuse to decide a round while an earlier one of its year and source is still on its way."""
    for other in others:
        if other.number < present.number and other.state not in (S.DECIDED, S.WITHDRAWN):
            raise Refusal(
                "round_out_of_turn",
                field="number",
                value=present.number,
                vi=f"Đợt {other.number} của năm {other.year} chưa được quyết định. Ghi quyết định đợt {other.number} "
                "hoặc rút đợt đó trước.",
                en=f"Round {other.number} of {other.year} is not decided yet. Record its decision or withdraw it.",
                cites=CITES,
            )


def finance_heard(present: Round, pool: tuple[PoolPart, ...]) -> None:
    """Refuse a decision with new budget in its pool on which Sở Tài chính was not heard."""
    written = max((place for place, step in enumerate(present.steps) if step.kind in (K.DRAFTED, K.REVISED)), default=0)
    heard = any(step.kind == K.FINANCE_OPINION for step in present.steps[written:])
    if hears_finance(pool) and not heard:
        raise Refusal(
            "finance_not_heard",
            field="pool",
            vi="Nguồn được quyết định có ngân sách mới mà Sở Tài chính chưa có ý kiến. "
            "Ghi trả lại, lấy ý kiến rồi trình lại.",
            en="The decided pool holds new budget and the Department of Finance was not heard. "
            "Record the return of the round, have it heard, and submit it again.",
            cites=CITES,
        )


def within_year(effective_on: date, year: int) -> None:
    """Refuse a decision that takes effect when its plan year is over."""
    if effective_on.year > year:
        raise Refusal(
            "effective_after_plan_year",
            field="effective_on",
            value=effective_on.isoformat(),
            vi=f"Ngày hiệu lực {effective_on:%d/%m/%Y} sau năm kế hoạch {year}. Ghi ngày trong năm {year} "
            "hoặc trước đó.",
            en=f"{effective_on} is after the plan year {year}. Give a day of {year} or before.",
            cites=CITES,
        )
