"""The windows of the city plan's reports, from the dates in ``report.toml`` (DOMAIN §1.9)."""

from dataclasses import dataclass
from datetime import date

from loans.domain.calendar import add_months
from loans.domain.law import law
from loans.domain.refusal import Refusal
from loans.service.reports.forms.records import Asked

ONE_MONTH, DECEMBER, JUNE = 1, 12, 6


@dataclass(frozen=True, slots=True)
class Window:
    """The window of a report and what it is called."""

    since: date
    until: date
    heading: str


def monthly(asked: Asked) -> Window:
    """The 16th of the month before to the 15th of the month in which ``as_of`` falls, or of the one after.

    A report is due before its own window closes, so ``as_of`` inside the window names it: on 14/11 the window is
    16/10–15/11, on 20/11 it is 16/11–15/12 unless the month is named.
    """
    last = int(law().reading("report_monthly_window_last_day", asked.as_of).value or 0)
    first = int(law().reading("report_monthly_window_first_day", asked.as_of).value or 0)
    named = asked.month or (asked.as_of if asked.as_of.day <= last else add_months(asked.as_of, ONE_MONTH))
    month = named.replace(day=1)
    window = Window(
        add_months(month, -ONE_MONTH).replace(day=first),
        month.replace(day=last),
        f"Tháng {month.month:02d}/{month.year}",
    )
    return begun(window, asked)


def half_year(asked: Asked) -> Window:
    """1 January to 30 June."""
    year = asked.as_of.year
    return Window(date(year, 1, 1), date(year, JUNE, 30), f"Sáu tháng đầu năm {year}")


def annual(asked: Asked) -> Window:
    """1 January to 31 December."""
    year = asked.as_of.year
    return Window(date(year, 1, 1), date(year, DECEMBER, 31), f"Năm {year}")


def ad_hoc(asked: Asked) -> Window:
    """Any window under a free heading; 1 January to ``as_of`` where none is named."""
    since, until = asked.since or date(asked.as_of.year, 1, 1), asked.until or asked.as_of
    if until < since:
        raise Refusal(
            "window_reversed",
            field="until",
            value=until.isoformat(),
            vi=f"Kỳ báo cáo kết thúc {until:%d/%m/%Y} trước khi bắt đầu {since:%d/%m/%Y}. Đổi lại hai ngày.",
            en=f"The window ends on {until}, before it begins on {since}. Correct the days.",
        )
    return begun(Window(since, until, asked.heading or f"Từ {since:%d/%m/%Y} đến {until:%d/%m/%Y}"), asked)


def begun(window: Window, asked: Asked) -> Window:
    """The window, refused where it had not begun at the end of ``as_of``."""
    if window.since > asked.as_of:
        raise Refusal(
            "window_not_begun",
            field="as_of",
            value=asked.as_of.isoformat(),
            vi=f"Kỳ báo cáo bắt đầu ngày {window.since:%d/%m/%Y}, sau ngày số liệu {asked.as_of:%d/%m/%Y}. "
            "Chọn kỳ sớm hơn hoặc ngày số liệu muộn hơn.",
            en=f"The window begins on {window.since}, after the as-of day {asked.as_of}. "
            "Choose an earlier window or a later day.",
        )
    return window
