"""How figures and days read: Vietnamese numbers, triệu and tỷ with the exact đồng beside them, a dash for zero.

Template filters. Figures are whole numbers, so nothing is a float; what is rounded is rounded half up, at the end.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from loans.web.texts import language, say

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOTHING = Markup("—")
MILLION, BILLION = 1_000_000, 1_000_000_000
MINUS = "\N{MINUS SIGN}"


def whole(number: int | None) -> str:
    """A count: "1.234" (English: "1,234"); a dash for zero and for what is not known."""
    return exact(number) if number else NOTHING


def exact(number: int) -> str:
    """A whole number with its thousands grouped; zero is "0"."""
    text = f"{abs(number):,}"
    grouped = text if language() == "en" else text.replace(",", ".")
    return (MINUS if number < 0 else "") + grouped


def short(amount: int) -> str:
    """An amount to read: "1,55 tỷ", "820 triệu", "500.000 đ"; two decimals of a tỷ, one of a triệu."""
    size = abs(amount)
    # what would round up to 1.000 triệu is a tỷ
    if size >= BILLION - MILLION // 20:
        return f"{_parts(amount, BILLION, 2)} {say('tỷ', 'bn')}"
    if size >= MILLION:
        return f"{_parts(amount, MILLION, 1)} {say('triệu', 'm')}"
    return f"{exact(amount)} đ"


def money(amount: int | None) -> Markup:
    """An amount in đồng, short with the exact đồng on hover; a switch in the heading and every print show it exact."""
    if not amount:
        return Markup('<data class="money" value="0">{}</data>').format(NOTHING)
    return Markup(
        '<data class="money" value="{}" title="{} đồng"><span class="short">{}</span>'
        '<span class="exact">{}\N{NO-BREAK SPACE}đ</span></data>'
    ).format(amount, exact(amount), short(amount), exact(amount))


def million(amount: int | None) -> Markup:
    """An amount in a column headed "triệu đồng": one decimal, the exact đồng on hover, by the switch and in print."""
    if not amount:
        return Markup('<data class="money" value="0">{}</data>').format(NOTHING)
    return Markup(
        '<data class="money" value="{}" title="{} đồng"><span class="short">{}</span>'
        '<span class="exact">{}\N{NO-BREAK SPACE}đ</span></data>'
    ).format(amount, exact(amount), _parts(amount, MILLION, 1, keep=True), exact(amount))


def percent(part: int, of: int) -> str:
    """A ratio of two whole numbers with two decimals: "3,25%"; a dash where there is nothing to compare with."""
    return f"{_parts(part * 100, of, 2, keep=True)}%" if of else NOTHING


def day(when: date | None) -> Markup:
    """A day: 31/10/2026."""
    if when is None:
        return NOTHING
    return Markup('<time datetime="{}">{:%d/%m/%Y}</time>').format(when.isoformat(), when)


def moment(when: datetime | None) -> Markup:
    """A moment in Hà Nội: 31/10/2026 14:05."""
    if when is None:
        return NOTHING
    return Markup('<time datetime="{}">{:%d/%m/%Y %H:%M}</time>').format(when.isoformat(), when.astimezone(HANOI))


def days_left(due: date, today: date) -> str:
    """How far off a day is, in words: "còn 3 ngày", "hôm nay", "trễ 2 ngày" (calendar days)."""
    left = (due - today).days
    if left == 0:
        return say("hôm nay", "today")
    if left > 0:
        return say(f"còn {left} ngày", f"{left} day{'s' if left > 1 else ''} left")
    return say(f"trễ {-left} ngày", f"{-left} day{'s' if left < -1 else ''} late")


def cites(articles: tuple[str, ...] | list[str]) -> Markup:
    """The articles on which a figure or a refusal rests."""
    return Markup("; ").join(escape(article) for article in articles)


def _parts(amount: int, unit: int, decimals: int, *, keep: bool = False) -> str:
    """``amount / unit`` with at most so many decimals, rounded half up; ``keep`` keeps trailing zeros."""
    scale = 10**decimals
    if unit < 0:
        amount, unit = -amount, -unit
    rounded = (2 * abs(amount) * scale + unit) // (2 * unit)
    ahead, behind = divmod(rounded, scale)
    fraction = f"{behind:0{decimals}d}"
    fraction = fraction if keep else fraction.rstrip("0")
    mark = "." if language() == "en" else ","
    sign = MINUS if amount < 0 and rounded else ""
    return f"{sign}{exact(ahead)}{mark if fraction else ''}{fraction}"


FILTERS = {
    "whole": whole,
    "exact": exact,
    "short": short,
    "money": money,
    "million": million,
    "percent": percent,
    "day": day,
    "moment": moment,
    "cites": cites,
}
