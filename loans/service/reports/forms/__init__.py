"""Forms (biểu mẫu) as plain tables: columns told once, exact đồng, what is blank said to be blank, and a digest."""

from loans.service.reports.forms.canonical import as_csv, as_json, canonical, digest
from loans.service.reports.forms.records import Asked, Column, Form, FormTable, Kind, Layout
from loans.service.reports.forms.registry import FIELD_PAPERS, REPORTS, form_table, stamped

__all__ = [
    "FIELD_PAPERS",
    "REPORTS",
    "Asked",
    "Column",
    "Form",
    "FormTable",
    "Kind",
    "Layout",
    "as_csv",
    "as_json",
    "canonical",
    "digest",
    "form_table",
    "stamped",
]
