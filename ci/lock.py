"""Lock the dependencies of setup.cfg with hashes, for every platform and Python from 3.11: `make lock`.

uv is only for the developer who locks: it lives in an environment that is thrown away afterwards.
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# The project is installed without build isolation, so its build tools are locked as well.
BUILD_TOOLS = "setuptools>=80\nwheel>=0.45\n"
COMPILE = "pip compile setup.cfg --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet"


def run(*command: str | Path, scratch: str, given: str | None = None) -> None:
    # uv leaves lock files and a cache behind: they go with the rest.
    surroundings = os.environ | {"TMPDIR": scratch, "UV_CACHE_DIR": f"{scratch}/cache"}
    subprocess.run(command, cwd=ROOT, check=True, text=True, input=given, env=surroundings)  # noqa: S603  (our own words)


def main(arguments: list[str]) -> None:
    """With `--upgrade` to the newest versions, without it only what setup.cfg asks for."""
    with tempfile.TemporaryDirectory() as scratch:
        venv.create(scratch, with_pip=True)
        tools = Path(scratch, "Scripts" if sys.platform == "win32" else "bin")
        run(tools / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv", scratch=scratch)
        # The tests run what the users run: the first lock binds the second.
        bound = ["--constraint", "requirements/run.lock"]
        for name, extra in (
            ("run", []),
            ("test", ["--extra", "test", *bound]),
            ("columns", ["--extra", "columns", *bound]),
            ("fast", ["--extra", "fast", *bound]),
        ):
            words = [*COMPILE.split(), "-", *extra, *arguments, "--output-file", f"requirements/{name}.lock"]
            run(tools / "uv", *words, given=BUILD_TOOLS, scratch=scratch)


if __name__ == "__main__":
    main(sys.argv[1:])
