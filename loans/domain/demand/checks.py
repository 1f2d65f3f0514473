"""Checks of loan demand: every row gets a result; what a person should look at is a warning, never a refusal."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from loans.domain.demand.groups import ALL, PURPOSES, planning_groups
from loans.domain.demand.rows import CommuneCheck, Given, RowResult, faults_of, places_of, repeats, whole_faults
from loans.domain.demand.totals import Totals, totals
from loans.domain.law import law
from loans.domain.refusal import Finding

PLAN = "Kế hoạch năm của UBND Thành phố, mục V.1"
NUMBERS = ("workers", "amount", "jobs")


@dataclass(frozen=True, slots=True)
class PerJob:
    """Đồng a job below or above which a row is questioned; None: no bound on that day."""

    least: int | None
    most: int | None


def per_job(year: int) -> PerJob:
    """The bounds of a plan year: those in force on its first day (``demand_per_job_least``, ``_most``)."""
    found = [
        law().parameter(name).in_force(date(year, 1, 1)) for name in ("demand_per_job_least", "demand_per_job_most")
    ]
    values = [None if version is None or version.value is None else int(version.value) for version in found]
    return PerJob(*values)


def check_rows(
    rows: Sequence[Given],
    *,
    on: date,
    year: int,
    within: Callable[[str], None],
    without: Collection[str] = (),
) -> list[RowResult]:
    """The result of each row, in their order; whether a row repeats another does not depend on that order.

    Errors: unknown or old commune code, a commune not one's own, an unknown group or purpose, no whole number, jobs
    or workers without an amount or the reverse, the same (commune, group, purpose) twice, a commune that is also
    said to need nothing (``without``). Warnings: đồng a job outside the bounds, no job expected, ``all`` beside groups.
    """
    places = places_of(rows)
    keys = [_key(row) for row in rows]
    twice = repeats(
        places, keys, code="demand_twice", same_vi="xã, nhóm và mục đích", same_en="commune, group and purpose"
    )
    mixed = _mixed(rows)
    bounds, communes = per_job(year), CommuneCheck(on, within)
    found = []
    for position, (row, place) in enumerate(zip(rows, places, strict=True)):
        code = str(row.get("commune", ""))
        errors = faults_of(row, place)
        errors += communes.faults(row, place)
        errors += [*_words(row, place), *whole_faults(row, NUMBERS, place)]
        errors += _sense(row, place) if not errors else []
        errors += [_also_without(place, code)] if code in without else []
        errors += twice.get(position, [])
        warnings = [] if errors else [*_amount_per_job(row, place, bounds), *_beside_all(row, place, mixed)]
        found.append(RowResult(place, code, tuple(errors), tuple(warnings)))
    return found


def against_last_year(commune: str, now: Totals, last: Totals | None) -> list[Finding]:
    """A warning where a commune's amount is more than double, or less than half, of an exact one of last year."""
    if last is None or (last.amount <= 2 * now.amount and now.amount <= 2 * last.amount):
        return []
    return [
        Finding(
            commune,
            "demand_far_from_last_year",
            f"Xã/phường {commune}: nhu cầu {now.amount} đồng, năm trước {last.amount} đồng (hơn gấp đôi hoặc chưa "
            "bằng một nửa). Kiểm tra lại, ghi rõ lý do nếu đúng.",
            f"Commune {commune}: {now.amount} đồng asked, {last.amount} đồng last year (more than double, or less than "
            "half). Check it, and say why if it is right.",
            "amount",
            now.amount,
            (PLAN,),
        )
    ]


def line_warnings(lines: Sequence[Mapping[str, Any]], year: int) -> list[Finding]:
    """What a person should look at in one commune's recorded lines."""
    bounds, mixed = per_job(year), _mixed(lines)
    return [
        warning
        for line in lines
        for warning in (
            *_amount_per_job(line, str(line["commune"]), bounds),
            *_beside_all(line, str(line["commune"]), mixed),
        )
    ]


def _key(row: Given) -> tuple[Any, ...] | None:
    """What must not stand twice; None where a part could not be read."""
    key = (row.get("commune"), row.get("beneficiaries"), row.get("purpose"))
    return None if None in key else key


