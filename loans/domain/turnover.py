"""How capital, loss, interest and provision of a source moved over a period: opening, headings, closing (DOMAIN §6.9).

The headings follow from the kind of the entry that posted; a reversal counts under the heading of what it reverses.
All amounts are whole đồng in the sign of the heading: ``withdrawn`` 5 means that 5 left.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from loans.domain.fund import Movement

DISTRIBUTED = "interest_distributed"
"""The kind of the entry that distributes interest: one entry, a movement for each part."""

RECOVERED = "loan_recovered"
"""The kind of the entry of a recovery after write-off: its part before cover restores capital (§6.9)."""


@dataclass(frozen=True, slots=True)
class CapitalTurnover:
    """Net entrusted capital: opening + entrusted + supplemented + interest added − withdrawn − reduced = closing."""

    opening: int
    entrusted: int
    supplemented: int
    interest_added: int
    withdrawn: int
    reduced: int

    @property
    def closing(self) -> int:
        """Net entrusted at the end of the period."""
        return self.opening + self.entrusted + self.supplemented + self.interest_added - self.withdrawn - self.reduced


@dataclass(frozen=True, slots=True)
class LossTurnover:
    """Loss not yet covered: opening + written off − covered − reduced − recovered before cover = closing."""

    opening: int
    written_off: int
    covered: int
    reduced: int
    recovered_before_cover: int

    @property
    def closing(self) -> int:
        """Loss not yet covered at the end of the period."""
        return self.opening + self.written_off - self.covered - self.reduced - self.recovered_before_cover


@dataclass(frozen=True, slots=True)
class InterestTurnover:
    """Interest: opening + collected (less refunds) − distributed = closing, which is undistributed."""

    opening: int
    collected: int
    distributed: int

    @property
    def closing(self) -> int:
        """Undistributed at the end of the period."""
        return self.opening + self.collected - self.distributed


@dataclass(frozen=True, slots=True)
class ProvisionTurnover:
    """Provision (quỹ dự phòng rủi ro): opening + formed + recovered after cover − used = closing."""

    opening: int
    formed: int
    recovered_after_cover: int
    used: int

    @property
    def closing(self) -> int:
        """The provision at the end of the period."""
        return self.opening + self.formed + self.recovered_after_cover - self.used


def capital_turnover(closing: int, moved: Mapping[str, int]) -> CapitalTurnover:
    """The headings of ENTRUSTED; ``moved`` maps entry kinds to what they added to net entrusted capital."""
    return CapitalTurnover(
        opening=closing - sum(moved.values()),
        entrusted=_besides(moved, Movement.SUPPLEMENTED, DISTRIBUTED, Movement.WITHDRAWN, Movement.REDUCED),
        supplemented=moved.get(Movement.SUPPLEMENTED, 0),
        interest_added=moved.get(DISTRIBUTED, 0),
        withdrawn=-moved.get(Movement.WITHDRAWN, 0),
        reduced=-moved.get(Movement.REDUCED, 0),
    )


def loss_turnover(closing: int, moved: Mapping[str, int]) -> LossTurnover:
    """The headings of LOSS; ``moved`` maps entry kinds to what they added to the loss not yet covered."""
    return LossTurnover(
        opening=closing - sum(moved.values()),
        written_off=_besides(moved, Movement.COVERED, Movement.REDUCED, RECOVERED),
        covered=-moved.get(Movement.COVERED, 0),
        reduced=-moved.get(Movement.REDUCED, 0),
        recovered_before_cover=-moved.get(RECOVERED, 0),
    )


def interest_turnover(closing: int, moved: Mapping[str, int]) -> InterestTurnover:
    """The headings of INTEREST_UNDISTRIBUTED; ``moved`` maps entry kinds to what they added to it."""
    opening = closing - sum(moved.values())
    return InterestTurnover(opening, collected=_besides(moved, DISTRIBUTED), distributed=-moved.get(DISTRIBUTED, 0))


def provision_turnover(closing: int, moved: Mapping[str, int]) -> ProvisionTurnover:
    """The headings of PROVISION; ``moved`` maps entry kinds to what they added to it."""
    return ProvisionTurnover(
        opening=closing - sum(moved.values()),
        formed=moved.get(DISTRIBUTED, 0),
        recovered_after_cover=_besides(moved, DISTRIBUTED, Movement.COVERED),
        used=-moved.get(Movement.COVERED, 0),
    )


def _besides(moved: Mapping[str, int], *named: str) -> int:
    """What entries of every other kind moved: loans' collections and recoveries, whatever they are called."""
    return sum(amount for kind, amount in moved.items() if kind not in named)
