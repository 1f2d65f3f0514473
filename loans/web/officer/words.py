"""The words of codes that people read: states, classes, purposes, causes, entries; each in both languages."""

from datetime import date

from loans.domain.application import PAPERS, State
from loans.domain.area import areas
from loans.domain.area.units import UNPLACED
from loans.domain.law import law
from loans.domain.programme import programme_of, programmes
from loans.service.application.filing import GROUP_ROLES
from loans.web.texts import say

Words = dict[str, tuple[str, str]]

STATES: Words = {
    "submitted": ("Đã nhận, chờ kiểm tra giấy tờ", "Filed, papers to be checked"),
    "complete": ("Hồ sơ đầy đủ, chờ thẩm định", "Full, to be appraised"),
    "appraised": ("Đã thẩm định, chờ quyết định", "Appraised, to be decided"),
    "approved": ("Đã phê duyệt, chờ ký hợp đồng", "Approved, to be signed"),
    "signed": ("Đã ký hợp đồng", "Signed"),
    "refused": ("Đã từ chối", "Refused"),
    "withdrawn": ("Khách hàng đã rút", "Withdrawn"),
    "lapsed": ("Cam kết đã hết", "Commitment lapsed"),
}
CLASSES: Words = {
    "worker": ("Người lao động", "Worker"),
    "sme": ("Doanh nghiệp nhỏ và vừa", "Small or medium enterprise"),
    "cooperative": ("Hợp tác xã", "Cooperative"),
    "cooperative_union": ("Liên hiệp hợp tác xã", "Union of cooperatives"),
    "cooperative_group": ("Tổ hợp tác", "Cooperative group"),
    "business_household": ("Hộ kinh doanh", "Business household"),
}
PURPOSES: Words = {
    "create": ("Tạo việc làm", "Create jobs"),
    "maintain": ("Duy trì việc làm", "Maintain jobs"),
    "expand": ("Mở rộng việc làm", "Expand jobs"),
    "work_abroad": ("Đi làm việc ở nước ngoài theo hợp đồng", "Work abroad under contract"),
}
METHODS: Words = {
    "equal_principal": ("Gốc đều theo kỳ, lãi hằng tháng", "Equal principal, monthly interest"),
    "bullet_monthly_interest": ("Gốc trả một lần cuối kỳ, lãi hằng tháng", "Principal at the end, monthly interest"),
}
RULES: Words = {
    "final_maturity_only": ("Chỉ chuyển quá hạn khi đến hạn cuối cùng", "Moves at the final maturity alone"),
    "instalment_moves": ("Từng kỳ hạn chưa trả chuyển quá hạn", "Each unpaid instalment moves"),
}
GROUPS: Words = {"priority": ("Ưu đãi", "Priority"), "standard": ("Thông thường", "Standard")}
CAUSES: Words = {
    "damage": ("Thiệt hại do nguyên nhân khách quan", "Damage by objective causes"),
    "death": ("Chết, mất năng lực", "Death or incapacity"),
    "missing": ("Mất tích", "Missing"),
    "policy": ("Thay đổi chính sách", "A change of policy"),
    "other": ("Nguyên nhân khác", "Another cause"),
}
OUTCOMES: Words = {
    "proper": ("Sử dụng đúng mục đích", "Used as agreed"),
    "misused": ("Sử dụng sai mục đích", "Misused"),
    "not_found": ("Không gặp được người vay", "The borrower was not met"),
}
ENTRIES: Words = {
    "loan_signed": ("Ký hợp đồng", "Contract signed"),
    "loan_opened": ("Số dư ban đầu mang sang", "Opening brought in"),
    "loan_opening_corrected": ("Sửa số dư ban đầu", "Opening corrected"),
    "loan_disbursed": ("Giải ngân", "Disbursed"),
    "loan_repaid": ("Thu nợ", "Repaid"),
    "loan_rescheduled": ("Điều chỉnh kỳ hạn trả nợ", "Rescheduled"),
    "loan_extended": ("Gia hạn nợ", "Extended"),
    "loan_recalled": ("Thu hồi nợ trước hạn", "Recalled"),
    "loan_frozen": ("Khoanh nợ", "Frozen"),
    "loan_written_off": ("Xóa nợ", "Written off"),
    "loan_recovered": ("Thu hồi sau xóa nợ", "Recovered after write-off"),
    "interest_refunded": ("Hoàn lãi thu thừa", "Interest refunded"),
    "loan_use_checked": ("Kiểm tra sử dụng vốn vay", "Use checked"),
    "entry_reversed": ("Hủy bút toán", "Entry reversed"),
    "application_submitted": ("Tiếp nhận hồ sơ", "Filed"),
    "application_complete": ("Hồ sơ đầy đủ", "Dossier full"),
    "application_appraised": ("Thẩm định", "Appraised"),
    "application_approved": ("Phê duyệt", "Approved"),
    "application_refused": ("Từ chối", "Refused"),
    "application_withdrawn": ("Rút hồ sơ", "Withdrawn"),
    "application_signed": ("Ký hợp đồng", "Signed"),
}
BINDING: Words = {
    "overseas_loan_max_cost_share": ("chi phí phải trả trước khi đi", "the cost before departure"),
    "job_loan_max_worker": ("mức tối đa của người lao động trừ dư nợ", "a worker's maximum less what is owed"),
    "job_loan_max_establishment": ("mức tối đa của cơ sở trừ dư nợ", "an establishment's maximum less what is owed"),
    "job_loan_max_per_worker:new": ("mức mỗi lao động × lao động mới", "the cap per worker × new workers"),
    "job_loan_max_per_worker:all": (
        "mức mỗi lao động × tổng lao động trừ dư nợ",
        "the cap per worker × all workers less what is owed",
    ),
}
PARTS: Words = {
    "paid": ("Đã trả", "Paid"),
    "due": ("Chưa đến hạn", "Not yet due"),
    "late": ("Đến hạn, chưa chuyển quá hạn", "Due, not moved yet"),
    "overdue": ("Quá hạn", "Overdue"),
    "frozen": ("Khoanh", "Frozen"),
    "not_paid_out": ("Chưa giải ngân", "Not disbursed"),
}
REASONS: Words = {
    "new_disbursement": ("Sau giải ngân", "After disbursement"),
    "inactive": ("Không giao dịch", "No transactions"),
}
ORDER: Words = {
    "overdue_principal": ("gốc quá hạn", "overdue principal"),
    "overdue_interest": ("lãi quá hạn", "overdue interest"),
    "interest_due": ("lãi đến hạn", "interest due"),
    "principal_due": ("gốc đến hạn", "principal due"),
    "earlier_principal": ("gốc trả trước hạn", "earlier principal"),
}
KEYS: Words = {
    "amount": ("Số tiền", "Amount"),
    "principal": ("Gốc", "Principal"),
    "interest": ("Lãi", "Interest"),
    "frozen": ("Trên nợ khoanh", "On frozen debt"),
    "voucher_no": ("Số chứng từ", "Voucher"),
    "split": ("Cách phân gốc, lãi", "How it was split"),
    "due_on": ("Hạn mới", "New due day"),
    "last_on": ("Ngày cuối", "Last day"),
    "months": ("Số tháng", "Months"),
    "decision": ("Quyết định", "Decision"),
    "reason": ("Lý do", "Reason"),
    "cites": ("Căn cứ", "Articles"),
    "in_term": ("Trong hạn", "In term"),
    "overdue": ("Quá hạn", "Overdue"),
    "cause": ("Nguyên nhân", "Cause"),
    "outcome": ("Kết quả", "Outcome"),
    "contract_no": ("Số khế ước", "Contract"),
    "term_months": ("Thời hạn (tháng)", "Term (months)"),
    "reversed": ("Bút toán bị hủy", "Entry reversed"),
    "note": ("Ghi chú", "Note"),
}
MONEY = frozenset({"amount", "principal", "interest", "frozen", "in_term", "overdue", "brought", "before_cover"})
"""Keys of an entry's body that are đồng."""
_CODED: dict[str, Words] = {
    "outcome": OUTCOMES,
    "cause": CAUSES,
    "method": METHODS,
    "instalment_rule": RULES,
    "split": {"rule": ("theo quy tắc", "by the rule"), "given": ("do người nhập", "given")},
}
LEFT_OUT: Words = {
    "field_missing": ("còn ô chưa điền", "a cell is empty"),
    "not_a_number": ("có ô không phải số", "a cell holds no number"),
    "number_out_of_range": ("có số ngoài giới hạn", "a number is out of range"),
    "not_a_day": ("có ô không phải ngày", "a cell holds no day"),
    "unknown_customer": ("không có khách hàng này ở địa bàn", "no such customer in these communes"),
    "named_twice": ("khách hàng đã có ở dòng khác", "the customer stands in another row"),
    "group_of_other_commune": ("khách hàng khác xã, phường với tổ", "the customer lives in another commune"),
    "workers_missing": ("cơ sở phải lập hồ sơ riêng", "an establishment files on its own"),
}
"""Why a row of a group's list was left out."""
ROW_REFUSED: Words = {
    "voucher_taken": ("số chứng từ đã dùng; xem có phải đã ghi rồi", "the voucher is taken; see whether it was booked"),
    "overpayment": ("thu nhiều hơn số phải trả", "more than is owed"),
    "beyond_frozen": ("thu trên nợ khoanh nhiều hơn số đang khoanh", "more on frozen debt than is frozen"),
    "unknown_contract": ("không có khế ước này", "no such contract"),
    "commune_not_yours": ("khoản vay của xã, phường khác", "a loan of another commune"),
    "before_opening": ("ngày thu đã nằm trong số dư ban đầu mang sang", "the day lies within the opening brought in"),
    "period_closed": ("kỳ kế toán đã khóa", "the books of the day are closed"),
    "books_contradict": ("mâu thuẫn với bút toán đã ghi sau đó", "it contradicts what was booked later"),
    "day_too_early": ("ngày thu trước ngày ký hợp đồng", "the day is before the contract"),
}
"""Why a row of a collection sheet was not booked."""
FIELDS: Words = {
    "source_id": ("Nguồn vốn", "Source"),
    "purpose": ("Mục đích", "Purpose"),
    "amount": ("Số tiền đề nghị", "Amount asked"),
    "term_months": ("Thời hạn", "Term"),
}
_PAPERS: Words = dict(PAPERS)


