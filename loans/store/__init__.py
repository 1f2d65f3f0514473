"""The store: SQLAlchemy Core on SQLite and PostgreSQL. SQL is spoken here and nowhere else."""
