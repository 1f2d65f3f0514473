"""What a list of the auditor is made of: what it looks for, by which article, and the rows that it found."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from loans.domain.law import weakest
from loans.service.books.columns import NOWHERE, table
from loans.service.unit_of_work import Known

if TYPE_CHECKING:
    from loans.service.reports.lists.desk import Desk

DONG, DAYS, WORKING_DAYS, MONTHS, PIECES, PEOPLE, RATE = (
    "đồng",
    "ngày",
    "ngày làm việc",
    "tháng",
    "món",
    "người",
    "% năm ×10⁻⁵",
)
"""Units of ``limit``, ``actual`` and ``difference``; a rate is in ten-millionths a year."""


@dataclass(frozen=True, slots=True)
class Found:
    """One row of a list: of which stream and entry, which figures make it a finding, and why.

    ``amount`` is the money concerned in đồng. ``limit`` and ``actual`` are in the unit of the row; a limit that no
    text sets is 0 and the fault says ``limit_unset``. ``own`` are the columns that this list alone has.
    """

    noun: str
    stream_id: int
    fault: str
    vi: str
    en: str
    cites: tuple[str, ...]
    commune: str = ""
    entry_id: int = 0
    entry_on: date | None = None
    limit: int = 0
    actual: int = 0
    unit: str = ""
    amount: int = 0
    loan_id: int = 0
    application_id: int = 0
    contract_no: str = ""
    customer_no: str = ""
    customer_name: str = ""
    source_code: str = ""
    own: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Its place in the list: by commune, contract or customer, stream, entry; no two rows share it."""
        who = self.contract_no or self.customer_no or self.source_code
        return f"{self.commune}/{who}/{self.stream_id:012d}/{self.entry_id:012d}/{self.fault}"


@dataclass(frozen=True, slots=True)
class AuditList:
    """One list that auditors ask for.

    ``columns`` names what it has beside ``COLUMNS``, each with a kind (``int``, ``day`` or ``text``); ``note`` says
    what its reader must know, where there is anything.
    """

    code: str
    title_vi: str
    title_en: str
    asks_vi: str
    asks_en: str
    cites: tuple[str, ...]
    certainty: str
    find: "Callable[[Desk], Iterable[Found]]"
    columns: Mapping[str, str] = field(default_factory=dict)
    note_vi: str = ""
    note_en: str = ""

    def __post_init__(self) -> None:
        weakest([self.certainty])  # an unknown word raises: a list says how surely its rule is known

    def rows(self, desk: "Desk") -> pd.DataFrame:
        """What it finds, one row each under ``COLUMNS`` and its own, in the order of their keys."""
        found = {each.key: each for each in self.find(desk)}  # what an import recorded twice is one finding
        rows = [found[key] for key in sorted(found)]
        return frame(self, rows, desk.as_of, desk.known, desk.doubts if any(row.loan_id for row in rows) else {})


COLUMNS = (
    "key",
    "list",
    "commune",
    "noun",
    "stream_id",
    "loan_id",
    "application_id",
    "contract_no",
    "customer_no",
    "customer_name",
    "source_code",
    "entry_id",
    "entry_on",
    "fault",
    "limit",
    "actual",
    "difference",
    "unit",
    "amount",
    "cites",
    "says_vi",
    "says_en",
    "entries",
    "standing",
    "doubt",
)
"""The columns of every list. ``difference`` = ``actual`` − ``limit``; ``entries`` and ``standing`` are addresses below
the API's prefix, as known at the same moment; ``doubt`` is what cannot be known of the row's loan, "" for nothing."""


def frame(
    asked: AuditList, found: Sequence[Found], as_of: date, known: Known, doubts: Mapping[int, str]
) -> pd.DataFrame:
    """The rows as a table: đồng and counts int64, days ``datetime64[s]``, the rest text; ``doubts`` by loan."""
    columns: dict[str, Any] = {name: [getattr(row, name) for row in found] for name in _PLAIN}
    columns |= {name: np.array(columns[name], np.int64) for name in _WHOLE}
    columns |= {
        "list": [asked.code] * len(found),
        "entry_on": _days([row.entry_on for row in found]),
        "difference": columns["actual"] - columns["limit"],
        "cites": ["; ".join(row.cites or asked.cites) for row in found],
        "says_vi": [row.vi for row in found],
        "says_en": [row.en for row in found],
        "entries": [_entries(row, as_of, known.moment) for row in found],
        "standing": [_standing(row, as_of, known.moment) for row in found],
        "doubt": [doubts.get(row.loan_id, "") for row in found],
    }
    ordered = {name: columns[name] for name in COLUMNS}
    own = {name: _OWN[kind]([row.own[name] for row in found]) for name, kind in asked.columns.items()}
    result = table(ordered | own)
    result.attrs |= {"as_of": as_of, "known_at": known.moment, "position": known.position}
    return result


def dong(amount: int) -> str:
    """Đồng as they are written in a Vietnamese sentence: 1.000.000."""
    return f"{amount:,}".replace(",", ".")


_WHOLE = ("stream_id", "loan_id", "application_id", "entry_id", "limit", "actual", "amount")
_PLAIN = (
    "key",
    "commune",
    "noun",
    "contract_no",
    "customer_no",
    "customer_name",
    "source_code",
    "fault",
    "unit",
    *_WHOLE,
)


def _days(values: Sequence[date | None]) -> Any:
    return np.array([NOWHERE if value is None else np.datetime64(value, "D") for value in values], "datetime64[D]")


_OWN: Mapping[str, Callable[[Sequence[Any]], Any]] = {
    "int": lambda values: np.array(values, np.int64),
    "day": _days,
    "text": list,
}


def _entries(row: Found, as_of: date, moment: datetime) -> str:
    """Where the entries behind a row are: a loan's own, a source's postings, else its stream in the audit trail."""
    if row.loan_id:
        return f"/loans/{row.loan_id}/entries?" + urlencode({"known_at": moment.isoformat()})
    if row.noun == "source":
        when = {"as_of": as_of.isoformat(), "known_at": moment.isoformat()}
        return f"/sources/{row.stream_id}/postings?" + urlencode(when)
    return "/audit-trail?" + urlencode({"stream_id": row.stream_id})


def _standing(row: Found, as_of: date, moment: datetime) -> str:
    if not row.loan_id:
        return ""
    when = {"as_of": as_of.isoformat(), "known_at": moment.isoformat()}
    return f"/loans/{row.loan_id}/standing?" + urlencode(when)
