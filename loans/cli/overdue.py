"""`loans overdue`: the overdue statement from the command line, for a scheduler or a quick look."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from loans.settings import database_url

if TYPE_CHECKING:
    import pandas as pd

    from loans.service.reports.overdue import OverdueStatement
    from loans.service.unit_of_work import Known, UnitOfWork
    from loans.store.unit_of_work import Store

BY = (
    "commune",
    "old_unit",
    "group",
    "organisation",
    "source",
    "investor",
    "beneficiary",
    "regime",
    "officer",
    "point",
    "office",
    "programme",
    "term_class",
    "loan",
)
BINARY = ("xlsx", "parquet")


@click.command()
@click.option("--as-of", metavar="YYYY-MM-DD", help="Ngày số liệu; mặc định hôm nay · The day; today by default.")
@click.option("--known-at", metavar="ISO", help="Theo điều đã biết lúc nào · As known at a moment, with its zone.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv", *BINARY]), default="table", show_default=True,
    help="xlsx: mẫu BCQUERY của ngân hàng · xlsx: the bank's own export of overdue loans.",
)  # fmt: skip
@click.option("--by", type=click.Choice(BY), default="commune", show_default=True)
@click.option("--since", metavar="YYYY-MM-DD", help="Thêm số chuyển quá hạn từ ngày · With what moved since a day.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Ghi ra tệp · Write to a file.")
def overdue(as_of: str | None, known_at: str | None, form: str, by: str, since: str | None, out: Path | None) -> None:
    """Sao kê nợ quá hạn theo ngày. · The overdue statement as of a day, as known at a moment."""
    from loans.domain.calendar import today_in_hanoi
    from loans.service.reports.overdue import overdue_by_loan, overdue_statement
    from loans.store.unit_of_work import utc_now

    store = _ready()
    if form in BINARY and out is None:
        raise click.BadParameter("cần --out cho xlsx, parquet · xlsx and parquet need --out", param_hint="--out")
    day = _day(as_of) if as_of else today_in_hanoi(utc_now())
    known = store.known_at(_moment(known_at) if known_at else None)
    by_what = "commune" if by == "loan" else by
    with store.reading(known) as uow:
        found = overdue_statement(uow, known, as_of=day, by=by_what, since=_day(since, "--since") if since else None)
        if form == "xlsx":
            _keep(out, _workbook(uow, found))
            return
        frame = overdue_by_loan(uow, as_of=day) if by == "loan" else found.rows
    if form == "parquet" and out is not None:
        from loans.service.reports.book import write_parquet

        write_parquet(_dated(frame, known, day), out)
        return
    _keep(out, _text(found, frame, form))


def _ready() -> "Store":
    from loans.store.schema import is_current
    from loans.store.unit_of_work import Store

    store = Store.at(database_url())
    if not is_current(store.engine):
        click.echo(
            "Cơ sở dữ liệu chưa sẵn sàng: chạy `loans init`. · The database is not ready: run `loans init`.", err=True
        )
        raise SystemExit(2)
    return store


def _text(found: "OverdueStatement", frame: "pd.DataFrame", form: str) -> str:
    known, day = found.known, found.as_of
    when: dict[str, Any] = {"as_of": day.isoformat(), "known_at": known.moment.isoformat(), "position": known.position}
    when["head"] = str(known.head) if known.head else None
    if form == "json":
        rows = frame.to_dict("records")
        return (
            json.dumps(
                {**when, "total": found.total, "rows": rows, "doubtful": _doubtful(found)},
                ensure_ascii=False,
                indent=2,
                default=str,
            )
            + "\n"
        )
    if form == "csv":
        text: str = _dated(frame, known, day).to_csv(index=False)
        return text
    lines = (
        f"Nợ quá hạn ngày {day:%d/%m/%Y}, biết lúc {when['known_at']}, vị trí {known.position} (đồng)",
        frame.to_string(index=False) if len(frame) else "Không có khoản vay nào còn dư nợ. · No loan is out.",
        "Tổng · Total: " + ", ".join(f"{name} {value}" for name, value in found.total.items()),
    )
    doubts = (" · ".join(found.doubtful.said(named=True)),) if found.doubtful else ()
    return "\n".join([*lines, *doubts]) + "\n"


def _doubtful(found: "OverdueStatement") -> dict[str, Any]:
    from dataclasses import asdict

    return {"count": found.doubtful.count, "loans": [asdict(loan) for loan in found.doubtful.loans]}


def _dated(frame: "pd.DataFrame", known: "Known", day: date) -> "pd.DataFrame":
    return frame.assign(as_of=day.isoformat(), known_at=known.moment.isoformat(), position=known.position)


def _workbook(uow: "UnitOfWork", found: "OverdueStatement") -> bytes:
    from loans.papers.overdue import overdue_workbook
    from loans.service.reports.overdue import export_rows, month_export

    rows = export_rows(month_export(uow, as_of=found.as_of))
    return overdue_workbook(rows, as_of=found.as_of, known_at=found.known.moment, position=found.known.position)


def _keep(out: Path | None, content: str | bytes) -> None:
    """To the file, whole or not at all: a scheduler never hands over half a report; without one to the terminal."""
    if out is None:
        click.echo(content, nl=False)
        return
    part = out.with_name(out.name + ".part")
    part.write_bytes(content.encode() if isinstance(content, str) else content)
    part.replace(out)


def _day(text: str, option: str = "--as-of") -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise click.BadParameter("cần ngày dạng YYYY-MM-DD · a day as YYYY-MM-DD", param_hint=option) from fault


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise click.BadParameter("cần thời điểm ISO có múi giờ · an ISO moment with its zone", param_hint="--known-at")
    return moment
