"""Loads: what exists elsewhere is handed in, checked row by row, compared with the bank's totals, and posted whole."""

from loans.api.loading import file, mapping, result, route
from loans.api.loading.noun import blueprint

__all__ = ["blueprint", "file", "mapping", "result", "route"]
