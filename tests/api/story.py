"""The shortest way over the API to a source with a plan, a filed application, and a loan; all of it invented."""

from itertools import count
from typing import Any

from tests.api.service import Service, made

MILLION = 1_000_000
COMMUNE = "00004"
_numbers = count(1)


def number(digits: int) -> str:
    """A number of so many digits that nobody has used; it begins with 99, as no real one does."""
    return f"99{next(_numbers):0{digits - 2}d}"


def source_body() -> dict[str, Any]:
    return {"code": f"NV-{number(6)}", "name": "Nguồn giả định", "investor_code": "99-GIA"}


def a_source(service: Service) -> int:
    return int(made(service.send("finance", "/sources", source_body()))["id"])


def a_funded_source(service: Service, amount: int = 1_000 * MILLION, commune: str = COMMUNE) -> int:
    """A source with capital, all of it planned for one commune."""
    source_id = a_source(service)
    made(
        service.change(
            "finance",
            f"/sources/{source_id}",
            "capital",
            {"amount": amount, "on": "2026-01-02", "decision": "QĐ-GIẢ 01"},
        )
    )
    drafted = made(service.send("planner", "/rounds", draft_body(source_id, {commune: amount})))
    path = f"/rounds/{drafted['id']}"
    submit(service, path)
    made(service.change("planner2", path, "decision", decision_body()))
    return source_id


def submit(service: Service, path: str) -> None:
    """The opinions, the second person's check, and the submission of a drafted round."""
    opinion = {"on": "2026-01-03", "agrees": True}
    made(service.change("approver", path, "branch-opinion", opinion))
    made(service.change("finance", path, "finance-opinion", opinion))
    made(service.change("planner2", path, "check", {"on": "2026-01-03"}))
    made(service.change("planner", path, "submission", {"on": "2026-01-03", "paper": "TTr-GIẢ 01"}))


def draft_body(source_id: int, shares: dict[str, int]) -> dict[str, Any]:
    return {
        "year": 2026,
        "source_id": source_id,
        "pool": [{"origin": "new", "amount": sum(shares.values()), "decision": "QĐ-GIẢ 01"}],
        "lines": [{"commune": commune, "amount": amount} for commune, amount in shares.items()],
    }


def decision_body() -> dict[str, Any]:
    return {"decision": "QĐ-GIẢ 02", "signed_on": "2026-01-04", "effective_on": "2026-01-04"}


def a_point(service: Service, commune: str = COMMUNE, monthly_day: int = 7) -> int:
    body = {
        "code": f"TXN{number(5)}",
        "name": "Điểm giao dịch giả định",
        "commune": commune,
        "since": "2020-01-01",
        "monthly_day": monthly_day,
    }
    return int(made(service.send("admin", "/points", body))["id"])


def group_body(point_id: int, commune: str = COMMUNE) -> dict[str, Any]:
    return {
        "number": number(7),
        "commune": commune,
        "point_id": point_id,
        "organisation": "12",
        "leader": "Tổ Trưởng Giả Định",
    }


def borrower_body(commune: str = COMMUNE, borrower_class: str = "worker") -> dict[str, Any]:
    return {
        "customer_no": number(10),
        "borrower_class": borrower_class,
        "name": "Người Vay Giả Định",
        "identity_no": f"000{number(9)}",
        "commune": commune,
    }


def a_borrower(service: Service, commune: str = COMMUNE, borrower_class: str = "worker", by: str = "officer") -> int:
    return int(made(service.send(by, "/borrowers", borrower_body(commune, borrower_class)))["id"])


def filing_body(source_id: int, borrower_id: int, **more: Any) -> dict[str, Any]:
    return {
        "borrower_id": borrower_id,
        "source_id": source_id,
        "purpose": "create",
        "amount": 60 * MILLION,
        "term_months": 24,
        "filed_on": "2026-03-02",
        **more,
    }


def an_application(service: Service, source_id: int) -> int:
    return int(made(service.send("officer", "/applications", filing_body(source_id, a_borrower(service))))["id"])


def an_approved_application(service: Service, source_id: int, amount: int = 60 * MILLION) -> int:
    filing = filing_body(source_id, a_borrower(service), amount=amount)
    path = f"/applications/{made(service.send('officer', '/applications', filing))['id']}"
    made(service.change("officer", path, "completion", {"on": "2026-03-02", "papers": ["loan_use_plan"]}))
    made(service.change("officer", path, "appraisal", {"on": "2026-03-03", "opinion": "Khả thi (giả định)"}))
    return int(made(service.change("approver", path, "approval", {"on": "2026-03-04", "amount": amount}))["id"])


def contract_body(application_id: int, point_id: int) -> dict[str, Any]:
    return {
        "application_id": application_id,
        "contract_no": number(16),
        "signed_on": "2026-03-05",
        "disburse_on": "2026-03-05",
        "every_months": 6,
        "point_id": point_id,
        "instalment_rule": "instalment_moves",
    }


def a_loan(service: Service) -> int:
    """A direct loan, signed and paid out in full."""
    application_id = an_approved_application(service, a_funded_source(service))
    loan = made(service.send("officer", "/loans", contract_body(application_id, a_point(service))))
    body = {"on": "2026-03-05", "amount": loan["amount"], "voucher_no": "GN-1"}
    made(service.change("officer", f"/loans/{loan['id']}", "disbursements", body))
    return int(loan["id"])
