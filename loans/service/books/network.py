"""The network read once, whole: a report of any day draws the places of its loans from it."""

from loans.domain.books.network import Network
from loans.service.unit_of_work import UnitOfWork


def network_read(uow: UnitOfWork) -> Network:
    """The network as known by a unit of work."""
    network = uow.network
    return Network(
        groups={each.id: each for each in network.groups(None)},
        points={each.id: each for each in network.points()},
        offices={each.id: each for each in network.offices()},
        hamlets={each.id: each for each in network.hamlets()},
        communes=network.bank_communes(),
    )
