"""What an audit reads: the trail of what happened, the head of its proof, and what a verification found, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from loans.domain.proof import Break, BreakKind, Head

MODERATE = 20_000
"""Entries that are verified while somebody waits for the answer; more are verified by the command."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One entry in the trail: who, when, from where, what before and after, why; the link once it has one."""

    position: int
    entry_id: int
    stream_id: int
    noun: str
    key: str | None
    sequence: int
    kind: str
    effective_on: date
    booked_at: datetime
    actor: str
    origin: str
    reason: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]
    hash: str | None

    @property
    def id(self) -> int:
        """The trail is paged by position."""
        return self.position


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the trail: all of it, or of a noun, a key, a stream, a person, a kind; booked in [since, until)."""

    noun: str | None = None
    key: str | None = None
    stream_id: int | None = None
    actor: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the proof has come."""

    head: Head
    linked_at: datetime | None
    sealed_not_linked: int
    not_sealed: int


class Proof(Protocol):
    """The port of the trail and its proof."""

    def head(self, position: int) -> Head | None:
        """The link of a position; None while it is not linked yet."""

    def standing(self) -> Standing:
        """How far the proof has come."""

    def trail(self, asked: Asked, *, after: int, limit: int) -> Sequence[Trace]:
        """Entries in the order of their positions, after one of them."""

    def bears(self, position: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """What was recorded with the entry of a position: table → its rows as the database holds them."""


class Verdict(StrEnum):
    """What a head that was kept outside says of the present chain."""

    MATCHES = "matches"
    DIFFERS = "differs"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Judged:
    """An outside head and what became of its position."""

    head: Head
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying found: the first break, if any; how far the chain goes; what each outside head says."""

    head: Head
    linked: int
    sealed_not_linked: int
    not_sealed: int
    broken: Break | None = None
    judged: Sequence[Judged] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether nothing was found that contradicts the proof."""
        return self.broken is None and all(each.verdict is Verdict.MATCHES for each in self.judged)


Said = tuple[str, str]
"""Vietnamese, English."""

_BROKEN: dict[BreakKind, Said] = {
    BreakKind.POSITION_MISSING: ("thiếu vị trí hoặc bút toán đã bị xóa", "the position or its entry is gone"),
    BreakKind.LINK_MISSING: ("mắt xích đã bị xóa", "its link is gone"),
    BreakKind.LINK: ("mắt xích không nối tiếp mắt xích trước", "its link does not follow from the one before it"),
    BreakKind.SEAL: ("thời điểm hoặc số thứ tự niêm phong đã bị sửa", "the moment or number of its seal was changed"),
    BreakKind.ENTRY: ("nội dung bút toán đã bị sửa", "what the entry says was changed"),
    BreakKind.FACTS: ("số liệu trong bảng {table} đã bị sửa", "a row of the table {table} was changed"),
    BreakKind.ROW_ADDED: ("bảng {table} có thêm {count} dòng", "the table {table} has {count} rows more"),
    BreakKind.ROW_MISSING: ("bảng {table} mất {count} dòng", "the table {table} has {count} rows fewer"),
    BreakKind.REORDERED: (
        "bút toán của vị trí {elsewhere} đứng ở đây",
        "the entry of {elsewhere} stands here",
    ),
    BreakKind.INSERTED: (
        "bút toán chưa từng được nối chuỗi bị chèn vào",
        "an entry never linked was inserted",
    ),
    BreakKind.SALT: ("muối của bút toán đã bị xóa hoặc thêm", "the salt of the entry was removed or added"),
    BreakKind.NOTE: ("ghi chú bên mắt xích đã bị sửa", "the note beside its link was changed"),
    BreakKind.LOOSE: (
        "bảng {table} có {count} dòng không thuộc bút toán nào đã ghi",
        "the table {table} has {count} rows that belong to no entry that was booked",
    ),
    BreakKind.REFERENCE: (
        "bảng {table} khác danh mục kèm theo phiên bản này ở {count} dòng",
        "the table {table} differs in {count} rows from the facts shipped with this version",
    ),
    BreakKind.UNREADABLE: ("bảng {table} có nội dung không đọc được", "the table {table} holds what cannot be read"),
}

_JUDGED: dict[Verdict, Said] = {
    Verdict.MATCHES: (
        "Đầu chuỗi {head}: khớp; đến đó không có gì bị cắt hoặc viết lại.",
        "Head {head}: matches; nothing up to there was cut off or rewritten.",
    ),
    Verdict.DIFFERS: (
        "Đầu chuỗi {head}: KHÔNG khớp; chuỗi đã bị viết lại. Giữ nguyên cơ sở dữ liệu và báo kiểm toán.",
        "Head {head}: DIFFERS; the chain was rewritten. Keep the database as it is and tell the auditors.",
    ),
    Verdict.MISSING: (
        "Đầu chuỗi {head}: vị trí không còn; phần cuối đã bị cắt. Giữ nguyên cơ sở dữ liệu và báo kiểm toán.",
        "Head {head}: its position is gone; the end was cut off. Keep the database as it is and tell the auditors.",
    ),
}


def place_of(broken: Break) -> Said:
    """Where and how the chain is broken."""
    values = {"table": broken.table, "count": broken.count, "elsewhere": broken.elsewhere}
    vi, en = (text.format(**values) for text in _BROKEN[broken.kind])
    if broken.position is None:
        return f"{vi}.", f"{en}."
    which_vi, which_en = f" (bút toán {broken.entry_id})", f" (entry {broken.entry_id})"
    if broken.entry_id is None:
        which_vi = which_en = ""
    return f"vị trí {broken.position}{which_vi}: {vi}.", f"position {broken.position}{which_en}: {en}."


def told(found: Verification) -> list[Said]:
    """What a verification found, sentence by sentence."""
    waiting = (
        f"Đã niêm phong nhưng chưa nối chuỗi: {found.sealed_not_linked}; chưa niêm phong: {found.not_sealed}.",
        f"Sealed but not linked yet: {found.sealed_not_linked}; not sealed yet: {found.not_sealed}.",
    )
    return [_of_chain(found), waiting, *([_of_head(each) for each in found.judged] or [_WITHOUT_HEAD])]


def _of_chain(found: Verification) -> Said:
    if found.broken is None:
        return (
            f"Chuỗi liền từ vị trí 1 đến {found.linked}; nội dung khớp.",
            f"The chain holds from position 1 to {found.linked}; the content agrees with it.",
        )
    vi, en = place_of(found.broken)
    return (
        f"Chuỗi BỊ ĐỨT, {vi} Giữ nguyên cơ sở dữ liệu và báo kiểm toán.",
        f"The chain is BROKEN, {en} Keep the database as it is and tell the auditors.",
    )


def _of_head(judged: Judged) -> Said:
    vi, en = _JUDGED[judged.verdict]
    return vi.format(head=judged.head), en.format(head=judged.head)


_WITHOUT_HEAD = (
    "Không có đầu chuỗi lưu bên ngoài: không loại trừ được việc cắt phần cuối hoặc viết lại toàn bộ chuỗi. "
    "Đưa đầu chuỗi in trên báo cáo hoặc tệp của `loans audit anchor`.",
    "No head kept outside was given: that the end was cut off or the whole chain rewritten cannot be excluded. "
    "Give the head printed on a report, or the file of `loans audit anchor`.",
)
