"""One thing that a row of another system's books may be told, and what no row may be loaded with."""

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


NEVER_LOADED = (
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
        "day_before_books",
        REFUSED,
        "Có ngày trước 11/04/1992, ngày đầu tiên mà sổ sách nhận (thường là ngày trống 01/01/1900). Ghi ngày đúng, "
        "hoặc để trống ô.",
        "A day lies before 1992-04-11, the first that the books take (often an empty day, 01/01/1900). Give the right "
        "day, or leave the cell empty.",
        ("DOMAIN §7.2.21",),
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
)
"""What refuses a row: it is mended and handed in again."""
