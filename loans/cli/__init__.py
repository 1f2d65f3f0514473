"""The command line: the same jobs as the service, without the web. One file per command."""

import importlib
import sys

import click

from loans.domain.refusal import Refusal

COMMANDS = (
    "serve",
    "init",
    "demo",
    "law",
    "allocate",
    "quote",
    "overdue",
    "form",
    "lists",
    "reconcile",
    "load",
    "audit",
    "doctor",
    "export",
    "restore",
    "account",
)


class Commands(click.Group):
    """Imports a command when it is called: `loans law` must not wait for pandas or SQLAlchemy."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"loans.cli.{name}"), name)
        return command


@click.group(cls=Commands)
@click.version_option(package_name="loans")
def loans() -> None:
    """Cho vay chính sách từ đầu đến cuối: vốn, phân bổ, cho vay, nợ quá hạn.

    Policy lending from end to end: capital, allocation, loans, overdue debt.
    """


def main() -> None:
    """Run a command; a refusal is printed as an answer (exit 2), never as a traceback."""
    try:
        loans(standalone_mode=True)
    except Refusal as refused:
        click.echo(refused.vi, err=True)
        click.echo(refused.en, err=True)
        for finding in refused.findings:
            click.echo(f"  {finding.source}: {finding.vi} | {finding.en}", err=True)
        sys.exit(2)
