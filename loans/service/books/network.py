"""The network as columns need it: groups, points, offices, hamlets and the bank's commune codes, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loans.domain.network import BankCommune, Group, Hamlet, Office, Point
from loans.service.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Network:
    """Everything of the network that was known; each of its facts has its own days."""

    groups: Mapping[int, Group]
    points: Mapping[int, Point]
    offices: Mapping[int, Office]
    hamlets: Mapping[int, Hamlet]
    communes: Sequence[BankCommune]

    @classmethod
    def read(cls, uow: UnitOfWork) -> "Network":
        """As known by a unit of work."""
        network = uow.network
        return cls(
            groups={each.id: each for each in network.groups(None)},
            points={each.id: each for each in network.points()},
            offices={each.id: each for each in network.offices()},
            hamlets={each.id: each for each in network.hamlets()},
            communes=network.bank_communes(),
        )
