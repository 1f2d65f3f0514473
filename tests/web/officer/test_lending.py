"""From the application to the contract at the pages: what is told while it is typed, who decides, what is booked."""

import gzip
import io
from datetime import date

import pypdfium2  # type: ignore[import-untyped]
from werkzeug.test import TestResponse

from loans.domain.application import State
from loans.domain.borrower import BorrowerClass
from tests.api.service import Service
from tests.programme import MILLION
from tests.web.conftest import Visit
from tests.web.officer.conftest import HERE, THERE, Branch

ROOT = "/tin-dung"


def text_of(answer: TestResponse) -> str:
    """A page, unpacked."""
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return gzip.decompress(answer.data).decode() if packed else answer.text


def words_of(answer: TestResponse) -> str:
    """The words on the first page of a PDF."""
    text = pypdfium2.PdfDocument(io.BytesIO(answer.data))[0].get_textpage().get_text_range()
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def asked(branch: Branch, borrower_id: int, **changed: str) -> dict[str, str]:
    """What is typed into the application form of a worker."""
    return {
        "borrower_id": str(borrower_id),
        "filed_on": "20/11/2026",
        "source_id": str(branch.source_id),
        "programme": "job_creation",
        "purpose": "create",
        "group_id": str(branch.group.id),
        "amount": "90.000.000",
        "term_months": "36",
        "full_capacity": "1",
        **changed,
    }


def test_the_aside_says_what_the_law_of_today_makes_of_what_is_typed(visit: Visit, branch: Branch) -> None:
    officer, who = visit("officer"), branch.programme.worker(HERE)
    marks = officer.hidden(f"{ROOT}/ho-so/moi?borrower_id={who}")
    path = f"{ROOT}/ho-so/moi/xem-truoc"
    told = text_of(officer.send(path, marks | asked(branch, who, amount="250.000.000")))
    assert 'value="200000000"' in told  # the largest loan of a worker
    assert "7,9248" in told
    assert "vượt mức tối đa" in told
    assert "02/12/2026" in told  # seven working days after Friday 20/11/2026, the holiday of 24/11 left out
    assert "338/2025/NĐ-CP" in told
    begun = text_of(officer.send(path, marks | asked(branch, who, amount="")))
    assert "Số tiền đề nghị" in begun
    assert "mức tối đa" not in begun


def test_an_application_goes_its_way_and_only_a_second_person_decides(
    service: Service, visit: Visit, branch: Branch
) -> None:
    officer, who = visit("officer"), branch.programme.worker(HERE)
    form = officer.hidden(f"{ROOT}/ho-so/moi?borrower_id={who}") | asked(branch, who)
    filed = officer.send(f"{ROOT}/ho-so/moi", form)
    again = officer.send(f"{ROOT}/ho-so/moi", form)
    assert filed.status_code == 303
    assert again.headers["Location"] == filed.headers["Location"]
    path = filed.headers["Location"].partition("?")[0]
    assert "Chưa ai xem" in officer.get(path).text
    incomplete = officer.send(f"{path}/du-giay-to", officer.hidden(path) | {"on": "20/11/2026"})
    assert incomplete.status_code == 422
    assert "Thiếu phương án sử dụng vốn vay" in text_of(incomplete)
    full = officer.hidden(path) | {"on": "20/11/2026", "papers": "loan_use_plan"}
    assert officer.send(f"{path}/du-giay-to", full).status_code == 303
    seen = officer.hidden(path) | {"on": "20/11/2026", "opinion": "Khả thi (giả định)"}
    assert officer.send(f"{path}/tham-dinh", seen).status_code == 303
    assert officer.get(f"{path}/quyet-dinh").status_code == 403
    approver = visit("approver")
    page = approver.get(f"{path}/quyet-dinh").text
    assert "Khả thi (giả định)" in page
    assert page.count("→ </span>") >= 3  # plan, capital and what the borrower owes change
    less = approver.hidden(f"{path}/quyet-dinh") | {"on": "20/11/2026", "amount": "80.000.000"}
    cut = approver.send(f"{path}/phe-duyet", less)
    assert cut.status_code == 422
    assert "phải ghi lý do" in text_of(cut)
    assert approver.send(f"{path}/phe-duyet", less | {"amount": "90.000.000"}).status_code == 303
    with service.store.reading() as uow:
        made = uow.applications.get(int(path.rpartition("/")[2]))
        assert (made.state, made.approved_amount) == (State.APPROVED, 90 * MILLION)
    paper = approver.get(f"{path}/thong-bao.pdf")
    printed = words_of(paper)
    assert "90.000.000 đồng" in printed
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in printed


