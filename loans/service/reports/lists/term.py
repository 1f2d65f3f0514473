"""Terms of the contract against the regime of its approval day: the rate, the longest term (§6.1–6.2, §6.7)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from loans.domain.borrower import BorrowerClass
from loans.domain.law.rates import LoanRate, loan_rate
from loans.domain.opening import REGIME_NOT_HELD
from loans.domain.programme import Limit, programme_of
from loans.domain.refusal import Refusal
from loans.domain.relief import original_term
from loans.service.reports.lists.desk import Desk, Facts, cited, limit_on
from loans.service.reports.lists.record import MONTHS, RATE, AuditList, Found


@dataclass(frozen=True)
class _Rates:
    """The rate that an approval day fixes, each kind of loan worked out once."""

    desk: Desk
    _found: dict[tuple[Any, ...], LoanRate | None] = field(default_factory=dict)

    def of(self, signed: Facts) -> LoanRate | None:
        """By the law of the loan's source on its approval day; None before the first regime that is held."""
        worker = not BorrowerClass(signed["borrower_class"]).is_establishment
        key = (signed["source_id"], signed["programme"], signed["approved_on"], signed["rate_group"], worker)
        if key not in self._found:
            self._found[key] = self._worked_out(*key)
        return self._found[key]

    def _worked_out(self, source_id: int, programme: str, day: date, group: str, worker: bool) -> LoanRate | None:
        family, kind = programme_of(programme).rate_family, "worker" if worker else "establishment"
        try:
            return loan_rate(self.desk.rules(source_id), family, day, day, group, borrower=kind)
        except Refusal:
            return None


def off_regime(desk: Desk) -> Iterator[Found]:
    """Recorded rates that are not what the regime of the approval day gives, contract rates left out."""
    rates = _Rates(desk)
    for loan_id, signed in desk.contracts.items():
        right = rates.of(signed)
        if signed["rate_fixed"] or right is None or signed["signed_on"] > desk.as_of or loan_id in desk.openings:
            continue  # its load held an opened loan's rate against the formula of the opening day
        pairs = (
            ("rate_off_regime", "thường", "ordinary", signed["rate_e7"], right.e7, right.percent),
            ("overdue_rate_off_regime", "quá hạn", "overdue", signed["overdue_rate_e7"], *_overdue(right)),
        )
        for fault, vi, en, recorded, due, percent in pairs:
            if recorded != due:
                yield _rate(desk, loan_id, signed, fault, vi, en, recorded, due, percent)


def _overdue(right: LoanRate) -> tuple[int, str]:
    return right.overdue_e7, right.overdue_percent


def _rate(
    desk: Desk, loan_id: int, signed: Facts, fault: str, vi: str, en: str, recorded: int, due: int, percent: str
) -> Found:
    family = programme_of(signed["programme"]).rate_family
    owed = desk.loans.get(loan_id, {}).get("outstanding", 0)
    return Found(
        **desk.of_loan(loan_id),
        fault=fault,
        vi=f"Lãi suất {vi} ghi {_percent(recorded)} %/năm; theo chế độ ngày {signed['approved_on']:%d/%m/%Y} "
        f"(nhóm «{signed['rate_group']}») là {percent.replace('.', ',')} %.",
        en=f"The {en} rate is recorded as {_percent(recorded, '.')} %; by the regime of {signed['approved_on']} "
        f"(group {signed['rate_group']}) it is {percent} %.",
        cites=cited(f"{family}_rate_{signed['rate_group']}", signed["approved_on"], desk.rules(signed["source_id"])),
        entry_on=signed["approved_on"],
        limit=due,
        actual=recorded,
        unit=RATE,
        amount=owed,
        own={"regime": signed["regime"], "rate_group": signed["rate_group"]},
    )


def _percent(e7: int, point: str = ",") -> str:
    whole, part = divmod(e7, 100_000)
    return f"{whole}{point}{part:05d}".rstrip("0").rstrip(point)


def too_long(desk: Desk) -> Iterator[Found]:
    """Months from the first disbursement to the last day of the contract against the longest term of its regime."""
    for held in desk.loans.values():
        signed = desk.contracts[held["loan_id"]]
        if held["contract_due_on"] is None:
            continue
        if signed["regime"] == REGIME_NOT_HELD:
            continue
        months = original_term(held["first_disbursed_on"], max(held["contract_due_on"], held["first_disbursed_on"]))
        months = held["term_months"] if held["loan_id"] in desk.openings else months  # its due days may be extended
        longest, name = _longest(desk, signed)
        if longest is not None and months > longest:
            yield Found(
                **desk.of_loan(held["loan_id"]),
                fault="contract_too_long",
                vi=f"Thời hạn {months} tháng (giải ngân {held['first_disbursed_on']:%d/%m/%Y}, đến hạn cuối "
                f"{held['contract_due_on']:%d/%m/%Y}), tối đa {longest} tháng.",
                en=f"A term of {months} months ({held['first_disbursed_on']} to {held['contract_due_on']}); "
                f"at most {longest}.",
                cites=cited(name, signed["approved_on"], desk.rules(signed["source_id"])),
                entry_on=signed["signed_on"],
                limit=longest,
                actual=months,
                unit=MONTHS,
                amount=held["outstanding"],
                own={"contract_due_on": held["contract_due_on"], "regime": held["regime"]},
            )


def _longest(desk: Desk, signed: Facts) -> tuple[int | None, str]:
    """The longest term of a contract on its approval day: the programme's, or that of the labour contract."""
    programme = programme_of(signed["programme"])
    if programme.limit is Limit.COST_SHARE:
        filed = desk.applications[signed["application_id"]]
        return filed["labour_contract_months"] or None, programme.parameters["max_term"]
    name = programme.parameters["max_term_months"]
    return limit_on(name, signed["approved_on"], desk.rules(signed["source_id"])), name


LISTS = (
    AuditList(
        "rate-not-of-its-regime",
        "Lãi suất không đúng chế độ",
        "Rate not of its regime",
        "Lãi suất ghi trên hợp đồng khác lãi suất tính theo công thức của ngày phê duyệt; không xét lãi suất do hợp "
        "đồng hoặc nguồn vốn ấn định.",
        "Recorded rates other than the formula of the approval day gives; rates fixed by contract or source left out.",
        ("Nghị định 338/2025/NĐ-CP, Điều 7", "Cách hiểu của sản phẩm, mục 6.2"),
        "law",
        off_regime,
        columns={"regime": "text", "rate_group": "text"},
    ),
    AuditList(
        "maturity-beyond-limit",
        "Thời hạn hợp đồng quá mức (120 tháng)",
        "Maturity beyond 120 months",
        "Hợp đồng dài hơn thời hạn tối đa của chế độ ngày phê duyệt (120 tháng; trước 08/11/2019 là 60), không tính "
        "gia hạn; vay đi làm việc ở nước ngoài: thời hạn hợp đồng lao động.",
        "Contracts longer than the regime of the approval day allows (120 months; 60 before 2019-11-08), extensions "
        "left out; for work abroad the term of the labour contract.",
        ("Nghị định 338/2025/NĐ-CP, Điều 6", "Cách hiểu của sản phẩm, mục 6.7"),
        "law",
        too_long,
        columns={"contract_due_on": "day", "regime": "text"},
    ),
)
