"""The blueprint of loads, and who may see one."""

from typing import Any

from loans.api.resource import noun
from loans.service.loading import may_see, progress_of
from loans.service.unit_of_work import UnitOfWork

__all__ = ["blueprint", "may_see", "shown"]

blueprint = noun("loading", "Nạp dữ liệu ban đầu · Loading what exists")


def shown(uow: UnitOfWork, load_id: int) -> dict[str, Any]:
    """A load as it stands, with its files and counts."""
    found = progress_of(uow, load_id)
    return {
        "id": found.load.id,
        "day": found.load.day,
        "programme": found.load.programme,
        "step": found.load.step.value,
        "choices": found.load.choices.as_dict(),
        "files": found.files,
        "staged": found.staged,
        "checked": found.checked,
        "results": found.results,
        "codes": found.codes,
        "sequence": found.load.sequence,
    }
