"""Guard rows: what spans several loans is held by a row of its own, always in one order."""

from sqlalchemy import Connection, func, select, tuple_
from sqlalchemy.dialects import postgresql

from loans.store.engine import WRITING
from loans.store.tables import guard

_PERIOD_LOCK = 0x706572696F64  # "period"; shared by every booking, taken alone by a closing


class Guards:
    """What a unit of work holds until its end. SQLite needs none: it has one writer."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._period_held = False

    def lock(
        self, *, borrower: int | None = None, plan: tuple[int, str, int] | None = None, source: int | None = None
    ) -> None:
        """Lock the guard rows of what spans loans, always borrower → commune plan → source.

        SQLite needs none: its writing unit of work already holds the database (BEGIN IMMEDIATE).
        """
        keys = (("borrower", borrower), ("plan", plan), ("source", source))
        self._hold(*((kind, _key(key)) for kind, key in keys if key is not None))

    def lock_period(self, *, closing: bool = False) -> None:
        """Shared by all who book, alone by who closes a period; SQLite's one writer needs none, nor does who reads."""
        if not self._guarding or (self._period_held and not closing):
            return
        take = func.pg_advisory_xact_lock if closing else func.pg_advisory_xact_lock_shared
        self._connection.execute(select(take(_PERIOD_LOCK)))
        self._period_held = True

    def lock_places(self) -> None:
        """One guard row for all confirmations of places; SQLite needs none."""
        self._hold(("place", ""))

    def _hold(self, *keys: tuple[str, str]) -> None:
        """Hold some guard rows, given in their order, at once: the rows are locked as they are sorted."""
        if not self._guarding:
            return
        rows = [{"kind": kind, "key": key} for kind, key in keys]
        self._connection.execute(postgresql.insert(guard).values(rows).on_conflict_do_nothing())
        held = select(guard.c.key).where(tuple_(guard.c.kind, guard.c.key).in_(keys))
        self._connection.execute(held.order_by(guard.c.kind, guard.c.key).with_for_update()).all()

    @property
    def _guarding(self) -> bool:
        """Whether anybody need wait: SQLite has one writer, and who reads or tries holds nobody up."""
        writing = self._connection.get_execution_options().get(WRITING, False)
        return bool(writing) and self._connection.dialect.name != "sqlite"


def _key(key: int | tuple[str | int, ...]) -> str:
    return str(key) if isinstance(key, int) else "/".join(map(str, key))
