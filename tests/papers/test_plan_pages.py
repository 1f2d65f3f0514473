"""The plan on paper: every commune, totals that add up as printed, heads, signatures, imprint on each page."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from loans.papers.numbers import dong
from loans.papers.plan import PlanPaper, Sign, annex_pdf, letter_pdf, letters_pdf, proposal_pdf
from loans.papers.plan.figures import shown
from tests.papers import city
from tests.papers.reading import fonts, pages


def printed(file: bytes, figures: int) -> tuple[list[list[int]], list[int]]:
    """The figures of each commune's row and of the total row, read off the pages."""
    number = r"(?:[+−]?\d[\d.]*|—)"
    run = rf"((?:{number} ){{{figures - 1}}}{number})"
    rows, total = {}, None
    for page in pages(file):
        for place, code, found in re.findall(
            rf"(?:^| )(\d{{1,3}}) (\d{{5}}) (?:Xã|Phường) [^\d—]+? {run}(?= |$)", page
        ):
            rows[int(place), code] = [value(part) for part in found.split()]
        for found in re.findall(rf"Tổng cộng {run}(?= )", page):
            total = [value(part) for part in found.split()]
    assert total is not None
    return [rows[key] for key in sorted(rows)], total


def value(text: str) -> int:
    return 0 if text == "—" else int(text.replace(".", "").replace("−", "-"))


def test_every_row_and_the_total_of_the_proposal_are_printed_and_add_up() -> None:
    given = city.paper()
    rows, total = printed(proposal_pdf(given), 4)
    assert len(rows) == 126
    assert [sum(column) for column in zip(*rows, strict=True)] == total
    assert all(before + this == after for _, before, this, after in rows)
    assert total[2] == shown(given, decided=False).total.this


def test_the_annex_prints_both_figures_and_their_difference() -> None:
    rows, total = printed(annex_pdf(city.decided()), 6)
    assert len(rows) == 126
    assert [sum(column) for column in zip(*rows, strict=True)] == total
    assert all(decided - proposed == apart for _, _, proposed, decided, apart, _ in rows)
    assert rows[0][2:5] == [9000, 8000, -1000]
    assert len(printed(annex_pdf(city.decided(changed=False)), 4)[0]) == 126


def test_every_commune_is_named() -> None:
    text = " ".join(pages(annex_pdf(city.decided())))
    assert [name for _, name in city.communes() if name not in text] == []


def test_the_proposal_says_pool_sum_in_words_and_bridge() -> None:
    given = city.paper()
    text = " ".join(pages(proposal_pdf(given)))
    pool = sum(part.amount for part in given.pool)
    for words in (
        "Nghị quyết số 45/NQ-HĐND",
        f"{dong(pool)} đồng (Bằng chữ: Một nghìn sáu trăm mười tám tỷ ba trăm mười hai triệu bốn trăm chín mươi hai",
        "Dư nợ đầu năm − thu hồi + cho vay = chỉ tiêu dư nợ 31/12/2026",
        "Căn cứ Luật Việc làm số 74/2025/QH15;",
        "Kính gửi: Ủy ban nhân dân thành phố Hà Nội",
        "xem xét, quyết định./.",
    ):
        assert words in text.replace("\u00a0", " ")
    assert "chênh lệch" not in text


def test_a_pool_that_the_rows_do_not_equal_is_said() -> None:
    given = city.paper()
    text = " ".join(pages(proposal_pdf(replace(given, pool=given.pool[:2]))))
    assert "chênh lệch 20.000.000.000" in text


def test_head_foot_and_signature() -> None:
    first, *_, last = pages(proposal_pdf(city.paper()))
    for words in ("SỞ NỘI VỤ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 123/TTr-SNV", "ngày 05 tháng 02 năm 2026"):
        assert words in first
    assert "GIÁM ĐỐC" in last
    assert "Nơi nhận:" in last
    *_, last = pages(annex_pdf(city.decided()))
    assert "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH" in last


@pytest.mark.parametrize("demo", [True, False])
def test_each_page_says_what_the_figures_rest_on(demo: bool) -> None:
    for page in pages(annex_pdf(replace(city.decided(), demo=demo, provisional=True))):
        assert "Số liệu ghi nhận đến 04/02/2026 17:30 · Mã kiểm chứng 9f86d081884c7d65 · Số liệu tạm tính" in page
        assert ("Dữ liệu trình diễn – không có giá trị" in page) is demo


def drafts() -> list[bytes]:
    draft = replace(city.paper(), state="draft", paper_no="", paper_day=None)
    return [proposal_pdf(draft), annex_pdf(draft), letter_pdf(draft, city.letter(draft.rows[0]))]


def test_a_draft_says_so_on_each_page_and_leaves_number_and_day_open() -> None:
    for file in drafts():
        assert all("DỰ THẢO" in page for page in pages(file))
    assert "ngày …… tháng …… năm 2026" in pages(drafts()[0])[0]
    for file in (proposal_pdf(city.paper()), annex_pdf(city.decided())):
        assert not any("DỰ THẢO" in page for page in pages(file))
    assert "DỰ THẢO" in pages(annex_pdf(city.paper()))[0], "submitted is not decided"


