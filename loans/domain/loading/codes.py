"""What a row of another system's books may be told: one table of codes, each with its severity and what to do.

``noted`` rows are loaded and marked; ``doubtful`` ones only where the load accepts their code by name, on the reading
that the code states; ``refused`` ones never; ``outside`` is what these books do not keep: it is counted and left.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

REFUSED, DOUBTFUL, OUTSIDE, NOTED = SEVERITIES = ("refused", "doubtful", "outside", "noted")


@dataclass(frozen=True, slots=True)
class Code:
    """One thing that a row may be told; ``vi`` and ``en`` end with what to do, or what is read where it is accepted."""

    code: str
    severity: str
    vi: str
    en: str
    cites: tuple[str, ...] = ()


def _table(*codes: Code) -> Mapping[str, Code]:
    return {each.code: each for each in codes}


CODES = _table(
    Code(
        "row_unreadable",
        REFUSED,
        "Có ô không đọc được chắc chắn. Sửa ô theo ghi chú rồi nạp lại dòng.",
        "A cell cannot be read for certain. Mend it as its note says and load the row again.",
    ),
    Code(
        "duplicate_doubt",
        REFUSED,
        "Khế ước có nhiều dòng với số tiền khác nhau. Hỏi ngân hàng dòng nào đúng, bỏ dòng kia.",
        "The contract has several lines with different amounts. Ask the bank which is right and drop the other.",
        ("FORMS §2.4",),
    ),
    Code(
        "split_broken",
        REFUSED,
        "Tổng dư nợ khác trong hạn + quá hạn + khoanh. Kiểm tra tại ngân hàng, sửa số sai.",
        "Outstanding is not in-term + overdue + frozen. Check it at the bank and mend the wrong figure.",
        ("FORMS §2.2",),
    ),
    Code(
        "paid_in_full_with_balance",
        REFUSED,
        "Món vay đã tất toán (CLOSE, hoặc đã trả đủ) mà còn dư nợ. Sửa tình trạng, số đã trả hoặc dư nợ.",
        "The loan is paid in full (CLOSE, or all repaid) and has a balance. Mend status, repaid or balance.",
    ),
    Code(
        "term_zero",
        REFUSED,
        "Thời hạn vay bằng 0 hoặc không có. Ghi số tháng trong hợp đồng.",
        "The term is 0 or missing. Give the months of the contract.",
    ),
    Code(
        "term_beyond_limit",
        REFUSED,
        "Thời hạn vay hoặc số tháng gia hạn trên 600 tháng. Ghi số tháng đúng theo hợp đồng.",
        "The term, or its extension, is above 600 months. Give the months of the contract.",
    ),
    Code(
        "negative_amount",
        REFUSED,
        "Có số tiền, lãi tồn, lãi suất hoặc số tháng âm. Kiểm tra tại ngân hàng, sửa số sai.",
        "An amount, unpaid interest, a rate or a number of months is negative. Check it at the bank and mend it.",
    ),
    Code(
        "amount_beyond_limit",
        REFUSED,
        "Dư nợ, là tổng các phần, hoặc một số tiền lớn hơn 10^15 đồng. Kiểm tra đơn vị (đồng) và số liệu gốc.",
        "The balance, the sum of its portions, or an amount is above 10^15 đồng. Check the unit (đồng) and the source.",
    ),
    Code(
        "day_missing",
        REFUSED,
        "Thiếu ngày vay hoặc ngày đến hạn. Bổ sung theo hợp đồng.",
        "The day of the loan or its due day is missing. Give it from the contract.",
    ),
    Code(
        "signed_after_closing",
        REFUSED,
        "Ngày vay sau ngày số liệu. Sửa ngày, hoặc chọn đúng ngày số liệu.",
        "The loan is dated after the closing day. Mend the day, or choose the right closing day.",
    ),
    Code(
        "disbursed_before_approval",
        REFUSED,
        "Ngày giải ngân đầu tiên trước ngày duyệt vay. Sửa một trong hai ngày.",
        "The first disbursement is before the day of the loan. Mend one of the two days.",
    ),
    Code(
        "outstanding_above_disbursed",
        REFUSED,
        "Dư nợ lớn hơn tổng giải ngân. Kiểm tra tại ngân hàng, sửa số sai.",
        "The balance is above all that was disbursed. Check it at the bank and mend the wrong figure.",
    ),
    Code(
        "maturity_before_signing",
        REFUSED,
        "Ngày đến hạn không sau ngày vay. Sửa một trong hai ngày.",
        "The due day is not after the day of the loan. Mend one of the two.",
    ),
    Code(
        "customer_missing",
        REFUSED,
        "Thiếu mã hoặc tên khách hàng. Bổ sung.",
        "The customer's number or name is missing. Give it.",
    ),
    Code(
        "funding_unknown",
        REFUSED,
        "Không có nguồn vốn ứng với mã nguồn vốn, cấp và mã nhà đầu tư của dòng. Mở nguồn vốn, sửa mã, hoặc khai nguồn "
        "mặc định của đợt nạp.",
        "No source of capital has the row's funding code, level and investor. Open the source, mend the codes, or "
        "declare a default source for the load.",
    ),
    Code(
        "commune_unknown",
        REFUSED,
        "Không tìm được đúng một xã, phường theo mã và tên. Ghi nhận mã xã của ngân hàng trong mạng lưới, hoặc ghi tên "
        "kèm quận, huyện cũ trong ngoặc: «Minh Khai (Hoài Đức)».",
        "The code and name fit no commune, or several. Record the bank's commune code in the network, or write the "
        "name with its former district in brackets: “Minh Khai (Hoài Đức)”.",
    ),
    Code(
        "commune_not_yours",
        REFUSED,
        "Xã, phường không thuộc địa bàn phụ trách của người nạp. Chuyển cho cán bộ phụ trách.",
        "The commune is not in the charge of whoever loads. Pass it to the officer who is.",
    ),
    Code(
        "group_unknown",
        REFUSED,
        "Tổ TK&VV chưa ghi nhận. Nộp tệp tổ cùng đợt nạp, hoặc ghi nhận tổ trong mạng lưới.",
        "The group is not recorded. Hand in a groups file with the load, or record the group in the network.",
    ),
    Code(
        "point_unknown",
        REFUSED,
        "Không biết điểm giao dịch của khoản vay. Ghi nhận điểm, hoặc khai điểm mặc định cho xã trong đợt nạp.",
        "The loan's transaction point is not known. Record it, or declare a default point for the commune.",
        ("DOMAIN §6.4",),
    ),
    Code(
        "opened_on_other_day",
        REFUSED,
        "Khế ước đã mang sang ở một ngày số liệu khác. Dùng đúng ngày số liệu đó để đính chính.",
        "The contract was brought in as of another closing day. Correct it in a load of that day.",
    ),
    Code(
        "already_here",
        REFUSED,
        "Khế ước đã có trong sổ và không phải số dư mang sang. Bỏ dòng; sửa khoản vay bằng nghiệp vụ trong sổ.",
        "The contract stands in the books and was not brought in. Drop the row; correct the loan in the books.",
    ),
    Code(
        "terms_differ",
        REFUSED,
        "Điều khoản của khế ước đã nạp (khách hàng, nguồn vốn, ngày, thời hạn, lãi suất, mức vay) khác dòng này; điều "
        "khoản không sửa bằng tệp. Kiểm tra tệp.",
        "The terms of the loaded contract (customer, source, days, term, rate, amount) differ from this row; a file "
        "does not change terms. Check the file.",
    ),
    Code(
        "overdue_without_day",
        DOUBTFUL,
        "Có nợ quá hạn mà không có ngày chuyển quá hạn hợp lệ. Bổ sung ngày, hoặc nhận ngày số liệu là ngày chuyển.",
        "There is overdue principal without a valid day on which it moved. Give it, or accept the closing day.",
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
