"""A branch that begins: its network and sources recorded, an invented portfolio handed in, checked and posted."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

from loans.domain.loading import Choices, Load, Step
from loans.papers.loading import stage_file, take_in
from loans.service import fund, network
from loans.service.actor import Actor
from loans.service.loading import Lookups, Posted, check_next, choose, open_load, post_load
from loans.service.unit_of_work import ResultRow, UnitOfWork
from loans.store.unit_of_work import Store
from tests.portfolio import DAY, World

STAGER = Actor("nap-gia-dinh", "approver")
POSTER = Actor("ghi-so-gia-dinh", "approver")
TODAY = date(2026, 11, 20)
DOUBTS = (
    "overdue_without_day",
    "frozen_without_last_day",
    "instalments_do_not_add_up",
    "history_does_not_add_up",
    "rate_not_of_regime",
    "rate_unknown",
)
Writing = Callable[[], AbstractContextManager[UnitOfWork]]


def branch(store: Store, places: World) -> None:
    """Two local sources by investor code, a transaction point a commune, the bank's own codes of the communes."""
    with store.writing(STAGER.username) as uow:
        for code in ("99GIA1", "99GIA2"):
            fund.open_source(uow, today=TODAY, code=code, name="Nguồn giả định", level="local", investor_code=code)
        for place, (unit, day) in enumerate(zip(places.new, places.session_days(), strict=True)):
            network.open_point(
                uow,
                today=TODAY,
                code=places.point(place),
                name="Điểm giao dịch giả định",
                commune=unit.code,
                since=date(2010, 1, 1),
                monthly_day=day,
            )
        for bank, state in places.bank_communes().items():
            network.map_commune(uow, STAGER, today=TODAY, code=bank, commune=state, since=date(2025, 7, 1))


def by(store: Store, actor: Actor = STAGER) -> Writing:
    """Opens transactions in somebody's name."""
    return lambda: store.writing(actor.username)


def opened(store: Store, *, day: date = DAY, accept: Sequence[str] = ()) -> Load:
    """A load that accepts some doubts."""
    with store.writing(STAGER.username) as uow:
        load = open_load(uow, today=TODAY, day=day, programme="job_creation")
        return choose(uow, load_id=load.id, choices=Choices(accept=tuple(accept)))


def staged(store: Store, load_id: int, files: Mapping[str, Path], *, size: int = 50_000) -> None:
    """Every file read to its end."""
    for path in files.values():
        file = take_in(by(store), load_id, path, name=path.name)
        for _progress in stage_file(by(store), file, path, size=size):
            pass


def checked(store: Store, load_id: int, *, limit: int = 20_000) -> Load:
    """The load checked to its end."""
    kept = Lookups()
    while True:
        with store.writing(STAGER.username) as uow:
            load = check_next(uow, STAGER, load_id, limit=limit, lookups=kept)
        if load.step == Step.CHECKED:
            return load


def posted(store: Store, load_id: int, *, keep_good: bool = False, without_control: str = "") -> Posted:
    """The load posted by a second person."""
    with store.writing(POSTER.username) as uow:
        return post_load(
            uow, POSTER, today=TODAY, load_id=load_id, keep_good=keep_good, without_control=without_control
        )


def rows_of(store: Store, load_id: int, *results: str, code: str = "") -> list[ResultRow]:
    """Every result of a load, of some kinds or with a code."""
    with store.reading() as uow:
        return list(uow.loads.rows(load_id, results=results, code=code, after=-(2**62), limit=1_000_000))
