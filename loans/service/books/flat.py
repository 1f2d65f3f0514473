"""A ledger as named columns and back, whichever columns it has: what a snapshot keeps, and what it is read from."""

from collections.abc import Iterator, Mapping
from dataclasses import fields

import numpy as np

from loans.domain.books.columns import Eras, Events
from loans.domain.books.ledger import Coded, Ledger, Values
from loans.domain.columns import Column

_OWN, _TEXTS = ".own", ".texts"


def columns_of(ledger: Ledger) -> dict[str, Column]:
    """Every column of a ledger under a name of its own; a coded one as its codes and its texts."""
    found: dict[str, Column] = {"doubts": ledger.doubts, "eras_session": ledger.eras_session}
    for name, values in ledger.loans.items():
        if isinstance(values, Coded):
            found[f"loans.{name}{_OWN}"] = values.own
            found[f"loans.{name}{_TEXTS}"] = _texts(values)
        else:
            found[f"loans.{name}"] = values
    for part, of in (("events", ledger.events), ("eras", ledger.eras)):
        found |= {f"{part}.{each.name}": getattr(of, each.name) for each in fields(of)}
    for table, facts in ledger.facts.items():
        found |= {f"facts.{table}.{name}": column for name, column in facts.items()}
    return found


def ledger_from(columns: Mapping[str, Column]) -> Ledger:
    """The ledger of whose columns ``columns_of`` told; those of text are made when they are asked for."""
    tables: dict[str, dict[str, Column]] = {}
    for name in columns:
        part, _, rest = name.partition(".")
        if part == "facts":
            table, _, fact = rest.partition(".")
            tables.setdefault(table, {})[fact] = columns[name]
    return Ledger(
        loans=_Loans(columns),
        events=Events(**{each.name: columns[f"events.{each.name}"] for each in fields(Events)}),
        eras=Eras(**{each.name: columns[f"eras.{each.name}"] for each in fields(Eras)}),
        eras_session=columns["eras_session"],
        facts=tables,
        doubts=columns["doubts"],
    )


class _Loans(Mapping[str, Values]):
    """What is said of a loan once, each column taken out of the snapshot when it is asked for."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._columns = columns
        names = (name.removeprefix("loans.") for name in columns if name.startswith("loans."))
        self._made: dict[str, Coded] = {}
        self._names = tuple(dict.fromkeys(name.removesuffix(_OWN).removesuffix(_TEXTS) for name in names))

    def __getitem__(self, name: str) -> Values:
        own = self._columns.get(f"loans.{name}{_OWN}")
        if own is None:
            return self._columns[f"loans.{name}"]
        if name not in self._made:
            self._made[name] = Coded(own, self._columns[f"loans.{name}{_TEXTS}"].tolist())
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _texts(values: Coded) -> Column:
    """The distinct texts of a coded column as a column."""
    found = np.empty(len(values.texts), object)
    found[:] = list(values.texts)
    return found
