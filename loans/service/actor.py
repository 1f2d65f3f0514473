"""Who acts: a name, a role, and the communes to which the role is bound, if it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from loans.domain.refusal import Forbidden


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or the operator at the command line; ``communes`` is None where the role is not bound."""

    username: str
    role: str
    communes: tuple[str, ...] | None = None

    def within(self, commune: str) -> None:
        """Refuse what lies in a commune that is not this person's."""
        if self.communes is not None and commune not in self.communes:
            raise Forbidden(
                "commune_not_yours",
                field="commune",
                value=commune,
                vi=f"Tài khoản «{self.username}» không phụ trách xã/phường {commune}. Chuyển cho cán bộ phụ trách.",
                en=f"{self.username} is not in charge of commune {commune}. Pass it to the officer who is.",
            )

    @property
    def limit(self) -> Sequence[str] | None:
        """The communes that this person may see; None: all."""
        return self.communes
