"""The dry run: a result for every contract of a load, slice by slice; an interrupted check goes on where it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from loans.domain.area import UNPLACED
from loans.domain.columns import Column
from loans.domain.law import law
from loans.domain.loading import Load, Rows, Said, found_in, mended_later
from loans.domain.programme import programme_of
from loans.service.loading.lines import Lines, next_lines
from loans.service.loading.places import Places
from loans.service.loading.terms import Rated, Terms, borrower_class
from loans.service.unit_of_work import UnitOfWork

_PERSON = ("customer_name", "customer_class", "identity_no")
SLICE = 20_000
"""Lines of loans checked in one transaction: some tenths of a second on two cores."""


@dataclass(slots=True)
class Meaning:
    """What each contract means here, place by place; ``codes`` says where each code was found."""

    lines: Lines
    codes: dict[str, Column]
    marks: dict[str, Column] = field(default_factory=dict)
    commune: list[str] = field(default_factory=list)
    old_code: list[str] = field(default_factory=list)
    source_id: list[int | None] = field(default_factory=list)
    point_id: list[int | None] = field(default_factory=list)
    rated: list[Rated | None] = field(default_factory=list)
    borrower: list[Mapping[str, str]] = field(default_factory=list)
    instalment_rule: list[str] = field(default_factory=list)
    group_no: list[str] = field(default_factory=list)

    @property
    def rows(self) -> Rows:
        """The contracts' rows."""
        return self.lines.rows

    def note(self, code: str, place: int) -> None:
        """A code at one place."""
        self.codes.setdefault(code, np.zeros(self.rows.size, np.bool_))[place] = True

    def mark(self, mark: str, place: int) -> None:
        """A mark at one place."""
        self.marks.setdefault(mark, np.zeros(self.rows.size, np.bool_))[place] = True


def next_meaning(uow: UnitOfWork, load: Load, places: Places, terms: Terms, limit: int) -> Meaning | None:
    """The next contracts of a load with everything that can be said of them; None at the end."""
    lines = next_lines(uow, load.id, load.day, load.cursor, limit)
    if lines is None:
        return None
    found = Meaning(lines, found_in(lines.rows))
    found.codes["row_unreadable"] = np.array([bool(fault) for fault in lines.faults], np.bool_)
    found.codes["duplicate_line"], found.codes["duplicate_doubt"] = lines.repeated, lines.doubted
    _mended(uow, load, found)
    _programme(found, load)
    _borrowers(uow, load, found)
    _where(load, places, found)
    _when(places, found, terms)
    return found


def _mended(uow: UnitOfWork, load: Load, found: Meaning) -> None:
    """Rows without a readable number that a later file gives with one: they are left, not refused."""
    keys = found.rows.columns["contract"]
    if keys[0] < 0:
        said = (Said(*line) for line in zip(*uow.loads.beside_nameless(load.id).values(), strict=True))
        found.codes["mended_later"] = np.isin(keys, np.fromiter(mended_later(said), np.int64))


def _programme(found: Meaning, load: Load) -> None:
    """What these books do not keep: another programme's rows, and loans of which it was read that nothing is owed."""
    code = found.rows["programme_code"]
    found.codes["other_programme"] = (code != "") & (code != programme_of(load.programme).bank_code)
    rows, unreadable = found.rows, found.codes["row_unreadable"]
    unreadable |= ~(rows.has_balance | rows.is_closed)
    wrong = unreadable | found.codes["negative_amount"] | found.codes["split_broken"]
    found.codes["nothing_owed"] = (rows.outstanding == 0) & ~wrong


def _borrowers(uow: UnitOfWork, load: Load, found: Meaning) -> None:
    """Who borrows: as the books have them, else as a borrowers file says, else as the row says."""
    rows = found.rows
    numbers = rows["customer_no"].tolist()
    asked = sorted({number for number in numbers if number})
    known, staged = uow.loads.known_customers(asked), uow.loads.borrowers_of(load.id, asked)
    classes = {name: borrower_class(name) for name in {*rows["customer_class"].tolist(), *_classes(staged)}}
    own = zip(numbers, *(rows[name].tolist() for name in _PERSON), strict=True)
    for place, (number, *said) in enumerate(own):
        more = staged.get(number)
        words = said if more is None else [more[name] or word for name, word in zip(_PERSON, said, strict=True)]
        value, is_known = (known[number], True) if number in known else classes[words[1]]
        if not is_known:
            found.mark("borrower_class_unknown", place)
        found.borrower.append({"name": words[0], "class": value, "identity": words[2]})
        if words[0] and number:
            found.codes["customer_missing"][place] = False


