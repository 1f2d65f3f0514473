"""Reads the law files and refuses, by name, what is missing or of the wrong kind."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from loans.domain.law.formula import Formula
from loans.domain.law.parameter import EXACT_UNITS, GOVERNS, WHOLE_UNITS, Parameter
from loans.domain.law.version import CERTAINTIES, Overlay, Value, Version

_TEXTS = ("title_vi", "title_en", "unit", "governs")
_PARAMETER_KEYS = {*_TEXTS, "higher", "derive", "reads", "version"}
_VERSION_KEYS = {"since", "value", "repealed", "cites", "certainty", "checked_on", "note"}
_OVERLAY_KEYS = {"parameter", "since", "value", "cites", "certainty", "active", "confirmed", "note"}


class LawFault(ValueError):  # noqa: N818 - a fault of a file, named as the domain names it
    """A law file does not hold what it must; the message names file, parameter and fault."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What one law file holds: parameters, and the formulas of those that are computed."""

    parameters: Mapping[str, Parameter]
    formulas: Mapping[str, Formula]


def read_subject(text: str, file: str) -> Subject:
    """The parameters of one law file."""
    parameters, formulas = {}, {}
    for name, table in tomllib.loads(text).items():
        place = f"{file}: {name}"
        parameters[name] = _parameter(name, table, place)
        if "derive" in table:
            formulas[name] = _formula(table["derive"], place)
    return Subject(parameters, formulas)


def read_overlays(text: str, file: str) -> tuple[str, tuple[Overlay, ...]]:
    """The capital source that one overlay file is for, and its rows, in the file's order."""
    table = tomllib.loads(text)
    _need(isinstance(table.get("source"), str) and table["source"], file, "`source` must name the capital source")
    return table["source"], tuple(
        _overlay(row, f"{file}: overlay {number}") for number, row in enumerate(table.get("overlay", ()), start=1)
    )


def check_value(value: object, unit: str, place: str) -> Value:
    """A value of the right kind for its unit: never a float, never an empty text."""
    whole = type(value) is int
    if unit in WHOLE_UNITS:
        _need(whole, place, f"a value in {unit} must be a whole number, not {value!r}")
    elif unit in EXACT_UNITS:
        _need(
            _decimal(value) or (whole and unit == "%"), place, f"a value in {unit} must be decimal text, not {value!r}"
        )
    else:
        _need(isinstance(value, str) and value != "", place, f"the value must be text, not {value!r}")
    assert isinstance(value, int | str)  # noqa: S101 - for the type checker: each branch above refused the rest
    return value


def check_reads(value: Value, parameter: Parameter, place: str) -> None:
    """A coded value, or each code of a list, must be one that the parameter explains."""
    unknown = [code for code in str(value).split(",") if parameter.reads and code not in parameter.reads]
    _need(not unknown, place, f"{', '.join(unknown)} is none of {', '.join(parameter.reads)}")


def _parameter(name: str, table: dict[str, Any], place: str) -> Parameter:
    _only(table, _PARAMETER_KEYS, place)
    for key in _TEXTS:
        _need(isinstance(table.get(key), str) and table[key], place, f"`{key}` is missing")
    _need(table["governs"] in GOVERNS, place, f"`governs` must be one of {', '.join(GOVERNS)}")
    _need(table["unit"] in WHOLE_UNITS | EXACT_UNITS | {"text"}, place, f"unit {table['unit']!r} is not known")
    _need(not ("derive" in table and "version" in table), place, "a computed parameter has no versions of its own")
    higher = table.get("higher")
    parameter = Parameter(
        name=name,
        **{key: table[key] for key in _TEXTS},
        versions=tuple(_version(row, table["unit"], place) for row in table.get("version", ())),
        higher_from=_day(higher, "since", place) if higher else None,
        higher_cites=_cites(higher, place) if higher else (),
        reads={code: (vi, en) for code, (vi, en) in table.get("reads", {}).items()},
        derived="derive" in table,
    )
    _check_versions(parameter, place)
    return parameter


def _check_versions(parameter: Parameter, place: str) -> None:
    days = [version.since for version in parameter.versions]
    _need(days == sorted(set(days)), place, "versions must ascend, each with its own `since`")
    _need(not (days and parameter.versions[0].repealed), place, "the first version cannot be a repeal")
    for version in parameter.versions:
        if version.value is not None:
            check_reads(version.value, parameter, f"{place} since {version.since}")


def _version(row: dict[str, Any], unit: str, place: str) -> Version:
    since = _day(row, "since", place)
    place = f"{place} since {since}"
    _only(row, _VERSION_KEYS, place)
    repealed = row.get("repealed", False)
    _need(repealed is True or "value" in row, place, "`value` is missing (or `repealed = true`)")
    _need(not (repealed and "value" in row), place, "a repealed version has no value")
    return Version(
        since=since,
        value=None if repealed else check_value(row["value"], unit, place),
        cites=_cites(row, place),
        certainty=_certainty(row, place),
        checked_on=_day(row, "checked_on", place),
        note=row.get("note", ""),
    )


def _overlay(row: dict[str, Any], place: str) -> Overlay:
    _only(row, _OVERLAY_KEYS, place)
    _need(isinstance(row.get("parameter"), str), place, "`parameter` is missing")
    _need(isinstance(row.get("value", ""), int | str), place, "`value` must be a whole number or text")
    for key in ("active", "confirmed"):
        _need(isinstance(row.get(key), bool), place, f"`{key}` must be true or false")
    return Overlay(
        parameter=row["parameter"],
        since=_day(row, "since", place),
        value=row.get("value"),
        cites=_cites(row, place),
        certainty=_certainty(row, place),
        active=row["active"],
        confirmed=row["confirmed"],
        note=row.get("note", ""),
    )


def _formula(table: dict[str, Any], place: str) -> Formula:
    _only(table, {"product", "choose", "among"}, place)
    _need(bool(table.get("product")), place, "`derive` needs a `product`")
    _need(("choose" in table) == ("among" in table), place, "`choose` and `among` go together")
    return Formula(tuple(table["product"]), table.get("choose", ""), table.get("among", {}))


def _cites(row: dict[str, Any], place: str) -> tuple[str, ...]:
    cites = row.get("cites")
    good = isinstance(cites, list) and cites and all(isinstance(cite, str) and cite for cite in cites)
    _need(bool(good), place, "`cites` must be a list with at least one article")
    assert isinstance(cites, list)  # noqa: S101 - for the type checker
    return tuple(cites)


def _certainty(row: dict[str, Any], place: str) -> str:
    _need(row.get("certainty") in CERTAINTIES, place, f"`certainty` must be one of {', '.join(CERTAINTIES)}")
    return str(row["certainty"])


def _day(row: dict[str, Any], key: str, place: str) -> date:
    day = row.get(key)
    if not isinstance(day, date) or isinstance(day, datetime):
        raise LawFault(f"{place}: `{key}` must be a day such as 2026-01-01")
    return day


def _decimal(value: object) -> bool:
    if not isinstance(value, str) or not value.replace(".", "", 1).isdigit() or not value.isascii():
        return False
    return Fraction(value) >= 0


def _only(table: dict[str, Any], known: set[str], place: str) -> None:
    _need(not set(table) - known, place, f"unknown key {', '.join(sorted(set(table) - known))}")


def _need(condition: object, place: str, fault: str) -> None:
    if not condition:
        raise LawFault(f"{place}: {fault}")