def _words(row: Given, place: str) -> list[Finding]:
    """Groups and purposes that nobody knows, with those that there are."""
    found = []
    for field, known, vi, en in (
        ("beneficiaries", list(planning_groups()), "Nhóm đối tượng", "group of beneficiaries"),
        ("purpose", [str(purpose) for purpose in PURPOSES], "Mục đích", "purpose"),
    ):
        if (field in row or not row.get("faults")) and row.get(field) not in known:
            listed = ", ".join(known)
            found.append(
                Finding(
                    place,
                    f"unknown_{field}",
                    f"{vi} «{row.get(field)}» không có trong danh mục. Chọn một trong: {listed}.",
                    f"There is no {en} “{row.get(field)}”. Choose one of: {listed}.",
                    field,
                    row.get(field),
                    (PLAN,),
                )
            )
    return found


def _sense(row: Given, place: str) -> list[Finding]:
    """People or jobs without money, and money without people or jobs."""
    people = row["workers"] + row["jobs"]
    if bool(people) == bool(row["amount"]):
        return []
    return [
        Finding(
            place,
            "demand_half_stated",
            "Có lao động hoặc việc làm mà không có số tiền, hoặc ngược lại. Điền đủ; không có nhu cầu: ghi 0 cả ba ô.",
            "Workers or jobs without an amount, or the reverse. Fill all in; write 0 in all three for no demand.",
            "amount",
            row["amount"],
            (PLAN,),
        )
    ]


def _also_without(place: str, code: str) -> Finding:
    return Finding(
        place,
        "demand_and_none",
        f"Xã/phường {code} vừa có dòng nhu cầu vừa được báo không có nhu cầu. Giữ một trong hai.",
        f"Commune {code} states demand and is also said to have none. Keep one of the two.",
        "commune",
        code,
    )


def _amount_per_job(line: Mapping[str, Any], place: str, bounds: PerJob) -> list[Finding]:
    each = totals([line]).amount_per_job
    if each is None:
        return [_no_jobs(place)] if line["amount"] else []
    low = bounds.least is not None and each < bounds.least
    high = bounds.most is not None and each > bounds.most
    if not line["amount"] or not (low or high):
        return []
    return [
        Finding(
            place,
            "demand_per_job_unusual",
            f"Bình quân {each} đồng một việc làm, ngoài khoảng {bounds.least}–{bounds.most} đồng. Kiểm tra đơn vị "
            "(đồng, không phải triệu đồng) và số việc làm.",
            f"{each} đồng a job, outside {bounds.least}–{bounds.most}. Check the unit (đồng, not millions) and jobs.",
            "amount",
            line["amount"],
            law().at("demand_per_job_least", law().parameter("demand_per_job_least").versions[0].since).cites,
        )
    ]


def _no_jobs(place: str) -> Finding:
    return Finding(
        place,
        "demand_without_jobs",
        "Có số tiền nhưng chưa có số việc làm dự kiến. Bổ sung nếu có.",
        "An amount, but no job is expected. Add the jobs if there are any.",
        "jobs",
        0,
    )


def _mixed(lines: Sequence[Mapping[str, Any]]) -> set[tuple[Any, Any]]:
    """(commune, purpose) that have both an ``all`` line and lines by group: people may be counted twice."""
    groups: dict[tuple[Any, Any], set[Any]] = defaultdict(set)
    for line in lines:
        if line.get("amount"):
            groups[line.get("commune"), line.get("purpose")].add(line.get("beneficiaries"))
    return {key for key, named in groups.items() if ALL in named and len(named) > 1}


def _beside_all(line: Mapping[str, Any], place: str, mixed: Collection[tuple[Any, Any]]) -> list[Finding]:
    if line["beneficiaries"] != ALL or not line["amount"] or (line["commune"], line["purpose"]) not in mixed:
        return []
    return [
        Finding(
            place,
            "demand_all_beside_groups",
            "Xã vừa có dòng «chưa phân nhóm» vừa có dòng theo nhóm. Dòng «chưa phân nhóm» chỉ ghi phần còn lại, "
            "không ghi tổng.",
            "The commune has a line “not broken down” beside lines by group. It holds the rest only, not the total.",
            "beneficiaries",
            ALL,
        )
    ]
