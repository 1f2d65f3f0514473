"""What the steps of the features share: the service, the last answer, what was named, the short ways to get there."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from pytest_bdd import parsers
from werkzeug.test import TestResponse

from tests.api.service import Service, made
from tests.api.story import filing_body, number

MILLION = 1_000_000
WORDS = {"đồng": 1, "triệu": MILLION, "tỷ": 1_000 * MILLION}
ROLES = {
    "cán bộ kế hoạch": "planner",
    "cán bộ kế hoạch thứ hai": "planner2",
    "cán bộ tài chính": "finance",
    "cán bộ xã": "commune",
    "cán bộ tín dụng": "officer",
    "cán bộ tín dụng xã khác": "officer2",
    "người phê duyệt": "approver",
    "kiểm toán viên": "auditor",
    "quản trị viên": "admin",
}
CLASSES = {
    "người lao động": "worker",
    "hợp tác xã": "cooperative",
    "hộ kinh doanh": "business_household",
    "doanh nghiệp nhỏ": "sme",
}
RULES = {"chỉ khi đến hạn cuối": "final_maturity_only", "từng kỳ": "instalment_moves"}


def money(text: str) -> int:
    """Đồng: "200.000.001 đồng", "90 triệu", "1 tỷ"; a dot groups thousands, as in Vietnamese."""
    figure, _, word = text.removesuffix(" đồng").partition(" ")
    return int(figure.replace(".", "")) * WORDS[word or "đồng"]


def day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").replace(tzinfo=UTC).date()


def _kind(pattern: str, reading: Any) -> Any:
    def read(text: str) -> Any:
        return reading(text)

    read.pattern = pattern  # type: ignore[attr-defined]
    return read


TYPES = {
    "Money": _kind(r"-?[0-9][0-9.]*(?: triệu| tỷ)?(?: đồng)?", money),
    "Day": _kind(r"[0-9]{2}/[0-9]{2}/[0-9]{4}", day),
    "Who": _kind("|".join(sorted(ROLES, key=len, reverse=True)), ROLES.__getitem__),
    "Class": _kind("|".join(CLASSES), CLASSES.__getitem__),
    "Rule": _kind("|".join(RULES), RULES.__getitem__),
    "Whole": _kind(r"[0-9]+", int),
    "Word": _kind(r"[0-9A-Za-z_.Đđ-]+", str),
}
step = partial(parsers.parse, extra_types=TYPES)
"""A sentence with {name:Kind} in it."""


def rows(table: list[list[str]]) -> list[dict[str, str]]:
    """A table of a feature: a row each under the words of its head."""
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


class World:
    """One scenario."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._answer: TestResponse | None = None
        self.ids: dict[str, int] = {}
        self.bodies: dict[str, str] = {}

    # --- asking

    @property
    def answer(self) -> TestResponse:
        assert self._answer is not None, "nobody has asked yet"
        return self._answer

    @property
    def body(self) -> Any:
        """The body of an answer that says yes."""
        return made(self.answer)

    @property
    def refusal(self) -> Any:
        assert self.answer.status_code >= 400, self.answer.text
        return json.loads(self.answer.text)

    def get(self, who: str, path: str, **query: Any) -> TestResponse:
        self._answer = self.service.get(who, path, **query)
        return self._answer

    def send(self, who: str, path: str, body: Any) -> TestResponse:
        self._answer = self.service.send(who, path, body)
        return self._answer

    def change(self, who: str, path: str, deed: str, body: Any, *, seen_by: str = "") -> TestResponse:
        """A step on a resource as it stands; somebody who may not read it is told its state by another."""
        etag = self.service.get(seen_by or who, path).headers["ETag"]
        self._answer = self.service.send(who, f"{path}/{deed}", body, etag=etag)
        return self._answer

    def keep(self, name: str, answer: TestResponse) -> int:
        """The id of what was just made, under the name that the scenario gives it."""
        self.ids[name] = int(made(answer)["id"])
        return self.ids[name]

    # --- capital and plan

    def open_source(self) -> None:
        body = {"code": f"NV-{number(6)}", "name": "Ngân sách giả định", "investor_code": "99-GIA"}
        self.keep("nguồn", self.send("finance", "/sources", body))

    def entrust(self, amount: int, on: date, decision: str = "QĐ-GIẢ 01") -> TestResponse:
        body = {"amount": amount, "on": on.isoformat(), "decision": decision}
        return self.change("finance", f"/sources/{self.ids['nguồn']}", "capital", body)

    def draft(self, pool: int, *, origin: str = "new", **how: Any) -> TestResponse:
        body = {
            "year": 2026,
            "source_id": self.ids["nguồn"],
            "pool": [{"origin": origin, "amount": pool, "decision": "QĐ-GIẢ 01"}],
        }
        return self.send("planner", "/rounds", body | how)

    def hear(self, on: str) -> None:
        """The opinions that the draft needs, and the second person's check."""
        opinion = {"on": on, "agrees": True}
        made(self.change("approver", self.round, "branch-opinion", opinion))
        if any(part["origin"] == "new" and part["amount"] for part in self.body["pool"]):
            made(self.change("finance", self.round, "finance-opinion", opinion))
        made(self.change("planner2", self.round, "check", {"on": on}))

    def submit(self, on: str = "2026-01-03") -> TestResponse:
        self.hear(on)
        return self.change("planner", self.round, "submission", {"on": on, "paper": "TTr-GIẢ 01"})

    def decide(self, who: str = "planner2", **how: Any) -> TestResponse:
        body = {"decision": "QĐ-GIẢ 02", "signed_on": "2026-01-04", "effective_on": "2026-01-04"}
        return self.change(who, self.round, "decision", body | how, seen_by="planner")

    @property
    def round(self) -> str:
        return f"/rounds/{self.ids['đợt']}"

    def plan(self, shares: Mapping[str, int]) -> None:
        """A decided plan; the pool is said to be recovered capital, which may exceed what was entrusted."""
        lines = [{"commune": commune, "amount": amount} for commune, amount in shares.items()]
        self.keep("đợt", self.draft(sum(shares.values()), origin="recovered", lines=lines))
        made(self.submit())
        made(self.decide())

    def remaining(self, commune: str) -> int:
        items = made(self.service.get("planner", "/plan", source_id=self.ids["nguồn"], year=2026))["items"]
        return next(int(item["remaining"]) for item in items if item["commune"] == commune)

    def statement(self, as_of: date) -> Any:
        return made(self.service.get("finance", f"/sources/{self.ids['nguồn']}/statement", as_of=as_of.isoformat()))

    # --- the network and the customers

    def point(self, name: str, commune: str, monthly_day: int) -> None:
        body = {
            "code": f"TXN{number(5)}",
            "name": f"Điểm giao dịch {name}",
            "commune": commune,
            "since": "2020-01-01",
            "monthly_day": monthly_day,
        }
        self.keep(name, self.send("admin", "/points", body))

    def group(self, name: str, commune: str, point: str) -> None:
        body = {
            "number": number(7),
            "commune": commune,
            "point_id": self.ids[point],
            "organisation": "12",
            "leader": "Tổ Trưởng Giả Định",
        }
        self.keep(name, self.send("admin", "/groups", body))

    def customer(self, name: str, borrower_class: str, commune: str, *, by: str = "officer") -> TestResponse:
        body = {
            "customer_no": number(10),
            "borrower_class": borrower_class,
            "name": name,
            "identity_no": f"000{number(9)}",
            "commune": commune,
        }
        answer = self.send(by, "/borrowers", body)
        if answer.status_code == 201:
            self.keep(name, answer)
        return answer

    # --- applications

    def filing(self, who: str, amount: int, **more: Any) -> dict[str, Any]:
        return filing_body(self.ids["nguồn"], self.ids[who], amount=amount, **more)

    def file(self, who: str, amount: int, *, on: date, by: str = "officer", **more: Any) -> TestResponse:
        body = self.filing(who, amount, filed_on=on.isoformat(), **more)
        answer = self.send(by, "/applications", body)
        if answer.status_code == 201:
            self.keep("hồ sơ", answer)
        return answer

    @property
    def application(self) -> str:
        return f"/applications/{self.ids['hồ sơ']}"

    def complete(self, on: date, papers: list[str] | None = None) -> TestResponse:
        """The dossier full: with every paper unless some are named."""
        given = ["loan_use_plan", "priority_proof", "collateral_papers"] if papers is None else papers
        return self.change("officer", self.application, "completion", {"on": on.isoformat(), "papers": given})

    def appraise(self, on: date) -> TestResponse:
        body = {"on": on.isoformat(), "opinion": "Phương án khả thi (giả định)"}
        return self.change("officer", self.application, "appraisal", body)

    def approve(self, on: date, amount: int | None = None, *, by: str = "approver", **more: Any) -> TestResponse:
        asked = made(self.service.get("officer", self.application))["amount"]
        body = {"on": on.isoformat(), "amount": asked if amount is None else amount, **more}
        return self.change(by, self.application, "approval", body)

    def appraised(self, who: str, amount: int, on: date, **more: Any) -> None:
        """An application filed, full and appraised on one day."""
        made(self.file(who, amount, on=on, **more))
        made(self.complete(on))
        made(self.appraise(on))

    # --- loans

    @property
    def loan(self) -> str:
        return f"/loans/{self.ids['khoản vay']}"

    def sign(self, on: date, *, every_months: int = 6, disburse_on: date | None = None, **more: Any) -> TestResponse:
        body = {
            "application_id": self.ids["hồ sơ"],
            "contract_no": number(16),
            "signed_on": on.isoformat(),
            "disburse_on": (disburse_on or on).isoformat(),
            "every_months": every_months,
            **more,
        }
        answer = self.send("officer", "/loans", body)
        if answer.status_code == 201:
            self.keep("khoản vay", answer)
        return answer

    def disburse(self, amount: int, on: date) -> TestResponse:
        body = {"on": on.isoformat(), "amount": amount, "voucher_no": f"GN-{number(6)}"}
        return self.change("officer", self.loan, "disbursements", body)

    def repay(self, on: date, **parts: int) -> TestResponse:
        body = {"on": on.isoformat(), "voucher_no": f"TN-{number(6)}", **parts}
        return self.change("officer", self.loan, "repayments", body)

    def lend(
        self, who: str, amount: int, on: date, *, term_months: int, every_months: int, group: str = "", **more: Any
    ) -> None:
        """A loan from its filing to its disbursement on one day, in full or ``lent`` of it; direct at the named point,
        or by a group."""
        lent = more.pop("lent", amount)
        terms = {"point_id": more.pop("point_id", None), "instalment_rule": more.pop("instalment_rule", None)}
        group_id = self.ids[group] if group else None
        self.appraised(who, amount, on, term_months=term_months, group_id=group_id, **more)
        made(self.approve(on))
        made(self.sign(on, every_months=every_months, **({} if group else terms)))
        made(self.disburse(lent, on))

    def standing(self, as_of: date) -> Any:
        return made(self.service.get("officer", f"{self.loan}/standing", as_of=as_of.isoformat()))
