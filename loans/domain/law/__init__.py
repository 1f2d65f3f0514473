"""Law as data: every number and word of the rules with its first day, its articles and how surely it is known.

`law()` is the national law; `law().under(overlays)` is the law as one capital source has it. The TOML files
beside this module hold the values; `CONTRIBUTING.md` says how to change one.
"""

from functools import cache
from hashlib import sha256
from importlib import resources

from loans.domain.law.book import Law
from loans.domain.law.formula import Formula
from loans.domain.law.parameter import Parameter
from loans.domain.law.read import LawFault, Subject, read_overlays, read_subject
from loans.domain.law.version import CERTAINTIES, Overlay, Value, Version, weakest

__all__ = [
    "CERTAINTIES",
    "Law",
    "LawFault",
    "Overlay",
    "Parameter",
    "Value",
    "Version",
    "law",
    "law_of",
    "read_overlays",
    "shipped_overlays",
    "weakest",
]

_OVERLAY = "overlay_"
_ELSEWHERE = ("holiday.toml", "programme_")
"""Read by `loans.domain.calendar` and `loans.domain.programme`: days and programmes, not parameters."""


@cache
def law() -> Law:
    """The national law as shipped, read and checked once."""
    return law_of({name: text for name, text in _shipped().items() if not name.startswith(_OVERLAY)})


def law_of(files: dict[str, str]) -> Law:
    """The law that these files (name → TOML text) hold; raises `LawFault` naming file, parameter and fault."""
    parameters: dict[str, Parameter] = {}
    formulas: dict[str, Formula] = {}
    for file, text in sorted(files.items()):
        subject = Subject({}, {}) if file.startswith(_ELSEWHERE) else read_subject(text, file)
        twice = sorted(set(parameters) & set(subject.parameters))
        if twice:
            raise LawFault(f"{file}: {', '.join(twice)}: already declared in another file")
        parameters.update(subject.parameters)
        formulas.update(subject.formulas)
    return Law.of(parameters, formulas, {file: sha256(text.encode()).hexdigest() for file, text in files.items()})


@cache
def shipped_overlays() -> dict[str, tuple[Overlay, ...]]:
    """The overlays shipped with the product by capital source; Hanoi's is inactive until its text is at hand."""
    found = (read_overlays(text, name) for name, text in _shipped().items() if name.startswith(_OVERLAY))
    return dict(found)


@cache
def _shipped() -> dict[str, str]:
    folder = resources.files(__name__)
    files = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda e: e.name)
    return {entry.name: entry.read_bytes().decode() for entry in files}
