"""The books: what every loan owes on any day, read once and folded."""

from loans.service.books.accepted import after_opening, consistent, open_period, opened

__all__ = ["after_opening", "consistent", "open_period", "opened"]
