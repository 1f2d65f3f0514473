"""Forms 02 to 10 of Decree 338/2025/NĐ-CP, Appendix II: one definition per kind, run per kind of capital."""

from loans.service.reports.forms.records import Column, Form, Kind

MONEY, COUNT, TEXT, CODE = Kind.MONEY, Kind.COUNT, Kind.TEXT, Kind.CODE
CITES = ("Nghị định 338/2025/NĐ-CP, khoản 7 Điều 35", "Nghị định 338/2025/NĐ-CP, Phụ lục II")
LEVELS = ("central", "local", "mobilised")
CAPITAL = {
    "central": "vốn ngân sách trung ương",
    "local": "vốn ngân sách địa phương",
    "mobilised": "vốn NHCSXH huy động",
}

WORKER_GROUPS = {
    "poor_ethnic_minority": "Người dân tộc thiểu số thuộc hộ nghèo",
    "poor_kinh_difficult_area": "Người Kinh thuộc hộ nghèo ở vùng đặc biệt khó khăn",
    "disabled": "Người khuyết tật",
    "direct_carer": "Trực tiếp chăm sóc người khuyết tật đặc biệt nặng",
    "household_taking_in": "Hộ nhận nuôi dưỡng người khuyết tật đặc biệt nặng",
}
"""Groups of workers, Law 74/2025/QH15 Article 9.3 b–đ, as evidence names them."""

MANY_GROUPS = {
    "disabled": "Nhiều người khuyết tật",
    "ethnic_minority": "Nhiều người dân tộc thiểu số",
    "ex_prisoner": "Nhiều người chấp hành xong án phạt tù",
    "completed_compulsory_education": "Nhiều người chấp hành xong giáo dục bắt buộc",
    "completed_compulsory_rehabilitation": "Nhiều người chấp hành xong cai nghiện bắt buộc",
}
"""The five groups of which an establishment "uses many" from 30 % on, Law 74/2025/QH15 Article 9.3a."""

WOMEN_MANY = "establishment_women"


def _unit() -> tuple[Column, ...]:
    return (Column("commune", "Mã", CODE), Column("name", "Xã, phường", TEXT, mark="(2)"))


def _kinds(first: int, of_workers: str, of_establishments: str) -> tuple[Column, ...]:
    """The fourteen columns of worker and establishment projects, numbered from ``first``."""
    workers = [("worker_total", "Tổng số"), ("worker_women", "Lao động nữ")]
    workers += [(f"worker_{group}", title) for group, title in WORKER_GROUPS.items()]
    places = [("establishment_total", "Tổng số"), (WOMEN_MANY, "Nhiều lao động nữ")]
    places += [(f"establishment_{group}", title) for group, title in MANY_GROUPS.items()]
    places += [("establishment_two", f"Ít nhất hai trong năm nhóm ({first + 9})–({first + 13})")]
    named = [(*each, of_workers) for each in workers] + [(*each, of_establishments) for each in places]
    return tuple(
        Column(field, title, COUNT, group, f"({first + place})") for place, (field, title, group) in enumerate(named)
    )


def turnover_form(number: int, level: str) -> Form:
    """Forms 02, 04, 06: lending turnover and projects lent to (19 columns with STT)."""
    columns = (
        *_unit(),
        Column("turnover", "Doanh số cho vay", MONEY, mark="(3)"),
        Column(
            "projects",
            "Số dự án được vay vốn",
            COUNT,
            mark="(4) = (5) + (12)",
            plus=("worker_total", "establishment_total"),
        ),
        *_kinds(5, "Dự án của người lao động", "Dự án của cơ sở sản xuất, kinh doanh"),
    )
    title = f"Kết quả cho vay hỗ trợ tạo việc làm, duy trì và mở rộng việc làm từ {CAPITAL[level]}"
    return Form(f"338-{number:02d}", f"Mẫu số {number:02d}", title, columns, CITES, "law", unit="triệu đồng, dự án")


def workers_form(number: int, level: str) -> Form:
    """Forms 03, 05, 07: workers supported (18 columns with STT)."""
    columns = (
        *_unit(),
        Column(
            "workers",
            "Số lao động được hỗ trợ",
            COUNT,
            mark="(3) = (4) + (11)",
            plus=("worker_total", "establishment_total"),
        ),
        *_kinds(4, "Lao động vay vốn trực tiếp", "Lao động tại cơ sở sản xuất, kinh doanh vay vốn"),
    )
    title = f"Số lao động được hỗ trợ tạo việc làm, duy trì và mở rộng việc làm từ {CAPITAL[level]}"
    return Form(f"338-{number:02d}", f"Mẫu số {number:02d}", title, columns, CITES, "law", unit="người")


def abroad_form(number: int, level: str) -> Form:
    """Forms 08, 09, 10: loans for contract work abroad by source; the order of the columns is recollected."""
    workers = [("worker_total", "Tổng số"), ("worker_women", "Lao động nữ")]
    workers += [(f"worker_{group}", title) for group, title in WORKER_GROUPS.items()]
    columns = (
        *_unit(),
        Column("turnover", "Doanh số cho vay", MONEY, mark="(3)"),
        *(
            Column(field, title, COUNT, "Người lao động được vay vốn", f"({4 + place})")
            for place, (field, title) in enumerate(workers)
        ),
    )
    title = f"Kết quả cho vay người lao động đi làm việc ở nước ngoài theo hợp đồng từ {CAPITAL[level]}"
    return Form(
        f"338-{number:02d}", f"Mẫu số {number:02d}", title, columns, CITES, "recollected", unit="triệu đồng, người"
    )


TURNOVER = {level: turnover_form(2 + 2 * place, level) for place, level in enumerate(LEVELS)}
WORKERS = {level: workers_form(3 + 2 * place, level) for place, level in enumerate(LEVELS)}
ABROAD = {level: abroad_form(8 + place, level) for place, level in enumerate(LEVELS)}
