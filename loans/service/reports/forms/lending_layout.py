"""Forms 01.1/BCTD, 01.2/BCTD and 13/BC: their columns as the bank numbers them (DOMAIN §1.6, FORMS §3)."""

from loans.service.reports.forms.records import Column, Form, Kind

MONEY, COUNT, TEXT, CODE = Kind.MONEY, Kind.COUNT, Kind.TEXT, Kind.CODE
LENT, COLLECTED, LOST = "Doanh số cho vay", "Doanh số thu nợ", "Xóa nợ"
STOOD, TERM = "Dư nợ", "Dư nợ theo thời hạn"
CITES = ("Biểu 01/BCTD của NHCSXH", "Thực hành tại phòng giao dịch NHCSXH, năm 2026")

FIGURES = (
    Column("lent_month", "Trong tháng", MONEY, LENT, "(3)"),
    Column("lent_year", "Lũy kế năm", MONEY, LENT, "(4)"),
    Column("collected_month", "Trong tháng", MONEY, COLLECTED, "(5)"),
    Column("collected_year", "Lũy kế năm", MONEY, COLLECTED, "(6)"),
    Column("written_off_month", "Trong tháng", MONEY, LOST, "(7)"),
    Column("written_off_year", "Lũy kế năm", MONEY, LOST, "(8)"),
    Column("outstanding", "Tổng số", MONEY, STOOD, "(9) = (10) + (11) + (12)", plus=("in_term", "overdue", "frozen")),
    Column("in_term", "Trong hạn", MONEY, STOOD, "(10)"),
    Column("overdue", "Quá hạn", MONEY, STOOD, "(11)"),
    Column("frozen", "Khoanh", MONEY, STOOD, "(12)"),
    Column("short", "Ngắn hạn", MONEY, TERM, "(13)"),
    Column("medium", "Trung hạn", MONEY, TERM, "(14)"),
    Column("long", "Dài hạn", MONEY, TERM, "(15)"),
    Column("customers", "Khách hàng còn dư nợ", COUNT, mark="(16)", additive=False),
    Column("loans", "Món vay còn dư nợ", COUNT, mark="(17)"),
)

BY_COMMUNE = Form(
    "01.1-BCTD",
    "01.1/BCTD",
    "Báo cáo kết quả cho vay, thu nợ, dư nợ theo xã, phường",
    (Column("commune", "Mã", CODE), Column("name", "Xã, phường", TEXT, mark="(2)"), *FIGURES),
    CITES,
    "secondary",
)

BY_PROGRAMME = Form(
    "01.2-BCTD",
    "01.2/BCTD",
    "Báo cáo kết quả cho vay, thu nợ, dư nợ theo chương trình",
    (Column("programme_code", "Mã", CODE), Column("name", "Chương trình", TEXT, mark="(2)"), *FIGURES),
    CITES,
    "secondary",
)


def _of_level(level: str, title: str, first: int) -> tuple[Column, ...]:
    names = (("lent", "Cho vay"), ("collected", "Thu nợ"), ("outstanding", "Dư nợ"), ("overdue", "Quá hạn"))
    return tuple(
        Column(f"{level}_{field}", word, MONEY, title, f"({first + place})")
        for place, (field, word) in enumerate(names)
    )


def _of_both() -> tuple[Column, ...]:
    names = (("lent", "Cho vay"), ("collected", "Thu nợ"), ("outstanding", "Dư nợ"), ("overdue", "Quá hạn"))
    return tuple(
        Column(
            field,
            word,
            MONEY,
            "Cộng hai nguồn",
            f"({11 + place}) = ({3 + place}) + ({7 + place})",
            plus=(f"central_{field}", f"local_{field}"),
        )
        for place, (field, word) in enumerate(names)
    )


BY_SOURCE = Form(
    "13-BC",
    "13/BC",
    "Báo cáo cho vay, thu nợ, dư nợ, nợ quá hạn theo nguồn vốn và xã, phường",
    (
        Column("commune", "Mã", CODE),
        Column("name", "Xã, phường", TEXT, mark="(2)"),
        *_of_level("central", "Nguồn vốn trung ương", 3),
        *_of_level("local", "Nguồn vốn địa phương", 7),
        *_of_both(),
    ),
    ("Biểu 13/BC (B32) của NHCSXH", "Thực hành tại phòng giao dịch NHCSXH, năm 2026"),
    "recollected",
)
