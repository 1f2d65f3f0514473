"""What may be granted on a debt: rescheduling, extension, freezing; each limit with its article (DOMAIN §6.7–6.8)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from loans.domain.calendar import add_months, whole_months_between
from loans.domain.refusal import Refusal

_DECIMAL = re.compile(r"(?=.{1,12}\Z)(?:[0-9]+\.?[0-9]*|\.[0-9]+)")


@dataclass(frozen=True, slots=True)
class ExtensionLimits:
    """The law of extension (gia hạn nợ) on a day."""

    short_months: int
    other_share: str
    short_term_months: int
    cites: tuple[str, ...]


def original_term(first_disbursed: date, first_due: date) -> int:
    """The original term in whole months, an incomplete one counted whole: disbursement to contractual maturity.

    0 where all was due by the day of the first disbursement: a contract is at times paid out late.
    """
    if first_due <= first_disbursed:
        return 0
    months = whole_months_between(first_disbursed, first_due)
    return months if add_months(first_disbursed, months) >= first_due else months + 1


def extension_allowance(term_months: int, limits: ExtensionLimits) -> int:
    """Months of extension over the whole life of a loan: 12 for a short one, else half its term, rounded down."""
    if term_months <= limits.short_term_months:
        return limits.short_months
    return int(Fraction(limits.other_share) * term_months)


def check_extension(months: int, used: int, term_months: int, limits: ExtensionLimits) -> None:
    """Refuse an extension beyond what is left of the allowance."""
    left = extension_allowance(term_months, limits) - used
    if not 0 < months <= left:
        raise Refusal(
            "extension_too_long",
            field="months",
            value=months,
            vi=f"Gia hạn {months} tháng không được: thời hạn gốc {term_months} tháng, đã gia hạn {used} tháng, "
            f"còn được {max(left, 0)} tháng. Giảm số tháng hoặc đề nghị xử lý nợ rủi ro.",
            en=f"An extension by {months} months is not possible: original term {term_months} months, {used} used, "
            f"{max(left, 0)} left. Ask for fewer months, or for risk-debt handling.",
            cites=limits.cites,
        )


def check_asked_in_time(asked_on: date, transfer: date, cites: Sequence[str]) -> None:
    """Refuse an extension asked for on or after the transfer day: overdue debt needs a risk-debt decision."""
    if asked_on >= transfer:
        raise Refusal(
            "extension_asked_late",
            field="on",
            value=asked_on.isoformat(),
            vi=f"Nợ đã chuyển quá hạn từ {transfer:%d/%m/%Y}; đề nghị gia hạn phải có trước ngày đó. "
            "Dùng quyết định xử lý nợ rủi ro.",
            en=f"The debt moved to overdue on {transfer}; an extension is asked for before that day. "
            "Use a risk-debt decision.",
            cites=cites,
        )


def check_ends_later(on: date, due_on: date) -> None:
    """Refuse an extension or rescheduling that is over by its own day: it grants no time (ruling 7.2.23)."""
    if due_on <= on:
        raise Refusal(
            "relief_already_over",
            field="due_on",
            value=due_on.isoformat(),
            vi=f"Hạn trả mới {due_on:%d/%m/%Y} không sau ngày hiệu lực {on:%d/%m/%Y}, nên không cho thêm ngày nào. Cho "
            "một hạn sau ngày đó, hoặc để nợ chuyển quá hạn.",
            en=f"The new due day, {due_on}, does not follow the day of the decision, {on}: it grants no time. Give a "
            "later day, or let the debt move to overdue.",
            cites=("Cách hiểu của sản phẩm, mục 7.2.23",),
        )


def check_reschedule(
    number: int, new_due: date, due_days: Sequence[date], *, present_due: date, cites: Sequence[str]
) -> None:
    """Refuse to reschedule the last instalment, beyond final maturity, or by more than the next period's length.

    ``due_days`` are the contract's, in order; ``present_due`` is where the instalment stands now.
    """
    if number >= len(due_days):
        raise _no_reschedule(
            number,
            "kỳ cuối cùng không điều chỉnh được; hãy gia hạn nợ",
            "the last instalment cannot be rescheduled; extend the loan",
            cites,
        )
    longest = due_days[number] - due_days[number - 1]
    if not present_due < new_due <= min(present_due + longest, due_days[-1]):
        latest = min(present_due + longest, due_days[-1])
        raise _no_reschedule(
            number,
            f"ngày mới {new_due:%d/%m/%Y} phải sau {present_due:%d/%m/%Y} và không quá {latest:%d/%m/%Y}",
            f"the new day {new_due} must lie after {present_due} and not beyond {latest}",
            cites,
        )


def _no_reschedule(number: int, vi: str, en: str, cites: Sequence[str]) -> Refusal:
    return Refusal(
        "reschedule_refused",
        field="number",
        value=number,
        vi=f"Không điều chỉnh được kỳ {number}: {vi}.",
        en=f"Instalment {number} is not rescheduled: {en}.",
        cites=cites,
    )


def is_percent(given: str) -> bool:
    """Whether a text is a decimal of at most twelve digits: 45 or 79.5, no power and no other script's digits."""
    return _DECIMAL.fullmatch(given) is not None


def freeze_years(damage_percent: str, bounds: Sequence[tuple[int, int]]) -> int:
    """Most years of a freeze for a damage rate: ``bounds`` are (from per cent, years), ascending; 0 where none applies.

    39.9 → 0, 40 → 3, 79.9 → 3, 80 → 5 (QĐ 50/2010/QĐ-TTg, QĐ 08/2021/QĐ-TTg).
    """
    damage = Fraction(damage_percent) if is_percent(damage_percent) else None
    if damage is None or damage > 100:
        raise Refusal(
            "damage_out_of_range",
            field="damage_percent",
            value=damage_percent,
            vi=f"Mức độ thiệt hại {damage_percent} % phải từ 0 đến 100.",
            en=f"A damage of {damage_percent} % is none; give 0 to 100.",
        )
    return max((years for least, years in bounds if damage >= least), default=0)


def check_freeze(on: date, last: date, years: int, cites: Sequence[str]) -> None:
    """Refuse a freeze for no years, backwards, or longer than its cause allows."""
    if not years:
        raise Refusal(
            "freeze_too_long",
            field="damage_percent",
            vi="Mức thiệt hại này chưa đến mức được khoanh nợ. Gia hạn nợ, hoặc nêu đúng mức thiệt hại theo biên bản.",
            en="This damage rate allows no freeze. Extend the loan, or state the damage rate as the record has it.",
            cites=cites,
        )
    latest = add_months(on, 12 * years)
    if not on <= last < latest:
        raise Refusal(
            "freeze_too_long",
            field="last_on",
            value=last.isoformat(),
            vi=f"Nguyên nhân này cho khoanh nợ tối đa {years} năm (trước {latest:%d/%m/%Y}); ngày cuối "
            f"{last:%d/%m/%Y} không hợp lệ. Sửa ngày cuối hoặc nguyên nhân.",
            en=f"This cause allows a freeze of at most {years} years (before {latest}); the last day {last} does not "
            "fit. Correct the last day or the cause.",
            cites=cites,
        )
