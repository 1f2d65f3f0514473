"""What may happen to a debt, as forms: each act with its words, who may take it, its rule, how its fields are read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from loans.domain.law import law
from loans.domain.lending.freezing import CAUSES
from loans.domain.relief import is_percent
from loans.http.roles import Action, Role
from loans.service import debt
from loans.service.actor import Actor
from loans.service.decision import Decision
from loans.service.unit_of_work import UnitOfWork
from loans.web.form import Form
from loans.web.officer.money import voucher_of

Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """One act: ``rule`` says in both languages what holds, ``parameters`` are those of the law behind it."""

    code: str
    vi: str
    en: str
    action: Action
    rule: tuple[str, str]
    parameters: tuple[str, ...]
    reads: Callable[[Form], Given]
    cites: tuple[str, ...] = ()

    def articles(self, on: date) -> list[str]:
        """The articles of its parameters on a day."""
        found = [version for name in self.parameters if (version := law().parameter(name).in_force(on))]
        return list(dict.fromkeys([cite for version in found for cite in version.cites] + list(self.cites)))

    def decided(
        self, uow: UnitOfWork, actor: Actor, today: date, loan_id: int, expected: int, given: Given
    ) -> Decision:
        """What the act would append; who books it records it, who tries it looks at what it leaves."""
        who: Given = {"today": today}
        if self.code == "reverse":
            who = {"approver": actor.role == Role.APPROVER}
        return debt.decided(uow, actor, self.code, loan_id=loan_id, expected=expected, **who, **given)


def _reschedule(form: Form) -> Given:
    return {
        "on": form.day("on"),
        "number": form.amount("number", least=1, most=1_200),
        "amount": form.amount("amount", least=1),
        "due_on": form.day("due_on"),
    }


def _extend(form: Form) -> Given:
    return {
        "on": form.day("on"),
        "months": form.amount("months", least=1, most=240),
        "decision": form.text("decision", most=200),
    }


def _recall(form: Form) -> Given:
    return {"on": form.day("on"), "due_on": form.day("due_on"), "reason": form.text("reason", required=True)}


def _freeze(form: Form) -> Given:
    percent = form.text("damage_percent", most=12).replace(",", ".")
    if percent and not is_percent(percent):
        form.fault("damage_percent", "not_a_percent", "Viết như 45 hoặc 79,5.", "Write it like 45 or 79,5.")
    return {
        "on": form.day("on"),
        "last_on": form.day("last_on"),
        "in_term": form.amount("in_term", required=False) or 0,
        "overdue": form.amount("overdue", required=False) or 0,
        "cause": form.choice("cause", CAUSES),
        "damage_percent": percent or None,
        "decision": form.text("decision", required=True, most=200),
        "supplementary": form.flag("supplementary"),
    }


def _write_off(form: Form) -> Given:
    return {
        "on": form.day("on"),
        "principal": form.amount("principal", required=False) or 0,
        "frozen": form.amount("frozen", required=False) or 0,
        "interest": form.amount("interest", required=False) or 0,
        "decision": form.text("decision", required=True, most=200),
        "cites": [line.strip() for line in form.text("cites", required=True).splitlines() if line.strip()],
    }


def _voucher(form: Form) -> Given:
    return {"on": form.day("on"), "amount": form.amount("amount", least=1), "voucher_no": voucher_of(form)}


def _reverse(form: Form) -> Given:
    return {"entry_id": form.amount("entry_id", least=1), "reason": form.text("reason", required=True)}


W, D, C = Action.LOAN_WRITE, Action.LOAN_DECIDE, Action.LOAN_CORRECT
ACTS: dict[str, Act] = {
    act.code: act
    for act in (
        Act(
            "reschedule",
            "Điều chỉnh kỳ hạn",
            "Reschedule",
            W,
            (
                "Một kỳ, cả kỳ hoặc một phần, chưa quá hạn; mỗi lần không dài hơn kỳ sau, không quá hạn cuối cùng; chỉ "
                "vay ủy thác qua tổ, không áp dụng kỳ cuối.",
                "One instalment or a part of it, not overdue; by at most the next period, never beyond final maturity; "
                "entrusted loans only, not the last one.",
            ),
            ("reschedule_limit",),
            _reschedule,
        ),
        Act(
            "extend",
            "Gia hạn nợ",
            "Extend",
            D,
            (
                "Cộng dồn cả đời khoản vay: vay ngắn hạn tối đa 12 tháng, còn lại tối đa một nửa thời hạn gốc; "
                "đề nghị trước ngày chuyển quá hạn, trừ khi có quyết định xử lý nợ rủi ro.",
                "Over the loan's life: short loans by at most 12 months, others by at most half of the first term; "
                "asked before the transfer day, unless by a risk-debt decision.",
            ),
            ("extension_short_max_months", "extension_other_max_share", "extension_asked_before"),
            _extend,
        ),
        Act(
            "recall",
            "Thu hồi trước hạn",
            "Recall",
            D,
            (
                "Toàn bộ gốc chưa trả đến hạn vào một ngày; dùng khi sử dụng vốn sai mục đích hoặc không đạt cam kết.",
                "All unpaid principal falls due on one day; for misuse or a missed commitment.",
            ),
            ("job_loan_recall_causes",),
            _recall,
        ),
        Act(
            "freeze",
            "Khoanh nợ",
            "Freeze",
            D,
            (
                "Số tiền nêu rõ của gốc trong hạn và quá hạn; thiệt hại từ 40% đến dưới 80% tối đa 3 năm, từ 80% "
                "tối đa 5 năm; không tính lãi từ ngày đầu; hạn trả không đổi.",
                "Named sums of in-term and overdue principal; damage 40% to under 80% at most 3 years, from 80% at "
                "most 5; no interest from the first day; due days do not move.",
            ),
            ("freeze_max_years", "freeze_damage_from"),
            _freeze,
        ),
        Act(
            "write_off",
            "Xóa nợ",
            "Write off",
            D,
            (
                "Gốc và lãi là hai số riêng của một quyết định; lãi xóa không bao giờ là thu nhập; nguồn vốn ghi tổn "
                "thất chờ bù đắp.",
                "Principal and interest are separate sums of one decision; waived interest is never income; the source "
                "bears a loss to be covered.",
            ),
            (),
            _write_off,
            ("Quyết định 50/2010/QĐ-TTg", "Quyết định 08/2021/QĐ-TTg"),
        ),
        Act(
            "recover",
            "Thu hồi sau xóa",
            "Recover",
            W,
            (
                "Không quá số gốc đã xóa chưa thu hồi.",
                "At most the principal written off and not recovered.",
            ),
            (),
            _voucher,
            ("Quyết định 50/2010/QĐ-TTg",),
        ),
        Act(
            "refund",
            "Hoàn lãi thừa",
            "Refund interest",
            W,
            ("Không quá số lãi thu thừa.", "At most the interest collected beyond what accrued."),
            (),
            _voucher,
            ("Cách hiểu của sản phẩm, mục 6.18",),
        ),
        Act(
            "reverse",
            "Hủy bút toán",
            "Reverse an entry",
            C,
            (
                "Ghi một bút toán ngược vào đúng ngày của bút toán bị hủy; cả hai còn trong sổ. Kỳ đã khóa chỉ người "
                "phê duyệt hủy được, kèm lý do.",
                "An opposite entry on the day of the first one; both stay in the record. In a closed period only an "
                "approver may, with a reason.",
            ),
            (),
            _reverse,
            ("Cách hiểu của sản phẩm, mục 6.18",),
        ),
    )
}
"""Every act by its code."""
