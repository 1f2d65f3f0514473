"""A batch of rows about communes, all or nothing or the good communes alone; and the one stream it is booked on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from loans.domain.demand import RowResult, errors_of
from loans.domain.refusal import Conflict, Finding, Refusal
from loans.service.unit_of_work import Booked, UnitOfWork


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a batch: the result of every row, the communes taken, and those that still owe an answer.

    ``written`` is False where the batch was only checked or had a fault; ``communes`` are those that were, or where
    nothing stands in the way would be, recorded. ``warnings`` speak of a whole commune; rows hold their own.
    """

    rows: tuple[RowResult, ...]
    communes: tuple[str, ...]
    owing: tuple[str, ...]
    warnings: tuple[Finding, ...] = ()
    written: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are ``ok``, ``warning`` and ``error``."""
        found = dict.fromkeys(("ok", "warning", "error"), 0)
        for row in self.rows:
            found[row.result] += 1
        return found

    @property
    def faulty(self) -> bool:
        """Whether some row cannot be taken."""
        return any(row.errors for row in self.rows)


def sound(rows: Sequence[RowResult]) -> tuple[str, ...]:
    """The communes none of whose rows is faulty, by code: half an answer would replace a whole one."""
    bad = {row.commune for row in rows if row.errors}
    return tuple(sorted({row.commune for row in rows} - bad))


def settle(checked: Recorded, code: str, *, keep_good: bool, vi: str, en: str) -> None:
    """Refuse a batch with every faulty row of it, unless the good communes are to be kept."""
    if checked.faulty and not keep_good:
        raise Refusal(code, vi=vi, en=en, findings=errors_of(checked.rows))


def refuse_empty(*parts: object) -> None:
    """Refuse a batch that says nothing of any commune."""
    if not any(parts):
        raise Refusal(
            "batch_empty",
            field="lines",
            vi="Không có dòng nào. Điền ít nhất một xã, phường rồi gửi lại.",
            en="There is no row. Fill in at least one commune and send it again.",
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """A stream as it stood when it was looked at: none yet, or its number of entries."""

    stream_id: int | None
    sequence: int


def look(uow: UnitOfWork, noun: str, key: str) -> Standing:
    """How the stream of a key stands. Looked at before a check reads what stands, it makes the check hold: whoever
    writes to the same stream in between makes ``book`` raise ``Conflict``."""
    stream_id = uow.entries.find(noun, key)
    return Standing(stream_id, 0 if stream_id is None else uow.entries.sequence(stream_id))


def refuse_unseen(value: str, *, vi: str, en: str) -> None:
    """Refuse what would replace something that its sender has not seen; ``vi`` and ``en`` name what stands now."""
    raise Conflict(
        "stale",
        field="sequence",
        value=value,
        vi=f"Trong lúc nhập, người khác đã ghi {vi}. Đối chiếu với số đang có rồi gửi lại nếu vẫn muốn thay.",
        en=f"Meanwhile somebody else recorded {en}. Compare with what stands now; send again to replace it.",
    )


def book(
    uow: UnitOfWork,
    noun: str,
    key: str,
    kind: str,
    on: date,
    body: Mapping[str, Any],
    standing: Standing | None = None,
) -> Booked:
    """The next entry of the stream of that key, opened where it does not exist yet."""
    at = look(uow, noun, key) if standing is None else standing
    if at.stream_id is None:
        return uow.entries.open(noun, key, kind, on, body)
    return uow.entries.append(at.stream_id, at.sequence, kind, on, body)
