"""A filled form as the rim answers it: JSON, CSV, a workbook or pages."""

from flask import Response

from loans.api.audit import head_header
from loans.api.files import attachment
from loans.http.context import context
from loans.papers.forms import form_as_pdf, form_as_xlsx
from loans.service.reports.forms import FormTable, as_csv, as_json
from loans.service.unit_of_work import Known

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


def answered(table: FormTable, known: Known, form: str) -> Response:
    """The form in the format asked for; the same bytes for the same as_of and known_at."""
    demo = context().settings.demo
    if form == "json":
        return Response(as_json(table), 200, mimetype="application/json")
    made = {
        "csv": lambda: (as_csv(table).encode(), CSV),
        "xlsx": lambda: (form_as_xlsx(table, demo=demo), XLSX),
        "pdf": lambda: (form_as_pdf(table, demo=demo), PDF),
    }
    content, media_type = made[form]()
    name = f"{table.form.code.lower()}-{table.as_of.isoformat()}.{form}"
    answer = attachment(content, media_type=media_type, name=name)
    answer.headers.extend(head_header(known))
    return answer
