"""What a row of another system's books may be told: one table of codes, each with its severity and what to do.

``noted`` rows are loaded and marked; ``doubtful`` ones only where the load accepts their code by name, on the reading
that the code states; ``refused`` ones never; ``outside`` is what these books do not keep: it is counted and left.
"""

from collections.abc import Iterable

from loans.domain.loading.code import DOUBTFUL, NEVER_LOADED, NOTED, OUTSIDE, REFUSED, SEVERITIES, Code

__all__ = ["CODES", "DOUBTFUL", "NOTED", "OUTSIDE", "REFUSED", "SEVERITIES", "Code", "acceptable", "worst"]

_TABLE = (
    *NEVER_LOADED,
    Code(
        "overdue_without_day",
        DOUBTFUL,
        "Có nợ quá hạn mà không có ngày chuyển quá hạn hợp lệ. Bổ sung ngày, hoặc nhận ngày số liệu là ngày chuyển.",
        "There is overdue principal without a valid day on which it moved. Give it, or accept the closing day.",
    ),
    Code(
        "overdue_before_loan",
        DOUBTFUL,
        "Ngày chuyển nợ quá hạn trước ngày vay hoặc trước ngày giải ngân đầu tiên. Sửa một trong hai ngày, hoặc nhận "
        "ngày số liệu là ngày chuyển.",
        "It moved to overdue before the day of the loan or its first disbursement. Mend one of the days, or accept the "
        "closing day.",
        ("DOMAIN §7.2.32",),
    ),
    Code(
        "frozen_without_last_day",
        DOUBTFUL,
        "Có nợ khoanh mà không có ngày hết khoanh hợp lệ. Nộp sao kê nợ khoanh, hoặc nhận ngày cuối năm số liệu.",
        "There is frozen principal without a valid last day. Hand in export 13, or accept the end of the closing year.",
    ),
    Code(
        "instalments_do_not_add_up",
        DOUBTFUL,
        "Các kỳ hạn chưa trả cộng lại khác dư nợ. Sửa tệp phân kỳ, hoặc nhận một kỳ vào ngày đến hạn cuối.",
        "The unpaid instalments do not come to the balance. Mend that file, or accept one piece at the last due day.",
    ),
    Code(
        "instalment_outside_term",
        DOUBTFUL,
        "Có kỳ hạn chưa trả đến hạn không sau ngày vay, hoặc sau ngày đến hạn cuối. Sửa tệp phân kỳ, hoặc nhận một kỳ "
        "vào ngày đến hạn cuối.",
        "An unpaid instalment is due by the day of the loan, or after its final maturity. Mend the file, or accept one "
        "piece at the last due day.",
        ("DOMAIN §7.2.32",),
    ),
    Code(
        "history_does_not_add_up",
        DOUBTFUL,
        "Giải ngân trừ gốc đã thu trong tệp chứng từ khác dư nợ, hoặc có ngày âm, hoặc có chứng từ sau ngày số liệu. "
        "Bổ sung chứng từ, hoặc nhận số dư mang sang không có lịch sử.",
        "Disbursed less repaid in the entries is not the balance, or falls below 0, or goes past the closing day. "
        "Complete the entries, or accept the balance brought forward without history.",
    ),
    Code(
        "rate_not_of_regime",
        DOUBTFUL,
        "Lãi suất không theo công thức nào của chế độ ngày duyệt. Kiểm tra, hoặc nhận là lãi suất hợp đồng, cố định.",
        "No formula of the regime of the approval day gives the rate. Check it, or accept it as the contract's, fixed.",
        ("DOMAIN §6.2",),
    ),
    Code(
        "rate_unknown",
        DOUBTFUL,
        "Tệp không có lãi suất. Nộp mẫu có lãi suất (10, 31), hoặc nhận lãi suất thông thường của chế độ ngày duyệt.",
        "The file gives no rate. Hand in a layout with rates (10, 31), or accept the standard rate of the regime.",
        ("DOMAIN §6.2",),
    ),
    Code(
        "mended_later",
        OUTSIDE,
        "Không đọc được số khế ước; tệp nộp sau có dòng đó (cùng khách hàng, mức vay, ngày vay) với số đọc được. Không "
        "cần làm gì.",
        "The contract number cannot be read; a later file has the line (same customer, amount, day) with a readable "
        "one. Nothing to do.",
    ),
    Code(
        "other_programme",
        OUTSIDE,
        "Dòng của chương trình cho vay khác. Không cần làm gì.",
        "A row of another lending programme. Nothing to do.",
    ),
    Code(
        "other_funding",
        OUTSIDE,
        "Nguồn vốn cấp này không có trong sổ. Không cần làm gì, nếu sổ không theo dõi nguồn đó.",
        "These books hold no capital of this level. Nothing to do unless they should.",
    ),
    Code(
        "nothing_owed",
        OUTSIDE,
        "Không còn dư nợ: không có số dư để mang sang. Không cần làm gì.",
        "Nothing is owed: there is no balance to bring. Nothing to do.",
    ),
    Code(
        "duplicate_line",
        NOTED,
        "Khế ước lặp lại dòng giống hệt (thường do hai sổ tiết kiệm): tính một lần. Không cần làm gì.",
        "The contract repeats an equal line (often two savings books): counted once. Nothing to do.",
        ("FORMS §2.4",),
    ),
    Code(
        "regime_not_held",
        NOTED,
        "Duyệt vay trước chế độ đầu tiên được lưu: giữ lãi suất hợp đồng, không xét hạn mức. Không cần làm gì.",
        "Approved before the first regime held: the contract's rate stays, no limit is checked. Nothing to do.",
        ("DOMAIN §6.2",),
    ),
    Code(
        "instalment_rule_unknown",
        NOTED,
        "Cho vay trực tiếp chưa rõ cách xử lý kỳ hạn gốc không trả: tạm tính chuyển nợ khi đến hạn cuối. Xem hợp đồng.",
        "A direct loan whose rule for a missed instalment is not known: only the final maturity moves. See contract.",
        ("DOMAIN §6.6",),
    ),
    Code(
        "commune_divided",
        NOTED,
        "Xã cũ đã chia cho nhiều xã mới: khoản vay chờ cán bộ xác nhận địa bàn. Xác nhận trong danh sách chờ.",
        "The old commune was divided: the loan waits for an officer to confirm its place. Confirm it in the list.",
        ("1656/NQ-UBTVQH15",),
    ),
    Code(
        "commune_by_succession",
        NOTED,
        "Xã cũ đã nhập trọn vào xã mới: chuyển theo nghị quyết. Không cần làm gì.",
        "The old commune went whole into a new one: moved by the resolution. Nothing to do.",
        ("1656/NQ-UBTVQH15",),
    ),
    Code(
        "should_be_overdue",
        NOTED,
        "Ngày đến hạn và phiên giao dịch sau đó đã qua mà vẫn là nợ trong hạn: sẽ chuyển ở phiên kế tiếp. Đối chiếu.",
        "Its due day and the session after it have passed and it is still in-term: it moves at the next. Reconcile.",
        ("FORMS §2.5",),
    ),
)
CODES = {each.code: each for each in _TABLE}
"""Every code, the gravest first; a row's codes stand in this order."""


def worst(codes: Iterable[str]) -> str:
    """The gravest severity of some codes; "" of none."""
    found = {CODES[code].severity for code in codes}
    return next((severity for severity in SEVERITIES if severity in found), "")


def acceptable(codes: Iterable[str], accepted: Iterable[str]) -> bool:
    """Whether a row with these codes may be loaded where the load accepts some doubts by name."""
    allowed = set(accepted)
    return all(
        CODES[code].severity == NOTED or (CODES[code].severity == DOUBTFUL and code in allowed) for code in codes
    )
