"""Where each loan is looked after on a day: group, organisation, hamlet, point, office, as facts in force that day."""

from dataclasses import dataclass
from datetime import date

from loans.domain.area import areas
from loans.domain.network import CHANNELS, DIRECT, bank_codes
from loans.service.many.columns import Coded
from loans.service.many.signed import Signed
from loans.service.unit_of_work import UnitOfWork

NAMES = (
    "commune_name",
    "bank_commune",
    "hamlet_code",
    "hamlet_name",
    "point_code",
    "point_name",
    "office_code",
    "office_name",
    "group_no",
    "group_leader",
    "organisation",
    "organisation_name",
)


@dataclass(frozen=True, slots=True)
class _Group:
    """A group as it stands on the day; a direct loan has an empty one."""

    number: str = ""
    leader: str = ""
    organisation: str = DIRECT
    point_id: int = 0
    hamlet_id: int | None = None


def places(uow: UnitOfWork, signed: Signed, day: date) -> dict[str, Coded]:
    """The columns ``NAMES`` of every loan, "" where nothing is held; a group's point of the day comes before the
    contract's, which stays that of a direct loan."""
    network = _Network(uow, day)
    own, kinds = signed.alike("commune", "group_id", "point_id")
    rows = [network.row(*kind) for kind in kinds]
    columns = zip(*rows, strict=True) if rows else ((),) * len(NAMES)
    return {name: Coded(own, texts) for name, texts in zip(NAMES, columns, strict=True)}


class _Network:
    """The network of one day, read once."""

    def __init__(self, uow: UnitOfWork, day: date) -> None:
        self._groups = {group.id: (group.number, group.at(day)) for group in uow.network.groups(None)}
        self._points = {point.id: (point.code, point.name, point.office_on(day)) for point in uow.network.points()}
        self._offices = {office.id: (office.code, office.name) for office in uow.network.offices()}
        self._communes = bank_codes(uow.network.bank_communes(), day)
        self._hamlets = {hamlet.id: (hamlet.code, hamlet.name) for hamlet in uow.network.hamlets()}

    def row(self, commune: str, group_id: int | None, point_id: int) -> tuple[str, ...]:
        """The texts ``NAMES`` of a loan."""
        group = self._group(group_id)
        hamlet = self._hamlets.get(group.hamlet_id or 0, ("", ""))
        point_code, point_name, office_id = self._points[group.point_id or point_id]
        office = self._offices.get(office_id or 0, ("", ""))
        channel = CHANNELS.get(group.organisation, "")
        return (
            commune_name(commune),
            self._communes.get(commune, ""),
            *hamlet,
            point_code,
            point_name,
            *office,
            group.number,
            group.leader,
            group.organisation,
            channel,
        )

    def _group(self, group_id: int | None) -> _Group:
        if group_id is None or group_id not in self._groups:
            return _Group()
        number, fact = self._groups[group_id]
        return _Group(number, fact.leader, fact.organisation, fact.point_id, fact.hamlet_id)


def commune_name(code: str) -> str:
    """The name of a commune, by what its code means since the reform of 2025; of ``UNPLACED`` too."""
    return areas().named(code)
