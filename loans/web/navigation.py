"""The navigation of a person: what their role may open, in the order of the page groups."""

from dataclasses import dataclass

from flask import request, url_for

from loans.http.roles import MAY, Action, Role
from loans.web.texts import say


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its words, the endpoint of its page, the action that a reader must be allowed.

    ``roles`` narrows it to those for whose daily work it is; None: everybody who may. Entries of higher ``order``
    stand further right.
    """

    vi: str
    en: str
    endpoint: str
    action: Action | None = None
    roles: frozenset[Role] | None = None
    order: int = 50

    def is_for(self, role: Role) -> bool:
        """Whether a role sees it."""
        return (self.action is None or self.action in MAY[role]) and (self.roles is None or role in self.roles)


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as it is drawn."""

    text: str
    address: str
    current: bool


_entries: list[Entry] = [Entry("Việc hôm nay", "Today", "home.home", order=0)]


def add_entries(entries: tuple[Entry, ...]) -> None:
    """Add the entries of a page group; adding them again changes nothing."""
    _entries.extend(entry for entry in entries if entry not in _entries)
    _entries.sort(key=lambda entry: entry.order)


def entries(role: str) -> list[Shown]:
    """What a role sees; the entry of the page at hand is marked: of several, the one with the longest address."""
    mine = [(entry, url_for(entry.endpoint)) for entry in _entries if entry.is_for(Role(role))]
    within = [address for _, address in mine if f"{request.path}/".startswith(f"{address}/".replace("//", "/"))]
    here = max(within, key=len, default="")
    return [Shown(say(entry.vi, entry.en), address, address == here) for entry, address in mine]
