"""The Vietnamese words of the plan's papers: one place, so that workbook, page and letter say the same."""

from loans.papers.form import HOME_AFFAIRS, Letterhead
from loans.papers.numbers import day, dong, in_words, long_day
from loans.papers.plan.figures import Bridge, Shown, recovery_of
from loans.papers.plan.records import KINDS, MEASURES, ORIGINS, Letter, PlanPaper

PROGRAMME = "cho vay hỗ trợ tạo việc làm, duy trì và mở rộng việc làm"
BANK = "Ngân hàng Chính sách xã hội – Chi nhánh thành phố Hà Nội"
UNIT = "Đơn vị: triệu đồng"
UNIT_DONG = "Đơn vị: đồng"
AUTHOR, CITY_AUTHOR = "Sở Nội vụ thành phố Hà Nội", "Ủy ban nhân dân thành phố Hà Nội"

PROPOSAL_COPIES = ("- Như trên;", "- Sở Tài chính;", f"- {BANK};", "- Lưu: VT.")
ANNEX_COPIES = ("- Sở Nội vụ, Sở Tài chính;", f"- {BANK};", "- UBND các xã, phường;", "- Lưu: VT.")
LETTER_COPIES = ("- Như trên;", "- UBND Thành phố (để báo cáo);", f"- {BANK};", "- Lưu: VT.")

_CITY = ("ỦY BAN NHÂN DÂN", "THÀNH PHỐ HÀ NỘI")
_OPEN = "……"


def subject(paper: PlanPaper) -> str:
    """What the round is about: "giao chỉ tiêu kế hoạch cho vay …, năm 2026 (đợt 1)"."""
    measure = "" if paper.measure == "lending" else f" {MEASURES[paper.measure]}"
    return f"{KINDS[paper.kind]} chỉ tiêu kế hoạch{measure} {PROGRAMME} năm {paper.year} (đợt {paper.number})"


def upper_first(text: str) -> str:
    """With a capital at its beginning."""
    return text[:1].upper() + text[1:]


def department_head(paper: PlanPaper, *, own_number: str | None = None) -> Letterhead:
    """Sở Nội vụ under UBND Thành phố; a letter has a number and a day of its own, written in when it is sent."""
    number = f"Số: {paper.paper_no or _OPEN + '/TTr-SNV'}" if own_number is None else f"Số: {own_number}"
    written = long_day(paper.paper_day if own_number is None else None, year=paper.year)
    return Letterhead(_CITY, HOME_AFFAIRS, number, f"{paper.place}, {written}")


def city_head(paper: PlanPaper) -> Letterhead:
    """UBND Thành phố."""
    number = f"Số: {paper.decision or _OPEN + '/QĐ-UBND'}"
    return Letterhead((), "\n".join(_CITY), number, f"{paper.place}, {long_day(paper.signed_on, year=paper.year)}")


def attached(paper: PlanPaper, *, decided: bool) -> str:
    """Which paper the phụ lục goes with."""
    if decided:
        when = long_day(paper.signed_on, year=paper.year)
        return f"(Kèm theo Quyết định số {paper.decision or _OPEN} {when} của Ủy ban nhân dân thành phố Hà Nội)"
    when = long_day(paper.paper_day, year=paper.year)
    return f"(Kèm theo Tờ trình số {paper.paper_no or _OPEN} {when} của Sở Nội vụ)"


def cites(paper: PlanPaper) -> list[str]:
    """The grounds, a line each."""
    return [f"{'' if cite.startswith('Căn cứ') else 'Căn cứ '}{cite.rstrip(';. ')};" for cite in paper.cites]


def opening(paper: PlanPaper) -> str:
    """What the department asks for."""
    return (
        f"Sở Nội vụ đã phối hợp với {BANK} rà soát nhu cầu vay vốn của các xã, phường, kính trình Ủy ban nhân dân "
        f"Thành phố {subject(paper)}, nguồn vốn: {paper.source_name}, như sau:"
    )


def pool_sentence(paper: PlanPaper) -> str:
    """The pool in words, and what it differs from the rows by, should it."""
    pool, shared = sum(part.amount for part in paper.pool), sum(row.submitted for row in paper.rows)
    if not paper.pool and not shared:
        return "Đợt này không bổ sung nguồn: điều chỉnh trong phạm vi chỉ tiêu đã giao."
    apart = "" if pool == shared else f" Tổng phân bổ là {dong(shared)} đồng, chênh lệch {dong(shared - pool)} đồng."
    return f"Tổng nguồn phân bổ đợt này: {amount_text(pool)}.{apart}"


def amount_text(amount: int) -> str:
    """In digits and words."""
    return f"{dong(amount)} đồng (Bằng chữ: {in_words(amount)})"


def origin(name: str) -> str:
    """Where a part of the pool comes from."""
    return ORIGINS[name]


