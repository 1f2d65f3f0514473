"""`loans serve`: refuses what is not safe to serve, says where it listens, answers, and stops when asked."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.ports import free_port, wait_for

PATIENCE_S = 60


def environment(instance: Path, **given: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("LOANS_", "GUNICORN_"))}
    return {**plain, "LOANS_INSTANCE": str(instance), **given}


def command(*words: str) -> list[str]:
    return [sys.executable, "-c", "from loans.cli import main; main()", *words]


def run(instance: Path, *words: str, **given: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command(*words),
        env=environment(instance, **given),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    instance = tmp_path_factory.mktemp("serve")
    assert run(instance, "demo").returncode == 0
    return instance


@pytest.fixture(scope="module")
def earnest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    instance = tmp_path_factory.mktemp("earnest")
    assert run(instance, "init").returncode == 0
    return instance


def refused(instance: Path, says: str, **given: str) -> None:
    """It ends at once with exit 2 and an answer in both languages, and never says that it listens."""
    done = run(instance, "serve", **given)
    assert done.returncode == 2, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert "http://" not in done.stdout


def test_a_missing_signing_key_is_refused_and_none_is_drawn(tmp_path: Path) -> None:
    refused(tmp_path, "loans init")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "key", ["short", "change-me-" * 5, "dev-" + "k" * 40, "my-secret-key-of-more-than-32-letters", "0" * 40]
)
def test_a_short_or_well_known_signing_key_is_refused(earnest: Path, key: str) -> None:
    refused(earnest, "LOANS_SIGNING_KEY", LOANS_SIGNING_KEY=key)


def test_a_database_without_schema_is_refused(earnest: Path, tmp_path: Path) -> None:
    refused(earnest, "loans init", LOANS_DATABASE_URL=f"sqlite:///{tmp_path / 'empty.db'}")


def test_the_demonstration_is_refused_outside_demo_mode(demonstration: Path) -> None:
    refused(demonstration, "LOANS_DEMO=1")


@pytest.fixture(scope="module")
def served(demonstration: Path) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The address of a server that is really running, and its process."""
    port = free_port()
    running = subprocess.Popen(
        command("serve"),
        env=environment(demonstration, LOANS_DEMO="1", LOANS_PORT=str(port)),
        stdout=subprocess.PIPE,
        stderr=(demonstration / "stderr").open("w"),
        text=True,
    )
    try:
        with suppress(
            TimeoutError
        ):  # a machine under load may take longer over the first answer than one question waits
            wait_for(f"http://127.0.0.1:{port}/health")
        wait_for(f"http://127.0.0.1:{port}/ready")
        yield f"http://127.0.0.1:{port}", running
    finally:
        running.kill()
        running.wait(timeout=PATIENCE_S)


def fetched(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - loopback
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as fault:
        return fault.code, fault.read().decode()


def test_it_serves_says_its_address_logs_no_secret_and_stops_cleanly(
    served: tuple[str, "subprocess.Popen[str]"], demonstration: Path
) -> None:
    address, running = served
    assert fetched(f"{address}/health") == (200, '{"status":"ok"}\n')
    assert fetched(f"{address}/ready")[0] == 200
    assert "swagger" in fetched(f"{address}/docs")[1]
    assert "demo" in fetched(f"{address}/")[1]
    assert fetched(f"{address}/api/v1/sources?password=khong-duoc-ghi")[0] == 401
    running.send_signal(signal.SIGTERM)
    said, _ = running.communicate(timeout=PATIENCE_S)
    assert running.returncode == 0
    assert address in said.splitlines()[0]
    assert f"{address}/docs" in said.splitlines()[0]
    told = said + (demonstration / "stderr").read_text("utf-8")
    assert '"status": 401' in told
    assert "khong-duoc-ghi" not in told
    secrets = (demonstration / "sign_ins.json").read_text("utf-8").split('"')[3::4]
    assert secrets
    assert [secret for secret in secrets if secret in told] == []
    assert (demonstration / "signing_key").read_text("utf-8") not in told
