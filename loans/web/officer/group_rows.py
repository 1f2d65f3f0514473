"""The rows of a group's list as they were typed or pasted: each read alone, its faults linked to its own cells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from loans.domain.borrower import JOB_PURPOSES, Borrower, Evidence, Purpose
from loans.domain.refusal import Finding
from loans.service.actor import Actor
from loans.service.application import Filing, row_preview
from loans.service.unit_of_work import UnitOfWork
from loans.web.form import Form

COLUMNS = ("customer_no", "purpose", "amount", "term_months", "group", "paper", "valid_from")
TYPED = ("customer_no", "amount", "term_months", "group", "paper", "valid_from")
"""A row in which none of these holds anything is empty."""
MOST, SPARE = 500, 8
_NAMED: Mapping[str, tuple[str, str]] = {
    "customer_no": ("mã khách hàng", "customer number"),
    "purpose": ("mục đích", "purpose"),
    "amount": ("số tiền", "amount"),
    "term_months": ("số tháng", "months"),
    "group": ("nhóm ưu đãi", "priority group"),
    "paper": ("số giấy", "paper"),
    "valid_from": ("hiệu lực từ", "valid from"),
}
"""The columns as a fault names them."""
_CELLS = {"purpose": "purpose", "amount": "amount", "term_months": "term_months", "evidence": "group"}
"""The cell of a field that a use case names; the customer's where it is none of the grid's own."""


@dataclass(frozen=True, slots=True)
class Row:
    """One member of the list: ``place`` counts rows from 0; what is wrong with it, or the filing that it makes."""

    place: int
    borrower: Borrower | None
    filing: Filing | None
    faults: tuple[Finding, ...] = ()

    @property
    def number(self) -> int:
        """As people count rows."""
        return self.place + 1


@dataclass(frozen=True, slots=True)
class Checked:
    """What is said of a row: ``kind`` is ok, warning (may be filed, a condition is not met today) or error."""

    kind: str
    name: str = ""
    findings: tuple[Finding, ...] = ()
    rate_group: str = ""


@dataclass(slots=True)
class Given:
    """What holds for every row of one list."""

    group_id: int
    source_id: int
    seen: set[int] = field(default_factory=set)


def typed_rows(form: Form | None) -> list[dict[str, str]]:
    """The cells as they were typed, and some empty rows below."""
    rows = [{name: form.value(f"{name}_{place}") for name in COLUMNS} for place in range(MOST)] if form else []
    last = max((place for place, row in enumerate(rows) if any(row[name] for name in TYPED)), default=-1)
    return rows[: last + 1] + [dict.fromkeys(COLUMNS, "") for _ in range(min(SPARE, MOST - last - 1))]


def read_rows(uow: UnitOfWork, actor: Actor, form: Form, given: Given) -> list[Row]:
    """The rows that hold something; the faults of a row are its own and not the form's."""
    filled = [place for place in range(MOST) if any(form.value(f"{name}_{place}").strip() for name in TYPED)]
    return [_row(uow, actor, form, place, given) for place in filled]


def _row(uow: UnitOfWork, actor: Actor, form: Form, place: int, given: Given) -> Row:
    before, form.faults = form.faults, []
    borrower = _borrower(uow, actor, form, f"customer_no_{place}", given)
    purpose = form.choice(f"purpose_{place}", JOB_PURPOSES)
    amount = form.amount(f"amount_{place}", least=1)
    term = form.amount(f"term_months_{place}", least=1, most=1_200)
    papers = _paper(form, place, borrower)
    faults, form.faults = tuple(form.faults), before
    if faults or borrower is None or amount is None or term is None:
        return Row(place, borrower, None, placed(place, faults))
    filing = Filing(
        borrower.id, given.source_id, Purpose(purpose), amount, term, group_id=given.group_id, evidence=papers
    )
    return Row(place, borrower, filing)


def _borrower(uow: UnitOfWork, actor: Actor, form: Form, name: str, given: Given) -> Borrower | None:
    """The customer of a row: registered, of one's own communes, and named once."""
    number = form.text(name, required=True, most=40).replace(" ", "")
    known = uow.entries.find("borrower", number) if number else None
    found = uow.borrowers.get(known) if known is not None else None
    if found is None or (actor.limit is not None and found.commune not in actor.limit):
        if number:
            form.fault(
                name,
                "unknown_customer",
                f"Không có khách hàng {number} ở địa bàn của bạn. Sửa mã, hoặc đăng ký khách hàng trước.",
                f"There is no customer {number} in your communes. Correct the number, or register them first.",
            )
        return None
    if found.id in given.seen:
        form.fault(
            name,
            "named_twice",
            f"Khách hàng {number} đã có ở dòng trên. Mỗi tổ viên một dòng; xóa dòng thừa.",
            f"Customer {number} stands in a row above. One row a member; empty one of them.",
        )
    given.seen.add(found.id)
    return found


def _paper(form: Form, place: int, borrower: Borrower | None) -> tuple[Evidence, ...]:
    """The member's own proof of a priority group; all of its three cells or none."""
    group, paper = form.text(f"group_{place}"), form.text(f"paper_{place}", most=80)
    since = form.day(f"valid_from_{place}", required=bool(group or paper))
    if not (group or paper or since):
        return ()
    form.text(f"group_{place}", required=True)
    form.text(f"paper_{place}", required=True)
    return (Evidence(group, borrower.identity_no, paper, since),) if since and borrower else ()


def placed(place: int, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings that say their row and point at its cell."""
    return tuple(_placed(place, each) for each in findings)


def _placed(place: int, each: Finding) -> Finding:
    own = each.field.endswith(f"_{place}")
    column = each.field.removesuffix(f"_{place}") if own else _CELLS.get(each.field, COLUMNS[0])
    vi, en = _NAMED[column] if own else ("", "")
    return replace(
        each,
        source=str(place + 1),
        vi=f"Dòng {place + 1}{', ' if vi else ''}{vi}: {each.vi}",
        en=f"Row {place + 1}{', ' if en else ''}{en}: {each.en}",
        field=f"{column}_{place}",
    )


def checked(uow: UnitOfWork, actor: Actor, rows: Iterable[Row], on: date) -> Mapping[int, Checked]:
    """What the checks of filing and the law of a day say of each row, by its place; nothing is recorded."""
    return {row.place: _checked(uow, actor, row, on) for row in rows}


def _checked(uow: UnitOfWork, actor: Actor, row: Row, on: date) -> Checked:
    name = row.borrower.name if row.borrower else ""
    if row.filing is None:
        return Checked("error", name, row.faults)
    seen, findings = row_preview(uow, actor, filing=row.filing, on=on)
    said = placed(row.place, findings)
    if seen is None:
        return Checked("error", name, said)
    return Checked("warning" if said else "ok", name, said, seen.assessment.rate_group)
