"""Loans in doubt: accepted books of which something cannot be known, each with what to do (§7.2.21)."""

from collections.abc import Iterator

from loans.domain.books.doubt import WORDS
from loans.service.reports.book.doubtful import LIST
from loans.service.reports.lists.desk import Desk
from loans.service.reports.lists.record import AuditList, Found


def in_doubt(desk: Desk) -> Iterator[Found]:
    """Loans that owe principal and are marked in the loan book."""
    for held in desk.live:
        if held["doubt"]:
            vi, en = WORDS[held["doubt"]]
            yield Found(
                **desk.of_loan(held["loan_id"]),
                fault=held["doubt"],
                vi=vi,
                en=en,
                cites=(),
                entry_on=held["opened_on"],
                amount=int(held["outstanding"]),
                own={"signed_on": held["signed_on"], "oldest_due": held["oldest_due"]},
            )


LISTS = (
    AuditList(
        LIST,
        "Khoản vay còn điều chưa biết chắc",
        "Loans in doubt",
        "Khoản vay còn nợ mà sổ đã nhận nhưng có điều không tính chắc được: các ngày mâu thuẫn, không có lãi suất, "
        "quyết định không theo được, điểm giao dịch không có phiên. Báo cáo vẫn có các dòng này và nêu tên chúng.",
        "Loans that owe, accepted by the books, of which something cannot be worked out for sure: contradicting days, "
        "no rate, a decision that cannot be followed, a point without a session. Reports keep and name them.",
        ("Cách hiểu của sản phẩm, mục 7.2.21",),
        "law",
        in_doubt,
        columns={"signed_on": "day", "oldest_due": "day"},
    ),
)
