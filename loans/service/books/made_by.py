"""By what a snapshot is made: whatever else it was made by, it is read anew."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from loans import domain
from loans.domain.law import law
from loans.service import books


def made_by(database: str) -> dict[str, Any]:
    """The database, the product's version, the law's files by their digests, and the rules by theirs."""
    return {"database": database, "version": version("loans"), "law": dict(law().files), "rules": _rules()}


@cache
def _rules() -> str:
    """A digest of the source by which a ledger is read and laid: a version in the making has no number of its own."""
    folders = [Path(file).parent for file in (domain.__file__, books.__file__) if file]
    digest = sha256()
    for file in sorted(file for folder in folders for file in folder.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
