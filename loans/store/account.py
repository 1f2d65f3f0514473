"""People's accounts (facts, appended) and their secrets (kept apart, replaced)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from loans.service.unit_of_work import Booked, User
from loans.store.base import Port
from loans.store.tables import account, credential, entry, token


class SqlAccounts(Port):
    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, None)

    def add(self, booked: Booked, username: str) -> None:
        self._connection.execute(
            insert(account).values(id=booked.stream_id, entry_id=booked.entry_id, username=username)
        )

    def get(self, username: str) -> User | None:
        account_id = self._connection.scalar(select(account.c.id).where(account.c.username == username))
        return None if account_id is None else self._user(account_id, username)

    def all(self) -> Sequence[User]:
        rows = self._connection.execute(select(account.c.id, account.c.username).order_by(account.c.username)).all()
        return [self._user(row.id, row.username) for row in rows]

    def credential(self, username: str) -> str | None:
        return self._connection.scalar(select(credential.c.argon2).where(credential.c.username == username))

    def set_credential(self, username: str, argon2: str) -> None:
        self._connection.execute(delete(credential).where(credential.c.username == username))
        self._connection.execute(insert(credential).values(username=username, argon2=argon2))

    def add_token(self, digest: bytes, username: str, kind: str, expires_at: datetime) -> None:
        self._connection.execute(
            insert(token).values(digest=digest, username=username, kind=kind, expires_at=expires_at)
        )

    def token_owner(self, digest: bytes, now: datetime) -> tuple[User, str] | None:
        row = self._connection.execute(_OWNER, {"digest": digest, "now": now}).one_or_none()
        return None if row is None else (_user(row.id, row.username, row), row.kind)

    def drop_token(self, digest: bytes) -> None:
        self._connection.execute(delete(token).where(token.c.digest == digest))

    def drop_tokens_of(self, username: str) -> None:
        self._connection.execute(delete(token).where(token.c.username == username))

    def _user(self, account_id: int, username: str) -> User:
        return _user(account_id, username, self._histories([account_id])[account_id][-1])


def _user(account_id: int, username: str, last: Any) -> User:
    """A person as the last entry of the account says."""
    return User(
        id=account_id,
        username=username,
        role=last.body["role"],
        communes=tuple(last.body["communes"]),
        active=last.body["active"],
        sequence=last.sequence,
    )


_OWNER = (
    select(account.c.id, account.c.username, token.c.kind, entry.c.body, entry.c.sequence)
    .join_from(token, account, account.c.username == token.c.username)
    .join(entry, entry.c.stream_id == account.c.id)
    .where(token.c.digest == bindparam("digest"), token.c.expires_at > bindparam("now"))
    .order_by(entry.c.sequence.desc())
    .limit(1)
)
"""Who carries a token: one question at every request."""
