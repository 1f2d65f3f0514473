"""Sheets that people hand in, XLSX or CSV, read strictly and under limits into rows with their places."""

from loans.papers.sheet.cells import Column, folded
from loans.papers.sheet.reading import CSV, FORM_MARK, MEDIA_TYPES, XLSX, SheetRow, read_sheet

__all__ = ["CSV", "FORM_MARK", "MEDIA_TYPES", "XLSX", "Column", "SheetRow", "folded", "read_sheet"]
