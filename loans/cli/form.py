"""`loans form`: a form or a paper for the field from the command line, as table, JSON, CSV, XLSX or PDF."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from loans.settings import database_url

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("code")
@click.option("--as-of", type=DAY, help="Ngày số liệu; mặc định hôm nay · The day; today by default.")
@click.option("--known-at", metavar="ISO", help="Theo điều đã biết lúc nào · As known at a moment, with its zone.")
@click.option("--format", "form", type=click.Choice(["json", "csv", "xlsx", "pdf"]), default="json", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Ghi ra tệp · Write to a file.")
@click.option("--source-level", type=click.Choice(["central", "local"]), help="Cấp nguồn vốn · Kind of capital.")
@click.option("--since", type=DAY, help="Kỳ báo cáo đột xuất, từ ngày · Ad-hoc window, from.")
@click.option("--until", type=DAY, help="đến ngày · to.")
@click.option("--heading", default="", help="Tiêu đề báo cáo đột xuất · Heading of the ad-hoc report.")
@click.option("--months", type=click.IntRange(1, 120), help="Số tháng không giao dịch · Months without a transaction.")
@click.option("--month", type=DAY, help="Tháng kỳ hạn hoặc tháng báo cáo · Month of instalments or of the report.")
@click.option("--on", type=DAY, help="Ngày phiên giao dịch · Day of a session.")
@click.option("--point", default="", help="Mã điểm giao dịch · Code of a transaction point.")
@click.option("--group", default="", help="Mã tổ · Number of a group.")
@click.option("--customer-no", default="", help="Mã khách hàng · Customer number.")
def form(code: str, as_of: datetime | None, known_at: str | None, form: str, out: Path | None, **asked: Any) -> None:
    """Lập biểu mẫu CODE (01.1-BCTD, 13-BC, 338-04, KH-THANG, 15-TD …). · Fill in a form."""
    from loans.domain.calendar import today_in_hanoi
    from loans.service.reports.forms import Asked, form_table
    from loans.store.schema import is_current
    from loans.store.unit_of_work import Store

    if form in ("xlsx", "pdf") and out is None:
        raise click.BadParameter("tệp nhị phân cần --out · a binary file needs --out", param_hint="--out")
    store = Store.at(database_url())
    if not is_current(store.engine):
        click.echo(
            "Cơ sở dữ liệu chưa sẵn sàng: chạy `loans init`. · The database is not ready: run `loans init`.", err=True
        )
        raise SystemExit(2)
    known = store.known_at(_moment(known_at) if known_at else None)
    given: dict[str, Any] = {
        name: value.date() if isinstance(value, datetime) else value for name, value in asked.items()
    }
    day: date = as_of.date() if as_of else today_in_hanoi(known.moment)
    with store.reading(known) as uow:
        table = form_table(uow, known, code, Asked(as_of=day, **given))
        demo = uow.entries.find("demo", "programme") is not None
    content = _content(table, form, demo=demo)
    if out:
        out.write_bytes(content)
    else:
        click.echo(content, nl=False)


def _content(table: Any, form: str, *, demo: bool) -> bytes:
    """The form in the format asked for."""
    from loans.papers.forms import form_as_pdf, form_as_xlsx
    from loans.service.reports.forms import as_csv, as_json

    if form in ("xlsx", "pdf"):
        return form_as_xlsx(table, demo=demo) if form == "xlsx" else form_as_pdf(table, demo=demo)
    return (as_csv(table) if form == "csv" else as_json(table) + "\n").encode()


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise click.BadParameter("cần thời điểm ISO có múi giờ · an ISO moment with its zone", param_hint="--known-at")
    return moment
