"""Compiled statements kept for all databases of a run: each test opens its own, and compiling is its largest cost."""

from collections import UserDict
from typing import Any

from sqlalchemy import Engine
from sqlalchemy import create_engine as create

from loans.store import engine


class Compiled(UserDict[Any, Any]):
    """Statements by all that names them but for the database: those of one kind are built alike."""

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(key[1:])

    def __contains__(self, key: Any) -> bool:
        return super().__contains__(key[1:])

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(key[1:], compiled)


_KEPT: dict[str, Compiled] = {}


def _create_engine(*arguments: Any, **options: Any) -> Engine:
    created = create(*arguments, **options)
    kept = _KEPT.setdefault(created.dialect.name, Compiled())
    created.update_execution_options(compiled_cache=kept)
    return created


def share() -> None:
    """Let every engine opened from here on in this process use what the ones before compiled."""
    setattr(engine, "create_engine", _create_engine)  # noqa: B010
