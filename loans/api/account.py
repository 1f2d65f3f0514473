"""People's accounts, for the administrator."""

from datetime import date
from typing import Any

from marshmallow import fields

from loans.api.fields import Code, Name, Strict, Text, one_of
from loans.api.paging import PageQuery, cut, paged
from loans.api.resource import noun, reads, writes
from loans.domain.refusal import Refusal, Unknown
from loans.http.roles import BOUND_ROLES, Action, Role
from loans.service.account import change_account, open_account
from loans.service.actor import Actor
from loans.service.checks import commune_in_force
from loans.service.unit_of_work import UnitOfWork, User

blueprint = noun("account", "Tài khoản · Accounts")


class RightsSchema(Strict):
    """A role and the communes to which it is bound."""

    role = one_of(Role, required=True)
    communes = fields.List(Code(5), load_default=list)
    active = fields.Boolean(load_default=True)


class NewAccountSchema(Strict):
    """A new person."""

    username = Name(most=80, required=True)
    role = one_of(Role, required=True)
    communes = fields.List(Code(5), load_default=list)
    password = Text(most=200, required=True)


class AccountSchema(Strict):
    """A person who may sign in."""

    username = fields.String()
    role = fields.String()
    communes = fields.List(fields.String())
    active = fields.Boolean()
    sequence = fields.Integer()


@reads(blueprint, "/accounts", action=Action.ACCOUNT_READ, reply=paged(AccountSchema), query=PageQuery)
def accounts(uow: UnitOfWork, _actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """Every account with its role, by name."""
    return cut(uow.accounts.all(), query, lambda user: str(user.username))


@reads(blueprint, "/accounts/<string:username>", action=Action.ACCOUNT_READ, reply=AccountSchema)
def account(uow: UnitOfWork, _actor: Actor, _today: date, username: str) -> User:
    """One account."""
    return _known(uow, username)


@writes(blueprint, "/accounts", action=Action.ACCOUNT_WRITE, body=NewAccountSchema, reply=AccountSchema)
def add_account(uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any]) -> User:
    """Open an account."""
    _check_binding(given, today)
    return open_account(uow, today=today, **given)


def _present(uow: UnitOfWork, username: Any) -> User:
    return _known(uow, username)


@writes(
    blueprint,
    "/accounts/<string:username>",
    action=Action.ACCOUNT_WRITE,
    body=RightsSchema,
    reply=AccountSchema,
    method="PUT",
    present=_present,
)
def change_rights(
    uow: UnitOfWork, _actor: Actor, today: date, given: dict[str, Any], username: str, expected: int
) -> User | None:
    """Change a person's role, communes, or whether they may sign in; their sessions end."""
    _check_binding(given, today)
    return change_account(uow, today=today, user=_known(uow, username), expected=expected, **given)


def _known(uow: UnitOfWork, username: str) -> User:
    user = uow.accounts.get(username)
    if user is None:
        raise Unknown(
            "unknown_account",
            field="username",
            value=username,
            vi=f"Không có tài khoản «{username}».",
            en=f"There is no account {username}.",
        )
    return user


def _check_binding(given: dict[str, Any], today: date) -> None:
    if Role(given["role"]) in BOUND_ROLES and not given["communes"]:
        raise Refusal(
            "communes_missing",
            field="communes",
            value=[],
            vi=f"Vai trò «{given['role']}» phải gắn với ít nhất một xã/phường. Nêu mã xã.",
            en=f"The role {given['role']} is bound to communes. Name at least one.",
        )
    for code in given["communes"]:
        commune_in_force(code, today)
