"""Approved beyond the commune's plan, and plans that have fallen below what they have used (§6.10, §6.12)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from loans.domain.plan import Measure, plan_year
from loans.service.plan import uses
from loans.service.reports.book.places import commune_name
from loans.service.reports.lists.decision import APPROVED
from loans.service.reports.lists.desk import Desk
from loans.service.reports.lists.record import DONG, AuditList, Found, dong

Assigned = dict[str, list[tuple[date, int]]]


@dataclass(frozen=True)
class Plans:
    """The plan of any commune on any day and what counted against it then, from decided rounds and vouchers."""

    desk: Desk
    _years: dict[tuple[int, int], tuple[tuple[Measure, date] | None, Assigned]] = field(default_factory=dict)
    _interim: dict[tuple[int, int, date], dict[str, int]] = field(default_factory=dict)

    def planned(self, source_id: int, year: int, commune: str, day: date) -> int:
        """The plan of the commune on a day: rounds in force by then, before the first the interim plan."""
        began, assigned = self._year(source_id, year)
        if began is None or began[1] > day:
            return self._before(source_id, year, day).get(commune, 0)
        return sum(amount for since, amount in assigned.get(commune, ()) if since <= day)

    @cached_property
    def first_year(self) -> int:
        """The first year of which any round is held; plans of the years before were kept elsewhere."""
        return min((row["year"] for row in self.desk.rounds.values()), default=0)

    def used(self, source_id: int, year: int, commune: str, day: date, *, before: int | None = None) -> int:
        """What counted against it at the end of a day, or just before an entry of that day."""
        began, _ = self._year(source_id, year)
        sums, key = self.desk.exposure, (source_id, commune, year)
        promised = sums.committed.at(key, day, before)
        if began is not None and began[1] <= day and began[0] is Measure.OUTSTANDING:
            return promised + sums.owed.at((source_id, commune), day, before)
        return promised + sums.disbursed.at(key, day, before)

    def all(self) -> list[tuple[int, int, str]]:
        """Every (source, year, commune) with a plan or with anything used of one."""
        rounds = {(row["source_id"], row["year"]) for row in self.desk.rounds.values()}
        planned = {(source_id, year, code) for source_id, year in rounds for code in self._year(source_id, year)[1]}
        used = {(source_id, year, code) for source_id, code, year in self.desk.exposure.committed.keys}
        return sorted(each for each in planned | used if each[1] >= self.first_year)

    def _year(self, source_id: int, year: int) -> tuple[tuple[Measure, date] | None, Assigned]:
        key = (source_id, year)
        if key not in self._years:
            plans = self.desk.uow.plans
            self._years[key] = (plans.began(source_id, year), dict(plans.assigned(source_id, year)))
        return self._years[key]

    def _before(self, source_id: int, year: int, day: date) -> dict[str, int]:
        """The interim plan of each commune while no round is in force."""
        key = (source_id, year, day)
        if key not in self._interim:
            found = uses(self.desk.uow, source_id=source_id, year=year, on=day)
            self._interim[key] = {code: use.planned for code, use in found.items() if use.interim}
        return self._interim[key]


def beyond_plan(desk: Desk) -> Iterator[Found]:
    """Each approval against what was left of the commune's plan as it stood on the decision day."""
    plans = Plans(desk)
    for row in desk.entries(APPROVED):
        filed = desk.applications.get(row["stream_id"])
        if filed is None or not desk.shows(filed["commune"]):
            continue
        day, body = row["effective_on"], row["body"]
        year, amount = int(body.get("plan_year") or plan_year(day)), int(body.get("amount", filed["amount"]))
        if year < plans.first_year:
            continue
        planned = plans.planned(filed["source_id"], year, filed["commune"], day)
        used = plans.used(filed["source_id"], year, filed["commune"], day, before=row["entry_id"])
        left = planned - used
        if amount > left:
            yield Found(
                **desk.of_application(filed["id"]),
                fault="beyond_plan",
                vi=f"Phê duyệt {dong(amount)} đồng ngày {day:%d/%m/%Y}; chỉ tiêu năm {year} của {filed['commune']} khi "
                f"đó {dong(planned)} đồng, đã dùng {dong(used)}, còn {dong(left)}.",
                en=f"{amount} đồng approved on {day}; the plan of {filed['commune']} for {year} then was {planned}, "
                f"{used} used, {left} left.",
                cites=(),
                entry_id=row["entry_id"],
                entry_on=day,
                limit=max(left, 0),
                actual=amount,
                unit=DONG,
                amount=amount - max(left, 0),
                own={"year": year, "planned": planned, "used": used},
            )


def below_use(desk: Desk) -> Iterator[Found]:
    """Plans that are, at the end of the day, smaller than what was lent and promised under them."""
    plans = Plans(desk)
    for source_id, year, commune in plans.all():
        day = min(desk.as_of, date(year, 12, 31))
        if day.year < year or not desk.shows(commune):
            continue
        planned = plans.planned(source_id, year, commune, day)
        used = plans.used(source_id, year, commune, day)
        if used > planned:
            yield Found(
                noun="source",
                stream_id=source_id,
                source_code=desk.sources[source_id],
                commune=commune,
                fault=f"plan_below_use_{year}",
                vi=f"Chỉ tiêu năm {year} của {commune_name(commune)} là {dong(planned)} đồng, đã dùng {dong(used)}.",
                en=f"The plan of {commune_name(commune)} for {year} is {planned} đồng; {used} are used.",
                cites=(),
                limit=planned,
                actual=used,
                unit=DONG,
                amount=used - planned,
                own={"year": year},
            )


LISTS = (
    AuditList(
        "approved-beyond-plan",
        "Phê duyệt vượt chỉ tiêu của xã",
        "Approved beyond the commune's plan",
        "Mức phê duyệt lớn hơn phần chỉ tiêu còn lại của xã, theo nguồn và năm kế hoạch, đúng như chỉ tiêu của ngày "
        "quyết định.",
        "Approvals beyond what was left of the commune's plan, by source and plan year, as it stood that day.",
        ("Cách hiểu của sản phẩm, mục 6.10", "Cách hiểu của sản phẩm, mục 6.12"),
        "recollected",
        beyond_plan,
        columns={"year": "int", "planned": "int", "used": "int"},
        note_vi="Không xét các năm trước năm đầu tiên có đợt giao chỉ tiêu trong hệ thống: chỉ tiêu ở nơi khác.",
        note_en="Years before the first of which a round is held are left out: their plans were kept elsewhere.",
    ),
    AuditList(
        "plan-below-use",
        "Chỉ tiêu thấp hơn số đã dùng",
        "Plan below its use",
        "Chỉ tiêu của xã nhỏ hơn số đã giải ngân (hoặc dư nợ) cộng số đã cam kết.",
        "Communes whose plan is smaller than what was disbursed (or is outstanding) plus committed.",
        ("Cách hiểu của sản phẩm, mục 6.12",),
        "recollected",
        below_use,
        columns={"year": "int"},
    ),
)
