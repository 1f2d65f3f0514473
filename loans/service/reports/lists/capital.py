"""Sources of capital below zero (§6.11)."""

from collections.abc import Iterator

from loans.service.fund import below_zero
from loans.service.reports.lists.desk import Desk
from loans.service.reports.lists.record import DONG, AuditList, Found, dong

BELOW_ZERO = "source-below-zero"


def short(desk: Desk) -> Iterator[Found]:
    """Sources whose available capital, summed from postings, is below zero on any evening from the day on."""
    for found in below_zero(desk.uow, since=desk.as_of):
        yield Found(
            noun="source",
            stream_id=found.source.id,
            source_code=found.source.code,
            customer_name=found.source.name,
            fault="source_below_zero",
            vi=f"Vốn khả dụng của nguồn {found.source.code} thấp nhất {dong(found.lowest)} đồng, âm từ cuối ngày "
            f"{found.first_on:%d/%m/%Y}; phê duyệt và giải ngân mới phải dừng đến khi bù đủ.",
            en=f"Available capital of {found.source.code} falls to {found.lowest} đồng, below zero from "
            f"{found.first_on} on; new approvals and disbursements stop until it is covered.",
            cites=(),
            entry_on=found.first_on,
            actual=found.lowest,
            unit=DONG,
            amount=-found.lowest,
            own={"available": found.available, "first_on": found.first_on},
        )


LISTS = (
    AuditList(
        BELOW_ZERO,
        "Nguồn vốn âm",
        "Source below zero",
        "Nguồn vốn có vốn khả dụng âm vào cuối ngày số liệu hoặc một ngày sau đó.",
        "Sources whose available capital is below zero at the end of the day or of a later one.",
        ("Cách hiểu của sản phẩm, mục 6.11",),
        "recollected",
        short,
        columns={"available": "int", "first_on": "day"},
    ),
)
