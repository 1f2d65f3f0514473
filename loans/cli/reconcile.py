"""`loans reconcile`: an export of the bank against our books, from the command line."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from loans.settings import database_url


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Ngày số liệu; mặc định ngày của tệp · the file's own."
)
@click.option(
    "--layout", help="Mẫu sao kê: 1, 2, 10, 13, 14, 31, GQVL, due · the layout, where the headings do not say it"
)
@click.option("--json", "as_json", is_flag=True, help="In JSON · print JSON")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Ghi ra tệp .xlsx · write a workbook")
def reconcile(file: Path, as_of: datetime | None, layout: str | None, as_json: bool, out: Path | None) -> None:
    """Đối chiếu tệp của ngân hàng (XLSX, XLS, CSV) với sổ. · Reconcile an export of the bank with our books.

    Exit 0: they agree; 1: they differ; 2: refused.
    """
    from loans.papers.exports import read_exports
    from loans.papers.exports.claims import compared, statement
    from loans.papers.exports.result import document, plain, result_workbook
    from loans.service.actor import Actor
    from loans.service.reconcile import reconcile as run
    from loans.store.schema import is_current
    from loans.store.unit_of_work import Store

    store = Store.at(database_url())
    if not is_current(store.engine):
        click.echo(
            "Cơ sở dữ liệu chưa sẵn sàng: chạy `loans init`. · The database is not ready: run `loans init`.", err=True
        )
        raise SystemExit(2)
    with file.open("rb") as stream:
        first, *others = compared(read_exports(stream, layout=layout))
    known = store.known_at(None)
    operator = Actor("operator", "operator")
    day: date | None = as_of.date() if as_of else None
    with store.reading(known) as uow:
        rest = [statement(each) for each in others]
        found = run(uow, operator, known, statement=statement(first), others=rest, as_of=day)
    if out:
        out.write_bytes(result_workbook(found, first))
    shown = plain(
        document(found, first, others, limit=max(map(len, (found.loans, found.still_in_term, found.instalments))) + 1)
    )
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2, default=str))
    else:
        _tell(shown)
    raise SystemExit(0 if shown["agrees"] else 1)


def _tell(shown: dict[str, Any]) -> None:
    export, totals = shown["export"], shown["totals"]
    click.echo(f"{export['name']}, ngày {export['day']}, {export['rows']} dòng; sổ ta ngày {shown['as_of']} (đồng)")
    control = export["control_total"]
    if control:
        click.echo(f"Tổng cộng của tệp {'khớp' if control['agrees'] else 'KHÔNG khớp'} · control total {control}")
    for row in [*shown["per_commune"], {"name": "Tổng · Total", **totals}]:
        click.echo(
            f"{row['commune']:5} {row['name']}: lệch · difference {row['difference']} ({row['differing']} khoản)"
        )
    for row in shown["per_loan"]:
        causes = "; ".join(cause["detail"] for cause in row["causes"])
        click.echo(f"  {row['contract_no'] or '—'} {row['commune']}: {row['difference']} {causes}")
    for row in shown["per_instalment"]:
        causes = "; ".join(cause["detail"] for cause in row["causes"])
        click.echo(f"  {row['contract_no']} đến hạn · due {row['due_on']}: {row['difference']} {causes}")
    for row in [*shown["outside"], *shown["between_exports"], *shown["still_in_term"]]:
        click.echo(f"  {row}")
    for finding in shown["findings"]:
        click.echo(f"  {finding['source']}: {finding['vi']} | {finding['en']}")
    click.echo("Khớp · They agree." if shown["agrees"] else "Có chênh lệch · They differ.")
