"""Several loans on one identity, on one group beyond its size, and people of one name in one hamlet."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from loans.service.reports.lists.desk import Desk, Facts, cited, limit_on, seen
from loans.service.reports.lists.record import PEOPLE, PIECES, AuditList, Found, dong


def one_identity(desk: Desk) -> Iterator[Found]:
    """Loans with principal that share an identity number, whether or not by one customer number."""
    for own in _grouped(desk.live, lambda row: row["identity_no"]).values():
        if len(own) < 2:
            continue
        customers = {row["customer_no"] for row in own}
        fault = "several_customers" if len(customers) > 1 else "several_loans"
        total = sum(row["outstanding"] for row in own)
        for row in own:
            yield _shared(
                desk,
                row,
                fault,
                len(own),
                vi=f"{len(own)} khoản vay còn dư nợ, tổng {dong(total)} đồng, trên một số định danh"
                + (f" với {len(customers)} mã khách hàng." if len(customers) > 1 else "."),
                en=f"{len(own)} loans owe {total} đồng on one identity number"
                + (f" under {len(customers)} customer numbers." if len(customers) > 1 else "."),
                others=own,
            )


def groups(desk: Desk) -> Iterator[Found]:
    """Groups with more members than the law lets them have; customers with live loans in two groups."""
    most = limit_on("group_size_max", desk.as_of)
    entrusted = [row for row in desk.live if row["group_no"]]
    for number, own in _grouped(entrusted, lambda row: row["group_no"]).items():
        members = {row["customer_no"] for row in own}
        if most is not None and len(members) > most:
            yield _too_large(desk, number, own, len(members), most)
    for own in _grouped(entrusted, lambda row: row["customer_no"]).values():
        numbers = {row["group_no"] for row in own}
        if len(numbers) > 1:
            for row in own:
                yield _shared(
                    desk,
                    row,
                    "two_groups",
                    len(numbers),
                    vi=f"Khách hàng có dư nợ ở {len(numbers)} tổ: {seen(list(numbers))}.",
                    en=f"The customer owes in {len(numbers)} groups: {seen(list(numbers))}.",
                    others=own,
                )


def _too_large(desk: Desk, number: str, own: list[Facts], members: int, most: int) -> Found:
    group_id = desk.contracts[own[0]["loan_id"]]["group_id"]
    return Found(
        noun="group",
        stream_id=group_id,
        commune=own[0]["commune"],
        customer_name=f"Tổ {number}",
        fault="group_over_size",
        vi=f"Tổ {number} có {members} thành viên còn dư nợ, tối đa {most}.",
        en=f"Group {number} has {members} members who owe; at most {most} are allowed.",
        cites=cited("group_size_max", desk.as_of),
        limit=most,
        actual=members,
        unit=PEOPLE,
        amount=sum(row["outstanding"] for row in own),
        own={"others": seen([row["contract_no"] for row in own][:10]), "group_no": number, "identity_no": ""},
    )


def one_place(desk: Desk) -> Iterator[Found]:
    """Customers of one name and one hamlet who are not one person by identity number."""
    placed = [row for row in desk.live if row["hamlet_code"]]
    for own in _grouped(placed, lambda row: (row["hamlet_code"], plain(row["customer_name"]))).values():
        if len({row["identity_no"] for row in own}) < 2:
            continue
        for row in own:
            yield _shared(
                desk,
                row,
                "same_name_one_hamlet",
                len(own),
                vi=f"{len(own)} khoản vay của người cùng tên «{row['customer_name']}» tại {row['hamlet_name']}, "
                "khác số định danh.",
                en=f"{len(own)} loans of people named {row['customer_name']} in {row['hamlet_name']}, "
                "with other identity numbers.",
                others=own,
            )


def plain(name: str) -> str:
    """A name as two clerks would write it alike: one form of letters, no case, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _shared(desk: Desk, row: Facts, fault: str, count: int, *, vi: str, en: str, others: Iterable[Facts]) -> Found:
    rest = [each["contract_no"] for each in others if each["loan_id"] != row["loan_id"]]
    return Found(
        **desk.of_loan(row["loan_id"]),
        fault=fault,
        vi=vi,
        en=en,
        cites=(),
        limit=1,
        actual=count,
        unit=PIECES,
        amount=row["outstanding"],
        own={"others": seen(rest), "group_no": row["group_no"], "identity_no": row["identity_no"]},
    )


def _grouped(rows: Iterable[Facts], key: Callable[[Facts], Any]) -> Mapping[Any, list[Facts]]:
    found: dict[Any, list[Facts]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


_COLUMNS = {"others": "text", "group_no": "text", "identity_no": "text"}

LISTS = (
    AuditList(
        "several-loans-one-identity",
        "Nhiều khoản vay trên một số định danh",
        "Several loans on one identity",
        "Các khoản vay còn dư nợ có cùng số định danh: của một khách hàng, hoặc của nhiều mã khách hàng.",
        "Loans that owe principal and share an identity number, of one customer or of several customer numbers.",
        ("Nghị định 338/2025/NĐ-CP, khoản 4 Điều 5", "Cách hiểu của sản phẩm, mục 6.15"),
        "law",
        one_identity,
        columns=_COLUMNS,
        note_vi="Một người và hộ kinh doanh của người đó là hai khách hàng; hai khoản vay trong mức là hợp lệ.",
        note_en="A person and their business household are two customers; two loans within the maximum are lawful.",
    ),
    AuditList(
        "group-over-size-or-shared",
        "Tổ vượt số thành viên, khách hàng ở hai tổ",
        "Group over its size, customer in two groups",
        "Tổ tiết kiệm và vay vốn có nhiều thành viên còn dư nợ hơn mức tối đa; khách hàng có dư nợ ở hai tổ.",
        "Groups with more members who owe than the largest size; customers who owe in two groups.",
        ("Quyết định 15/QĐ-HĐQT (2013)",),
        "secondary",
        groups,
        columns=_COLUMNS,
    ),
    AuditList(
        "same-name-one-hamlet",
        "Cùng tên, cùng thôn, khác số định danh",
        "One name, one hamlet, other identities",
        "Khách hàng cùng họ tên ở cùng thôn nhưng khác số định danh: cần xác minh có phải một người, một hộ.",
        "Customers of one name in one hamlet with other identity numbers: to be looked at, one person or household?",
        ("Nghị định 338/2025/NĐ-CP, khoản 4 Điều 5",),
        "recollected",
        one_place,
        columns=_COLUMNS,
        note_vi="Hệ thống không lưu địa chỉ; chỉ so theo thôn của tổ và họ tên. Cho vay trực tiếp không có thôn.",
        note_en="No address is held: hamlet of the group and name stand for it. Direct loans have no hamlet.",
    ),
)
