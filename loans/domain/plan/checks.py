"""What a round must be before it is written down: it adds up, it explains itself, it keeps to its measure."""

from collections.abc import Iterable, Sequence

from loans.domain.plan.records import Line, Measure, Origin, PoolPart, Round, RoundState
from loans.domain.refusal import Faults, Refusal


def closes(lines: Sequence[Line], pool: Sequence[PoolPart]) -> None:
    """Refuse a round whose lines do not add up to its pool exactly, or that names a commune twice."""
    faults = Faults()
    seen: set[str] = set()
    for line in lines:
        if line.commune in seen:
            faults.add(
                line.commune,
                "commune_twice",
                field="commune",
                value=line.commune,
                vi=f"Xã/phường {line.commune} có hai dòng. Gộp lại thành một dòng.",
                en=f"Commune {line.commune} stands on two rows. Merge them into one.",
            )
        seen.add(line.commune)
    pooled, shared = sum(part.amount for part in pool), sum(line.amount for line in lines)
    if pooled != shared:
        faults.add(
            "pool",
            "round_does_not_close",
            field="lines",
            value=shared,
            vi=f"Tổng phân bổ {shared} đồng khác nguồn vốn {pooled} đồng, chênh {shared - pooled} đồng. "
            "Sửa các dòng để tổng bằng đúng nguồn.",
            en=f"The lines add up to {shared} đồng and the pool to {pooled}: {shared - pooled} apart. "
            "Correct the lines so that they equal the pool exactly.",
        )
    faults.refuse("round_refused", vi="Đợt phân bổ chưa khớp.", en="The round does not add up.")


def explains_adjustments(lines: Iterable[Line], *, first: bool) -> None:
    """Refuse a line that takes capital back, or any change of a later round, without its reason."""
    faults = Faults()
    for line in lines:
        if line.amount and (line.amount < 0 or not first) and not (line.reason or line.why):
            faults.add(
                line.commune,
                "reason_missing",
                field="reason",
                value=line.amount,
                vi=f"Xã/phường {line.commune}: điều chỉnh {line.amount:+} đồng chưa có lý do. Ghi lý do.",
                en=f"Commune {line.commune}: {line.amount:+} đồng has no reason. Give the reason.",
            )
    faults.refuse("round_refused", vi="Điều chỉnh chưa có lý do.", en="Some adjustments have no reason.")


def fits_measure(pool: Sequence[PoolPart], measure: Measure) -> None:
    """Refuse recovered capital in a round of growth: by the outstanding measure it is in the base (§6.12)."""
    recovered = sum(part.amount for part in pool if part.origin == Origin.RECOVERED)
    if measure is Measure.OUTSTANDING and recovered:
        raise Refusal(
            "recovered_is_no_growth",
            field="pool",
            value=recovered,
            vi=f"Chỉ tiêu dư nợ chỉ chia phần tăng trưởng (mới + tồn đọng); {recovered} đồng vốn thu hồi đã nằm trong "
            "dư nợ gốc. Bỏ phần thu hồi khỏi nguồn, hoặc dùng chỉ tiêu doanh số cho vay.",
            en=f"By the outstanding measure growth alone is shared (new + idle); {recovered} đồng of recovered capital "
            "is in the base already. Take it out of the pool, or use the lending measure.",
            cites=("Cách hiểu của sản phẩm, mục 6.12",),
        )


def one_measure(rounds: Iterable[Round], measure: Measure) -> None:
    """Refuse a round by another measure than the other rounds of the same year and source."""
    for other in rounds:
        if other.measure is not measure and other.state is not RoundState.WITHDRAWN:
            raise Refusal(
                "measures_mixed",
                field="measure",
                value=measure.value,
                vi=f"Đợt {other.number} của năm {other.year} tính theo «{other.measure}»; không trộn hai cách tính "
                "trong một năm. Dùng cùng cách tính.",
                en=f"Round {other.number} of {other.year} is by the {other.measure} measure; the two never mix in a "
                "year. Use the same one.",
                cites=("Cách hiểu của sản phẩm, mục 6.12",),
            )
