"""A capital source's own values (local overlay): recorded by an operator, without code (DOMAIN §1.4)."""

from dataclasses import replace
from datetime import date

from loans.domain.law import Overlay, law
from loans.domain.refusal import Refusal
from loans.service.unit_of_work import UnitOfWork


def record_overlay(uow: UnitOfWork, *, today: date, source_id: int, expected: int, overlay: Overlay) -> int:
    """Record a value that the source sets from a day on; what the law forbids is refused. Returns the sequence."""
    uow.funds.get(source_id)
    if overlay.parameter.startswith("interest_share_"):
        raise Refusal(
            "overlay_refused",
            field="parameter",
            value=overlay.parameter,
            vi="Tỷ lệ phân phối lãi được ghi cùng nhau, cộng đủ 100 %: dùng /sources/{id}/interest-shares.",
            en="Shares of interest are recorded together, adding up to 100 %: use /sources/{id}/interest-shares.",
        )
    active = replace(overlay, active=True)
    law().under([*uow.overlays.of_source(source_id), active])  # raises where it does not fit
    body = {
        "parameter": overlay.parameter,
        "since": overlay.since,
        "value": overlay.value,
        "cites": list(overlay.cites),
        "certainty": overlay.certainty,
    }
    booked = uow.entries.append(source_id, expected, "overlay_recorded", today, body, overlay.note)
    uow.overlays.add(booked, source_id, active)
    return booked.sequence
