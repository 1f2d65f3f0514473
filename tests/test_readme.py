"""The README's examples, run as a reader would run them: every marked block, in order, against a started server."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.needs import needs
from tests.ports import free_port, wait_for

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
EXAMPLE = re.compile(
    r"<!-- run: (?P<who>\w+) -->\n```(?P<language>\w+)\n(?P<code>.*?)```\n(?:```text\n(?P<told>.*?)```)?", re.S
)
BOUNDARY = "----- next example -----"


@dataclass(frozen=True)
class Example:
    """A marked block: for whom, in which language, and what it prints (``…`` stands for anything)."""

    who: str
    language: str
    code: str
    told: str


EXAMPLES = [
    Example(found["who"], found["language"], found["code"], found["told"] or "") for found in EXAMPLE.finditer(README)
]


@dataclass(frozen=True)
class Installation:
    """A folder with the demonstration in `instance/`, and a server that answers for it."""

    folder: Path
    environment: dict[str, str]

    def run(self, *command: str, given: str = "") -> str:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"{given}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """`loans demo` and `loans serve` in a folder of their own, as `make serve` does it."""
    folder, port = tmp_path_factory.mktemp("readme"), free_port()
    server = f"http://127.0.0.1:{port}"
    plain = {name: value for name, value in os.environ.items() if not name.startswith("LOANS_") and name != "COLUMNS"}
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    installation = Installation(folder, {**plain, "PATH": programs, "SERVER": server, "PYTHONIOENCODING": "utf-8"})
    installation.run("loans", "demo")
    log = (folder / "server.log").open("w")
    running = subprocess.Popen(
        ["loans", "serve"],  # noqa: S607  (found on the PATH above)
        cwd=folder,
        env=installation.environment | {"LOANS_DEMO": "1", "LOANS_PORT": str(port)},
        stdout=log,
        stderr=log,
    )
    try:
        with suppress(
            TimeoutError
        ):  # a machine under load may take longer over the first answer than one question waits
            wait_for(f"{server}/health")
        wait_for(f"{server}/ready")
        yield installation
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(timeout=60)
        log.close()


def agrees(told: str, printed: str) -> bool:
    """Whether what was printed is what the README shows; ``…`` is any text of one line, alone on a line any lines."""
    pattern = "\n".join(".*" if line == "…" else re.escape(line).replace("…", "[^\n]*") for line in told.splitlines())
    return re.fullmatch(pattern, printed.replace("\ufeff", "").replace("\r", "").strip("\n"), re.S) is not None


def shell(setup: list[Example], examples: list[Example]) -> str:
    blocks = [f"{example.code}echo '{BOUNDARY}'\n" for example in examples]
    return "\n".join(["set -euo pipefail\nTOKEN=", *(example.code for example in setup), *blocks])


@pytest.mark.parametrize("who", ["planner", "officer", "auditor", "operator"])
def test_the_shell_examples_print_what_the_readme_shows(served: Installation, who: str) -> None:
    needs("bash", "bash")
    needs("curl", "curl")
    setup = [example for example in EXAMPLES if example.who == "setup"]
    examples = [example for example in EXAMPLES if example.who == who]
    assert setup
    assert examples
    printed = served.run("bash", given=shell(setup, examples)).split(f"{BOUNDARY}\n")
    for example, output in zip(examples, printed, strict=False):
        assert example.told
        assert agrees(example.told, output), f"README:\n{example.told}\nprinted:\n{output}"


def test_the_library_example_prints_what_the_readme_shows(served: Installation) -> None:
    [example] = [example for example in EXAMPLES if example.language == "python"]
    printed = served.run("python", "-", given=example.code)
    assert agrees(example.told, printed), f"README:\n{example.told}\nprinted:\n{printed}"


def test_every_block_that_calls_the_service_is_marked_to_be_run() -> None:
    assert len(re.findall(r"^```sh$", README, re.M)) == sum(example.language == "sh" for example in EXAMPLES)
    assert {example.who for example in EXAMPLES} == {"setup", "planner", "officer", "auditor", "library", "operator"}


def test_every_command_and_setting_is_told() -> None:
    from loans.cli import COMMANDS

    assert [name for name in COMMANDS if f"| `loans {name}` |" not in README] == []
    known = {"LOANS_DATABASE_URL", "LOANS_INSTANCE", "LOANS_SIGNING_KEY", "LOANS_DEMO", "LOANS_COOKIE_SECURE"}
    assert [name for name in sorted(known | {"LOANS_BIND", "LOANS_PORT"}) if f"`{name}`" not in README] == []
