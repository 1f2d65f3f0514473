"""Writes docs/openapi.json as the service serves it: ``python -m tests.api.openapi``."""

import json
import tempfile
from pathlib import Path
from typing import Any

from loans.app import create_app, openapi
from loans.settings import Settings
from tests.api.service import KEY

FILE = Path(__file__).parents[2] / "docs" / "openapi.json"


def served() -> dict[str, Any]:
    """The description as served; no database is asked for it."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/none.db"
        return openapi(create_app(Settings(url, KEY, demo=True, cookie_secure=True, instance=Path(folder))))


def as_file(description: dict[str, Any]) -> str:
    return json.dumps(description, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(as_file(served()), "utf-8")
