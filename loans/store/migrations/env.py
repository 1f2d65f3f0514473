"""Alembic's entry: runs the migrations on the connection that ``loans.store.schema`` hands over."""

from alembic import context

from loans.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
context.run_migrations()
