"""`loans restore`: an empty database made equal to the one that `loans export` read."""

from pathlib import Path

import click

from loans.settings import database_url


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option(
    "--head", "heads", multiple=True, metavar="POSITION:HASH", help="Đầu chuỗi lưu bên ngoài · A head kept outside."
)
@click.option(
    "--unproved", is_flag=True, help="Giữ cả sổ có chuỗi đã đứt từ trước · Keep books whose proof was broken before."
)
def restore(folder: Path, heads: tuple[str, ...], unproved: bool) -> None:
    """Khôi phục bản xuất FOLDER vào cơ sở dữ liệu trống (LOANS_DATABASE_URL). · Restore an export into an empty one.

    All or nothing: what is damaged, or does not fit its proof, is refused and the database stays as it was.
    Exit 0: proved; 1: kept unproved; 2: refused.
    """
    from loans.cli.audit import BROKEN
    from loans.domain.proof import head_of
    from loans.service.audit import told
    from loans.store.engine import open_engine, reached
    from loans.store.exchange import restore as restored

    engine = reached(open_engine(database_url()))
    done = restored(engine, folder, heads=[head_of(head) for head in heads], unproved=unproved, told=_told)
    engine.dispose()
    click.echo(
        f"Đã khôi phục {done.rows} dòng của {done.tables} bảng. · {done.rows} rows of {done.tables} tables are back."
    )
    for vi, en in told(done.proof):
        click.echo(f"{vi}\n  {en}")
    if done.accounts:
        click.echo(
            "Mật khẩu không nằm trong bản xuất; đặt mật khẩu mới bằng `loans account password TÊN` cho: "
            "· Passwords are in no export; set new ones by `loans account password NAME` for:"
        )
        click.echo("  " + ", ".join(done.accounts))
    if not done.proof.ok:
        raise SystemExit(BROKEN)


def _told(table: str, rows: int) -> None:
    click.echo(f"  {table}: {rows}", err=True)
