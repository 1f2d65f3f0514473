"""Rounds as they are read: by whom, and the decision beside the proposal."""

from typing import Any

from loans.domain.plan import Round, RoundState
from loans.domain.refusal import Unknown
from loans.service.actor import Actor


def seen_by(actor: Actor, present: Round) -> Round:
    """The round; to communes and officers only once it is decided: what is being prepared is not theirs."""
    if may_see(actor, present):
        return present
    raise Unknown(
        "unknown_round",
        field="round_id",
        value=present.id,
        vi=f"Không có đợt phân bổ «{present.id}». Kiểm tra lại số hiệu.",
        en=f"There is no allocation round “{present.id}”. Check the number.",
    )


def may_see(actor: Actor, present: Round) -> bool:
    """Whether the actor may see the round as it stands."""
    return actor.limit is None or present.state is RoundState.DECIDED


def decided_beside_submitted(present: Round) -> dict[str, Any]:
    """Each commune's proposed and decided sums and their difference, in đồng; ``None`` before there is a decision."""
    submitted = {line.commune: line.amount for line in present.submitted_lines}
    decided = {line.commune: line.amount for line in present.lines} if present.state is RoundState.DECIDED else None
    rows = []
    for commune in sorted(submitted.keys() | (decided or {}).keys()):
        proposed = submitted.get(commune, 0)
        made = None if decided is None else decided.get(commune, 0)
        difference = None if made is None else made - proposed
        rows.append({"commune": commune, "submitted": proposed, "decided": made, "difference": difference})
    total = None if decided is None else sum(decided.values())
    proposed = sum(submitted.values())
    return {
        "round_id": present.id,
        "rows": rows,
        "submitted": proposed,
        "decided": total,
        "difference": None if total is None else total - proposed,
    }