def _classes(staged: Mapping[str, Mapping[str, Any]]) -> set[str]:
    return {str(row["customer_class"]) for row in staged.values()}


def _where(load: Load, places: Places, found: Meaning) -> None:
    """Source, commune, group and point of each contract."""
    rows, limit = found.rows, load.limit
    names = "funding_code capital_level_code investor_code commune_code commune_name hamlet_code group_no point_code"
    columns = [rows[name].tolist() for name in names.split()]
    direct, signed = (rows.is_direct).tolist(), rows.signed_on.tolist()
    for place, (funding, level, investor, commune, name, hamlet, group, point) in enumerate(zip(*columns, strict=True)):
        source = places.source(funding, level, investor)
        found.source_id.append(source.source_id)
        if source.code:
            found.note(source.code, place)
        at = places.commune(commune, name, hamlet)
        found.commune.append(at.commune)
        found.old_code.append(at.old_code or "")
        if not at.is_found:
            found.note("commune_unknown", place)
        elif at.commune == UNPLACED:
            found.note("commune_divided", place)
        elif at.basis in ("succession", "hamlet"):
            found.note("commune_by_succession", place)
            found.mark("commune_by_succession", place)
        if limit is not None and at.commune not in limit:
            found.note("commune_not_yours", place)
        number = "" if direct[place] else group
        found.group_no.append(number)
        if number and not places.group(number):
            found.note("group_unknown", place)
        where = places.point(number, point, at.commune, signed[place] or places.day)
        found.point_id.append(where)
        if where is None:
            found.note("point_unknown", place)


def _when(places: Places, found: Meaning, terms: Terms) -> None:
    """Rates and instalment rules by their days, and what should already be overdue."""
    rows = found.rows
    approved, signed, due = (days.tolist() for days in (rows.approved_on, rows.signed_on, rows.due_on))
    given, in_term = rows["rate_e7"].tolist(), rows.sum("in_term").tolist()
    assumed = np.isnat(rows["registered_on"])
    found.marks["approval_day_assumed"] = assumed
    rules = _Rules()
    for place, (on, day) in enumerate(zip(approved, signed, strict=True)):
        source_id, number = found.source_id[place], found.group_no[place]
        if on is None or day is None or source_id is None or on > places.day:
            found.rated.append(None)
            found.instalment_rule.append("")
            continue
        kind = "worker" if found.borrower[place]["class"] == "worker" else "establishment"
        rated = terms.rated(source_id, on, kind, given[place])
        found.rated.append(rated)
        for code in rated.codes:
            found.note(code, place)
        for mark in rated.marks:
            found.mark(mark, place)
        rule, known = rules.of(day, entrusted=bool(number))
        found.instalment_rule.append(rule)
        if not known:
            found.note("instalment_rule_unknown", place)
            found.mark("instalment_rule_unknown", place)
        point_id, last = found.point_id[place], due[place]
        if in_term[place] > 0 and point_id is not None and places.has_passed(point_id, last):
            found.note("should_be_overdue", place)


class _Rules:
    """The instalment rule by signing day: of the law for an entrusted loan, unknown for a direct one once it moves."""

    def __init__(self) -> None:
        self._of: dict[date, str] = {}

    def of(self, signed_on: date, *, entrusted: bool) -> tuple[str, bool]:
        if signed_on not in self._of:
            self._of[signed_on] = _entrusted_rule(signed_on)
        rule = self._of[signed_on]
        final = "final_maturity_only"
        return (rule, True) if entrusted else (final, rule == final)


def _entrusted_rule(signed_on: date) -> str:
    return str(law().reading("instalment_rule_entrusted", signed_on).value)


def worked(codes: Mapping[str, Column], size: int) -> Sequence[str]:
    """The codes of each place as text, in the order of the table: ",a,b," or "" where nothing was found."""
    return _joined({code: codes[code] for code in codes if codes[code].any()}, size)


def _joined(found: Mapping[str, Any], size: int) -> Sequence[str]:
    bits = np.zeros(size, np.int64)
    names = list(found)
    for place, name in enumerate(names):
        bits |= found[name].astype(np.int64) << place
    texts = {
        int(each): ",".join(name for place, name in enumerate(names) if each >> place & 1) for each in np.unique(bits)
    }
    return [texts[each] for each in bits.tolist()]
