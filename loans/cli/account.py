"""`loans account`: what an administrator of the machine does for people who cannot sign in."""

import click

from loans.settings import database_url


@click.group()
def account() -> None:
    """Tài khoản người dùng. · People's accounts."""


@account.command()
@click.argument("username")
def password(username: str) -> None:
    """Đặt mật khẩu mới cho USERNAME; các phiên đang mở kết thúc. · Set a new password; open sessions end."""
    from loans.service.account import replace_password
    from loans.store.base import unknown
    from loans.store.unit_of_work import Store

    store = Store.at(database_url())
    with store.reading() as uow:
        if uow.accounts.get(username) is None:
            raise unknown("tài khoản", "account", "username", username)
    drawn = click.prompt("Mật khẩu · Password", hide_input=True, confirmation_prompt=True)
    with store.writing(username, origin="cli") as uow:
        replace_password(uow, username=username, password=drawn)
    click.echo(f"Đã đặt mật khẩu mới cho {username}. · {username} has a new password.")
