"""Known overlap with other support, waived without a reason."""

from collections.abc import Iterator

from loans.service.reports.lists.decision import APPROVED
from loans.service.reports.lists.desk import Desk
from loans.service.reports.lists.record import DONG, AuditList, Found, dong

SUPPORT, WAIVER = "other_support", "other_support_waiver"
"""The fields of an application's entries that will hold it: what other support is known, why it did not matter."""

_KINDS = ("application_submitted", "application_appraised", APPROVED)


def overlap(desk: Desk) -> Iterator[Found]:
    """Applications of which an entry names other support while none up to the decision says why it was waived."""
    known: dict[int, str] = {}
    waived: set[int] = set()
    approved = {}
    for row in desk.entries(*_KINDS):
        if str(row["body"].get(SUPPORT) or "").strip():
            known[row["stream_id"]] = str(row["body"][SUPPORT])
        if str(row["body"].get(WAIVER) or "").strip():
            waived.add(row["stream_id"])
        if row["kind"] == APPROVED:
            approved[row["stream_id"]] = row
    for stream_id in sorted(approved.keys() & known.keys() - waived):
        row, filed = approved[stream_id], desk.applications[stream_id]
        if not desk.shows(filed["commune"]):
            continue
        amount = int(row["body"].get("amount", filed["amount"]))
        yield Found(
            **desk.of_application(stream_id),
            fault="overlap_waived_without_reason",
            vi=f"Đã biết hỗ trợ khác «{known[stream_id]}» nhưng vẫn phê duyệt {dong(amount)} đồng, không ghi lý do.",
            en=f"Other support was known ({known[stream_id]}), yet {amount} đồng were approved without a reason.",
            cites=(),
            entry_id=row["entry_id"],
            entry_on=row["effective_on"],
            actual=amount,
            unit=DONG,
            amount=amount,
            own={"other_support": known[stream_id]},
        )


LISTS = (
    AuditList(
        "overlap-with-other-support",
        "Trùng hỗ trợ khác, bỏ qua không lý do",
        "Overlap with other support, waived without a reason",
        "Hồ sơ đã biết người vay được hỗ trợ khác mà vẫn phê duyệt, không ghi lý do.",
        "Applications approved although other support was known, without a reason.",
        ("Nghị định 338/2025/NĐ-CP, Điều 11",),
        "recollected",
        overlap,
        columns={"other_support": "text"},
        note_vi=f"Chưa có màn hình nào ghi hỗ trợ khác; danh sách đọc trường «{SUPPORT}» (và lý do «{WAIVER}») của bút "
        "toán nộp, thẩm định, phê duyệt hồ sơ. Đến khi có số liệu đó, danh sách trống không có nghĩa là không trùng.",
        note_en=f"Nothing records other support yet: the list reads the field {SUPPORT} (and its reason, {WAIVER}) of "
        "the entries that file, appraise and approve. Until it is recorded, an empty list proves nothing.",
    ),
)
