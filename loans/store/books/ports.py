"""The port of the books over one connection."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from loans.domain.books.history import Entered, History
from loans.domain.books.outcome import Outcome
from loans.service.unit_of_work import Appended, Booked
from loans.store.books.append import Appending
from loans.store.books.history import Histories


class SqlBooks:
    """Histories, and what is appended to them; ``guard`` is called before anything is read that may be closed."""

    def __init__(self, histories: Histories, appending: Appending, guard: Callable[[], None]) -> None:
        self._histories, self._appending, self._guard = histories, appending, guard

    def one(self, loan_id: int, *vouchers: str) -> History:
        self._guard()
        return self._histories.one(loan_id, *vouchers)

    def of(self, loan_ids: Collection[int], vouchers: Collection[str] = ()) -> dict[int, History]:
        self._guard()
        return self._histories.of(loan_ids, vouchers)

    def by_contract(self, contracts: Collection[str], vouchers: Collection[str] = ()) -> dict[str, History]:
        self._guard()
        return self._histories.by_contract(contracts, vouchers)

    def entries(self, loan_id: int) -> Sequence[Entered]:
        return self._histories.entries(loan_id)

    def unmoved(self, sequences: Mapping[int, int], vouchers: Collection[str], closed: date | None) -> bool:
        self._guard()
        return self._histories.unmoved(sequences, vouchers, closed)

    def append(self, loan_id: int, expected: int, outcome: Outcome) -> Booked:
        return self._appending.one(Appended(loan_id, expected, outcome))

    def append_all(self, outcomes: Sequence[Appended]) -> list[Booked]:
        return self._appending.all(outcomes)
