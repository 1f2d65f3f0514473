"""One file of a load, taken out of it again."""

from datetime import date
from typing import Any

from loans.api.fields import Strict, Text, Whole
from loans.api.loading.noun import blueprint, may_see, shown
from loans.api.loading.route import LoadSchema, present
from loans.api.resource import writes
from loans.http.roles import Action
from loans.service.actor import Actor
from loans.service.checks import unmoved
from loans.service.loading import withdraw
from loans.service.unit_of_work import UnitOfWork


class WithdrawFileSchema(Strict):
    """Which file of the load is taken out again, and why."""

    file_id = Whole(required=True, most=10**12)
    reason = Text(most=1_000, required=True)


@writes(
    blueprint,
    "/loads/<int:load_id>/withdraw",
    action=Action.LOAD_WRITE,
    body=WithdrawFileSchema,
    reply=LoadSchema,
    present=present,
)
def withdraw_file(
    uow: UnitOfWork, actor: Actor, _today: date, given: dict[str, Any], load_id: int, expected: int
) -> Any:
    """Take a file out of a load with all its lines; what older files say of the same counts as before."""
    may_see(uow, actor, load_id)
    unmoved(uow, load_id, expected)
    withdraw(uow, load_id=load_id, **given)
    return shown(uow, load_id)