def test_the_contract_shows_its_schedule_before_it_is_signed(service: Service, visit: Visit, branch: Branch) -> None:
    programme = branch.programme
    asked_for = programme.appraised(
        programme.filing(programme.worker(HERE), branch.source_id, 60 * MILLION, group=branch.group)
    )
    programme.approve(asked_for)
    officer, path = visit("officer"), f"{ROOT}/ho-so/{asked_for}/hop-dong"
    terms = {
        "contract_no": "9900000000000001",
        "signed_on": "06/02/2026",
        "disburse_on": "06/02/2026",
        "method": "equal_principal",
        "every_months": "6",
    }
    shown = officer.send(f"{path}/lich", officer.hidden(path) | terms)
    assert shown.status_code == 200
    assert text_of(shown).count('value="15000000"') == 4
    with service.store.reading() as uow:
        assert uow.loans.of_application(asked_for) is None
    signed = officer.send(path, officer.hidden(path) | terms)
    assert signed.status_code == 303
    with service.store.reading() as uow:
        loan = uow.loans.of_application(asked_for)
        assert loan is not None
        assert [part.due_on for part in uow.loans.instalments([loan.id])][:1] == [date(2026, 8, 6)]


def test_a_refusal_is_written_with_its_articles(visit: Visit, branch: Branch) -> None:
    asked_for = branch.programme.applied(branch.source_id, 60 * MILLION, commune=HERE)
    approver, path = visit("approver"), f"{ROOT}/ho-so/{asked_for}"
    marks = approver.hidden(f"{path}/quyet-dinh")
    bare = approver.send(
        f"{path}/tu-choi", marks | {"refused_on": "20/11/2026", "refused_why": "", "refused_cites": ""}
    )
    assert bare.status_code == 422
    given = {"refused_on": "20/11/2026", "refused_why": "Phương án chưa khả thi", "refused_cites": "Điều 8\nĐiều 11"}
    assert approver.send(f"{path}/tu-choi", marks | given).status_code == 303
    text = words_of(approver.get(f"{path}/thong-bao.pdf"))
    assert "Phương án chưa khả thi" in text
    assert "Căn cứ: Điều 8" in text


def test_nobody_sees_what_lies_in_another_commune(visit: Visit, branch: Branch) -> None:
    officer = visit("officer")
    foreign = branch.programme.worker(THERE)
    theirs = branch.programme.applied(branch.source_id, 10 * MILLION, commune=THERE)
    for path in (f"khach-hang/{foreign}", f"ho-so/moi?borrower_id={foreign}", f"ho-so/{theirs}"):
        assert officer.get(f"{ROOT}/{path}").status_code == 403, path
    assert f"/ho-so/{theirs}" not in officer.get(f"{ROOT}/ho-so").text
    assert f"/ho-so/{theirs}" in visit("officer2").get(f"{ROOT}/ho-so").text


def test_a_borrower_is_found_without_accents_and_registered_with_ten_digits(visit: Visit, branch: Branch) -> None:
    branch.programme.customer(BorrowerClass.WORKER, HERE)
    officer = visit("officer")
    assert "Người Vay Giả" in officer.get(f"{ROOT}/khach-hang?q=nguoi vay").text
    assert "Người Vay Giả" not in officer.get(f"{ROOT}/khach-hang?q=nguói vay").text
    path = f"{ROOT}/khach-hang/moi"
    given = {
        "customer_no": "12",
        "borrower_class": "worker",
        "name": "Trần Giả",
        "identity_no": "0001",
        "commune": HERE,
    }
    short = officer.send(path, officer.hidden(path) | given)
    assert 'href="#f-customer_no"' in text_of(short)
    assert officer.send(path, officer.hidden(path) | given | {"customer_no": "0012345678"}).status_code == 303
    assert "Trần Giả" in officer.get(f"{ROOT}/khach-hang?q=00123").text
