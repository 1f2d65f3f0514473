"""The programme of the tests holds together: an application goes all the way to a disbursed loan."""

from loans.domain.application import State
from tests.programme import COMMUNES, MILLION, Programme


def test_an_application_goes_all_the_way_to_a_disbursed_loan(programme: Programme) -> None:
    source_id = programme.funded(1_000 * MILLION, {COMMUNES[0]: 600 * MILLION, COMMUNES[1]: 400 * MILLION})
    point = programme.point()
    loan = programme.lent(source_id, 100 * MILLION, point=point, group=programme.group(point))
    with programme.store.reading() as uow:
        assert uow.applications.get(loan.application_id).state is State.SIGNED
    assert programme.statement(source_id).outstanding == 100 * MILLION
    assert programme.use(source_id).remaining == 500 * MILLION
