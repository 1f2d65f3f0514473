"""Forms as files: XLSX in the layout that the form has, and print-ready PDF; each bears the digest of its data."""

from loans.domain.refusal import Refusal
from loans.papers.forms.bcquery import bcquery_workbook
from loans.papers.forms.field import field_pdf, field_workbook
from loans.papers.forms.official import official_workbook
from loans.papers.forms.pages import form_pdf
from loans.service.reports.forms.records import FormTable, Layout

MOST_PRINTED, MOST_SHEETS = 3_000, 1_000
"""Rows of a PDF, and of a paper for the field with a page a row: beyond it setting takes minutes."""

__all__ = ["form_as_pdf", "form_as_xlsx"]


def form_as_xlsx(table: FormTable, *, demo: bool = False) -> bytes:
    """The form as a workbook in its own layout."""
    made = {Layout.BCQUERY: bcquery_workbook, Layout.FIELD: field_workbook, Layout.OFFICIAL: official_workbook}
    return made[table.form.layout](table, demo=demo)


def form_as_pdf(table: FormTable, *, demo: bool = False) -> bytes:
    """The form as pages to print; one too long to print is refused: narrow it down, or take it as a workbook."""
    most = MOST_SHEETS if table.form.layout is Layout.FIELD else MOST_PRINTED
    if len(table.rows) > most:
        raise Refusal(
            "form_too_long",
            field="format",
            value="pdf",
            vi=f"Biểu có {len(table.rows)} dòng, quá {most} dòng để in. Thu hẹp phạm vi (xã, điểm, tổ, khách "
            "hàng) hoặc lấy XLSX, CSV.",
            en=f"The form has {len(table.rows)} rows, more than the {most} that are printed. "
            "Narrow it down (commune, point, group, customer), or take XLSX or CSV.",
        )
    return field_pdf(table, demo=demo) if table.form.layout is Layout.FIELD else form_pdf(table, demo=demo)
