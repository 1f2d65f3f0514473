"""Brings a database to the present schema, loads the communes, and says what state it is in."""

from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, Table, func, insert, select, text

from loans.domain.refusal import Refusal
from loans.store.append_only import guards
from loans.store.engine import WRITING
from loans.store.reference import communes, successions
from loans.store.tables import APPEND_ONLY, commune, metadata, succession

_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}
_MIGRATING_LOCK = 0x6D696772  # two servers that start together migrate one after the other


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run the migrations up to a revision, in one transaction, and load the communes and their succession."""
    with exclusive(engine) as connection, connection.begin():
        migrate(connection, revision)


def migrate(connection: Connection, revision: str = "head") -> None:
    """What ``upgrade`` does, within the transaction of the caller, who began it for writing."""
    _lock(connection)
    command.upgrade(_config(connection), revision)
    if revision == "head":
        _load_areas(connection)


def downgrade(engine: Engine, revision: str) -> None:
    """Run the migrations down; one that would drop a recorded row refuses."""
    with exclusive(engine) as connection, connection.begin():
        _lock(connection)
        command.downgrade(_config(connection), revision)


def is_current(engine: Engine) -> bool:
    """Whether the database stands at the last migration of this version."""
    with engine.connect() as connection, connection.begin():
        return revision_of(connection) == lineage(connection)[-1]


def differences(engine: Engine) -> list[str]:
    """What a database really has otherwise than this version's tables: tables, columns, indexes, keys and the guards
    of what is append-only; nothing where all is as it should be."""
    with engine.connect() as connection, connection.begin():
        found = compare_metadata(MigrationContext.configure(connection), metadata)
        held = set(connection.scalars(text(_TRIGGERS[connection.dialect.name])))
        wanted = [each.split()[2] for each in guards(APPEND_ONLY, connection.dialect.name) if _is_trigger(each)]
        missing = [f"missing trigger {name}" for name in wanted if name not in held]
        return [*(_told(each) for each in found), *missing]


def _told(difference: Any) -> str:
    """One difference in a line: what is to be done, and to which table, column, index or key."""
    what = difference[0] if isinstance(difference, list) else difference  # changes of one column come as a list
    named = [getattr(each, "name", None) or str(each) for each in what[1:] if each is not None]
    return " ".join([str(what[0]), *(str(each) for each in named)])


def _is_trigger(statement: str) -> bool:
    return statement.startswith("CREATE TRIGGER")


def revision_of(connection: Connection) -> str:
    """The migration at which the database stands; empty where it has none of our tables."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def lineage(connection: Connection) -> list[str]:
    """The migrations that this version knows, the first one first."""
    scripts = ScriptDirectory.from_config(_config(connection))
    return [script.revision for script in scripts.walk_revisions()][::-1]


def create_all(engine: Engine) -> None:
    """The schema straight from the table definitions, as the migrations must leave it."""
    with exclusive(engine) as connection, connection.begin():
        metadata.create_all(connection)
        for statement in guards(APPEND_ONLY, connection.dialect.name):
            connection.execute(text(statement))


def refuse_if_recorded(connection: Connection, tables: list[str]) -> None:
    """Refuse to drop tables that hold anything: nothing recorded is lost."""
    for name in tables:
        rows = connection.scalar(select(func.count()).select_from(metadata.tables[name]))
        if rows:
            raise Refusal(
                "downgrade_would_lose",
                field=name,
                value=rows,
                vi=f"Không thể hạ phiên bản: bảng {name} có {rows} dòng. Sao lưu và chuyển dữ liệu trước.",
                en=f"The downgrade would drop {rows} rows of {name}. Export and move them first.",
            )


def exclusive(engine: Engine) -> Connection:
    """A connection whose transaction writes: on SQLite it holds the database from its beginning."""
    return engine.connect().execution_options(**{WRITING: True})


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_MIGRATING_LOCK)))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "loans.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _load_areas(connection: Connection) -> None:
    """Load the communes in force and the succession of the old units; what is there already stays."""
    known = set(connection.scalars(select(commune.c.code)))
    _insert(connection, commune, [row for row in communes() if row["code"] not in known])
    recorded = {tuple(row) for row in connection.execute(select(succession.c.old_code, succession.c.new_code))}
    fresh = [row for row in successions() if (row["old_code"], row["new_code"]) not in recorded]
    _insert(connection, succession, fresh)


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
