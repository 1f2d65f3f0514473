"""A plain installation, used from another folder, has all it needs inside: no file of the source tree is near."""

import configparser
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("LOANS_", "PYTHON"))}
    done = subprocess.run(
        command, cwd=cwd, env=surroundings | environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}"
    return done.stdout


def sources() -> list[str]:
    """What git keeps, or would keep, of the package and of what builds it."""
    # A clone may belong to someone else (CI, a container); to list its names is harmless.
    git = ("git", "-c", "safe.directory=*")
    listed = run(*git, "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT).splitlines()
    top = {"setup.cfg", "pyproject.toml", "README.md", "LICENSE", "NOTICE"}
    return [name for name in listed if (name in top or name.startswith("loans/")) and (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy: setuptools leaves build/ behind, whose stale files a later wheel would carry."""
    tree = tmp_path_factory.mktemp("tree")
    for name in sources():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tree / name)
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", cwd=tree)
    [built] = (tree / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program `loans` of an environment that has the wheel and, offline, the libraries of this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    # A line of a .pth adds the folder, but runs none of its own .pth files: our editable installation stays unseen.
    site = sysconfig.get_path("purelib", vars={"base": str(folder)})
    Path(site, "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    where = run(python, "-c", "import loans; print(loans.__file__)", cwd=folder).strip()
    assert Path(where).is_relative_to(folder)
    return folder / "bin" / "loans"


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    assert [name for name in sources() if name.startswith("loans/") and name not in inside] == []
    assert {name.rpartition("/")[2] for name in inside if "/licenses/" in name} == {"LICENSE", "NOTICE"}


def test_it_says_its_version(installed: Path, tmp_path: Path) -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    assert setup["metadata"]["version"] in run(installed, "--version", cwd=tmp_path)


def test_it_knows_the_law_of_a_day(installed: Path, tmp_path: Path) -> None:
    law = run(installed, "law", "--on", "2026-01-01", "--json", cwd=tmp_path)
    assert json.loads(law)
    assert "job_loan_rate_standard" in law
    assert "7.9248" in law


def test_it_creates_its_database(installed: Path, tmp_path: Path) -> None:
    database = tmp_path / "loans.sqlite"
    run(installed, "init", cwd=tmp_path, LOANS_DATABASE_URL=f"sqlite:///{database}", LOANS_INSTANCE=str(tmp_path))
    assert database.stat().st_size > 0
