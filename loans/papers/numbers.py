"""Numbers, days and amounts as Vietnamese text: 1.234.567 · 12,34 % · 05/02/2026 · Một tỷ hai trăm triệu đồng."""

from datetime import date, datetime

from loans.domain.calendar import HANOI

MINUS = "\u2212"
"""The minus of running text and printed tables: as wide as the plus and the figures, never parted from its number at a
line's end, and not to be taken for the dash of a list or the "—" of a zero. Workbooks hold real numbers instead."""

DASH = "—"
"""A zero in a table for people."""

_ONES = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 10**9


def dong(amount: int, *, zero: str = "0") -> str:
    """A whole number with dots: 1234567 → "1.234.567", −5 → "−5"; ``zero`` is what a zero is shown as."""
    if not amount:
        return zero
    digits = f"{abs(amount):,}".replace(",", ".")
    return f"{MINUS}{digits}" if amount < 0 else digits


def signed(amount: int, *, zero: str = "0") -> str:
    """The same with the plus written out, for increases beside decreases: "+1.234", "−1.234"."""
    return f"+{dong(amount)}" if amount > 0 else dong(amount, zero=zero)


def percent(part: int, whole: int, *, places: int = 2) -> str:
    """``part`` of ``whole`` in per cent, rounded once, halves away from zero: (1234, 10000) → "12,34 %".

    Of nothing there is no share: a ``whole`` of zero gives "—".
    """
    if whole == 0:
        return DASH
    scale = 100 * 10**places
    magnitude = (2 * abs(part) * scale + abs(whole)) // (2 * abs(whole))
    sign = MINUS if magnitude and (part < 0) != (whole < 0) else ""
    return f"{sign}{_decimal(magnitude, places)} %"


def permille(value: int) -> str:
    """A share held in thousandths, in per cent: 125 → "12,5 %"."""
    return percent(value, 1000, places=1)


def rate(e7: int) -> str:
    """A rate held in ten-millionths a year, exact, in per cent: 1030224 → "10,30224 %", 660000 → "6,6 %"."""
    digits, _, _ = percent(e7, 10**7, places=5).partition(" ")
    return f"{digits.rstrip('0').rstrip(',')} %"


def _decimal(scaled: int, places: int) -> str:
    whole, rest = divmod(scaled, 10**places)
    return f"{dong(whole)},{rest:0{places}d}" if places else dong(whole)


def day(value: date) -> str:
    """dd/mm/yyyy."""
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def long_day(value: date | None, *, year: int | None = None) -> str:
    """The day as papers write it: "ngày 05 tháng 02 năm 2026"; without a day, dots to be filled in by hand.

    Decree 30/2020/NĐ-CP puts a zero before days under ten and before months 1 and 2 alone: "ngày 05 tháng 3".
    """
    if value is None:
        return f"ngày …… tháng …… năm {year or '20……'}"
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def in_words(amount: int, *, unit: str = "đồng") -> str:
    """An amount as decisions write it out: 1200000000 → "Một tỷ hai trăm triệu đồng".

    Read as in schools of the North: "linh" for an empty ten, "mốt" and "lăm" after a ten, "tư" after hai mươi and
    higher tens (24 hai mươi tư) but "bốn" elsewhere (14 mười bốn, 104 một trăm linh bốn). Groups of three that are
    empty are passed over; a group after a larger one says its hundreds ("không trăm"). Above a tỷ the count of tỷ is
    itself read as a number: 1.977,5 tỷ = "Một nghìn chín trăm bảy mươi bảy tỷ năm trăm triệu".
    """
    words = f"{'âm ' if amount < 0 else ''}{' '.join(_words(abs(amount))) or _ONES[0]} {unit}"
    return (words[0].upper() + words[1:]).strip()


def _words(number: int, *, after: bool = False) -> list[str]:
    """The words of ``number``; ``after`` says that a larger part was read before it. Nothing for zero."""
    billions, below = divmod(number, _BILLION)
    words = [*_words(billions, after=after), "tỷ"] if billions else []
    for unit, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group = below // unit % 1000
        if group:
            words += _hundreds(group, after=after or bool(words))
            words += [name] if name else []
    return words


def _hundreds(group: int, *, after: bool) -> list[str]:
    hundreds, rest = divmod(group, 100)
    words = [_ONES[hundreds], "trăm"] if hundreds or after else []
    tens, ones = divmod(rest, 10)
    if tens == 0:
        return words + ([*(["linh"] if words else []), _ONES[ones]] if ones else [])
    words += ["mười"] if tens == 1 else [_ONES[tens], "mươi"]
    return words + ([_after_ten(tens, ones)] if ones else [])


def _after_ten(tens: int, ones: int) -> str:
    if ones == 5:
        return "lăm"
    if tens > 1 and ones in {1, 4}:
        return "mốt" if ones == 1 else "tư"
    return _ONES[ones]


def moment(at: datetime) -> str:
    """A moment as people of Hà Nội write it: "10:00:00 ngày 31/10/2026"."""
    local = at.astimezone(HANOI)
    return f"{local:%H:%M:%S} ngày {day(local.date())}"
