"""`loans export`: everything recorded, in files that anybody can read."""

from pathlib import Path

import click

from loans.settings import database_url


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--format", "form", type=click.Choice(["csv", "parquet"]), default="csv", show_default=True)
@click.option(
    "--without-secrets", is_flag=True, default=True,
    help="Luôn đúng: mật khẩu, mã truy cập không bao giờ được xuất · Always so: passwords and tokens never go out.",
)  # fmt: skip
def export(folder: Path, form: str, without_secrets: bool) -> None:  # noqa: ARG001 - said for the reader
    """Xuất toàn bộ sổ sách ra FOLDER, mỗi bảng một tệp, kèm lược đồ. · Everything recorded, with its schema.

    The files name people: keep them as you keep the database. `loans restore` makes an equal database of them.
    """
    from loans.store.exchange import dump
    from loans.store.unit_of_work import Store

    done = dump(Store.at(database_url()), folder, form=form, told=_told)
    click.echo(
        f"Đã xuất {done.rows} dòng của {done.tables} bảng vào {done.folder}. "
        f"· {done.rows} rows of {done.tables} tables are in {done.folder}."
    )
    click.echo(f"Đầu chuỗi · Head: {done.head}")


def _told(table: str, rows: int) -> None:
    click.echo(f"  {table}: {rows}", err=True)
