"""Forms: the list of them, each filled as of any day; papers for the field; the report calendar."""

from loans.api.form import calendar, field
from loans.api.form.routes import blueprint

__all__ = ["blueprint", "calendar", "field"]
