"""What a commune reports of its own job results (kết quả giải quyết việc làm) for a window of days."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from loans.domain.demand.rows import CommuneCheck, Given, RowResult, faults_of, places_of, repeats, whole_faults
from loans.domain.refusal import Finding

PLAN = "Kế hoạch năm của UBND Thành phố, Phụ lục 01"
NUMBERS = ("jobs", "by_loans", "abroad")


@dataclass(frozen=True, slots=True)
class JobReport:
    """Persons given jobs in ``[since, through]``: all, of them by loans, and by work abroad under contract."""

    commune: str
    since: date
    through: date
    jobs: int
    by_loans: int
    abroad: int
    entry_id: int = 0
    booked_at: datetime | None = None
    actor: str = ""


def check_reports(
    rows: Sequence[Given],
    standing: Iterable[JobReport],
    *,
    since: date,
    through: date,
    within: Callable[[str], None],
) -> list[RowResult]:
    """The result of each row of one window; ``standing`` are the reports whose windows share a day with it.

    Errors: a code that is no commune on the first or the last day, a commune not one's own or named twice, no whole
    number, parts above the whole, a window that overlaps another one of the commune (the same window corrects it).
    """
    places = places_of(rows)
    keys = [row.get("commune") for row in rows]
    twice = repeats(places, keys, code="job_report_twice", same_vi="xã", same_en="commune")
    others: dict[str, JobReport] = {
        report.commune: report for report in standing if (report.since, report.through) != (since, through)
    }
    found = []
    communes = CommuneCheck(since, within)
    for position, (row, place) in enumerate(zip(rows, places, strict=True)):
        errors = [*faults_of(row, place), *communes.faults(row, place)]
        errors += whole_faults(row, NUMBERS, place)
        errors += _parts(row, place) if not errors else []
        code = str(row.get("commune", ""))
        errors += [_overlap(place, others[code])] if code in others else []
        errors += twice.get(position, [])
        found.append(RowResult(place, code, tuple(errors)))
    return found


def covered(reports: Iterable[JobReport], since: date, through: date) -> bool:
    """Whether windows that do not overlap fill every day of ``[since, through]``."""
    day = since
    for report in sorted(reports, key=lambda each: each.since):
        if report.since != day:
            return False
        day = report.through + timedelta(days=1)
    return day == through + timedelta(days=1)


def _parts(row: Mapping[str, Any], place: str) -> list[Finding]:
    if row["by_loans"] + row["abroad"] <= row["jobs"]:
        return []
    return [
        Finding(
            place,
            "job_parts_above_whole",
            f"Từ vốn vay {row['by_loans']}, đi làm việc ở nước ngoài {row['abroad']}: vượt tổng {row['jobs']}. "
            "Hai số này nằm trong tổng; sửa lại.",
            f"{row['by_loans']} by loans and {row['abroad']} abroad exceed the total of {row['jobs']}. "
            "Both are parts of the total; correct them.",
            "jobs",
            row["jobs"],
            (PLAN,),
        )
    ]


def _overlap(place: str, other: JobReport) -> Finding:
    return Finding(
        place,
        "job_report_overlaps",
        f"Xã/phường {other.commune} đã báo cáo kỳ {other.since:%d/%m/%Y}–{other.through:%d/%m/%Y}, trùng ngày với kỳ "
        "này. Báo đúng kỳ đó để sửa, hoặc chọn kỳ không trùng ngày.",
        f"Commune {other.commune} has reported {other.since} to {other.through}, which shares days with this window. "
        "Report that very window to correct it, or choose days that do not overlap.",
        "since",
        other.since.isoformat(),
        (PLAN,),
    )
