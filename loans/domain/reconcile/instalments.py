"""The bank's list of unpaid instalments (nợ đến hạn phân kỳ) against ours: contract by contract, due day by due day.

What a contract differs by on all its due days adds up to what its sum differs by, and the causes of a due day add up
to what that day differs by: nothing is averaged or left out.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from loans.domain.debt import ReliefKind
from loans.domain.reconcile.causes import CAUSES
from loans.domain.reconcile.records import Cause, DueClaim

Dues = Mapping[date, int]
"""Due day → unpaid principal in đồng."""

_NOT_RECORDED: Mapping[ReliefKind, str] = {
    ReliefKind.RESCHEDULED: "not_rescheduled",
    ReliefKind.EXTENDED: "not_extended",
    ReliefKind.RECALLED: "not_recalled",
}


@dataclass(frozen=True, slots=True)
class Moved:
    """A decision of ours moved at most ``amount`` đồng to ``due_on`` from one of the days ``earlier``."""

    kind: ReliefKind
    earlier: tuple[date, ...]
    due_on: date
    amount: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What causes are found from: the due days of the contract, what moved them, and whether anything was paid.

    ``opened``: the loan came from another system, whose vouchers may not be held.
    """

    days: frozenset[date] = frozenset()
    moved: tuple[Moved, ...] = ()
    paid: bool = False
    opened: bool = False


@dataclass(frozen=True, slots=True)
class DueDifference:
    """A contract on one due day: theirs, ours, in đồng, and the causes of the difference, which add up to it."""

    contract_no: str
    commune: str
    loan_id: int | None
    due_on: date
    theirs: int
    ours: int
    places: tuple[str, ...]
    causes: tuple[Cause, ...]

    @property
    def difference(self) -> int:
        """Theirs less ours."""
        return self.theirs - self.ours


def differs(lines: Sequence[DueClaim], ours: Dues) -> bool:
    """Whether the lines of a contract say anything else than ours on any due day."""
    return _sums(lines) != {day: amount for day, amount in ours.items() if amount}


def due_differences(
    contract_no: str,
    commune: str,
    loan_id: int | None,
    lines: Sequence[DueClaim],
    ours: Dues,
    *,
    terms: Terms,
    whole: Sequence[Cause],
    then: Dues | None = None,
) -> list[DueDifference]:
    """The due days on which a contract differs. ``whole`` are the causes of the difference of its sum; ``then`` is
    ours on the list's own day, where that is another."""
    theirs = _sums(lines)
    days = sorted({*theirs, *ours})
    left = _Left({day: theirs.get(day, 0) - ours.get(day, 0) for day in days})
    if then is not None and theirs == then:
        left.all("day_differs", "Khớp sổ ta ngày của tệp.", "It agrees with our books on the file's day.")
    if len(lines) and ours:
        _try_causes(left, lines, ours, terms)
    left.of_whole(whole)
    places: dict[date, list[str]] = defaultdict(list)
    for line in lines:
        places[line.due_on].append(line.place)
    return [
        DueDifference(
            contract_no,
            commune,
            loan_id,
            day,
            theirs.get(day, 0),
            ours.get(day, 0),
            tuple(places[day]),
            tuple(left.causes[day]),
        )
        for day in days
        if theirs.get(day, 0) != ours.get(day, 0)
    ]


def _try_causes(left: "_Left", lines: Sequence[DueClaim], ours: Dues, terms: Terms) -> None:
    """The likely causes in order, each explaining what the ones before have left."""
    left.repeated(lines, ours)
    left.recorded_here(terms.moved)
    if terms.opened and len(ours) == 1:
        left.single_piece(next(iter(ours)))
    if terms.paid or terms.opened:
        left.swapped(
            "payment_order",
            terms.days,
            "Tổng đúng, kỳ được trừ khác. Kiểm tra thứ tự trừ nợ của từng chứng từ.",
            "The sum agrees, another instalment was paid. Check which one each voucher paid.",
        )
    left.swapped(
        "due_day_differs",
        None,
        "Kiểm tra hợp đồng và các quyết định về kỳ hạn ở hai bên.",
        "Check the contract and the decisions on due days on both sides.",
    )


