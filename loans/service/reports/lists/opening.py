"""What was assumed of loans that came from another system: one row a mark, so that nothing unknown looks known."""

from collections.abc import Iterator

from loans.service.reports.lists.desk import Desk
from loans.service.reports.lists.record import AuditList, Found

_SAYS = {
    "regime_not_held": ("phê duyệt trước chế độ đầu tiên được lưu", "approved before the first regime held"),
    "rate_assumed": ("không có lãi suất, đã giả định", "no rate was given, one was assumed"),
    "approval_day_assumed": ("không có ngày phê duyệt, đã giả định", "no approval day was given, one was assumed"),
    "instalment_rule_unknown": (
        "cho vay trực tiếp, chưa biết cách xử lý kỳ hạn gốc; tạm chỉ chuyển quá hạn khi đến hạn cuối",
        "a direct loan whose instalment rule is unknown; only the final maturity moves until it is given",
    ),
    "workers_unknown": ("không rõ số lao động", "the number of workers is unknown"),
}
"""Marks that somebody can settle. Others (no history, a rate fixed by import) are as they are."""


def assumed(desk: Desk) -> Iterator[Found]:
    """Opened loans that owe principal, with each mark that a person can settle from the papers."""
    for held in desk.live:
        opening = desk.openings.get(held["loan_id"])
        for mark in opening.marks if opening else ():
            if opening is None or mark not in _SAYS:
                continue
            vi, en = _SAYS[mark]
            yield Found(
                **desk.of_loan(held["loan_id"]),
                fault=mark,
                vi=f"Số dư mang sang ngày {opening.effective_on:%d/%m/%Y}: {vi}. Đối chiếu hợp đồng giấy.",
                en=f"Opened on {opening.effective_on}: {en}. Look into the paper contract.",
                cites=(),
                entry_id=opening.entry_id,
                entry_on=opening.effective_on,
                amount=int(held["outstanding"]),
                own={"opened_on": opening.effective_on},
            )


LISTS = (
    AuditList(
        "opening-assumed",
        "Số dư mang sang còn điều chưa biết",
        "Opened loans with something unknown",
        "Khoản vay mang sang từ hệ thống khác mà chế độ, lãi suất, ngày phê duyệt, cách xử lý kỳ hạn hoặc số lao động "
        "chưa biết chắc.",
        "Loans that came from another system with a regime, a rate, an approval day, an instalment rule or a number of "
        "workers that is not known for sure.",
        ("Cách hiểu của sản phẩm, mục 6.2", "Cách hiểu của sản phẩm, mục 6.6"),
        "law",
        assumed,
        columns={"opened_on": "day"},
    ),
)
