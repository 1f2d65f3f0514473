"""`loans demo`: a database with a small synthetic programme, and one sign-in per role."""

import json
import secrets
from pathlib import Path

import click

from loans.domain.calendar import today_in_hanoi
from loans.domain.refusal import Refusal
from loans.service import demo as story
from loans.service.account import matches, open_account, replace_password
from loans.settings import Settings, settings, write_secret
from loans.store.schema import upgrade
from loans.store.unit_of_work import Store, utc_now


@click.command()
@click.option("--sign-ins", is_flag=True, help="Chỉ in lại tên đăng nhập và mật khẩu · Only show the sign-ins again.")
def demo(sign_ins: bool) -> None:
    """Chương trình trình diễn với dữ liệu giả. · A demonstration with made-up data.

    Safe to repeat: what is there stays. Passwords are drawn at the first run and kept in the instance folder.
    """
    import os

    chosen = settings({**os.environ, "LOANS_DEMO": "1"})
    file = chosen.instance / "sign_ins.json"
    if not sign_ins:
        _prepare(chosen, file)
    if not file.exists():
        click.echo(
            "Chưa có bản trình diễn; chạy `loans demo`. · There is no demonstration yet; run `loans demo`.", err=True
        )
        raise SystemExit(2)
    _show(json.loads(file.read_text("utf-8")))


def _prepare(chosen: Settings, file: Path) -> None:
    store = Store.at(chosen.database_url)
    upgrade(store.engine)
    _refuse_earnest(store)
    today = today_in_hanoi(utc_now())
    passwords = json.loads(file.read_text("utf-8")) if file.exists() else {}
    passwords = {name: passwords.get(name) or secrets.token_urlsafe(12) for name in story.PEOPLE}
    write_secret(file, json.dumps(passwords, indent=2))
    with store.writing("demo", origin="demo") as uow:
        if uow.entries.find("demo", "programme") is None:
            story.build(uow)
        for name, (role, communes) in story.PEOPLE.items():
            if uow.accounts.get(name) is None:
                open_account(uow, today=today, username=name, role=role, communes=communes, password=passwords[name])
            elif not matches(uow.accounts.credential(name) or "", passwords[name]):
                replace_password(uow, username=name, password=passwords[name])


def _refuse_earnest(store: Store) -> None:
    """Nothing recorded can be removed: made-up loans never go into a database that somebody already uses."""
    with store.reading() as uow:
        if uow.entries.find("demo", "programme") is not None or not (uow.accounts.all() or uow.funds.all()):
            return
    raise Refusal(
        "not_a_demo",
        field="LOANS_DATABASE_URL",
        vi="Cơ sở dữ liệu này đã có dữ liệu thật; bản trình diễn không ghi vào đó. Dùng cơ sở dữ liệu khác.",
        en="This database is in use; the demonstration does not write into it. Use another database.",
    )


def _show(passwords: dict[str, str]) -> None:
    click.echo("Bản trình diễn, dữ liệu giả · A demonstration, made-up data")
    click.echo(f"{'đăng nhập · name':<18}{'vai trò · role':<18}mật khẩu · password")
    for name, password in passwords.items():
        click.echo(f"{name:<18}{story.PEOPLE[name][0]:<18}{password}")
