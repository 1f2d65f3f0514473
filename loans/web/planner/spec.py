"""The scenario builder's form and the specification of a sharing: one out of the other, both ways."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from loans.domain.allocation.method import Method
from loans.service.unit_of_work import UnitOfWork
from loans.web.form import Form, blank

ALWAYS = ("demand", "jobs", "workers", "last", "absorption", "-overdue")
BEYOND = ("steps", "groups", "tiers_by", "last")
"""What a program may save and the builder does not show."""

BOUNDS = ("floor", "cap", "fixed")
MOST_WEIGHT = 100
TIERS = 4
MILLION, BILLION = 10**6, 10**9
GRAINS = (1, MILLION, 10 * MILLION, 50 * MILLION, 100 * MILLION, 500 * MILLION)
_BOX_VI, _BOX_EN = "chọn «Cho phép còn lại phần chưa chia»", "tick “A part of the pool may stay”"
BEGUN_POOL, BEGUN_GRAIN = 100 * BILLION, 100 * MILLION


def criteria_offered(uow: UnitOfWork, year: int) -> list[str]:
    """What a scenario may be shared by: what the books give, and every figure recorded for the year."""
    return [*ALWAYS, *(name for name in uow.figures.names(year) if name not in ALWAYS)]


def criteria_typed(form: Form) -> list[str]:
    """The criteria that a builder's form names; an unknown one is refused by the sharing."""
    return [name.removeprefix("w_") for name in form.values if name.startswith("w_")]


def with_what_is_not_shown(spec: dict[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """A specification with what the saved one says beyond the builder's fields, where the method is the same."""
    if spec["method"] != kept.get("method", Method.PROPORTIONAL.value):
        return spec
    beyond = {name: kept[name] for name in BEYOND if kept.get(name)}
    codes = [list(tier.get("codes") or []) for tier in kept.get("tiers") or ()]
    tiers = [tier | {"codes": own} for tier, own in zip(spec.get("tiers", []), codes, strict=False)]
    tiers += spec.get("tiers", [])[len(codes) :]
    return beyond | spec | ({"tiers": tiers} if tiers else {})


def spec_of(form: Form, criteria: Sequence[str], codes: Sequence[str]) -> tuple[int | None, dict[str, Any]]:
    """(pool, specification) of a submitted builder; faults stay in the form."""
    method = form.choice("method", [each.value for each in Method]) or Method.PROPORTIONAL.value
    spec: dict[str, Any] = {
        "method": method,
        "grain": form.amount("grain", least=1) or 1,
        "cap_at_demand": form.flag("cap_at_demand"),
        "leave_rest": form.flag("leave_rest"),
    }
    if method in (Method.PROPORTIONAL, Method.CHANGE):
        weights = _weights(form, criteria)
        spec |= {"weights": weights} if weights else {}
    if method == Method.CHANGE:
        spec |= {name: form.amount(name, required=False, most=1_000) for name in ("down_permille", "up_permille")}
    if method == Method.TIERS:
        spec |= {"tiers": _tiers(form), "scale": form.flag("scale")}
    if method == Method.OPTIMUM:
        spec["beyond_demand"] = not spec.pop("cap_at_demand")
    threshold = form.amount("overdue_permille_max", required=False, most=1_000)
    if threshold is not None:
        spec["overdue_permille_max"] = threshold
    bounds = _bounds(form, codes)
    return form.amount("pool"), spec | ({"communes": bounds} if bounds else {})


def form_of(pool: int, spec: Mapping[str, Any]) -> Form:
    """The builder filled in with a saved scenario."""
    method = spec.get("method", Method.PROPORTIONAL.value)
    capped = not spec.get("beyond_demand") if method == Method.OPTIMUM else spec.get("cap_at_demand", True)
    values: dict[str, Any] = {
        "pool": pool,
        "method": method,
        "grain": str(spec.get("grain", 1)),
        "cap_at_demand": bool(capped),
        "leave_rest": bool(spec.get("leave_rest")),
        "scale": bool(spec.get("scale")),
    }
    values |= {f"w_{name}": _percent(weight) for name, weight in _named(spec.get("weights")).items()}
    for name in ("down_permille", "up_permille", "overdue_permille_max"):
        values[name] = spec.get(name)
    for place, tier in enumerate(spec.get("tiers") or ()):
        values |= {f"tier_{place}_{part}": tier.get(part) for part in ("name", "amount", "at_least")}
    for code, bound in (spec.get("communes") or {}).items():
        values |= {f"{part}_{code}": bound.get(part) for part in BOUNDS}
        values[f"excluded_{code}"] = bool(bound.get("excluded"))
    return blank(**values)


def begun(pool: int) -> Form:
    """The builder as it is first shown: by demand alone, in steps of 100 million."""
    return blank(
        pool=pool or BEGUN_POOL,
        method=Method.PROPORTIONAL.value,
        grain=str(BEGUN_GRAIN),
        cap_at_demand=True,
        leave_rest=True,
        w_demand="100",
    )


def in_words(form: Form) -> Form:
    """The form with its refusal in the builder's words: what the command line calls --leave-rest is a box here."""
    if form.refusal:
        form.refusal.findings = tuple(
            replace(
                found,
                vi=found.vi.replace("dùng --leave-rest", _BOX_VI).replace("--leave-rest", _BOX_VI),
                en=found.en.replace("use --leave-rest", _BOX_EN),
                field="w_demand" if found.field == "weights" else found.field,
            )
            for found in form.refusal.findings
        )
    return form


def _weights(form: Form, criteria: Sequence[str]) -> dict[str, str]:
    """The weights above 0, as exact decimal text; the sliders' parts of 100 are weights as they are."""
    found = {}
    for name in criteria:
        weight = form.amount(f"w_{name}", required=False, most=MOST_WEIGHT)
        if weight:
            found[name] = str(Decimal(weight) / 100)
    return found


def _tiers(form: Form) -> list[dict[str, Any]]:
    tiers = []
    for place in range(TIERS):
        amount = form.amount(f"tier_{place}_amount", required=False)
        if amount is not None:
            least = form.amount(f"tier_{place}_at_least", required=False)
            name = form.text(f"tier_{place}_name", most=60) or f"Nhóm {place + 1}"
            tiers.append({"name": name, "amount": amount, "codes": [], "at_least": least})
    return tiers


def _bounds(form: Form, codes: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Bounds set for single communes, in đồng."""
    found: dict[str, dict[str, Any]] = {}
    for code in codes:
        bound: dict[str, Any] = {}
        for part in BOUNDS:
            if form.value(f"{part}_{code}"):
                amount = form.amount(f"{part}_{code}")
                bound |= {} if amount is None else {part: amount}
        if form.flag(f"excluded_{code}"):
            bound["excluded"] = True
        if bound:
            found[code] = bound
    return found


def _named(weights: Any) -> dict[str, Any]:
    if isinstance(weights, Mapping):
        return dict(weights)
    if isinstance(weights, str):
        return dict(part.partition("=")[::2] for part in weights.split(","))
    return {"demand": "1"}


def _percent(weight: Any) -> str:
    """A weight in hundredths, as the slider holds it."""
    return str(round(Fraction(str(weight)) * 100))
