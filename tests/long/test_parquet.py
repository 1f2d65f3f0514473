"""Parquet, as the extra `columns` brings it: pyarrow beside the environment, so that all other tests run without it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]
TESTS = "tests/store/test_round_trip.py"


@pytest.fixture(scope="module")
def pyarrow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the locked pyarrow alone."""
    folder = tmp_path_factory.mktemp("pyarrow")
    lock = (ROOT / "requirements/columns.lock").read_text("utf-8")
    wanted = re.search(r"^pyarrow==.*?(?=^\S+==|\Z)", lock, re.M | re.S)
    assert wanted, "requirements/columns.lock does not name pyarrow"
    (folder / "lock").write_text(wanted[0], "utf-8")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    asked = ["--require-hashes", "--only-binary", ":all:", "--target", str(folder / "site"), "-r", str(folder / "lock")]
    subprocess.run([*pip, *asked], check=True)
    return folder / "site"


def test_what_is_written_as_parquet_comes_back_the_same(pyarrow: Path) -> None:
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "parquet", TESTS]
    done = subprocess.run(
        tests, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(pyarrow)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert re.search(r"[1-9]\d* passed", done.stdout), done.stdout
    assert "skipped" not in done.stdout, done.stdout
