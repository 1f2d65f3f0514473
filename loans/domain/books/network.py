"""The network as columns need it: groups, points, offices, hamlets and the bank's commune codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loans.domain.network import BankCommune, Group, Hamlet, Office, Point


@dataclass(frozen=True)
class Network:
    """Everything of the network that was known at a moment, by number; each of its facts has its own days."""

    groups: Mapping[int, Group]
    points: Mapping[int, Point]
    offices: Mapping[int, Office]
    hamlets: Mapping[int, Hamlet]
    communes: Sequence[BankCommune]
