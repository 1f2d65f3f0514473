"""How a rule says no: one refused decision raises, a batch collects findings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in a batch: where it stands, what is wrong, by which rule, and what to do.

    ``source`` names the place (a row number, a code); ``code`` is stable and never reused;
    ``vi`` and ``en`` say the same thing, each ending with what to do next; ``cites`` are the articles.
    """

    source: str
    code: str
    vi: str
    en: str
    field: str = ""
    value: Any = None
    cites: tuple[str, ...] = ()


class Refusal(Exception):  # noqa: N818 - it is an answer, not a malfunction
    """One decision refused, with the rule that refuses it.

    ``code`` is stable; ``vi`` and ``en`` name the rule and what to do; ``field`` and ``value`` say what
    was wrong; ``cites`` are the articles; ``present`` is the state that stands instead, where one does;
    ``findings`` are the single faults of a refused batch.
    """

    def __init__(
        self,
        code: str,
        *,
        vi: str,
        en: str,
        field: str = "",
        value: Any = None,
        cites: Iterable[str] = (),
        findings: Iterable[Finding] = (),
        present: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(en)
        self.code = code
        self.vi = vi
        self.en = en
        self.field = field
        self.value = value
        self.cites = tuple(cites)
        self.findings = tuple(findings)
        self.present = present


class Unknown(Refusal):
    """What was named does not exist, or is not for this person to see."""


class Conflict(Refusal):
    """Somebody else was first: the state on which the decision rested has moved on."""


class Forbidden(Refusal):
    """This person may not do this here."""


class Busy(Refusal):
    """Nothing is wrong with what was asked: there is no room for it now.

    ``retry_after``: seconds after which asking again makes sense. ``running``: whole seconds for which that has run
    whose end makes room.
    """

    def __init__(self, code: str, *, vi: str, en: str, retry_after: int, running: int = 0) -> None:
        super().__init__(code, vi=vi, en=en)
        self.retry_after = retry_after
        self.running = running


@dataclass(slots=True)
class Faults:
    """Collects the findings of a batch and refuses it as a whole when any was found."""

    found: list[Finding] = field(default_factory=list)

    def add(
        self,
        source: str,
        code: str,
        *,
        vi: str,
        en: str,
        field: str = "",
        value: Any = None,
        cites: Iterable[str] = (),
    ) -> None:
        """Note one fault and go on."""
        self.found.append(Finding(source, code, vi, en, field, value, tuple(cites)))

    def refuse(self, code: str, *, vi: str, en: str) -> None:
        """Raise one ``Refusal`` that carries every finding; do nothing when there is none."""
        if self.found:
            raise Refusal(code, vi=vi, en=en, findings=self.found)
