"""Fetch the third-party files of the pages again, or check (offline) that nobody edited them.

The files are committed, so neither a user nor a build needs Node: only `make vendor` calls `npm pack`.
`SHA256SUMS` beside the files is the list of what a package gives us; `sha256sum -c` reads it too.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[1] / "loans" / "web" / "static" / "vendor"
SUMS = "SHA256SUMS"


def folders() -> list[Path]:
    """One folder per package, named `<package>-<version>`."""
    return sorted(path for path in VENDOR.iterdir() if path.is_dir())


def expected(folder: Path) -> dict[str, str]:
    """File name → SHA-256, as committed."""
    lines = (folder / SUMS).read_text(encoding="ascii").splitlines()
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def faults(folder: Path, sums: dict[str, str]) -> list[str]:
    """What differs between a folder and its list; also files that nobody listed."""
    present = {path.name for path in folder.iterdir()} - {SUMS}
    missing = [f"{folder.name}/{name}: missing" for name in sorted(sums.keys() - present)]
    unlisted = [f"{folder.name}/{name}: not in {SUMS}" for name in sorted(present - sums.keys())]
    changed = [
        f"{folder.name}/{name}: SHA-256 differs from {SUMS}"
        for name in sorted(sums.keys() & present)
        if digest_of(folder / name) != sums[name]
    ]
    return missing + unlisted + changed


def check() -> list[str]:
    """Every fault of every vendored folder."""
    return [fault for folder in folders() for fault in faults(folder, expected(folder))]


def package(folder: Path) -> str:
    """The npm name of a folder: `htmx.org-4.0.0` → `htmx.org@4.0.0`, `scope--name-1.2` → `@scope/name@1.2`."""
    name, version = re.fullmatch(r"(.+?)-(\d.*)", folder.name, re.ASCII).groups()  # type: ignore[union-attr]
    scope, dashes, rest = name.partition("--")
    return f"@{scope}/{rest}@{version}" if dashes else f"{name}@{version}"


def fetch(folder: Path) -> list[str]:
    """Replace a folder's files by the package's own, once their hashes are right."""
    npm = shutil.which("npm")
    if npm is None:
        return ["npm is not installed; only `make vendor` needs it"]
    sums = expected(folder)
    with tempfile.TemporaryDirectory() as scratch:
        # Name and version come from a committed folder name, not from a user.
        subprocess.run([npm, "pack", "--silent", package(folder)], cwd=scratch, check=True)  # noqa: S603
        [archive] = Path(scratch).glob("*.tgz")
        fresh = Path(scratch, folder.name)
        fresh.mkdir()
        with tarfile.open(archive) as tar:
            for member in tar:
                # Folders inside the package are dropped; the hash tells same-named files apart.
                source, name = tar.extractfile(member), Path(member.name).name
                content = source.read() if source else b""
                if sums.get(name) == hashlib.sha256(content).hexdigest():
                    (fresh / name).write_bytes(content)
        shutil.copy(folder / SUMS, fresh)
        found = faults(fresh, sums)
        if not found:
            shutil.rmtree(folder)
            shutil.copytree(fresh, folder)
        return [f"{package(folder)} gives something else: {fault}" for fault in found]


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        sys.stderr.write("usage: python ci/vendor.py [--check]\n")
        return 2
    found = check() if arguments else [fault for folder in folders() for fault in fetch(folder)]
    for fault in found:
        sys.stderr.write(fault + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
