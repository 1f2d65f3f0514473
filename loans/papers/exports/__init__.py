"""Readers of the bank's own exports ("BCQUERY" workbooks, CSV): every layout is data, every record has its place.

What can be repaired without guessing is repaired and said; what cannot is refused with its row and what to do.
"""

from loans.papers.exports.batch import Batch
from loans.papers.exports.batches import BatchStream, read_batches
from loans.papers.exports.book import CSV, MEDIA_TYPES, XLS, XLSX
from loans.papers.exports.cells import Repair
from loans.papers.exports.layout import MEASURES, Declared, Field, Layout, layouts
from loans.papers.exports.read import ExportRead, ExportStream, open_export, preview, read_export, read_exports
from loans.papers.exports.table import ControlTotal, ExportRow, Place

__all__ = [
    "CSV",
    "MEASURES",
    "MEDIA_TYPES",
    "XLS",
    "XLSX",
    "Batch",
    "BatchStream",
    "ControlTotal",
    "Declared",
    "ExportRead",
    "ExportRow",
    "ExportStream",
    "Field",
    "Layout",
    "Place",
    "Repair",
    "layouts",
    "open_export",
    "preview",
    "read_batches",
    "read_export",
    "read_exports",
]