def _sums(lines: Sequence[DueClaim]) -> dict[date, int]:
    sums: dict[date, int] = defaultdict(int)
    for line in lines:
        sums[line.due_on] += line.due
    return {day: amount for day, amount in sums.items() if amount}


@dataclass(slots=True)
class _Left:
    """What of a contract's differences has no cause yet, by due day."""

    amounts: dict[date, int]
    causes: dict[date, list[Cause]] = field(default_factory=lambda: defaultdict(list))

    def take(self, day: date, code: str, amount: int, vi: str, en: str) -> None:
        """A part of a day has this cause."""
        label = CAUSES[code]
        self.add(day, code, amount, f"{label[0]}. {vi}", f"{label[1]}. {en}")

    def add(self, day: date, code: str, amount: int, vi: str, en: str) -> None:
        """The same in the words given; a cause said before of that day takes the more."""
        if not amount:
            return
        said, self.amounts[day] = self.causes[day], self.amounts[day] - amount
        if said and (said[-1].code, said[-1].vi) == (code, vi):
            amount += said.pop().figures[0]
        said.append(Cause(code, (amount, 0, 0, 0), vi, en))

    def all(self, code: str, vi: str, en: str) -> None:
        """Everything that is left has this cause."""
        for day in self.amounts:
            self.take(day, code, self.amounts[day], vi, en)

    def pair(self, code: str, more: date, less: date, most: int, vi: str, en: str) -> None:
        """What they have on ``more`` beyond ours, and we on ``less`` beyond theirs, up to an amount."""
        amount = min(self.amounts.get(more, 0), -self.amounts.get(less, 0), most)
        if amount > 0:
            self.take(more, code, amount, vi, en)
            self.take(less, code, -amount, vi, en)

    def repeated(self, lines: Sequence[DueClaim], ours: Dues) -> None:
        """Lines of one due day of which one says what ours says: the others are it again."""
        for day in [day for day, amount in self.amounts.items() if amount > 0]:
            said = [line.due for line in lines if line.due_on == day]
            if len(said) > 1 and ours.get(day) in said:
                self.take(
                    day,
                    "duplicate_line",
                    self.amounts[day],
                    f"{len(said)} dòng một ngày đến hạn, một dòng khớp sổ ta.",
                    f"{len(said)} lines of one due day, one agrees with ours.",
                )

    def recorded_here(self, moved: Sequence[Moved]) -> None:
        """They still have on an earlier day what a decision of ours has moved, the last decision first."""
        for each in reversed(moved):
            for earlier in reversed(each.earlier):
                self.pair(
                    _NOT_RECORDED[each.kind],
                    earlier,
                    each.due_on,
                    each.amount,
                    f"Sổ ta chuyển từ {earlier:%d/%m/%Y} đến {each.due_on:%d/%m/%Y}. Đề nghị ngân hàng ghi quyết định.",
                    f"Ours moved from {earlier} to {each.due_on}. Ask the bank to record the decision.",
                )

    def single_piece(self, day: date) -> None:
        """All that ours has on one day stands on several there; what the sum differs by stays on that day."""
        others = [each for each in self.amounts if each != day and self.amounts[each] > 0]
        for each in others:
            self.pair(
                "opening_single_piece",
                each,
                day,
                self.amounts[each],
                "Số dư ban đầu không có danh sách kỳ hạn. Sửa số dư ban đầu theo danh sách này.",
                "The opening brought no list of instalments. Correct it by this list.",
            )

    def swapped(self, code: str, among: Collection[date] | None, vi: str, en: str) -> None:
        """More on one day and as much less on another, both ``among`` some days where they are given."""
        days = [day for day in self.amounts if among is None or day in among]
        for more in days:
            for less in days:
                self.pair(code, more, less, abs(self.amounts[more]), vi, en)

    def of_whole(self, whole: Sequence[Cause]) -> None:
        """What is left adds up to the difference of the sum, and has its causes."""
        for cause in whole:
            rest = cause.figures[0]
            for day, amount in self.amounts.items():
                if amount * rest > 0:
                    part = min(amount, rest, key=abs)
                    self.add(day, cause.code, part, cause.vi, cause.en)
                    rest -= part
        self.all("unexplained", "Đối chiếu hồ sơ và sổ phụ.", "Compare the papers and the ledger.")
