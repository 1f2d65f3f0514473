"""Papers for the field: instalments of a month, the sheet of a session, balance confirmation, loan-use check."""

from loans.service.reports.forms.records import Column, Form, Kind, Layout

MONEY, COUNT, TEXT, CODE, DAY = Kind.MONEY, Kind.COUNT, Kind.TEXT, Kind.CODE, Kind.DAY

_PLACE = (
    Column("commune_name", "Xã, phường", TEXT),
    Column("point_code", "Mã điểm GD", CODE),
    Column("point_name", "Điểm giao dịch", TEXT),
    Column("group_no", "Mã tổ", CODE),
    Column("group_leader", "Tổ trưởng", TEXT),
    Column("organisation_name", "Đơn vị ủy thác", TEXT),
)
_WHO = (
    Column("customer_no", "Mã khách hàng", CODE),
    Column("customer_name", "Tên khách hàng", TEXT),
    Column("contract_no", "Số khế ước", CODE),
)

INSTALMENTS = Form(
    "KY-HAN",
    "Thông báo kỳ hạn",
    "Danh sách khách hàng có nợ gốc đến hạn",
    (
        *_PLACE,
        *_WHO,
        Column("due_on", "Ngày đến hạn", DAY),
        Column("principal_due", "Gốc đến hạn", MONEY),
        Column("outstanding", "Dư nợ", MONEY, additive=False),
        Column("notice_by", "Thông báo chậm nhất", DAY),
        Column("notice_state", "Tình trạng", TEXT),
    ),
    ("Văn bản 597/NHCS-TDNN", "Thực hành tại phòng giao dịch NHCSXH, năm 2026"),
    "secondary",
    Layout.FIELD,
    "đồng",
)

COLLECTION = Form(
    "THU-NO",
    "Bảng kê phiên giao dịch",
    "Bảng kê thu nợ, thu lãi phiên giao dịch xã",
    (
        *_PLACE,
        *_WHO,
        Column("outstanding", "Dư nợ", MONEY),
        Column("principal_overdue", "Gốc quá hạn", MONEY),
        Column("principal_due", "Gốc đến hạn", MONEY),
        Column("interest_due", "Lãi phải thu", MONEY),
        Column("payable", "Tổng phải thu", MONEY, plus=("principal_overdue", "principal_due", "interest_due")),
    ),
    ("Hướng dẫn 4030/NHCS-TDNN (2014)",),
    "secondary",
    Layout.FIELD,
    "đồng",
)

CONFIRMATION = Form(
    "15-TD",
    "Mẫu số 15/TD",
    "Phiếu đối chiếu dư nợ",
    (
        *_PLACE,
        *_WHO,
        Column("first_disbursed_on", "Ngày vay", DAY),
        Column("due_on", "Ngày đến hạn", DAY),
        Column("disbursed", "Đã giải ngân", MONEY),
        Column("repaid", "Gốc đã trả", MONEY),
        Column("outstanding", "Dư nợ gốc", MONEY, plus=("in_term", "overdue", "frozen")),
        Column("in_term", "Trong hạn", MONEY),
        Column("overdue", "Quá hạn", MONEY),
        Column("frozen", "Khoanh", MONEY),
        Column("interest_owed", "Lãi chưa trả", MONEY),
    ),
    ("Mẫu số 15/TD của NHCSXH",),
    "secondary",
    Layout.FIELD,
    "đồng",
)

USE_CHECK = Form(
    "06-TD",
    "Mẫu số 06/TD",
    "Phiếu kiểm tra sử dụng vốn vay",
    (
        *_PLACE,
        *_WHO,
        Column("programme_name", "Chương trình", TEXT),
        Column("purpose", "Mục đích", TEXT),
        Column("first_disbursed_on", "Ngày giải ngân", DAY),
        Column("disbursed", "Số tiền đã giải ngân", MONEY),
        Column("workers", "Lao động theo hợp đồng", COUNT),
        Column("check_by", "Kiểm tra chậm nhất", DAY),
        Column("check_state", "Tình trạng", TEXT),
    ),
    ("Mẫu số 06/TD của NHCSXH", "Hướng dẫn 727/HD-NHCS ngày 11/02/2026"),
    "secondary",
    Layout.FIELD,
    "đồng",
)
