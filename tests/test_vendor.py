"""The vendored files are the packages' own, byte for byte."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "ci" / "vendor.py"


def test_nobody_edited_a_vendored_file() -> None:
    checked = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
