"""Where snapshots are kept, as the books ask it: ``ValueError`` for one that cannot be used, ``OSError`` where the disk
fails."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from loans.domain.columns import Column


class Files(Protocol):
    """The snapshots of one installation; ``loans.store.books.generations`` keeps them."""

    def current(self) -> str:
        """The name of the one in use; "" where there is none."""
        ...

    def said(self, name: str) -> Mapping[str, Any]:
        """What one says of itself."""
        ...

    def columns(self, name: str) -> Mapping[str, Column]:
        """Its columns, every file verified first."""
        ...

    def alone(self, seconds: float = 0) -> AbstractContextManager[bool]:
        """Whether this process may build one, alone; it waits at most so long for another."""
        ...

    def keep(self, said: Mapping[str, Any], columns: Mapping[str, Column]) -> str:
        """Write one and put it in use; answers its name."""
        ...

    def size(self, name: str) -> int:
        """How many bytes one takes."""
        ...

    def is_building(self) -> bool:
        """Whether a process is writing one now."""
        ...

    def note(self, fault: str) -> None:
        """Keep what last went wrong."""
        ...

    def noted(self) -> tuple[str, datetime | None]:
        """What last went wrong, and when."""
        ...
