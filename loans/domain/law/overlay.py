"""Lays a capital source's own values over the national ones."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from loans.domain.law.parameter import Parameter
from loans.domain.law.read import LawFault, check_reads, check_value
from loans.domain.law.version import CERTAINTIES, Overlay, Version
from loans.domain.money import rate_e7
from loans.domain.refusal import Refusal


def overlaid(parameter: Parameter, overlays: Iterable[Overlay]) -> Parameter:
    """The parameter as the source has it: from each overlay's day its value, until the next one or a null one."""
    rows = sorted(overlays, key=lambda row: row.since)
    if not rows:
        return parameter
    _check(rows, parameter)
    versions: list[Version] = []
    for day in sorted({row.since for row in rows} | {version.since for version in parameter.versions}):
        version = _on(day, rows, parameter)
        new = replace(version, since=versions[-1].since) != versions[-1] if version and versions else True
        if version and new and (versions or not version.repealed):
            versions.append(version)
    return parameter.with_versions(versions)


def _on(day: date, rows: Sequence[Overlay], parameter: Parameter) -> Version | None:
    """What holds on one day: the source's value, else the national one, else the end of the source's value."""
    row = next((row for row in reversed(rows) if row.since <= day), None)
    if row is not None and row.value is not None:
        return Version(day, row.value, row.cites, row.certainty, row.since, row.note, local=True)
    national = next((version for version in reversed(parameter.versions) if version.since <= day), None)
    if national is not None:
        return replace(national, since=day)
    return Version(day, None, row.cites, row.certainty, row.since, local=True) if row else None


def _check(rows: Sequence[Overlay], parameter: Parameter) -> None:
    if len({row.since for row in rows}) < len(rows):
        raise _refused(
            rows[0], "hai giá trị có cùng ngày hiệu lực; hãy bỏ một", "two values begin on one day; drop one"
        )
    for row in rows:
        if not row.cites or row.certainty not in CERTAINTIES:
            raise _refused(row, "thiếu căn cứ hoặc mức chắc chắn", "an article and a certainty are needed")
        _check_kind(row, parameter)
        _check_higher(row, parameter)


def _check_kind(row: Overlay, parameter: Parameter) -> None:
    """The value is of the parameter's unit, and a rate ends at the ten-millionth."""
    if row.value is None:
        return
    try:
        check_reads(check_value(row.value, parameter.unit, row.parameter), parameter, row.parameter)
        if parameter.unit == "% năm":
            rate_e7(str(row.value))
    except (LawFault, ValueError) as fault:
        raise _refused(row, f"giá trị không hợp lệ ({fault})", f"the value does not fit ({fault})") from fault


def _check_higher(row: Overlay, parameter: Parameter) -> None:
    """From the day on which the law lets a source go only higher, a lower value is refused."""
    national = parameter.in_force(row.since)
    if parameter.higher_from is None or row.since < parameter.higher_from or national is None:
        return
    if isinstance(row.value, int) and isinstance(national.value, int) and row.value < national.value:
        raise _refused(
            row,
            f"chỉ được đặt cao hơn mức toàn quốc {national.value}",
            f"it may only be higher than the national {national.value}",
            (*parameter.higher_cites, *national.cites),
        )


def _refused(row: Overlay, vi: str, en: str, cites: Iterable[str] = ()) -> Refusal:
    return Refusal(
        "overlay_refused",
        vi=f"Giá trị riêng của nguồn vốn, {row.parameter} từ {row.since:%d/%m/%Y}: {vi}.",
        en=f"The source's own value of {row.parameter} from {row.since}: {en}.",
        field=row.parameter,
        value=row.value,
        cites=cites,
    )
