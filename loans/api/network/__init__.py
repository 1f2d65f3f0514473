"""The network as dated facts: offices, points with their sessions, groups, hamlets, the bank's own commune codes."""

from loans.api.network import group, place
from loans.api.network.point import blueprint

__all__ = ["blueprint", "group", "place"]
