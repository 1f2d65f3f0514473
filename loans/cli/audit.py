"""`loans audit`: link what is sealed, keep the head outside, and verify that nothing recorded was touched."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loans.settings import database_url

if TYPE_CHECKING:
    from loans.domain.proof import Head
    from loans.store.unit_of_work import Store

BROKEN, UNUSABLE = 1, 2


@click.group()
def audit() -> None:
    """Bằng chứng không ai sửa sổ: nối chuỗi, lưu đầu chuỗi, kiểm tra. · The proof that nothing was touched."""


@audit.command("seal")
@click.option("--limit", type=click.IntRange(1), help="Nối nhiều nhất bao nhiêu bút toán · At most so many entries.")
def seal_(limit: int | None) -> None:
    """Niêm phong và nối chuỗi mọi bút toán đã ghi. · Seal and link what was booked; for a scheduler."""
    store = _store()
    store.seal()
    head = store.link(limit)
    with store.reading() as uow:
        standing = uow.proof.standing()
    click.echo(str(head))
    click.echo(
        f"Chưa nối chuỗi: {standing.sealed_not_linked}; chưa niêm phong: {standing.not_sealed}. "
        f"· Not linked: {standing.sealed_not_linked}; not sealed: {standing.not_sealed}."
    )


@audit.command()
@click.option(
    "--head", "heads", multiple=True, metavar="POSITION:HASH", help="Đầu chuỗi lưu bên ngoài · A head kept outside."
)
@click.option(
    "--heads-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tệp của `loans audit anchor` · The file of `loans audit anchor`.",
)
def verify(heads: tuple[str, ...], heads_file: Path | None) -> None:
    """Tính lại cả chuỗi và so sánh: mã thoát 0 đúng, 1 bị đứt, 2 dùng sai. · Compute the chain again and compare."""
    from loans.domain.proof import head_of
    from loans.service.audit import told

    outside = [head_of(head) for head in heads] + (_anchored(heads_file) if heads_file else [])
    found = _store().verify(outside)
    for vi, en in told(found):
        click.echo(vi)
        click.echo(f"  {en}")
    if found.broken is None:
        click.echo(str(found.head))
    raise SystemExit(0 if found.ok else BROKEN)


@audit.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def anchor(file: Path) -> None:
    """Nối chuỗi và thêm đầu chuỗi vào FILE; giữ tệp ở nơi khác máy chủ. · Append the head to FILE; keep it elsewhere.

    Refuses to add a line to a file that disagrees with the present chain.
    """
    store = _store()
    kept = _anchored(file) if file.exists() else []
    known = store.seal()
    head = store.link()
    _refuse_other_chain(store, kept, file)
    line = {"moment": known.moment.isoformat(), "position": head.position, "hash": head.hash}
    with file.open("a", encoding="utf-8") as out:
        out.write(json.dumps(line) + "\n")
        out.flush()
        os.fsync(out.fileno())
    click.echo(str(head))


def _refuse_other_chain(store: "Store", kept: list["Head"], file: Path) -> None:
    """Exit 1 where a head of the file is not that of the present chain: that is a finding, not a wrong command."""
    with store.reading() as uow:
        strange = next((head for head in kept if uow.proof.head(head.position) != head), None)
    if strange is None:
        return
    click.echo(
        f"{file}: đầu chuỗi {strange} không có trong chuỗi hiện tại; chưa ghi gì. "
        "Chạy `loans audit verify --heads-file`."
        f"\n{file}: the head {strange} is none of the present chain; nothing was written. "
        "Run `loans audit verify --heads-file`.",
        err=True,
    )
    raise SystemExit(BROKEN)


def _anchored(file: Path) -> list["Head"]:
    """The heads of a file: lines as `anchor` writes them, or POSITION:HASH."""
    from loans.domain.proof import head_of

    found = []
    for line in filter(str.strip, file.read_text("utf-8").splitlines()):
        try:
            said = json.loads(line) if line.lstrip().startswith("{") else None
            found.append(head_of(f"{said['position']}:{said['hash']}" if said else line))
        except (ValueError, KeyError, TypeError):
            found.append(head_of(line))  # says that it cannot be read
    return found


def _store() -> "Store":
    from loans.store.schema import is_current
    from loans.store.unit_of_work import Store

    store = Store.at(database_url())
    if not is_current(store.engine):
        click.echo(
            "Cơ sở dữ liệu chưa sẵn sàng: chạy `loans init`. · The database is not ready: run `loans init`.", err=True
        )
        raise SystemExit(UNUSABLE)
    return store
