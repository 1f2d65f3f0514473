"""Optional system programs: a test that lacks one is skipped and named at the end, or fails under LOANS_REQUIRE."""

import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

REASON = "không có / missing: {program} (apt: {package})"
MISSING = re.compile(r"không có / missing: (\S+) \(apt: (\S+)\)")


def needs(program: str, package: str) -> Path:
    """The program's path; `package` is the Debian package that brings it."""
    found = shutil.which(program)
    if found:
        return Path(found)
    reason = REASON.format(program=program, package=package)
    required = os.environ.get("LOANS_REQUIRE", "").split(",")
    if "all" in required or program in required:
        pytest.fail(f"{reason}; LOANS_REQUIRE={os.environ['LOANS_REQUIRE']}", pytrace=False)
    pytest.skip(reason, allow_module_level=True)


def not_tested(reasons: Iterable[str]) -> str:
    """One closing line, Vietnamese then English, from the reasons of the skips; empty where nothing was missing."""
    missing = sorted({match.groups() for reason in reasons for match in MISSING.finditer(reason)})
    programs = ", ".join(dict.fromkeys(program for program, _ in missing))
    install = "sudo apt-get install " + " ".join(dict.fromkeys(package for _, package in missing))
    said = f"Chưa thử (thiếu {programs}), cài: {install} / Not tested ({programs} missing), install: {install}"
    return said if missing else ""
