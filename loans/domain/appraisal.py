"""Appraisal (thẩm định): the largest loan, the rate group, and every condition of the law with its article.

The day of the approval decision picks the regime (DOMAIN §6.1); ``Terms`` are the regime's values of that day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from loans.domain.borrower import BorrowerClass, Evidence
from loans.domain.columns import Amount, least, most, rule
from loans.domain.programme import Limit, Programme
from loans.domain.refusal import Finding

STANDARD, PRIORITY = "standard", "priority"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a programme's regime in force on the approval day says; ``cites`` gives the articles by parameter name.

    A programme has either the maxima of the classes and a longest term, or a share of the cost before departure.
    """

    programme: Programme
    regime: str
    approver: str
    collateral_operator: str
    collateral_above: int
    decision_working_days: int
    worker_groups: tuple[str, ...]
    cites: Mapping[str, tuple[str, ...]]
    establishment_groups: tuple[str, ...] = ()
    max_worker: int = 0
    max_establishment: int = 0
    max_per_worker: int = 0
    max_term_months: int = 0
    priority_share_percent: int = 0
    max_cost_share_percent: int = 0

    def cited(self, role: str) -> tuple[str, ...]:
        """The articles of the parameter that plays a role of the programme."""
        return self.cites[self.programme.parameters[role]]


@dataclass(frozen=True, slots=True)
class Request:
    """What an applicant asks and what is known of them on the decision day; money in đồng."""

    borrower_class: BorrowerClass
    amount: int
    term_months: int
    owed: int = 0
    new_workers: int = 0
    all_workers: int = 0
    total_workers: int = 0
    evidence: tuple[Evidence, ...] = ()
    full_capacity: bool = True
    collateral: str = ""
    pre_departure_cost: int = 0
    labour_contract_months: int = 0


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer: what may be lent, on which terms, what stands against it and what only warns."""

    regime: str
    rate_group: str
    largest_loan: int
    binding: str
    collateral_needed: bool
    findings: tuple[Finding, ...]
    cites: tuple[str, ...]


@rule
def room_of_worker(max_worker: Amount, owed: Amount) -> Amount:
    """What a worker may still borrow: class maximum − job-purpose principal owed (D338 Art. 5.2, 5.4)."""
    room: Amount = most(max_worker - owed, 0)
    return room


@rule
def room_of_establishment(
    max_establishment: Amount, max_per_worker: Amount, owed: Amount, new_workers: Amount, all_workers: Amount
) -> Amount:
    """What an establishment may still borrow: the least of three limits (D338 Art. 5.1, 5.4; DOMAIN §6.13)."""
    of_new = max_per_worker * new_workers
    of_all = max_per_worker * all_workers - owed
    room: Amount = most(least(least(max_establishment - owed, of_new), of_all), 0)
    return room


def room_of_cost(share_percent: int, cost: int) -> int:
    """What a worker who goes abroad may borrow of the cost before departure, never a đồng above (D338 Art. 12.1)."""
    return share_percent * cost // 100


def largest_loan(request: Request, terms: Terms) -> tuple[int, str]:
    """The largest loan now and the name of the parameter that binds (DOMAIN §6.13)."""
    if terms.programme.limit is Limit.COST_SHARE:
        largest = room_of_cost(terms.max_cost_share_percent, request.pre_departure_cost)
        return largest, terms.programme.parameters["max_cost_share"]
    if not request.borrower_class.is_establishment:
        return int(room_of_worker(terms.max_worker, request.owed)), "job_loan_max_worker"
    limits = {
        "job_loan_max_establishment": terms.max_establishment - request.owed,
        "job_loan_max_per_worker:new": terms.max_per_worker * request.new_workers,
        "job_loan_max_per_worker:all": terms.max_per_worker * request.all_workers - request.owed,
    }
    binding = min(limits, key=lambda name: limits[name])
    return max(limits[binding], 0), binding


@rule
def many(members: Amount, total_workers: Amount, share_percent: Amount) -> Any:
    """Whether an establishment "uses many" workers of the priority groups; integers only (D338 Art. 3)."""
    return (total_workers > 0) & (100 * members >= share_percent * total_workers)


def rate_group(request: Request, terms: Terms, on: date) -> str:
    """Priority or standard, from evidence that holds on the decision day (DOMAIN §6.14)."""
    held = [paper for paper in request.evidence if paper.holds(on)]
    if not request.borrower_class.is_establishment:
        return PRIORITY if any(paper.group in terms.worker_groups for paper in held) else STANDARD
    members = {paper.member for paper in held if paper.group in terms.establishment_groups}
    return PRIORITY if many(len(members), request.total_workers, terms.priority_share_percent) else STANDARD


def collateral_needed(amount: int, terms: Terms, borrower_class: BorrowerClass) -> bool:
    """Whether loan security (bảo đảm tiền vay) is required; the comparison itself is law (> or ≥)."""
    if not terms.programme.secures(borrower_class):
        return False
    if terms.collateral_operator == ">=":
        return amount >= terms.collateral_above
    return amount > terms.collateral_above


def longest_term(request: Request, terms: Terms) -> int:
    """The longest term in months: the programme's, or that of the labour contract (D338 Art. 6, 14)."""
    abroad = terms.programme.limit is Limit.COST_SHARE
    return request.labour_contract_months if abroad else terms.max_term_months


