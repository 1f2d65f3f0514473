"""Whether a pool can be shared as asked: floors, caps, grain and criteria against it."""

from collections.abc import Sequence
from dataclasses import dataclass

from loans.domain.allocation.proportional import Claim, capacity
from loans.domain.allocation.shares import Standing
from loans.domain.allocation.table import Table
from loans.domain.allocation.terms import Terms
from loans.domain.refusal import Faults


@dataclass(frozen=True, slots=True)
class Case:
    """One allocation before it is made; amounts of ``terms`` and ``fixed`` in đồng, ``claims`` in units."""

    table: Table
    terms: Terms
    standing: Standing
    claims: tuple[Claim, ...]
    leave_rest: bool

    @property
    def fixed(self) -> int:
        """Σ of the fixed rows."""
        return sum(row.fixed or 0 for row in self.table.rows)

    @property
    def free(self) -> int:
        """What is left of the pool after the fixed rows."""
        return self.terms.pool - self.fixed

    @property
    def all_fixed(self) -> bool:
        """Whether nothing is shared and the sum alone is checked, as with a published annex."""
        return bool(self.table.rows) and all(row.fixed is not None for row in self.table.rows)

    def certain(self, *columns: str) -> bool:
        """Whether all cells of the columns (and of fixed, excluded) were read without a fault."""
        return not self.table.doubtful & {"fixed", "excluded", *columns}


def claims_of(standing: Standing, grain: int) -> tuple[Claim, ...]:
    """The claims in units: floors round up to the grain, caps down."""
    return tuple(
        Claim(row.code, share, -(-row.floor // grain), None if row.cap is None else row.cap // grain)
        for row, share in zip(standing.rows, standing.shares(), strict=True)
    )


def check(case: Case, faults: Faults) -> None:
    """Record every reason why the pool cannot be shared; what a faulty cell leaves uncertain is not guessed."""
    if case.all_fixed:
        _check_sum(case, faults)
        return
    _check_bounds(case, faults)
    _check_floors(case, faults)
    _check_grain(case, faults)
    _check_criteria(case, faults)
    _check_caps(case, faults)


def _check_sum(case: Case, faults: Faults) -> None:
    pool, total = case.terms.pool, case.fixed
    if case.certain() and total != pool:
        _fault(
            faults,
            "allocation_fixed_sum_differs",
            total - pool,
            f"mọi dòng đều cố định nhưng tổng {total} khác {pool}, chênh lệch {total - pool} đồng; hãy sửa lại",
            f"every row is fixed but their sum {total} is not {pool}, difference {total - pool} đồng; correct either",
        )


def _check_bounds(case: Case, faults: Faults) -> None:
    grain = case.terms.grain
    for claim in case.claims:
        if claim.cap is not None and claim.cap < claim.floor:
            floor, cap = claim.floor * grain, claim.cap * grain
            faults.add(
                claim.code,
                "allocation_cap_below_floor",
                vi=f"cap: trần {cap} (làm tròn xuống) thấp hơn sàn {floor} (làm tròn lên) {floor - cap} đồng; "
                "hãy hạ sàn hoặc nâng trần",
                en=f"cap: the cap {cap} (rounded down) is {floor - cap} đồng below the floor {floor} (rounded up); "
                "lower the floor or raise the cap",
                field="cap",
                value=floor - cap,
            )


def _check_floors(case: Case, faults: Faults) -> None:
    least = case.fixed + sum(claim.floor for claim in case.claims) * case.terms.grain
    short = least - case.terms.pool
    if short > 0:
        _fault(
            faults,
            "allocation_floors_above_pool",
            short,
            f"tổng sàn và số cố định {least} vượt quá {case.terms.pool}, thiếu {short} đồng; hãy hạ sàn hoặc thêm vốn",
            f"floors and fixed amounts {least} exceed {case.terms.pool}, {short} đồng short; lower floors or add money",
        )


def _check_grain(case: Case, faults: Faults) -> None:
    grain, pool = case.terms.grain, case.terms.pool
    if case.leave_rest or not case.claims:
        return
    if over := pool % grain:
        _off_grain(faults, over, grain, f"{pool}", f"{pool}")
    if case.certain() and case.free > 0 and case.fixed % grain and (over := case.free % grain):
        _off_grain(faults, over, grain, f"{case.free} sau số cố định", f"{case.free} after the fixed amounts")


def _off_grain(faults: Faults, over: int, grain: int, vi: str, en: str) -> None:
    _fault(
        faults,
        "allocation_pool_off_grain",
        over,
        f"{vi} không phải bội số của {grain}, dư {over} đồng; hãy bớt {over}, thêm {grain - over} hoặc --leave-rest",
        f"{en} is no multiple of {grain}, {over} đồng over; take {over} off, add {grain - over} or use --leave-rest",
    )


def _check_criteria(case: Case, faults: Faults) -> None:
    """A pool above 0 cannot be shared by a criterion, or by shares, that are all 0."""
    if case.free <= 0 or not case.claims or not case.certain():
        return
    zero = [
        criterion.name
        for criterion, total in zip(case.standing.criteria, case.standing.totals, strict=True)
        if total == 0 and case.certain(criterion.column)
    ]
    for name in zero:
        faults.add(
            name,
            "allocation_criterion_zero",
            vi=f"{name}: tổng của tiêu chí bằng 0 nên không chia được {case.free} đồng; hãy bỏ tiêu chí hoặc điền số",
            en=f"{name}: the criterion adds up to 0 and cannot share {case.free} đồng; drop it or fill in numbers",
            field=name,
            value=0,
        )
    if not zero and _shares_known(case) and not any(claim.share for claim in case.claims):
        vi, en = (
            "mọi tỷ lệ đều bằng 0; hãy cho ít nhất một trọng số lớn hơn 0",
            "all shares are 0: give a weight above 0",
        )
        faults.add("--weights", "allocation_shares_zero", vi=f"weights: {vi}", en=f"weights: {en}", field="weights")


def _check_caps(case: Case, faults: Faults) -> None:
    if case.leave_rest or not case.certain("cap", "floor", "demand"):
        return
    known = _shares_known(case) and all(case.standing.totals) and (not case.claims or any(c.share for c in case.claims))
    # while shares are in doubt, a row is taken to reach its cap: what is then too much is too much in any case
    claims: Sequence[Claim] = case.claims
    if not known:
        claims = [Claim(claim.code, 1, claim.floor, claim.cap) for claim in claims]
    most = capacity(claims)
    if most is None or case.free <= most * case.terms.grain:
        return
    over = case.free - most * case.terms.grain
    taken = case.terms.pool - over
    _fault(
        faults,
        "allocation_pool_above_caps",
        over,
        f"các dòng chỉ nhận được tối đa {taken}, thừa {over} đồng; hãy nâng trần, bớt vốn hoặc dùng --leave-rest",
        f"the rows can take {taken} at most, {over} đồng too many; raise caps, lower the pool or use --leave-rest",
    )


def _shares_known(case: Case) -> bool:
    return case.terms.weighed and case.certain(*(criterion.column for criterion in case.standing.criteria))


def _fault(faults: Faults, code: str, value: int, vi: str, en: str) -> None:
    faults.add("--pool", code, vi=f"pool: {vi}", en=f"pool: {en}", field="pool", value=value)
