"""Applications: filed, listed by a group, made complete, appraised, decided, withdrawn."""

from loans.api.application.routes import blueprint

__all__ = ["blueprint"]
