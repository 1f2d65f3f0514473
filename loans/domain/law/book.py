"""The whole law on every day: parameters, what is in force when, and the law as one capital source has it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from loans.domain.law.formula import Formula, derived
from loans.domain.law.overlay import overlaid
from loans.domain.law.parameter import Parameter
from loans.domain.law.read import LawFault
from loans.domain.law.version import Overlay, Value, Version
from loans.domain.refusal import Unknown


@dataclass(frozen=True, slots=True)
class Law:
    """Every parameter under its name. `national` and `formulas` are what the figures are computed from."""

    parameters: Mapping[str, Parameter]
    national: Mapping[str, Parameter]
    formulas: Mapping[str, Formula]
    files: Mapping[str, str]

    @classmethod
    def of(cls, national: Mapping[str, Parameter], formulas: Mapping[str, Formula], files: Mapping[str, str]) -> "Law":
        """The law made of declared parameters and formulas; `files` maps each law file to its SHA-256."""
        return cls(_computed(national, formulas, {}), national, formulas, files)

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name; an unknown name is refused with the closest known ones."""
        if name in self.parameters:
            return self.parameters[name]
        close = get_close_matches(name, self.parameters, n=3, cutoff=0.5)
        vi = f" Có phải: {', '.join(close)}?" if close else " Xem danh sách bằng lệnh `loans law`."
        en = f" Did you mean {', '.join(close)}?" if close else " See the list with `loans law`."
        raise Unknown(
            "unknown_parameter",
            vi=f"Không có tham số {name}.{vi}",
            en=f"There is no parameter {name}.{en}",
            field="parameter",
            value=name,
        )

    def at(self, name: str, day: date) -> Version:
        """The version of a parameter in force on the day; raises where there is none."""
        return self.parameter(name).at(day)

    def value(self, name: str, day: date) -> Value:
        """The value of a parameter on the day; raises where there is none."""
        return self.parameter(name).value(day)

    def whole(self, name: str, day: date) -> int:
        """The value of a whole-number parameter on the day."""
        value = self.value(name, day)
        if not isinstance(value, int):
            raise TypeError(f"{name} is text, not a whole number")
        return value

    def text(self, name: str, day: date) -> str:
        """The value of a parameter on the day as text."""
        return str(self.value(name, day))

    def reading(self, name: str, day: date) -> Version:
        """The version of a reading of the product on a day of a loan's life; before its first day that version.

        Readings hold for every day that the books take (DOMAIN §7.2.21). A row of an older day, posted before such days
        were refused, is marked where it stands and stops nothing.
        """
        parameter = self.parameter(name)
        return parameter.at(max(day, parameter.versions[0].since))

    def in_force(self, day: date) -> list[tuple[Parameter, Version]]:
        """What holds on the day, in the order of the files."""
        pairs = ((parameter, parameter.in_force(day)) for parameter in self.parameters.values())
        return [(parameter, version) for parameter, version in pairs if version]

    def pending(self, day: date) -> list[tuple[Parameter, Version]]:
        """Parameters not yet in force on the day, each with its first version, soonest first."""
        firsts = [(p, p.versions[0]) for p in self.parameters.values() if p.versions and p.versions[0].since > day]
        return sorted(firsts, key=lambda pair: pair[1].since)

    def unset(self) -> list[Parameter]:
        """Parameters without any value: a capital source sets them."""
        return [parameter for parameter in self.parameters.values() if not parameter.versions]

    def change_days(self) -> list[date]:
        """Every day on which any value begins, ends or changes, computed figures included."""
        return sorted({version.since for parameter in self.parameters.values() for version in parameter.versions})

    def digests(self) -> dict[str, str]:
        """SHA-256 of every law file by its name: what a report was computed under."""
        return dict(self.files)

    def under(self, overlays: Iterable[Overlay]) -> "Law":
        """The law as a capital source has it: its active overlays win over the national values from their day."""
        local: dict[str, list[Overlay]] = {}
        for overlay in overlays:
            self.parameter(overlay.parameter)
            if overlay.active:
                local.setdefault(overlay.parameter, []).append(overlay)
        if not local:
            return self
        return replace(self, parameters=_computed(self.national, self.formulas, local))


def _computed(
    national: Mapping[str, Parameter], formulas: Mapping[str, Formula], local: Mapping[str, list[Overlay]]
) -> dict[str, Parameter]:
    """National values, overlays upon them, and every computed figure after all of its inputs."""
    done: dict[str, Parameter] = {}

    def settle(name: str, asked: tuple[str, ...]) -> None:
        if name in done:
            return
        if name not in national or name in asked:
            raise LawFault(f"{' → '.join((*asked, name))}: a formula reads an unknown parameter or itself")
        parameter = national[name]
        if name in formulas:
            for read in formulas[name].inputs:
                settle(read, (*asked, name))
            parameter = derived(parameter, formulas[name], done)
        done[name] = overlaid(parameter, local.get(name, ()))

    for name in national:
        settle(name, ())
    return {name: done[name] for name in national}
