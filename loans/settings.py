"""Settings of one installation, read from the environment once; secrets live in the instance folder."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from loans import capacity
from loans.domain.refusal import Refusal

LEAST_KEY = 32
KNOWN_DEFAULTS = ("change", "secret", "default", "example", "password", "dev-", "test-", "0000", "1234")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the database is, what signs cursors and CSRF tokens, whether this is a demonstration, what reports may
    take of a process.
    """

    database_url: str
    signing_key: str
    demo: bool
    cookie_secure: bool
    instance: Path
    report_threads: int = 4
    report_memory_mb: int = capacity.LEAST_REPORT_MEMORY
    snapshot: Path | None = None
    """The folder of ledgers that were read before; None: every report reads the database."""


def settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings out of LOANS_INSTANCE, LOANS_DATABASE_URL, LOANS_SIGNING_KEY, LOANS_DEMO, LOANS_COOKIE_SECURE,
    LOANS_REPORT_MEMORY_MB, LOANS_SNAPSHOT.

    Outside demo mode a missing, short or well-known signing key refuses to start.
    """
    demo = environment.get("LOANS_DEMO", "") == "1"
    instance = Path(environment.get("LOANS_INSTANCE", "instance")).resolve()
    key = environment.get("LOANS_SIGNING_KEY", "") or kept_secret(instance, "signing_key", draw=demo)
    _check_key(key)
    return Settings(
        database_url=database_url(environment),
        signing_key=key,
        demo=demo,
        cookie_secure=environment.get("LOANS_COOKIE_SECURE", "0" if demo else "1") == "1",
        instance=instance,
        report_threads=capacity.report_threads(environment),
        report_memory_mb=capacity.report_memory_mb(environment),
        snapshot=snapshot_folder(environment),
    )


def snapshot_folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Where ledgers that were read before are kept: LOANS_SNAPSHOT, else a folder of the instance; ``off``: nowhere."""
    given = environment.get("LOANS_SNAPSHOT", "")
    if given.lower() == "off":
        return None
    instance = Path(environment.get("LOANS_INSTANCE", "instance")).resolve()
    return Path(given).resolve() if given else instance / "snapshot"


def database_url(environment: Mapping[str, str] = os.environ) -> str:
    """The database: LOANS_DATABASE_URL, else an SQLite file in the instance folder."""
    instance = Path(environment.get("LOANS_INSTANCE", "instance")).resolve()
    return environment.get("LOANS_DATABASE_URL") or f"sqlite:///{instance / 'loans.db'}"


def kept_secret(instance: Path, name: str, *, draw: bool) -> str:
    """A secret out of the instance folder; drawn and kept there at first use where that is allowed."""
    file = instance / name
    if not file.exists() and draw:
        write_secret(file, _drawn())
    return file.read_text("utf-8").strip() if file.exists() else ""


def write_secret(file: Path, text: str) -> None:
    """Write a file that its owner alone may read."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)


def _drawn() -> str:
    """A random secret; one that happens to hold a well-known word would be refused later, so it is drawn again."""
    while not _is_own(key := secrets.token_urlsafe(48)):
        pass
    return key


def _is_own(key: str) -> bool:
    return len(key) >= LEAST_KEY and not any(known in key.lower() for known in KNOWN_DEFAULTS)


def _check_key(key: str) -> None:
    if _is_own(key):
        return
    raise Refusal(
        "signing_key_refused",
        field="LOANS_SIGNING_KEY",
        vi=f"Khóa ký bị thiếu, quá ngắn (dưới {LEAST_KEY} ký tự) hoặc là giá trị mẫu. Chạy `loans init` để tạo khóa "
        "trong thư mục instance, hoặc đặt LOANS_SIGNING_KEY bằng một chuỗi ngẫu nhiên.",
        en=f"The signing key is missing, shorter than {LEAST_KEY} characters, or a known default. Run `loans init`, "
        "which draws one into the instance folder, or set LOANS_SIGNING_KEY to a random text.",
    )
