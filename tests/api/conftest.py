"""The API's tests run on SQLite; those of what the database itself must hold ask for both kinds."""

from tests.api.fixtures import clock, furnished_postgresql, furnished_sqlite, kind, service

__all__ = ["clock", "furnished_postgresql", "furnished_sqlite", "kind", "service"]
