"""Facts as CSV, with their sources and traps in README.md; ``loans.domain.area`` reads them."""
