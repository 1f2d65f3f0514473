"""What every entry of a loan must leave behind: books that do not contradict, on any day."""

from loans.domain.books.doubt import Doubt
from loans.domain.books.event import day_of
from loans.domain.books.fold import Figures, evenings
from loans.domain.books.history import History
from loans.domain.books.laid import laid
from loans.domain.refusal import Refusal


def consistent(history: History) -> None:
    """Refuse a history that contradicts itself, on whatever day: every evening is looked at, in one pass.

    On no day may any part of principal fall below zero, a decision name principal that had been paid, more be paid
    out of a freeze than it held, or more be recovered than was written off.
    """
    if history.doubt == Doubt.DECISION_NOT_FOLLOWED:
        raise contradicts("một quyết định sau đó tính trên số gốc này", "a later decision counts on it")
    events = laid(history)
    lived = evenings(events, events[0][0])
    for number, held in lived.items():
        if held.outstanding < 0:
            day = f"{day_of(number):%d/%m/%Y}"
            raise contradicts(f"dư nợ ngày {day} sẽ âm", f"principal would fall below zero on {day}")
    _named(history)
    for number, held in lived.items():
        _parts(number, held)


def _named(history: History) -> None:
    debts = history.debts
    standing = {freeze.entry_id for freeze in debts.freezes}
    if any(part.freeze_id not in standing for part in debts.frozen_parts):
        raise contradicts("đã có số thu trên nợ khoanh này", "a payment named this freeze")
    if sum(each.amount for each in history.recovered) > sum(lost.principal for lost in debts.write_offs):
        raise contradicts("số thu hồi vượt nợ đã xóa", "more was recovered than was written off")


def _parts(number: int, held: Figures) -> None:
    if held.frozen < 0:
        raise contradicts("số thu vượt nợ khoanh", "more was paid than was frozen")
    if held.in_term < 0:
        day = day_of(number).isoformat()
        raise contradicts(f"nợ trong hạn ngày {day} sẽ âm", f"in-term principal would fall below zero on {day}")


def contradicts(vi: str, en: str) -> Refusal:
    """An entry against what is booked."""
    return Refusal(
        "books_contradict",
        field="on",
        vi=f"Bút toán này mâu thuẫn với bút toán đã ghi: {vi}. Hủy bút toán sau trước, rồi ghi lại theo thứ tự.",
        en=f"This entry contradicts what is booked: {en}. Reverse the later entry first, then book both in order.",
    )