def test_an_adjustment_says_what_goes_up_and_down_and_may_have_no_pool() -> None:
    given = city.paper()
    rows = tuple(
        replace(row, submitted=1_000_000 * (1 - 2 * (place % 2)), base=None) for place, row in enumerate(given.rows)
    )
    text = " ".join(pages(proposal_pdf(replace(given, kind="adjust", measure="outstanding", pool=(), rows=rows))))
    assert "Điều chỉnh tăng 63 xã, phường, số tiền 63.000.000" in text
    assert "Đợt này không bổ sung nguồn" in text
    assert "Chưa cân đối được" in text
    assert re.search(r"00004 Phường Ba Đình — \+1 ", text)
    assert re.search(r"00008 Phường Ngọc Hà 1\.234 −1 ", text)


def test_a_letter_to_each_commune_on_a_page_of_its_own() -> None:
    given = city.decided()
    found = pages(letters_pdf(given, [city.letter(row) for row in given.rows]))
    assert len(found) == 126
    for page, row in zip(found, given.rows, strict=True):
        kind, _, rest = row.name.partition(" ")
        assert f"Kính gửi: Ủy ban nhân dân {kind.lower()} {rest} " in page
        assert f"Giao đợt 2: {dong(row.decided or 0)}" in page
        assert dong(row.before + (row.decided or 0)) in page
        assert "Trang 1/1" in page
        assert "GIÁM ĐỐC" in page


def test_the_breakdown_of_a_letter_adds_up_as_printed() -> None:
    given = city.decided()
    [page] = pages(letter_pdf(given, city.letter(given.rows[5])))
    body = page.partition("Căn cứ phân bổ Số tiền (đồng) ")[2]
    parts = [value(text) for text in re.findall(r"\d [A-ZĐ][^\d−]+ (−?\d[\d.]*)", body)[:4]]
    assert sum(parts) == given.rows[5].decided
    assert "38,46" in body


def test_a_reduction_is_said_as_one_and_no_change_too() -> None:
    given, letter = city.decided(), city.letter(city.decided().rows[5])
    down = replace(letter, amount=-15_000_000, after=letter.before - 15_000_000, why=())
    page = pages(letter_pdf(given, down))[0].replace("\u00a0", " ")
    assert "Điều chỉnh giảm đợt 2: 15.000.000 đồng (Bằng chữ: Mười lăm triệu đồng)" in page
    assert "Căn cứ phân bổ" not in page
    same = replace(letter, amount=0, after=letter.before, why=())
    assert "Đợt 2 không thay đổi chỉ tiêu của phường" in pages(letter_pdf(given, same))[0]


def test_a_letter_of_two_pages_counts_its_own() -> None:
    given, letter = city.decided(), city.letter(city.decided().rows[5])
    long = replace(letter, sentence="Một lý do dài. " * 90)
    found = pages(letters_pdf(given, [letter, long, letter]))
    numbers = [re.findall(r"Trang \d/\d", page)[-1] for page in found]
    assert numbers == ["Trang 1/1", "Trang 1/2", "Trang 2/2", "Trang 1/1"]


def test_a_letter_that_does_not_add_up_is_refused() -> None:
    letter = city.letter(city.decided().rows[5])
    with pytest.raises(ValueError, match="is not"):
        replace(letter, after=letter.after + 1)
    with pytest.raises(ValueError, match="breakdown"):
        replace(letter, why=(("Nhu cầu", 1),))


def test_papers_without_rows_pool_or_grounds_are_papers_still() -> None:
    bare = replace(city.paper(), rows=(), pool=(), cites=(), known_at="", digest="", demo=False)
    assert "Tổng cộng — — — —" in pages(proposal_pdf(bare))[-1]
    assert "Tổng cộng — — — —" in pages(annex_pdf(bare))[-1]
    with pytest.raises(ValueError, match="no commune"):
        letters_pdf(bare, [])


def test_papers_made_at_the_same_time_do_not_disturb_each_other() -> None:
    given = [city.paper(), city.decided()] * 4
    alone = [proposal_pdf(paper) for paper in given[:2]] * 4
    with ThreadPoolExecutor(4) as crowd:
        assert list(crowd.map(proposal_pdf, given)) == alone


def test_another_person_may_sign() -> None:
    sign = Sign(("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Nguyễn Văn A")
    assert "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC Nguyễn Văn A" in pages(proposal_pdf(city.paper(), sign=sign))[-1]


@pytest.mark.parametrize("given", [city.paper(), city.decided()])
def test_the_same_paper_gives_the_same_bytes_in_sound_fonts(given: PlanPaper) -> None:
    first = proposal_pdf(given)
    assert proposal_pdf(given) == first
    assert fonts(first) <= {f"LibertinusSerif-{cut}" for cut in ("Regular", "Semibold", "Italic", "SemiboldItalic")}
