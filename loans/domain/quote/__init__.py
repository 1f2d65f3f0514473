"""The quote (bảng tính thử): what a loan costs its borrower. Pure arithmetic; no limit of the law is checked."""

from loans.domain.quote.cost import quote

__all__ = ["quote"]
