"""`loans law`: what is in force on a day, each value with its articles and how surely it is known."""

import json
import shutil
import sys
import textwrap
from datetime import date, datetime
from zoneinfo import ZoneInfo

import click

from loans.domain.law import Law, Overlay, Parameter, Version, shipped_overlays
from loans.domain.law import law as national_law
from loans.domain.refusal import Refusal

HEADINGS = {
    "approval": ("Hồ sơ phê duyệt ngày {vi}", "Dossier approved on {en}"),
    "signing": ("Khoản vay ký ngày {vi}", "Loan signed on {en}"),
    "due": ("Khoản nợ đến hạn ngày {vi}", "Debt falling due on {en}"),
    "as_of": ("Báo cáo lấy số liệu ngày {vi}", "Report taken on {en}"),
}
CERTAINTY = {
    "law": ("đã đọc văn bản", "read in the act"),
    "secondary": ("nguồn thứ cấp", "secondary source"),
    "recollected": ("CHƯA CÓ NGUỒN, ghi theo trí nhớ", "RECOLLECTED, no source found"),
}
UNITS_EN = {
    "đồng": "VND",
    "tháng": "months",
    "tháng thứ": "(month of the quarter)",
    "ngày": "days",
    "ngày làm việc": "working days",
    "ngày trong tháng": "(day of the month)",
    "năm": "years",
    "% năm": "% a year",
    "%": "%",
    "×": "times",
    "người": "people",
    "điểm": "points",
    "lần": "times",
    "đơn vị": "units",
}


def _day(_context: click.Context, _parameter: click.Parameter, text: str | None) -> date:
    """The day asked for, today when none is; says in both languages how a day is written."""
    if text is None:
        return today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"“{text}” không phải là ngày: viết như 2026-01-31. “{text}” is not a day: write 2026-01-31."
        ) from None


def today() -> date:
    """Today in Hà Nội."""
    return datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()


@click.command()
@click.argument("name", required=False)
@click.option(
    "--on",
    "day",
    callback=_day,
    metavar="YYYY-MM-DD",
    help="Ngày xét, mặc định hôm nay. The day, today by default.",
)
@click.option("--json", "as_json", is_flag=True, help="Một đối tượng JSON. One JSON object.")
def law(name: str | None, day: date, as_json: bool) -> None:
    """Quy định có hiệu lực vào một ngày, kèm điều khoản. What is in force on a day, with its articles."""
    try:
        lines = _answer(national_law(), name, day, as_json)
    except Refusal as refused:
        click.echo(refused.vi, err=True)
        click.echo(refused.en, err=True)
        sys.exit(2)
    click.echo("\n".join(lines))


def _answer(book: Law, name: str | None, day: date, as_json: bool) -> list[str]:
    """The lines to print: one parameter by name, or all that is in force."""
    if name is not None:
        parameter = book.parameter(name)
        found = [(parameter, parameter.at(day))]
        return _json(found) if as_json else _rows(found)
    if as_json:
        return _json(book.in_force(day))
    return [*_in_force(book, day), *_overlays(book), *_pending(book, day)]


def _json(found: list[tuple[Parameter, Version]]) -> list[str]:
    table = {
        parameter.name: {
            "value": version.value,
            "unit": parameter.unit,
            "since": version.since.isoformat(),
            "cites": list(version.cites),
            "certainty": version.certainty,
        }
        for parameter, version in found
    }
    return [json.dumps(table, ensure_ascii=False, indent=2)]


def _in_force(book: Law, day: date) -> list[str]:
    """What holds on the day, one section for each kind of day that picks the version."""
    lines = [*_wrapped(f"QUY ĐỊNH NGÀY {day:%d/%m/%Y} · RULES ON {day}", 0)]
    holding = sorted(book.in_force(day), key=_place)
    for governs, (vi, en) in HEADINGS.items():
        found = [(parameter, version) for parameter, version in holding if parameter.governs == governs]
        if found:
            lines += ["", *_heading(f"{vi.format(vi=f'{day:%d/%m/%Y}')} · {en.format(en=day)}"), *_rows(found)]
    return lines


