"""`loans serve`: the service under gunicorn."""

import os
import sys

import click

from loans.settings import settings
from loans.store.engine import open_engine
from loans.store.schema import is_current


@click.command()
def serve() -> None:
    """Chạy dịch vụ dưới gunicorn. · Serve under gunicorn (address: LOANS_BIND or LOANS_PORT)."""
    chosen = settings()
    if not is_current(open_engine(chosen.database_url)):
        click.echo(
            "Cơ sở dữ liệu chưa sẵn sàng: chạy `loans init`. · The database is not ready: run `loans init`.", err=True
        )
        raise SystemExit(2)
    from loans import gunicorn_settings

    address = gunicorn_settings.bind
    click.echo(f"Địa chỉ · Address: http://{address}   (tài liệu · docs: http://{address}/docs)")
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "-c", "python:loans.gunicorn_settings"])  # noqa: S606
