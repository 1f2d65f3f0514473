"""The city plan's reports (báo cáo kế hoạch năm của UBND Thành phố): indicators, and the communes' own results."""

from loans.service.reports.forms.records import Column, Form, Kind

TEXT, FIGURE, PERCENT, CODE, COUNT = Kind.TEXT, Kind.FIGURE, Kind.PERCENT, Kind.CODE, Kind.COUNT
CITES = ("Kế hoạch năm 2026 của UBND Thành phố", "Cách hiểu của sản phẩm, mục 6.12, 6.15, 6.19")

_HEAD = (
    Column("indicator", "Chỉ tiêu", TEXT),
    Column("unit", "Đơn vị tính", TEXT),
    Column("planned", "Kế hoạch năm", FIGURE),
)
_WINDOW = Column("window", "Thực hiện trong kỳ", FIGURE)
_DONE = Column("done", "Thực hiện từ 01/01 đến ngày số liệu", FIGURE)
_ESTIMATE = (
    Column("estimate", "Ước thực hiện đến cuối kỳ", FIGURE),
    Column("estimate_basis", "Căn cứ ước", TEXT),
)
_SHARE = Column("percent", "% kế hoạch", PERCENT)
_LAST = (Column("last_year", "Cùng kỳ năm trước", FIGURE), Column("reason", "Ghi chú", TEXT))


def _form(code: str, number: str, title: str, columns: tuple[Column, ...]) -> Form:
    return Form(code, number, title, columns, CITES, "secondary", unit="theo từng dòng")


MONTHLY = _form(
    "KH-THANG",
    "Báo cáo tháng",
    "Báo cáo tháng kết quả cho vay giải quyết việc làm",
    (*_HEAD, _WINDOW, _DONE, _SHARE, *_LAST),
)
HALF_YEAR = _form(
    "KH-6THANG",
    "Báo cáo 6 tháng",
    "Báo cáo sáu tháng kết quả cho vay giải quyết việc làm",
    (*_HEAD, _DONE, *_ESTIMATE, _SHARE, *_LAST),
)
ANNUAL = _form(
    "KH-NAM",
    "Báo cáo năm",
    "Báo cáo năm kết quả cho vay giải quyết việc làm",
    (*_HEAD, _DONE, *_ESTIMATE, _SHARE, *_LAST),
)
AD_HOC = _form(
    "KH-DOTXUAT",
    "Báo cáo đột xuất",
    "Báo cáo đột xuất kết quả cho vay giải quyết việc làm",
    (*_HEAD, _WINDOW, _DONE, _SHARE, *_LAST),
)

JOBS = Form(
    "KH-VIECLAM",
    "Phụ lục 01",
    "Kết quả giải quyết việc làm do xã, phường báo cáo",
    (
        Column("commune", "Mã", CODE),
        Column("name", "Xã, phường", TEXT, mark="(2)"),
        Column("jobs", "Người được giải quyết việc làm", COUNT, mark="(3)"),
        Column("by_loans", "Từ vốn vay", COUNT, "Trong đó", "(4)"),
        Column("abroad", "Đi làm việc ở nước ngoài", COUNT, "Trong đó", "(5)"),
        Column("loans", "Khoản vay mới", COUNT, "Theo sổ cho vay", "(6)"),
        Column("planned_jobs", "Lao động theo hợp đồng", COUNT, "Theo sổ cho vay", "(7)"),
        Column("reported", "Tình trạng báo cáo", TEXT, mark="(8)"),
    ),
    ("Kế hoạch năm của UBND Thành phố, Phụ lục 01",),
    "law",
    unit="người",
)