def _place(found: tuple[Parameter, Version]) -> int:
    """Rates of job loans come first, then the rest of that lending, then everything else."""
    name = found[0].name
    return 2 - name.startswith("job_loan") - name.startswith(("job_loan_rate", "job_loan_overdue_rate"))


def _overlays(book: Law) -> list[str]:
    """Values of single capital sources, which do not count above; unconfirmed ones say so."""
    lines = [
        "",
        *_heading("Giá trị riêng theo nguồn vốn, không tính ở trên · Values of single sources, not counted above"),
    ]
    for source, overlays in shipped_overlays().items():
        for overlay in overlays:
            lines += _overlay(source, book.parameter(overlay.parameter), overlay)
    unset = ", ".join(parameter.name for parameter in book.unset())
    lines += _wrapped(f"Chưa có giá trị toàn quốc · No national value: {unset}", 2)
    return lines


def _overlay(source: str, parameter: Parameter, row: Overlay) -> list[str]:
    vi = (
        ("đang áp dụng" if row.active else "chưa áp dụng")
        + ", "
        + ("đã xác nhận" if row.confirmed else "CHƯA XÁC NHẬN")
    )
    en = ("active" if row.active else "inactive") + ", " + ("confirmed" if row.confirmed else "UNCONFIRMED")
    value = "–" if row.value is None else _value(parameter, row.value, "vi")
    return [
        *_wrapped(f"{source}: {parameter.title_vi}: {value} ({vi})", 2),
        *_wrapped(f"{parameter.title_en} ({en})", 4),
        *_wrapped(f"{row.parameter} · từ {row.since:%d/%m/%Y} · {'; '.join(row.cites)}", 4),
    ]


def _pending(book: Law, day: date) -> list[str]:
    """What is not yet in force on the day, last, each with its first day."""
    pending = book.pending(day)
    if not pending:
        return []
    lines = ["", *_heading("Chưa có hiệu lực · Not yet in force")]
    for parameter, version in pending:
        lines += _wrapped(f"{version.since} · {parameter.name} · {parameter.title_vi} · {parameter.title_en}", 2)
        lines += _wrapped("; ".join(version.cites), 4)
    return lines


def _rows(found: list[tuple[Parameter, Version]]) -> list[str]:
    """Three lines a parameter: Vietnamese, English, and where the value comes from."""
    lines = []
    for parameter, version in found:
        assert version.value is not None  # noqa: S101 - `at` and `in_force` leave out what was repealed
        vi, en = CERTAINTY[version.certainty]
        lines += _wrapped(f"{parameter.title_vi}: {_value(parameter, version.value, 'vi')}", 2)
        note = f" ({version.note.rstrip('.')})" if version.note else ""
        lines += _wrapped(f"{parameter.title_en}: {_value(parameter, version.value, 'en')}{note}", 4)
        lines += _wrapped(
            f"{parameter.name} · từ {version.since:%d/%m/%Y} · {'; '.join(version.cites)} · {vi} / {en}", 4
        )
    return lines


def _value(parameter: Parameter, value: int | str, language: str) -> str:
    """A value as people write it: 200.000.000 đồng, 7,9248 % năm; in English 200,000,000 VND, 7.9248 % a year."""
    vietnamese = language == "vi"
    if parameter.unit == "text":
        words = [parameter.reads.get(code, (code, code))[not vietnamese] for code in str(value).split(",")]
        return "; ".join(words) if parameter.reads else str(value)
    number = f"{value:,}" if isinstance(value, int) else value
    if vietnamese:
        number = number.translate(str.maketrans(",.", ".,"))
    unit = parameter.unit.replace("×", "lần") if vietnamese else UNITS_EN[parameter.unit]
    return f"{number} {unit}"


def _heading(text: str) -> list[str]:
    return [click.style(line, bold=True) for line in _wrapped(text, 0)]


def _wrapped(text: str, indent: int) -> list[str]:
    """Lines within the window, the rest of a long one indented under its first word."""
    width = max(min(shutil.get_terminal_size((80, 24)).columns, 110), 40)
    return textwrap.wrap(
        text,
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )
