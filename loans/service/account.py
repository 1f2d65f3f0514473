"""People's accounts: opened and changed by facts, proved by a password, carried by tokens."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from loans.domain.refusal import Forbidden, Refusal
from loans.service.unit_of_work import UnitOfWork, User

LASTS = {
    "session": timedelta(hours=12),  # a working day with its evening: a tablet left in a hall is signed out by morning
    "bearer": timedelta(days=90),
}
LEAST_PASSWORD = 12

_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))


def open_account(
    uow: UnitOfWork, *, today: date, username: str, role: str, communes: Sequence[str], password: str
) -> User:
    """Open an account with a role, bound to communes where the role is."""
    _check_password(password)
    _check_name(uow, username)
    body = {"role": role, "communes": sorted(communes), "active": True}
    booked = uow.entries.open("account", username, "account_opened", today, body)
    uow.accounts.add(booked, username)
    uow.accounts.set_credential(username, _hasher.hash(password))
    opened = uow.accounts.get(username)
    if opened is None:
        raise LookupError(username)
    return opened


def _check_name(uow: UnitOfWork, username: str) -> None:
    """Refuse a name that differs from another one by its capitals alone: nobody can tell whose it is."""
    for user in uow.accounts.all():
        if user.username != username and user.username.casefold() == username.casefold():
            raise Refusal(
                "username_too_close",
                field="username",
                value=username,
                vi=f"Tên «{username}» chỉ khác «{user.username}» ở chữ hoa, chữ thường. Chọn tên khác.",
                en=f"{username} differs from {user.username} by its capitals alone. Choose another name.",
            )


def change_account(
    uow: UnitOfWork, *, today: date, user: User, expected: int, role: str, communes: Sequence[str], active: bool
) -> User | None:
    """Change a person's rights from now on; their open sessions end."""
    body = {"role": role, "communes": sorted(communes), "active": active}
    uow.entries.append(user.id, expected, "account_changed", today, body)
    uow.accounts.drop_tokens_of(user.username)
    return uow.accounts.get(user.username)


def proved_user(uow: UnitOfWork, *, username: str, password: str) -> User:
    """Prove who one is, as slowly for a name that does not exist as for one that does."""
    user = uow.accounts.get(username)
    stored = uow.accounts.credential(username) or _NOBODY
    if not matches(stored, password) or user is None or not user.active:
        raise Forbidden(
            "sign_in_failed",
            vi="Tên đăng nhập hoặc mật khẩu không đúng. Kiểm tra lại hoặc liên hệ quản trị viên.",
            en="The name or the password is wrong. Check both or ask the administrator.",
        )
    return user


def matches(stored: str, password: str) -> bool:
    """Whether a password is the one that was stored."""
    try:
        return _hasher.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def replace_password(uow: UnitOfWork, *, username: str, password: str) -> None:
    """Set a new password; open sessions end."""
    _check_password(password)
    uow.accounts.set_credential(username, _hasher.hash(password))
    uow.accounts.drop_tokens_of(username)


def new_token(uow: UnitOfWork, user: User, *, kind: str) -> str:
    """A random token for a ``session`` or a ``bearer``, shown once; the store keeps its digest alone."""
    lasts = LASTS[kind]
    token = secrets.token_urlsafe(32)
    uow.accounts.add_token(digest(token), user.username, kind, uow.now + lasts)
    return token


def owner_of(uow: UnitOfWork, token: str) -> tuple[User, str] | None:
    """Who carries a token, and its kind; None when it is unknown, expired, or its owner no longer active."""
    found = uow.accounts.token_owner(digest(token), uow.now)
    return found if found and found[0].active else None


def sign_out(uow: UnitOfWork, token: str) -> None:
    """End a session."""
    uow.accounts.drop_token(digest(token))


def digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _check_password(password: str) -> None:
    if len(password) < LEAST_PASSWORD:
        raise Refusal(
            "password_too_short",
            field="password",
            value=None,
            vi=f"Mật khẩu phải có ít nhất {LEAST_PASSWORD} ký tự.",
            en=f"A password has at least {LEAST_PASSWORD} characters.",
        )
