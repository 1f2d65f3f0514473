"""What every test may ask for: a PostgreSQL database, the run's seed; and what is said at the end of a run."""

import os
import random
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import settings

from loans.service import account
from tests import statements
from tests.needs import not_tested
from tests.postgres import database, serving
from tests.postgres_server import UnavailableError

SEED_OPTION = "--hypothesis-seed"
# Hypothesis would switch to fixed examples where CI is set; here each run draws its own and says which.
settings.register_profile("loans", derandomize=False, print_blob=True, deadline=None)

# Proving a password is slow on purpose; hundreds of sign-ins in a run need not be. Programs they start are as shipped.
account._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
account._NOBODY = account._hasher.hash("nobody")

server = pytest.StashKey[tuple[ExitStack, str, str]]()


@pytest.hookimpl(tryfirst=True)  # before Hypothesis reads its option, and before xdist hands the options to its workers
def pytest_configure(config: pytest.Config) -> None:
    statements.share()
    settings.load_profile("loans")
    if config.getoption(SEED_OPTION, None) is None:
        config.option.hypothesis_seed = os.environ.get("LOANS_SEED") or str(secrets.randbelow(2**32))


def pytest_report_header(config: pytest.Config) -> str:
    seed = config.getoption(SEED_OPTION)
    return f"seed: {seed} (the same draws again: LOANS_SEED={seed} make test)"


AT_ONCE = (
    "api/",
    "cli/",
    "store/test_append_only",
    "store/test_books",
    "store/test_capital",
    "store/test_engine",
    "store/test_known_time",
    "store/test_races",
    "store/test_schema",
    "store/test_tampering",
    "test_",
)
"""Where the two databases differ (locks, bounds, triggers, migrations): on PostgreSQL with every change. All else runs
on SQLite with every change, and on PostgreSQL with the long tests."""


@pytest.hookimpl(tryfirst=True)  # before the marks of the command line are looked at
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        params = (
            item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
        )
        place = str(item.path.relative_to(here)) if item.path.is_relative_to(here) else ""
        if not place.startswith(AT_ONCE) and any(isinstance(each, str) and each == "postgresql" for each in params):
            item.add_marker(pytest.mark.long)


def start_postgres(config: pytest.Config) -> tuple[str, str]:
    """Address and fault (one of them empty) of the run's server, started on the first call."""
    if server not in config.stash:
        stack = ExitStack()
        try:
            address, origin = stack.enter_context(serving())
            config.get_terminal_writer().line(f"PostgreSQL: {origin}")
            config.stash[server] = (stack, address, "")
        except UnavailableError as fault:
            config.stash[server] = (stack, "", str(fault))
    return config.stash[server][1:]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Under xdist the controller owns the server: a worker may end while others still need it."""
    node.workerinput["postgres"] = start_postgres(node.config)


def pytest_unconfigure(config: pytest.Config) -> None:
    if server in config.stash:
        config.stash[server][0].close()
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal and not hasattr(config, "workerinput"):
        skipped = (report.longrepr for report in terminal.stats.get("skipped", []))
        line = not_tested(reason[2] for reason in skipped if isinstance(reason, tuple))
        if line:
            terminal.write_line(line)


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    """The run's seed, for draws outside Hypothesis."""
    return int(request.config.getoption(SEED_OPTION))


@pytest.fixture
def draw(seed: int, request: pytest.FixtureRequest) -> random.Random:
    """A source of chance that depends on the run's seed and the test's name, not on the order of the tests."""
    return random.Random(f"{seed} {request.node.nodeid}")


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> str:
    """The address of the run's PostgreSQL, one for all workers; never skipped."""
    handed = getattr(request.config, "workerinput", {}).get("postgres")
    address, fault = handed or start_postgres(request.config)
    if fault:
        pytest.fail(fault, pytrace=False)
    return str(address)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh, empty database, dropped after the test."""
    with database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def template_url(postgres_server: str) -> Iterator[str]:
    """A database that `copied_postgres_url` copies; a conftest nearer to its tests may fill it, then disconnect."""
    with database(postgres_server) as url:
        yield url


@pytest.fixture
def copied_postgres_url(postgres_server: str, template_url: str) -> Iterator[str]:
    """A fresh copy of the template: faster than migrating for each test."""
    with database(postgres_server, template=template_url.partition("?")[0].rpartition("/")[2]) as url:
        yield url