def assess(request: Request, terms: Terms, on: date) -> Assessment:
    """Apply every condition of the regime to one request; all findings at once, each with its article."""
    largest, binding = largest_loan(request, terms)
    security = collateral_needed(request.amount, terms, request.borrower_class)
    return Assessment(
        regime=terms.regime,
        rate_group=rate_group(request, terms, on),
        largest_loan=largest,
        binding=binding,
        collateral_needed=security,
        findings=tuple(_findings(request, terms, largest, binding, security)),
        cites=terms.cites[binding.split(":")[0]],
    )


def _findings(request: Request, terms: Terms, largest: int, binding: str, security: bool) -> Sequence[Finding]:
    limit = terms.cites[binding.split(":", maxsplit=1)[0]]
    found = []
    if request.borrower_class not in terms.programme.borrowers:
        found.append(_not_of_programme(request, terms.programme))
    if request.amount > largest:
        found.append(_above_largest(request, largest, binding, limit))
    if request.term_months > longest_term(request, terms):
        found.append(_too_long(request, terms))
    if security and not request.collateral:
        found.append(
            Finding(
                "collateral",
                "collateral_missing",
                f"Khoản vay {request.amount} đồng phải có tài sản bảo đảm (mức {terms.collateral_operator} "
                f"{terms.collateral_above} đồng). Bổ sung hồ sơ bảo đảm hoặc giảm mức vay.",
                f"A loan of {request.amount} đồng needs security ({terms.collateral_operator} "
                f"{terms.collateral_above}). Add the security papers or lower the amount.",
                "collateral",
                request.collateral,
                terms.cited("collateral_above"),
            )
        )
    if not request.full_capacity and not request.borrower_class.is_establishment:
        found.append(
            Finding(
                "full_capacity",
                "no_full_capacity",
                "Người lao động phải có năng lực hành vi dân sự đầy đủ. Không thể cho vay.",
                "A worker must have full civil-act capacity. The loan cannot be made.",
                "full_capacity",
                False,
                terms.programme.capacity_cites,
            )
        )
    return found


_BINDING = {
    "overseas_loan_max_cost_share": (
        "chi phí phải trả trước khi đi, trừ phần Nhà nước hỗ trợ",
        "the cost before departure less what the State supports",
    ),
    "job_loan_max_worker": ("mức tối đa của người lao động trừ dư nợ", "a worker's maximum less what is owed"),
    "job_loan_max_establishment": ("mức tối đa của cơ sở trừ dư nợ", "an establishment's maximum less what is owed"),
    "job_loan_max_per_worker:new": ("mức mỗi lao động × lao động mới", "the cap per worker × newly supported workers"),
    "job_loan_max_per_worker:all": (
        "mức mỗi lao động × tổng lao động trừ dư nợ",
        "the cap per worker × all supported workers less what is owed",
    ),
}


def _above_largest(request: Request, largest: int, binding: str, cites: tuple[str, ...]) -> Finding:
    vi, en = _BINDING[binding]
    return Finding(
        "amount",
        "above_largest_loan",
        f"Mức đề nghị {request.amount} đồng vượt mức tối đa hiện nay {largest} đồng ({vi}). Giảm mức vay.",
        f"The {request.amount} đồng asked exceed the largest loan now, {largest} ({en}). Lower the amount.",
        "amount",
        request.amount,
        cites,
    )


def _too_long(request: Request, terms: Terms) -> Finding:
    abroad = terms.programme.limit is Limit.COST_SHARE
    of_vi = " của hợp đồng đi làm việc ở nước ngoài, không tính gia hạn" if abroad else ""
    of_en = " of the contract for work abroad, extensions left out" if abroad else ""
    months = longest_term(request, terms)
    return Finding(
        "term_months",
        "term_too_long",
        f"Thời hạn {request.term_months} tháng vượt tối đa {months} tháng{of_vi}. Rút ngắn thời hạn.",
        f"A term of {request.term_months} months exceeds {months}{of_en}. Shorten it.",
        "term_months",
        request.term_months,
        terms.cited("max_term" if abroad else "max_term_months"),
    )


def _not_of_programme(request: Request, programme: Programme) -> Finding:
    return Finding(
        "borrower_class",
        "borrower_not_of_programme",
        f"Đối tượng «{request.borrower_class}» không được vay theo chương trình «{programme.title_vi}». "
        "Chọn chương trình khác.",
        f"A borrower of class {request.borrower_class} may not borrow under {programme.code}. "
        "Choose another programme.",
        "borrower_class",
        str(request.borrower_class),
        programme.cites,
    )
