"""`loans overdue`: the overdue statement from the command line, for a scheduler or a quick look."""

import json
from datetime import date, datetime

import click

from loans.settings import database_url


@click.command()
@click.option("--as-of", metavar="YYYY-MM-DD", help="Ngày số liệu; mặc định hôm nay · The day; today by default.")
@click.option("--known-at", metavar="ISO", help="Theo điều đã biết lúc nào · As known at a moment, with its zone.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@click.option("--by", type=click.Choice(["commune", "loan"]), default="commune", show_default=True)
def overdue(as_of: str | None, known_at: str | None, form: str, by: str) -> None:
    """Sao kê nợ quá hạn theo ngày. · The overdue statement as of a day, as known at a moment."""
    from loans.domain.calendar import today_in_hanoi
    from loans.service.reports.overdue import overdue_by_loan, overdue_statement
    from loans.store.schema import is_current
    from loans.store.unit_of_work import Store, utc_now

    store = Store.at(database_url())
    if not is_current(store.engine):
        click.echo(
            "Cơ sở dữ liệu chưa sẵn sàng: chạy `loans init`. · The database is not ready: run `loans init`.", err=True
        )
        raise SystemExit(2)
    day = _day(as_of) if as_of else today_in_hanoi(utc_now())
    known = store.known_at(_moment(known_at) if known_at else None)
    with store.reading(known) as uow:
        found = overdue_statement(uow, known, as_of=day)
        frame = found.by_commune if by == "commune" else overdue_by_loan(uow, as_of=day)
    when = {"as_of": day.isoformat(), "known_at": known.moment.isoformat(), "position": known.position}
    if form == "json":
        rows = frame.to_dict("records")
        click.echo(json.dumps({**when, "total": found.total, "rows": rows}, ensure_ascii=False, indent=2, default=str))
    elif form == "csv":
        dated = frame.assign(as_of=day.isoformat(), known_at=known.moment.isoformat(), position=known.position)
        click.echo(dated.to_csv(index=False), nl=False)
    else:
        click.echo(f"Nợ quá hạn ngày {day:%d/%m/%Y}, biết lúc {when['known_at']}, vị trí {known.position} (đồng)")
        click.echo(
            frame.to_string(index=False) if len(frame) else "Không có khoản vay nào còn dư nợ. · No loan is out."
        )
        click.echo("Tổng · Total: " + ", ".join(f"{name} {value}" for name, value in found.total.items()))


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