def word(words: Words, code: object) -> str:
    """A code in the reader's language; one that has no words is shown as it stands."""
    key = str(code)
    return say(*words[key]) if key in words else key


def options(words: Words) -> list[tuple[str, str]]:
    """What a list of choices offers."""
    return [(code, say(*said)) for code, said in words.items()]


def shown(key: str, value: object) -> str:
    """A value of an entry's body: coded ones in words."""
    return word(_CODED.get(key, {}), value)


def paper(code: str) -> str:
    """A paper of the dossier, with a capital."""
    text = word(_PAPERS, code)
    return text[:1].upper() + text[1:]


def commune(code: str) -> str:
    """The name of a commune with its kind; its code where it is none in force today."""
    return say("Chưa xác nhận xã, phường", "Commune not confirmed") if code == UNPLACED else areas().named(code)


def programme_options() -> list[tuple[str, str]]:
    """The lending programmes."""
    return [(code, say(each.title_vi, each.title_en)) for code, each in programmes().items()]


def priority_groups(programme: str, on: date) -> list[tuple[str, str]]:
    """The law's priority groups of a programme on a day, as choices."""
    lent, rules, found = programme_of(programme), law(), {}
    for role in GROUP_ROLES:
        if role not in lent.parameters:
            continue
        parameter = rules.parameter(lent.parameters[role])
        version = parameter.in_force(on)
        for code in str(version.value or "").split(",") if version else ():
            if code:
                found[code] = say(*parameter.reads.get(code, (code, code)))
    return list(found.items())


def group_word(code: str, programme: str) -> str:
    """A priority group in the reader's language."""
    parameters = [law().parameter(name) for name in programme_of(programme).parameters.values()]
    return next((say(*each.reads[code]) for each in parameters if code in each.reads), code)


def state_options() -> list[tuple[str, str]]:
    """The states of a dossier that still wait for somebody."""
    return [
        (state, say(*STATES[state])) for state in (State.SUBMITTED, State.COMPLETE, State.APPRAISED, State.APPROVED)
    ]
