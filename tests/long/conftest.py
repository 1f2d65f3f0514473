"""A migrated database of each kind for the fault tests and the histories."""

from collections.abc import Callable

import pytest

from tests.store.conftest import (
    beside,
    clock,
    database_url,
    empty_url,
    open_store,
    programme,
    sqlite_template,
    store,
    template_url,
)

__all__ = [
    "beside",
    "clock",
    "database_url",
    "empty_url",
    "open_store",
    "programme",
    "sqlite_template",
    "store",
    "tell",
    "template_url",
]

Tell = Callable[[str], None]


@pytest.fixture
def tell(request: pytest.FixtureRequest, seed: int, capsys: pytest.CaptureFixture[str]) -> Tell:
    """Prints what was counted, with the run's seed, although the test passes."""

    def say(counted: str) -> None:
        with capsys.disabled():
            print(f"\n{request.node.name}: {counted}; seed {seed}")  # noqa: T201 - for whoever runs the long tests

    return say
