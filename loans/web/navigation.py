"""The navigation of a person: what their role may open, laid out in a bar of few entries (see ``bars``)."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request, url_for

from loans.http.roles import MAY, Action, Role
from loans.web.bars import BARS, Section
from loans.web.texts import say


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its words, the endpoint of its page, the action that a reader must be allowed.

    ``roles`` narrows it to those for whose daily work it is; None: everybody who may. ``order`` places it where no
    bar names it.
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
    """An entry as it is drawn; ``within`` holds the entries of a section, which opens in place."""

    text: str
    address: str
    current: bool
    within: tuple["Shown", ...] = ()


_entries: list[Entry] = [Entry("Việc hôm nay", "Today", "home.home", order=0)]


def add_entries(entries: tuple[Entry, ...]) -> None:
    """Add the entries of a page group; adding them again changes nothing."""
    _entries.extend(entry for entry in entries if entry not in _entries)
    _entries.sort(key=lambda entry: entry.order)


def laid_out(role: Role) -> list[Entry | tuple[Section, list[Entry]]]:
    """The bar of a role: entries and sections; what no bar names stands in a section of its own at the end."""
    mine = {entry.endpoint: entry for entry in _entries if entry.is_for(role)}
    found: list[Entry | tuple[Section, list[Entry]]] = []
    for each in BARS[role]:
        if isinstance(each, str):
            found += [mine.pop(each)] if each in mine else []
            continue
        held = [mine.pop(endpoint) for endpoint in each.endpoints if endpoint in mine]
        found += [(each, held)] if len(held) > 1 else held
    return [*found, (Section("Khác", "More", ()), list(mine.values()))] if mine else found


def bar(role: str) -> list[Shown]:
    """What a role sees; the entry of the page at hand is marked: of several, the one with the longest address."""
    found = laid_out(Role(role))
    every = [entry for each in found for entry in ([each] if isinstance(each, Entry) else each[1])]
    addresses = {entry.endpoint: url_for(entry.endpoint) for entry in every}
    within = [one for one in addresses.values() if f"{request.path}/".startswith(f"{one}/".replace("//", "/"))]
    here = max(within, key=len, default="")

    def shown(entry: Entry) -> Shown:
        address = addresses[entry.endpoint]
        return Shown(say(entry.vi, entry.en), address, address == here)

    def opened(section: Section, entries: Sequence[Entry]) -> Shown:
        held = tuple(shown(entry) for entry in entries)
        return Shown(say(section.vi, section.en), "", any(one.current for one in held), held)

    return [shown(each) if isinstance(each, Entry) else opened(*each) for each in found]
