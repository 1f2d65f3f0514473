"""`loans lists`: the lists that auditors ask for, from the command line; without a code the index."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loans.settings import database_url

if TYPE_CHECKING:
    import pandas as pd


@click.command()
@click.argument("code", required=False)
@click.option("--as-of", metavar="YYYY-MM-DD", help="Ngày số liệu; mặc định hôm nay · The day; today by default.")
@click.option("--known-at", metavar="ISO", help="Theo điều đã biết lúc nào · As known at a moment, with its zone.")
@click.option("--late-days", type=click.IntRange(0), default=0, help="Số ngày ghi muộn cho phép · Days late.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv", "xlsx"]), default="table")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Tệp .xlsx để ghi · workbook to write.")
def lists(
    code: str | None, as_of: str | None, known_at: str | None, late_days: int, form: str, out: Path | None
) -> None:
    """Danh sách kiểm toán. · Lists that auditors ask for: CODE, or the index of all.

    Exit 0 whatever is found; 2: refused.
    """
    from loans.domain.calendar import today_in_hanoi
    from loans.service.reports.lists import desk_of, index, rows_of
    from loans.store.schema import is_current
    from loans.store.unit_of_work import Store

    if form == "xlsx" and (out is None or code is None):
        raise click.UsageError("--format xlsx cần CODE và --out · xlsx needs CODE and --out")
    store = Store.at(database_url())
    if not is_current(store.engine):
        click.echo(
            "Cơ sở dữ liệu chưa sẵn sàng: chạy `loans init`. · The database is not ready: run `loans init`.", err=True
        )
        raise SystemExit(2)
    known = store.known_at(_moment(known_at) if known_at else None)
    day = _day(as_of) if as_of else today_in_hanoi(known.moment)
    with store.reading(known) as uow:
        desk = desk_of(uow, known, as_of=day, late_days=late_days)
        frame = rows_of(desk, code) if code else index(desk)
    if form == "xlsx" and out is not None and code is not None:
        out.write_bytes(_workbook(code, frame))
        click.echo(f"{out}: {len(frame)} dòng · rows")
    else:
        _tell(frame, form, code)


def _workbook(code: str, frame: "pd.DataFrame") -> bytes:
    from loans.papers.lists import list_workbook
    from loans.service.reports.book import with_plain_days
    from loans.service.reports.lists import list_of

    asked, rows = list_of(code), with_plain_days(frame)
    return list_workbook(
        code,
        title=asked.title_vi,
        notes=(asked.asks_vi, asked.note_vi),
        columns=tuple(rows.columns),
        rows=list(rows.itertuples(index=False, name=None)),
        as_of=frame.attrs["as_of"],
        known_at=frame.attrs["known_at"],
        position=frame.attrs["position"],
    )


def _tell(frame: "pd.DataFrame", form: str, code: str | None) -> None:
    from loans.service.reports.book import with_plain_days

    as_of, known_at, position = (frame.attrs[name] for name in ("as_of", "known_at", "position"))
    plain = with_plain_days(frame)
    when = {"as_of": as_of.isoformat(), "known_at": known_at.isoformat(), "position": position}
    if form == "json":
        rows = plain.to_dict("records")
        click.echo(json.dumps({**when, "rows": rows}, ensure_ascii=False, indent=2, default=str))
    elif form == "csv":
        click.echo(plain.assign(**when).to_csv(index=False), nl=False)
    else:
        click.echo(f"Ngày {as_of:%d/%m/%Y}, biết lúc {when['known_at']}, vị trí {position} (đồng)")
        shown = ["commune", "contract_no", "customer_no", "source_code", "fault", "amount", "says_vi"]
        if code and (plain["doubt"] != "").any():
            shown.append("doubt")
        click.echo(plain[shown if code else ["list", "rows", "amount", "title_vi"]].to_string(index=False))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise click.BadParameter("cần ngày dạng YYYY-MM-DD · a day as YYYY-MM-DD", param_hint="--as-of") from fault


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise click.BadParameter("cần thời điểm ISO có múi giờ · an ISO moment with its zone", param_hint="--known-at")
    return moment
