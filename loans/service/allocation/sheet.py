"""A round as a table of every commune: what its papers print, in đồng."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256

from loans.domain.allocation.sentence import LABELS_VI
from loans.domain.area import areas
from loans.domain.plan import Line, Round, RoundState
from loans.service.unit_of_work import UnitOfWork

LABELS = {
    **LABELS_VI,
    "rounding": "làm tròn",
    "fixed": "mức ấn định",
    "excluded": "không tham gia phân bổ",
    "overdue_threshold": "nợ quá hạn vượt ngưỡng",
    "change": "điều chỉnh so với đợt trước",
    "tier": "nhóm",
    "group": "giới hạn nhóm",
}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One commune: owed at 31/12 (``None``: not held), assigned before, proposed and decided by this round.

    ``reason`` is short, for a table; ``sentence`` is the whole explanation, for a letter.
    """

    code: str
    name: str
    base: int | None
    submitted: int
    decided: int | None
    before: int
    recovery: int | None
    reason: str
    sentence: str
    why: tuple[tuple[str, int], ...]

    @property
    def stands(self) -> int:
        """The figure of the round as it stands: decided, else proposed."""
        return self.submitted if self.decided is None else self.decided


def sheet_of(uow: UnitOfWork, present: Round, *, today: date, then: UnitOfWork | None = None) -> tuple[SheetRow, ...]:
    """Every commune in force, with a line or without, in the order of the codes.

    What was owed at 31/12 is what the round recorded, else what ``then`` knew: a paper of a round does not change
    because somebody books later.
    """
    submitted = {line.commune: line for line in present.submitted_lines}
    decided = {line.commune: line for line in present.lines} if present.state is RoundState.DECIDED else None
    before = _assigned_before(uow, present)
    bases = _bases(then or uow, present, today)
    rows = []
    for commune in areas().in_force(today):
        code = commune.code
        proposed, made = submitted.get(code), (decided or {}).get(code)
        shown = made or proposed or Line(code, 0)
        rows.append(
            SheetRow(
                code=code,
                name=commune.full_name[:1].upper() + commune.full_name[1:],
                base=bases.get(code, 0) if bases is not None else None,
                submitted=proposed.amount if proposed else 0,
                decided=None if decided is None else made.amount if made else 0,
                before=before.get(code, 0),
                recovery=shown.recovery,
                reason=_in_short(shown),
                sentence=shown.reason,
                why=_labelled(shown),
            )
        )
    return tuple(rows)


def digest_of(present: Round, rows: tuple[SheetRow, ...]) -> str:
    """SHA-256 of the figures that the papers print: the same figures always have the same digest."""
    figures = [present.year, present.source_id, present.number, [asdict(part) for part in present.pool]]
    told = json.dumps([*figures, [asdict(row) for row in rows]], sort_keys=True, ensure_ascii=False)
    return sha256(told.encode()).hexdigest()


def _assigned_before(uow: UnitOfWork, present: Round) -> dict[str, int]:
    """What the year's earlier rounds assigned, by commune."""
    sums: dict[str, int] = {}
    for other in uow.rounds.all(present.year, present.source_id):
        if other.number < present.number and other.state is RoundState.DECIDED:
            for line in other.lines:
                sums[line.commune] = sums.get(line.commune, 0) + line.amount
    return sums


def _bases(uow: UnitOfWork, present: Round, today: date) -> Mapping[str, int] | None:
    """What each commune owed at 31/12 of the year before; ``None`` while that day has not passed."""
    recorded = {line.commune: line.base for line in present.lines if line.base is not None}
    if recorded:
        return recorded
    closing = date(present.year - 1, 12, 31)
    return uow.plans.owed(present.source_id, as_of=closing) if closing < today else None


def _labelled(line: Line) -> tuple[tuple[str, int], ...]:
    """The steps of a line under their Vietnamese names."""
    return tuple((_label(step["reason"]), step["amount"]) for step in line.why)


def _in_short(line: Line) -> str:
    """What a line rests on, in a few words; what a person wrote stands as written."""
    if not line.why:
        return line.reason
    counted = [_label(step["reason"]) for step in line.why if step["reason"] != "rounding" and step["amount"]]
    return f"Theo {', '.join(counted)}" if counted else _label(line.why[0]["reason"])


def _label(reason: str) -> str:
    kind, _, name = reason.partition(":")
    return LABELS.get(reason) or (f"{LABELS[kind]} {name}" if name and kind in LABELS else reason)