def plan_sentences(paper: PlanPaper) -> list[str]:
    """How many communes get how much, and where it stands in full."""
    sums = [row.submitted for row in paper.rows]
    where = "mức của từng xã, phường và lý do nêu tại Phụ lục kèm theo."
    up, down = [amount for amount in sums if amount > 0], [amount for amount in sums if amount < 0]
    if paper.kind == "assign" and not down:
        return [f"Giao cho {len(up)} trên {len(sums)} xã, phường, tổng số {dong(sum(sums))} đồng; {where}"]
    return [
        f"{upper_first(KINDS[paper.kind])} tăng {len(up)} xã, phường, số tiền {dong(sum(up))} đồng; giảm {len(down)} "
        f"xã, phường, số tiền {dong(-sum(down))} đồng; cộng {dong(sum(sums))} đồng; {where}"
    ]


def bridge_sentence(paper: PlanPaper, found: Bridge | None) -> str:
    """Dư nợ đầu năm − thu hồi + cho vay = chỉ tiêu dư nợ; or why it cannot be drawn."""
    if found is not None:
        return f"Dư nợ đầu năm − thu hồi + cho vay = chỉ tiêu dư nợ 31/12/{paper.year} (đồng):"
    hoped = sum(row.recovery is None for row in paper.rows) if recovery_of(paper) is None else 0
    counted = (
        (f"dư nợ 31/12/{paper.year - 1}", sum(row.base is None for row in paper.rows)),
        ("số dự kiến thu hồi", hoped),
    )
    missing = " và ".join(f"{what} của {count} xã, phường" for what, count in counted if count)
    return f"Chưa cân đối được dư nợ đầu năm − thu hồi + cho vay = chỉ tiêu: còn thiếu {missing}."


def bridge_rows(paper: PlanPaper, found: Bridge) -> list[tuple[str, int]]:
    """The steps of the bridge and its sum, signed so that they add up."""
    return [
        (f"Dư nợ 31/12/{paper.year - 1}", found.base),
        ("Dự kiến thu hồi nợ gốc trong năm (−)", -found.recovery),
        ("Cho vay theo kế hoạch, lũy kế sau đợt này (+)", found.lending),
    ]


def notes(paper: PlanPaper, figures: Shown, found: Bridge | None) -> list[str]:
    """What a reader of the table has to know."""
    lines = [
        "Số triệu đồng được làm tròn ở bước cuối để các dòng cộng đúng bằng tổng; lũy kế sau đợt này bằng lũy kế "
        "trước cộng đợt này trên số đã làm tròn. “—”: bằng không; ô trống: chưa có số liệu chắc chắn."
    ]
    if figures.unknown_bases:
        lines.append(f"Tổng dư nợ 31/12/{paper.year - 1} không gồm {figures.unknown_bases} xã, phường chưa có số liệu.")
    if found is not None:
        lines.append(
            f"Dư nợ đầu năm {dong(found.base)} − thu hồi {dong(found.recovery)} + cho vay {dong(found.lending)} "
            f"= chỉ tiêu dư nợ {dong(found.target)} đồng."
        )
    return lines


def commune(name: str) -> str:
    """The name inside a sentence: "Phường Ba Đình" → "phường Ba Đình"."""
    kind, _, rest = name.partition(" ")
    return f"{kind.lower()} {rest}" if kind in {"Phường", "Xã"} and rest else name


def letter_opening(paper: PlanPaper, letter: Letter) -> str:
    """On what ground the commune is told."""
    when = long_day(paper.signed_on, year=paper.year)
    since = f", có hiệu lực từ ngày {day(paper.effective_on)}" if paper.effective_on else ""
    return (
        f"Thực hiện Quyết định số {paper.decision or _OPEN} {when} của Ủy ban nhân dân thành phố Hà Nội{since}, "
        f"Sở Nội vụ thông báo chỉ tiêu của {commune(letter.name)} (mã {letter.code}), nguồn vốn: {paper.source_name}, "
        "như sau:"
    )


def letter_figure(paper: PlanPaper, letter: Letter) -> str:
    """The figure in digits and words; a reduction is said as one."""
    if letter.amount < 0:
        return f"Điều chỉnh giảm đợt {paper.number}: {amount_text(-letter.amount)}."
    if letter.amount == 0:
        return f"Đợt {paper.number} không thay đổi chỉ tiêu của {commune(letter.name)}."
    word = "Giao" if paper.kind == "assign" else "Điều chỉnh tăng"
    return f"{word} đợt {paper.number}: {amount_text(letter.amount)}."


def letter_ending(letter: Letter) -> str:
    """What is asked of the commune."""
    return (
        f"Đề nghị Ủy ban nhân dân {commune(letter.name)} phối hợp với Ngân hàng Chính sách xã hội tổ chức thực hiện "
        "trong phạm vi chỉ tiêu, bảo đảm cho vay đúng đối tượng, đúng mục đích./."
    )
