"""`loans init`: the database at this version's schema, and a signing key of its own."""

import click

from loans.settings import database_url, kept_secret
from loans.store.engine import open_engine, reached
from loans.store.schema import upgrade


@click.command()
@click.option(
    "--admin", metavar="TÊN", help="Tạo tài khoản quản trị đầu tiên · Open the first administrator's account."
)
def init(admin: str | None) -> None:
    """Tạo hoặc nâng cấp cơ sở dữ liệu, nạp 126 xã, phường và khóa ký. · Create or upgrade the database.

    Safe to repeat: what is there stays.
    """
    import os
    from pathlib import Path

    instance = Path(os.environ.get("LOANS_INSTANCE", "instance")).resolve()
    if not os.environ.get("LOANS_SIGNING_KEY"):
        kept_secret(instance, "signing_key", draw=True)
    engine = reached(open_engine(database_url()))
    upgrade(engine)
    click.echo("Cơ sở dữ liệu đã sẵn sàng. · The database is ready.")
    if admin:
        _open_admin(admin)


def _open_admin(username: str) -> None:
    from loans.domain.calendar import today_in_hanoi
    from loans.service.account import open_account
    from loans.store.unit_of_work import Store, utc_now

    password = click.prompt("Mật khẩu · Password", hide_input=True, confirmation_prompt=True)
    store = Store.at(database_url())
    with store.writing(username, origin="cli") as uow:
        open_account(
            uow, today=today_in_hanoi(utc_now()), username=username, role="admin", communes=(), password=password
        )
    click.echo(f"Đã tạo quản trị viên {username}. · The administrator {username} is ready.")
