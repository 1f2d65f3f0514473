"""The words of the papers for the field: whom a page is for, what is filled in by hand, who signs."""

from dataclasses import dataclass

from loans.papers.forms.shown import text_of
from loans.papers.numbers import dong, in_words
from loans.service.reports.forms.records import Form, Kind, Row

DOTS = "." * 48


@dataclass(frozen=True, slots=True)
class Paper:
    """How a form becomes pages: rows alike in ``by`` share a page, ``facts`` stand above, ``columns`` in the table.

    ``blanks`` are columns to be filled in by hand, ``signs`` who signs.
    """

    by: tuple[str, ...]
    facts: tuple[str, ...]
    columns: tuple[str, ...]
    signs: tuple[str, ...]
    blanks: tuple[str, ...] = ()


GROUP_FACTS = ("group_no", "group_leader", "organisation_name", "point_name", "commune_name")
PAPERS = {
    "KY-HAN": Paper(
        ("commune_name", "point_code", "group_no"),
        GROUP_FACTS,
        ("customer_no", "customer_name", "contract_no", "due_on", "principal_due", "outstanding", "notice_by"),
        ("CÁN BỘ TÍN DỤNG", "TỔ TRƯỞNG NHẬN"),
        ("Ký nhận",),
    ),
    "THU-NO": Paper(
        ("commune_name", "point_code", "group_no"),
        GROUP_FACTS,
        (
            "customer_no",
            "customer_name",
            "contract_no",
            "outstanding",
            "principal_overdue",
            "principal_due",
            "interest_due",
            "payable",
        ),
        ("TỔ TRƯỞNG", "CÁN BỘ THU", "KIỂM SOÁT"),
        ("Gốc thu", "Lãi thu", "Ký nộp"),
    ),
    "15-TD": Paper(
        ("customer_no",),
        ("customer_name", "customer_no", *GROUP_FACTS),
        (
            "contract_no",
            "first_disbursed_on",
            "due_on",
            "disbursed",
            "repaid",
            "outstanding",
            "in_term",
            "overdue",
            "frozen",
            "interest_owed",
        ),
        ("KHÁCH HÀNG", "TỔ TRƯỞNG", "CÁN BỘ NHCSXH"),
    ),
    "06-TD": Paper(
        ("contract_no",),
        (
            "customer_name",
            "customer_no",
            *GROUP_FACTS,
            "contract_no",
            "programme_name",
            "purpose",
            "first_disbursed_on",
            "disbursed",
            "workers",
            "check_by",
        ),
        (),
        ("NGƯỜI VAY", "TỔ TRƯỞNG", "NGƯỜI KIỂM TRA"),
    ),
}


def facts_of(form: Form, paper: Paper, row: Row) -> list[list[str]]:
    """Label and value; what is not known is left out, đồng are said to be đồng."""
    found = []
    for field in paper.facts:
        column, value = form.column(field), row[field]
        if value is not None:
            unit = " đồng" if column.kind is Kind.MONEY else ""
            found.append([column.title, f"{text_of(column, value)}{unit}"])
    return found


def lines_of(form: Form, total: dict[str, int]) -> list[str]:
    """What is said or filled in below the table."""
    if form.code == "15-TD":
        owed = total["outstanding"]
        return [
            f"Tổng dư nợ gốc đến hết ngày số liệu: {dong(owed)} đồng (Bằng chữ: {in_words(owed)}).",
            f"Khách hàng xác nhận: ☐ Khớp đúng   ☐ Chênh lệch, số đúng là {DOTS} đồng",
            f"Lý do chênh lệch: {DOTS}{DOTS}",
        ]
    if form.code == "06-TD":
        return [
            "Ngày kiểm tra: ……/……/20……      Kết quả: ☐ Đúng mục đích   ☐ Sai mục đích   ☐ Không gặp",
            f"Mục đích sử dụng thực tế: {DOTS}{DOTS}",
            f"Số tiền đã sử dụng đúng mục đích: {DOTS} đồng",
            "Số lao động thực tế: tạo mới ………  duy trì ………  mở rộng ………  trong đó nữ ………",
            f"Tài sản, công trình hình thành từ vốn vay: {DOTS}{DOTS}",
            f"Kiến nghị: {DOTS}{DOTS}",
        ]
    return []
