"""On both databases: customers found by the words of their name, or by how their numbers begin, and their loans."""

import pytest

from loans.domain.borrower import BorrowerClass
from loans.service.actor import Actor
from loans.service.borrower import find_borrowers, register_borrower
from tests.programme import COMMUNES, MILLION, OFFICER, Programme

NAMES = ("Nguyễn Thị Hòa Giả", "Trần Hoà  Mẫu", "Lê Văn Hoa Thử", "Đỗ-Minh Ví Dụ")
ABOVE = Actor("giam-doc-gia-dinh", "approver")


def _registered(programme: Programme) -> None:
    with programme.by(OFFICER) as uow:
        for place, name in enumerate(NAMES):
            register_borrower(
                uow,
                OFFICER,
                today=programme.today,
                customer_no=f"97{place:08d}",
                borrower_class=BorrowerClass.WORKER,
                name=name,
                identity_no=f"00097{place:07d}",
                commune=COMMUNES[place % 2],
            )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("hoa", (0, 1, 2)),
        ("hòa", (0, 1)),
        ("HOA mau", (1,)),
        ("thi hoa", (0,)),
        ("đo minh", (3,)),
        ("dô", (3,)),
        ("ho", ()),
        (".", ()),
        ("9700000", (0, 1, 2, 3)),
        ("00097000000", (0, 1, 2, 3)),
        ("9700000003", (3,)),
        ("970000000%", ()),
    ],
)
def test_a_customer_is_found_by_words_or_digits(programme: Programme, asked: str, found: tuple[int, ...]) -> None:
    _registered(programme)
    with programme.store.reading() as uow:
        people = find_borrowers(uow, ABOVE, asked)
        assert [each.name for each in people] == [NAMES[place] for place in found]
        assert all(each.sequence == 1 for each in people)
        assert len(find_borrowers(uow, ABOVE, asked, most=1)) == min(1, len(found))
        here = Actor("ai-do", "officer", (COMMUNES[1],))
        assert [each.name for each in find_borrowers(uow, here, asked)] == [
            NAMES[place] for place in found if place % 2
        ]


def test_loans_are_found_by_their_customers_and_by_their_point(programme: Programme) -> None:
    source_id = programme.funded(1_000 * MILLION)
    point, other = programme.point(), programme.point(monthly_day=20)
    group = programme.group(point)
    loans = [
        programme.lent(source_id, 10 * MILLION, point=each, group=own) for each, own in ((point, group), (other, None))
    ]
    with programme.store.reading() as uow:
        people = [each.borrower_id for each in loans]
        assert [each.id for each in uow.loans.of_borrowers(people)] == [each.id for each in loans]
        assert [each.id for each in uow.loans.of_borrowers(people[:1], [COMMUNES[0]])] == [loans[0].id]
        assert uow.loans.of_borrowers(people, [COMMUNES[1]]) == []
        assert uow.loans.of_borrowers([]) == []
        assert [each.id for each in uow.loans.met(other.id, [])] == [loans[1].id]
        assert {each.id for each in uow.loans.met(other.id, [group.id])} == {each.id for each in loans}
        assert uow.loans.some([loans[0].id])[loans[0].id].borrower_id == people[0]
        assert set(uow.borrowers.some(people)) == set(people)
