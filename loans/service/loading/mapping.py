"""Mappings of other layouts, declared once and kept by name: our field → the heading of the file."""

from collections.abc import Mapping
from datetime import date

from loans.service.unit_of_work import SavedMapping, UnitOfWork


def save_mapping(uow: UnitOfWork, *, today: date, name: str, subject: str, headings: Mapping[str, str]) -> SavedMapping:
    """Keep a mapping under its name; the same name again appends its next version. The declaration was checked before.

    A field left without a heading is left out; loads that used an earlier version keep what they read with it.
    """
    kept = {field: heading.strip() for field, heading in sorted(headings.items()) if heading.strip()}
    body = {"subject": subject, "headings": list(kept.values())}
    present = uow.mappings.find(name)
    if present is None:
        booked = uow.entries.open("mapping", name, "mapping_saved", today, body)
    else:
        booked = uow.entries.append(present.id, present.sequence, "mapping_saved", today, body)
    uow.mappings.add(booked, name, subject, kept)
    return uow.mappings.get(booked.stream_id)
