"""`loans serve`: the service under gunicorn."""

import os
import sys

import click

from loans.settings import settings
from loans.store.schema import is_current
from loans.store.unit_of_work import Store


@click.command()
def serve() -> None:
    """Chạy dịch vụ dưới gunicorn. · Serve under gunicorn (address: LOANS_BIND or LOANS_PORT)."""
    chosen = settings()
    store = Store.at(chosen.database_url)
    if not is_current(store.engine):
        click.echo(
            "Cơ sở dữ liệu chưa sẵn sàng: chạy `loans init`. · The database is not ready: run `loans init`.", err=True
        )
        raise SystemExit(2)
    from loans import gunicorn_settings
    from loans.app import refuse_demo_in_earnest

    refuse_demo_in_earnest(store, chosen)  # an answer here; in a worker it would be a traceback
    address = gunicorn_settings.bind
    click.echo(f"Địa chỉ · Address: http://{address}   (tài liệu · docs: http://{address}/docs)")
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "-c", "python:loans.gunicorn_settings"])  # noqa: S606
