"""The bridge between the two measures: base − recovery + lending = target (§6.12)."""

from collections.abc import Iterable
from dataclasses import dataclass

from loans.domain.plan.records import Line, Measure, Origin, PoolPart
from loans.domain.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Bridge:
    """What is owed at the start of the year, comes back, is lent, and is owed at its end; đồng."""

    base: int
    recovery: int
    lending: int
    target: int

    @property
    def gap(self) -> int:
        """What is missing for the bridge to close; 0 where it does."""
        return self.base - self.recovery + self.lending - self.target


def bridge_of(measure: Measure, *, base: int, recovery: int, shared: int) -> Bridge:
    """The bridge of what a measure shares: lending outright, or growth on top of the base.

    1.000 owed, 300 coming back: a lending pool of 520 and a growth of 220 both reach 1.220.
    """
    lending = shared if measure is Measure.LENDING else shared + recovery
    return Bridge(base, recovery, lending, base - recovery + lending)


def check_bridge(measure: Measure, lines: Iterable[Line], recovered: int) -> None:
    """Refuse lines whose recoveries are not the recovered part of the pool: lent again would be what is not there.

    Only by the lending measure, and only where the lines name their recoveries.
    """
    named = [line.recovery for line in lines if line.recovery is not None]
    if measure is Measure.OUTSTANDING or not named or sum(named) == recovered:
        return
    gap = sum(named) - recovered
    raise Refusal(
        "bridge_does_not_close",
        field="recovery",
        value=gap,
        vi=f"Thu hồi dự kiến của các xã cộng lại {sum(named)} đồng, phần vốn thu hồi của nguồn là "
        f"{recovered} đồng, chênh {gap} đồng. Sửa để dư nợ đầu năm − thu hồi + cho vay = chỉ tiêu dư nợ.",
        en=f"The communes' recoveries add up to {sum(named)} đồng and the recovered part of the pool is {recovered}: "
        f"{gap} apart. Correct either so that base − recovery + lending = target.",
        cites=("Cách hiểu của sản phẩm, mục 6.12",),
    )


def recovered_of(pool: Iterable[PoolPart]) -> int:
    """The recovered part of a pool, in đồng."""
    return sum(part.amount for part in pool if part.origin == Origin.RECOVERED)
