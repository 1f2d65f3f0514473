"""kill -9 in a stream of acknowledged writes: what was acknowledged is there once, what was not at most once."""

from collections.abc import Iterator
from random import Random

import pytest

from loans.store.engine import open_engine
from loans.store.schema import upgrade
from tests.long.conftest import Tell
from tests.long.stream import Stream, every_write_once, ground_at, opened, written
from tests.postgres import launch
from tests.postgres_server import Server, UnavailableError

pytestmark = pytest.mark.long

KILLS = {"sqlite": 220, "postgresql": 120}
CRASHES = 22
CHECK_EVERY = 2  # else the next writer is the first to open the database after the kill


def test_a_killed_writer_loses_nothing_acknowledged_and_doubles_nothing(
    database_url: str, draw: Random, tell: Tell
) -> None:
    kind = database_url.partition(":")[0].partition("+")[0]
    stream = Stream(database_url, ground_at(database_url))
    unsaid = 0
    for number in range(KILLS[kind]):
        stream.killed_at_random(draw)
        if number % CHECK_EVERY == 0:
            with opened(database_url) as store:
                found = written(store)
            assert found in (stream.kept, stream.kept + 1)
            unsaid += found - stream.kept
        stream.restart()
    stream.listen(until=4)
    stream.kill()
    with opened(database_url) as store:
        counts = every_write_once(store, stream.ground, last := written(store))
    assert last in (stream.kept, stream.kept + 1)
    tell(
        f"{stream.kills} kills ({stream.early} before a first write), {last} writes, {stream.replayed} "
        f"given the stored reply, {unsaid} seen kept but never said; {counts}"
    )
    assert stream.early < stream.kills // 2


@pytest.fixture
def durable() -> Iterator[Server]:
    """A server of our own that keeps its promises: fsync, synchronous commit, full pages."""
    faults = []
    for provider in ("system", "wheel"):
        try:
            server = launch(provider, durable=True)
        except UnavailableError as fault:
            faults.append(str(fault))
            continue
        yield server
        server.stop()
        return
    pytest.fail("; ".join(faults), pytrace=False)


def test_a_crashed_server_loses_nothing_acknowledged_and_doubles_nothing(
    durable: Server, draw: Random, tell: Tell
) -> None:
    """The server is killed, not the writer, which opens its lost connection again and asks for the same write."""
    url = durable.url.render_as_string(hide_password=False)
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()
    stream = Stream(url, ground_at(url))
    for _ in range(CRASHES):
        stream.listen(until=draw.randint(1, 20))
        durable.crash()
        durable.resume()
        said = stream.heard()
        with opened(url) as store:
            assert written(store) >= said
    stream.listen(until=4)
    stream.kill()
    with opened(url) as store:
        counts = every_write_once(store, stream.ground, last := written(store))
    assert last in (stream.kept, stream.kept + 1)
    tell(f"{CRASHES} crashes of the server, {last} writes, {stream.replayed} given the stored reply; {counts}")
