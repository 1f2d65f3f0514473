"""Capital: sources, their movements, the shares and distribution of interest, statements down to the posting."""

from loans.api.fund import capital, interest, statement
from loans.api.fund.source import blueprint

__all__ = ["blueprint", "capital", "interest", "statement"]
