"""The plan on paper (PDF): the tờ trình with its phụ lục, the phụ lục of the decision, a letter to each commune."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from loans.papers.form import CITY, DIRECTOR, STATE, Letterhead, Sign
from loans.papers.numbers import DASH, dong, signed
from loans.papers.plan import wording
from loans.papers.plan.columns import fields, page_columns, page_rows, page_total
from loans.papers.plan.figures import bridge, differs, shown
from loans.papers.plan.records import Letter, PlanPaper
from loans.papers.typeset import pdf

_LABEL = {"title": "Nội dung", "mark": "", "width": "1fr", "align": "left"}
_PLACE = {"title": "STT", "mark": "", "width": "11mm", "align": "center"}
_AMOUNT = {"title": "Số tiền (đồng)", "mark": "", "width": "38mm", "align": "right"}


def proposal_pdf(paper: PlanPaper, *, sign: Sign = DIRECTOR) -> bytes:
    """The tờ trình of Sở Nội vụ to UBND Thành phố: pool, plan, bridge, then the phụ lục with a row per commune."""
    data = {
        **_frame(paper, wording.department_head(paper), sign, draft=paper.draft),
        "author": wording.AUTHOR,
        "title": f"Tờ trình {wording.subject(paper)}",
        "about": f"Về việc {wording.subject(paper)}",
        "to": "Kính gửi: Ủy ban nhân dân thành phố Hà Nội",
        "cites": wording.cites(paper),
        "opening": wording.opening(paper),
        "pool": _pool(paper),
        "plan": {"title": "2. Phương án phân bổ", "sentences": wording.plan_sentences(paper)},
        "bridge": _bridge(paper),
        "ending": "Sở Nội vụ kính trình Ủy ban nhân dân Thành phố xem xét, quyết định./.",
        "copies": wording.PROPOSAL_COPIES,
        "annex": _annex(paper, decided=False),
    }
    return pdf("proposal", data, day=paper.made_on)


def annex_pdf(paper: PlanPaper, *, sign: Sign = CITY) -> bytes:
    """The phụ lục of the decision: decided figures, beside the proposed ones wherever any of them differs."""
    data = {
        **_frame(paper, wording.city_head(paper), sign, draft=paper.undecided),
        "author": wording.CITY_AUTHOR,
        "title": f"Phụ lục {wording.subject(paper)}",
        "copies": wording.ANNEX_COPIES,
        "annex": _annex(paper, decided=True),
    }
    return pdf("annex", data, day=paper.decided_on)


def letters_pdf(paper: PlanPaper, letters: Sequence[Letter], *, sign: Sign = DIRECTOR) -> bytes:
    """The notices to the communes in one file, a page each, in the order given; refuses to print none."""
    if not letters:
        raise ValueError("there is no commune to write to")
    data = {
        **_frame(paper, wording.department_head(paper, own_number="……/TB-SNV"), sign, draft=paper.undecided),
        "author": wording.AUTHOR,
        "title": f"Thông báo {wording.subject(paper)}",
        "about": f"Về việc {wording.subject(paper)}",
        "copies": wording.LETTER_COPIES,
        "letters": [_letter(paper, letter) for letter in letters],
    }
    return pdf("letters", data, day=paper.decided_on)


def letter_pdf(paper: PlanPaper, letter: Letter, *, sign: Sign = DIRECTOR) -> bytes:
    """The notice to one commune."""
    return letters_pdf(paper, [letter], sign=sign)


def _frame(paper: PlanPaper, head: Letterhead, sign: Sign, *, draft: bool) -> dict[str, Any]:
    """What every template needs."""
    return {
        "state": STATE,
        "letterhead": {**asdict(head), "issuer": head.issuer.split("\n")},
        "sign": {"title": sign.title, "name": sign.name},
        "imprint": paper.imprint,
        "draft": draft,
    }


def _annex(paper: PlanPaper, *, decided: bool) -> dict[str, Any]:
    figures = shown(paper, decided=decided)
    columns = fields(paper, compared=decided and differs(paper))
    return {
        "title": wording.upper_first(wording.subject(paper)),
        "below": [wording.attached(paper, decided=decided), f"Nguồn vốn: {paper.source_name}"],
        "unit": wording.UNIT,
        "columns": page_columns(columns),
        "rows": page_rows(paper, figures, columns),
        "total": page_total(paper, figures, columns),
        "notes": wording.notes(paper, figures, bridge(paper, decided=decided)),
    }


def _pool(paper: PlanPaper) -> dict[str, Any]:
    return {
        "title": "1. Nguồn vốn phân bổ",
        "columns": [_PLACE, _LABEL | {"title": "Nguồn", "width": "1.15fr"}, _AMOUNT, _LABEL | {"title": "Căn cứ"}],
        "rows": [
            [str(place), wording.origin(part.origin), dong(part.amount, zero=DASH), part.decision]
            for place, part in enumerate(paper.pool, start=1)
        ],
        "total": ["", "Tổng cộng", dong(sum(part.amount for part in paper.pool), zero=DASH), ""],
        "sentence": wording.pool_sentence(paper),
    }


def _bridge(paper: PlanPaper) -> dict[str, Any]:
    found = bridge(paper, decided=False)
    steps = wording.bridge_rows(paper, found) if found else []
    return {
        "title": "3. Cân đối dư nợ",
        "sentence": wording.bridge_sentence(paper, found),
        "columns": [_LABEL, _AMOUNT],
        "rows": [[label, dong(amount, zero=DASH)] for label, amount in steps],
        "total": [f"Chỉ tiêu dư nợ 31/12/{paper.year}", dong(found.target, zero=DASH)] if found else [],
    }


def _letter(paper: PlanPaper, letter: Letter) -> dict[str, Any]:
    return {
        "to": f"Kính gửi: Ủy ban nhân dân {wording.commune(letter.name)}",
        "opening": wording.letter_opening(paper, letter),
        "figure": wording.letter_figure(paper, letter),
        "steps": {
            "columns": [_LABEL, _AMOUNT],
            "rows": [
                ["Lũy kế chỉ tiêu trước đợt này", dong(letter.before, zero=DASH)],
                [f"Đợt {paper.number} (±)", signed(letter.amount, zero=DASH)],
            ],
            "total": ["Lũy kế chỉ tiêu sau đợt này", dong(letter.after, zero=DASH)],
        },
        "why": {
            "title": "Số của đợt này gồm:",
            "columns": [_PLACE, _LABEL | {"title": "Căn cứ phân bổ"}, _AMOUNT],
            "rows": [
                [str(place), label, dong(amount, zero=DASH)]
                for place, (label, amount) in enumerate(letter.why, start=1)
            ],
            "total": ["", "Cộng", dong(letter.amount, zero=DASH)],
        },
        "sentence": letter.sentence,
        "ending": wording.letter_ending(letter),
    }
