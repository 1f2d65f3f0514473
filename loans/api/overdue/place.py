"""Where a walk through the loans of a report stands: a cursor that holds day, moment, group and the last loan shown."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from loans.domain.refusal import Refusal
from loans.http.context import context

_BOUND = ("as_of", "known_at", "by", "key", "commune")


@dataclass(frozen=True, slots=True)
class Place:
    """A page of which report, and after which loan (its commune and contract number; empty: from the first)."""

    as_of: date | None
    known_at: datetime | None
    by: str | None
    key: str | None
    commune: str | None
    after: tuple[str, str] = ("", "")

    @classmethod
    def of(cls, query: dict[str, Any]) -> "Place":
        """The place of a query: its cursor's, where it has one; what is given beside it must say the same."""
        given = {name: query[name] for name in _BOUND}
        if not query["cursor"]:
            return cls(**given)
        place = _read(query["cursor"])
        if any(value is not None and value != getattr(place, name) for name, value in given.items()):
            raise _unknown(query["cursor"])
        return place

    def text(self) -> str:
        """The cursor."""
        held = [self.as_of and self.as_of.isoformat(), self.known_at and self.known_at.isoformat()]
        return str(_cursors().dumps([*held, self.by, self.key, self.commune, *self.after]))


def _read(cursor: str) -> Place:
    try:
        as_of, known_at, by, key, commune, *after = _cursors().loads(cursor)
        return Place(
            date.fromisoformat(as_of), datetime.fromisoformat(known_at), by, key, commune, (after[0], after[1])
        )
    except (BadSignature, ValueError, TypeError, IndexError) as fault:
        raise _unknown(cursor) from fault


def _unknown(cursor: str) -> Refusal:
    return Refusal(
        "cursor_unknown",
        field="cursor",
        value=cursor,
        vi="Con trỏ trang không hợp lệ hoặc thuộc báo cáo khác. Bắt đầu lại từ trang đầu.",
        en="The cursor is not one of this list, or of another report. Begin again with the first page.",
    )


def _cursors() -> URLSafeSerializer:
    return URLSafeSerializer(context().settings.signing_key, salt="overdue-loans")
