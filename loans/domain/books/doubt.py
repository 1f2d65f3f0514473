"""What cannot be known of a loan although its books were accepted: it is marked on the loan's row (DOMAIN §7.2.21).

A row in doubt stands in every report with the figures that could be worked out; it stops none of the others.
"""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from loans.domain.calendar import FIRST_DAY
from loans.domain.columns import Column


class Doubt(IntEnum):
    """Why a loan's figures are in doubt; 0: they are not. The greater one is shown where there are several."""

    NONE = 0
    NO_SESSION = 1
    """The transaction point has no day: when unpaid principal moves to overdue is not known."""
    RATE_UNKNOWN = 2
    """The law held gives no rate for it: the contract's rates stand."""
    DECISION_NOT_FOLLOWED = 3
    """A decision names principal that was not owed on its day: what it changes is not followed."""
    DAYS_CONTRADICT = 4
    """Days of the loan or of its opening contradict each other."""

    @property
    def code(self) -> str:
        """The stable code of the column ``doubt``; "" where nothing is in doubt."""
        return self.name.lower() if self else ""


class Words(NamedTuple):
    """What is in doubt and what is read instead, ending with what to do, in both languages."""

    vi: str
    en: str


WORDS: Mapping[str, Words] = MappingProxyType(
    {
        Doubt.NO_SESSION.code: Words(
            "Điểm giao dịch chưa có phiên sau ngày đến hạn: chưa biết ngày chuyển quá hạn, tạm giữ trong hạn. Ghi nhận "
            "ngày giao dịch của điểm.",
            "Its point has no session after the due day: the day of transfer is not known, principal stays in term. "
            "Record the point's day.",
        ),
        Doubt.RATE_UNKNOWN.code: Words(
            "Không có công thức lãi suất cho ngày phê duyệt: tính theo lãi suất ghi trên hợp đồng. Đối chiếu hợp đồng, "
            "đính chính số dư ban đầu.",
            "No formula gives its rate on the approval day: the contract's rates stand. Look into the contract and "
            "correct the opening.",
        ),
        Doubt.DECISION_NOT_FOLLOWED.code: Words(
            "Một quyết định nêu phần gốc không còn nợ vào ngày đó: tính như không có quyết định đó. Hủy quyết định "
            "rồi ghi lại.",
            "A decision names principal that was not owed on its day: figures stand as without it. Reverse "
            "it and enter it again.",
        ),
        Doubt.DAYS_CONTRADICT.code: Words(
            "Các ngày của khoản vay mâu thuẫn (chuyển quá hạn hoặc kỳ hạn không sau ngày vay, hoặc ngày trống): số "
            "ngày quá hạn, chậm trả không chắc. Nạp tệp đã sửa để đính chính.",
            "Its days contradict each other (moved or due by the day of the loan, or an empty day of a database): days "
            "overdue and late are not certain. Load a corrected file.",
        ),
    }
)
"""Code → its words."""

_FIRST = np.datetime64(FIRST_DAY, "D")


def days_contradict(signed_on: Column, first_due: Column, moved_on: Column) -> Column:
    """Where a loan is due by its own day, moved to overdue before it, or is older than the books; NaT: no such day.

    ``first_due`` is the first due day of unpaid principal, ``moved_on`` the day on which another system had moved it.
    """
    result: Column = (first_due <= signed_on) | (moved_on < signed_on) | (signed_on < _FIRST)
    return result
