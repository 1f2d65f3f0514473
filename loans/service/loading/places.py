"""What a staged row means in our books: its source, commune, group and point, each looked up once a load step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from loans.domain.area import UNPLACED, Placed, placed
from loans.domain.calendar import calendar
from loans.domain.law import law
from loans.domain.loading import Load
from loans.domain.network import ORGANISATIONS, Group
from loans.domain.session import first_session_after
from loans.service.unit_of_work import UnitOfWork

LEVELS = {"1": "central", "2": "local"}
"""The bank's funding codes (mã nguồn vốn): trung ương, địa phương."""

UNCLEAR = frozenset({"commune_unknown", "commune_divided"})
"""Codes of rows whose place is not known for certain: what the match says of them names the places to choose among."""


@dataclass(frozen=True, slots=True)
class Sourced:
    """The source of capital that a row names, or the code of why there is none."""

    source_id: int | None
    code: str = ""


class Places:
    """Lookups of one load, each distinct question answered once."""

    def __init__(self, uow: UnitOfWork, load: Load) -> None:
        self.day, self._choices, self._limit = load.day, load.choices, load.limit
        self._sources = list(uow.funds.all())
        self._points = {point.id: point for point in uow.network.points()}
        self._by_code = {point.code: point for point in self._points.values()}
        self._groups = {group.number: group for group in uow.network.groups(None)}
        mapped = ((each.code, each.commune_on(load.day)) for each in uow.network.bank_communes())
        self._bank = {code: commune for code, commune in mapped if commune}
        self._hamlets = {hamlet.code: hamlet.commune for hamlet in uow.network.hamlets()}
        self._communes: dict[tuple[str, str, str], Placed] = {}
        self._sessions: dict[tuple[int, date], date] = {}
        self._found: dict[tuple[str, str, str], Sourced] = {}
        self._staged: dict[str, dict[str, Any]] = {}
        self._staged = {each["group_no"]: each for row in uow.loads.groups(load.id) if (each := self._new_group(row))}

    def commune(self, code: str, name: str, hamlet: str) -> Placed:
        """Where a row stands today, by the bank's code, else by code or name of its day."""
        key = (code, name, hamlet)
        if key not in self._communes:
            self._communes[key] = placed(
                recorded_on=self.day, code=code, name=name, hamlet=hamlet, bank=self._bank, hamlets=self._hamlets
            )
        return self._communes[key]

    def said(self, place: tuple[str, str, str]) -> list[dict[str, Any]]:
        """What the match says of a place as a file writes it, in the shape of the faults of a row."""
        return [
            {"code": each.code, "field": "commune_name", "cell": place[1], "vi": each.vi, "en": each.en}
            for each in self.commune(*place).findings
        ]

    def source(self, funding: str, level: str, investor: str) -> Sourced:
        """The source by investor code, else the only one of its funding code's level, else the load's default."""
        key = (funding, level, investor)
        if key not in self._found:
            self._found[key] = self._source(funding, investor)
        return self._found[key]

    def _source(self, funding: str, investor: str) -> Sourced:
        of_level = [each for each in self._sources if not funding or each.level == LEVELS.get(funding)]
        if funding in LEVELS and not of_level:
            return Sourced(None, "other_funding")
        if investor:
            named = [each for each in of_level if each.investor_code == investor]
            return Sourced(named[0].id) if len(named) == 1 else Sourced(None, "funding_unknown")
        if funding in LEVELS and len(of_level) == 1:
            return Sourced(of_level[0].id)
        default = self._choices.source_id
        usable = default is not None and (not funding or any(each.id == default for each in of_level))
        return Sourced(default) if usable else Sourced(None, "funding_unknown")

    def _new_group(self, row: Mapping[str, Any]) -> dict[str, Any] | None:
        """A group of a file with its commune and point; None where it cannot be registered as it is, or by this load.

        A load of some communes registers no group of another.
        """
        at = self.commune(row["commune_code"], row["commune_name"], row["hamlet_code"])
        point_id = self.point("", row["point_code"], at.commune, self.day)
        if self._limit is not None and at.commune not in self._limit:
            return None
        if row["faults"] or at.commune == UNPLACED or point_id is None or row["organisation"] not in ORGANISATIONS:
            return None
        return {**row, "commune": at.commune, "point_id": point_id}

    def group(self, number: str) -> bool:
        """Whether a group is recorded, or comes with the load."""
        return number in self._groups or number in self._staged

    def new_groups(self) -> list[dict[str, Any]]:
        """The groups that come with the load and are not recorded yet."""
        return [row for number, row in sorted(self._staged.items()) if number not in self._groups]

    def point(self, number: str, code: str, commune: str, signed_on: date) -> int | None:
        """The transaction point: the group's, the one named, the load's default, or the only one of the commune."""
        group = self._groups.get(number)
        if group is not None:
            return self._of_group(group, signed_on)
        if number in self._staged:
            return int(self._staged[number]["point_id"])
        if code in self._by_code:
            return self._by_code[code].id
        if commune in self._choices.points:
            return self._choices.points[commune]
        own = [point.id for point in self._points.values() if point.commune == commune]
        return own[0] if len(own) == 1 and commune != UNPLACED else None

    def _of_group(self, group: Group, signed_on: date) -> int:
        return group.point_id if len(group.facts) < 2 else group.at(signed_on).point_id

    def has_passed(self, point_id: int, due: date | None) -> bool:
        """Whether a due day, and the first session of the point after it, are behind the closing day."""
        return due is not None and due < self.day and self.session_after(point_id, due) <= self.day

    def session_after(self, point_id: int, due: date) -> date:
        """The first session of a point after a due day (§6.4)."""
        key = (point_id, due)
        if key not in self._sessions:
            point = self._points[point_id]
            equal_day = str(law().reading("equal_day", due).value).removesuffix("_session")
            found = first_session_after(due, point.days, point.sessions, calendar(), equal_day=equal_day)
            self._sessions[key] = found.day
        return self._sessions[key]
