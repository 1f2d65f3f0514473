"""A round of the plan over the 126 communes of Hanoi, sums invented, the same each time."""

import csv
from dataclasses import replace
from datetime import date
from importlib.resources import files

from loans.papers.plan import Letter, PlanPaper, PlanRow, PoolRow

REASONS = (
    "",
    "Nhu cầu năm 2026 chưa được đáp ứng; không có nợ quá hạn",
    "Đã giải ngân hết chỉ tiêu đợt trước, còn 214 hồ sơ đề nghị vay vốn tạo việc làm cho lao động nữ và thanh niên",
    "Điều chuyển do chậm giải ngân",
)


def communes() -> list[tuple[str, str]]:
    """Code and full name of each."""
    text = (files("loans.reference") / "communes_hanoi.csv").read_text(encoding="utf-8")
    return [(row["code"], f"{row['kind'].capitalize()} {row['name']}") for row in csv.DictReader(text.splitlines())]


def paper() -> PlanPaper:
    """A submitted first round, lending, with sums that are no whole millions."""
    rows = tuple(
        PlanRow(
            code=code,
            name=name,
            base=40_000_000_000 + place * 317_123_457,
            submitted=9_000_000_000 + place * 61_499_999,
            decided=None,
            before=place * 1_234_500_001 % 7_000_000_000,
            recovery=8_000_000_000 + place * 99_999_999,
            reason=REASONS[place % len(REASONS)],
        )
        for place, (code, name) in enumerate(communes())
    )
    total = sum(row.submitted for row in rows)
    return PlanPaper(
        year=2026,
        number=2,
        source_name="Ngân sách Thành phố ủy thác qua Ngân hàng Chính sách xã hội",
        measure="lending",
        kind="assign",
        state="submitted",
        pool=(
            PoolRow("new", 921_500_000_000, "Nghị quyết số 45/NQ-HĐND ngày 10/12/2025"),
            PoolRow("recovered", total - 941_500_000_000, ""),
            PoolRow("idle", 20_000_000_000, "Biên bản đối chiếu 31/12/2025"),
        ),
        rows=rows,
        paper_no="123/TTr-SNV",
        paper_day=date(2026, 2, 5),
        cites=(
            "Luật Việc làm số 74/2025/QH15",
            "Nghị định số 338/2025/NĐ-CP của Chính phủ về chính sách hỗ trợ tạo việc làm;",
            "Quyết định số 20/2026/QĐ-UBND ngày 06/02/2026 của Ủy ban nhân dân thành phố Hà Nội",
        ),
        known_at="04/02/2026 17:30",
        digest="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        demo=True,
    )


def decided(*, changed: bool = True) -> PlanPaper:
    """The same round after the decision; ``changed`` moves some sums against the proposal."""
    moved = {0: -1_000_000_000, 1: 1_000_000_000, 60: -499_999, 61: 499_999} if changed else {}
    given = paper()
    rows = tuple(replace(row, decided=row.submitted + moved.get(place, 0)) for place, row in enumerate(given.rows))
    return replace(
        given,
        state="decided",
        rows=rows,
        decision="456/QĐ-UBND",
        signed_on=date(2026, 3, 9),
        effective_on=date(2026, 3, 15),
    )


def letter(row: PlanRow) -> Letter:
    """What a commune is told."""
    amount = row.decided if row.decided is not None else row.submitted
    demand = amount * 6 // 10
    return Letter(
        code=row.code,
        name=row.name,
        amount=amount,
        before=row.before,
        after=row.before + amount,
        sentence="Nhu cầu vay vốn năm 2026 của địa phương là 31.200.000.000 đồng, chỉ tiêu đợt này đáp ứng 38,46 %.",
        why=(
            ("Nhu cầu vay vốn đã rà soát", demand),
            ("Số lao động cần tạo việc làm", amount - demand + 350_000_000),
            ("Giảm do chạm mức trần theo khả năng giải ngân", -350_000_001),
            ("Làm tròn", 1),
        ),
    )
