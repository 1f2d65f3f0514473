"""One borrower over the aggregate cap now (Decree 338/2025 Article 5.4; §6.13)."""

from collections.abc import Iterator

from loans.domain.borrower import BorrowerClass
from loans.domain.law import Law
from loans.service.reports.lists.desk import Desk, cited, limit_on, seen
from loans.service.reports.lists.record import DONG, AuditList, Found, dong


def over_cap(desk: Desk) -> Iterator[Found]:
    """What each borrower owes and was promised over all job-purpose loans against the maxima of the day's law.

    Of several sources the highest maximum counts; establishments also have the cap per worker supported.
    """
    for borrower_id in desk.exposure.by_borrower:
        owed = desk.exposure.of_borrower(borrower_id, desk.as_of)
        shown = [each for each in owed if desk.shows(desk.applications[each]["commune"])]
        if not shown:
            continue
        cap, name = _cap(desk, owed)
        total = sum(owed.values())
        if cap is not None and total > cap:
            yield _over(desk, owed, max(shown), cap, name)


def _cap(desk: Desk, owed: dict[int, int]) -> tuple[int | None, str]:
    """The cap of the day, and the parameter that binds; None where no text sets one."""
    filed = [desk.applications[each] for each in owed]
    rules = [desk.rules(source_id) for source_id in sorted({each["source_id"] for each in filed})]
    if not BorrowerClass(filed[0]["borrower_class"]).is_establishment:
        return _highest(desk, rules, "job_loan_max_worker"), "job_loan_max_worker"
    whole = _highest(desk, rules, "job_loan_max_establishment")
    each = _highest(desk, rules, "job_loan_max_per_worker")
    if whole is None or each is None:
        return None, ""
    if not all(row["new_workers"] for row in filed):  # of a loan from another system the workers may be unknown
        return whole, "job_loan_max_establishment"
    workers = each * sum(row["new_workers"] for row in filed)
    return min((whole, "job_loan_max_establishment"), (workers, "job_loan_max_per_worker"))


def _highest(desk: Desk, rules: list[Law], name: str) -> int | None:
    found = [limit for law in rules if (limit := limit_on(name, desk.as_of, law)) is not None]
    return max(found, default=None)


def _over(desk: Desk, owed: dict[int, int], newest: int, cap: int, name: str) -> Found:
    total = sum(owed.values())
    about = desk.of_application(newest)
    rules = desk.rules(desk.applications[newest]["source_id"])
    contracts = [str(desk.of_application(each).get("contract_no", "")) for each in owed]
    return Found(
        **about,
        fault="over_aggregate_cap",
        vi=f"Tổng dư nợ và cam kết vay việc làm {dong(total)} đồng trên {len(owed)} hồ sơ, tối đa {dong(cap)} đồng.",
        en=f"{total} đồng owed and committed on {len(owed)} applications; the maximum is {cap}.",
        cites=(*cited("job_loan_aggregate_cap", desk.as_of), *cited(name, desk.as_of, rules)),
        limit=cap,
        actual=total,
        unit=DONG,
        amount=total - cap,
        own={"contracts": seen([each for each in contracts if each]), "loans": len(owed)},
    )


LISTS = (
    AuditList(
        "over-aggregate-cap",
        "Khách hàng vượt tổng mức dư nợ",
        "Borrower over the aggregate cap",
        "Tổng dư nợ và cam kết của mọi khoản vay việc làm của một khách hàng vượt mức tối đa của ngày số liệu.",
        "Principal owed and committed over all job-purpose loans of one borrower beyond the maximum of the day.",
        ("Nghị định 338/2025/NĐ-CP, khoản 4 Điều 5",),
        "law",
        over_cap,
        columns={"contracts": "text", "loans": "int"},
    ),
)
