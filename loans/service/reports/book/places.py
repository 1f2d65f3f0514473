"""Where each loan is looked after on a day: group, organisation, hamlet, point, office, as facts in force that day."""

from dataclasses import dataclass
from datetime import date

from loans.domain.area import areas
from loans.domain.books.ledger import Coded, View
from loans.domain.books.network import Network
from loans.domain.network import CHANNELS, DIRECT, bank_codes
from loans.service.books.columns import alike

NAMES = (
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


def places(network: Network, view: View, day: date) -> dict[str, Coded]:
    """The columns ``NAMES`` of every loan, "" where nothing is held; a group's point of the day comes before the
    contract's, which stays that of a direct loan."""
    found = _Day(network, day)
    own, kinds = alike(view.column("group_id"), view.column("point_id"))
    rows = [found.row(group, point) for group, point in kinds]
    columns = zip(*rows, strict=True) if rows else ((),) * len(NAMES)
    return {name: Coded(own, texts) for name, texts in zip(NAMES, columns, strict=True)}


class _Day:
    """The network of one day."""

    def __init__(self, network: Network, day: date) -> None:
        self._network, self._day = network, day
        self._hamlets = {hamlet.id: (hamlet.code, hamlet.name) for hamlet in network.hamlets.values()}

    def row(self, group_id: int, point_id: int) -> tuple[str, ...]:
        """The texts ``NAMES`` of a loan."""
        group = self._group(group_id)
        hamlet = self._hamlets.get(group.hamlet_id or 0, ("", ""))
        channel = CHANNELS.get(group.organisation, "")
        return (
            *hamlet,
            *self._point(group.point_id or point_id),
            group.number,
            group.leader,
            group.organisation,
            channel,
        )

    def _point(self, point_id: int) -> tuple[str, str, str, str]:
        """Code and name of a point and of the office it belongs to."""
        point = self._network.points.get(point_id)
        if point is None:
            return ("", "", "", "")
        office = self._network.offices.get(point.office_on(self._day) or 0)
        return (point.code, point.name, *((office.code, office.name) if office else ("", "")))

    def _group(self, group_id: int) -> _Group:
        group = self._network.groups.get(group_id)
        if group is None:
            return _Group()
        fact = group.at(self._day)
        return _Group(group.number, fact.leader, fact.organisation, fact.point_id, fact.hamlet_id)


def bank_communes(network: Network, view: View, day: date) -> Coded:
    """The bank's own code of every loan's commune on a day, "" where none is recorded."""
    commune, codes = view.coded("commune"), bank_codes(network.communes, day)
    return Coded(commune.own, [codes.get(code, "") for code in commune.texts])


def commune_name(code: str) -> str:
    """The name of a commune, by what its code means since the reform of 2025; of ``UNPLACED`` too."""
    return areas().named(code)
