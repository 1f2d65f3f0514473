"""Export 2 of the bank, SAO KÊ DANH SÁCH NỢ QUÁ HẠN: the 22 columns as CSV or in the BCQUERY layout."""

from datetime import date
from typing import Any

from loans.api.files import attachment
from loans.api.known import as_asked
from loans.api.overdue.files import streamed
from loans.api.overdue.schemas import ExportQuery
from loans.api.overdue.statement import blueprint
from loans.api.resource import reads
from loans.api.rows import WorkbookSchema
from loans.http.context import context
from loans.http.roles import Action
from loans.papers.overdue import overdue_workbook
from loans.service.actor import Actor
from loans.service.reports.overdue import export_rows, month_export, vietnamese_days
from loans.service.unit_of_work import UnitOfWork

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME = "sao-ke-no-qua-han"


@reads(blueprint, "/reports/overdue/export", action=Action.LOAN_READ, reply=WorkbookSchema, query=ExportQuery)
def export(_uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """The loans with overdue principal in the bank's own columns; what is not held stays blank."""
    known, as_of = as_asked(query)
    own = context()
    shelf, old = own.books.at(own.store, known), query["units"] == "old"
    with own.store.reading(known) as then:
        frame = month_export(then, as_of=as_of, communes=actor.limit, old_units=old, shelf=shelf)
    if query["format"] == "csv":
        return streamed(vietnamese_days(frame), known, f"{NAME}-{as_of.isoformat()}.csv")
    content = overdue_workbook(export_rows(frame), as_of=as_of, known_at=known.moment, position=known.position)
    return attachment(content, media_type=XLSX, name=f"{NAME}-{as_of.isoformat()}.xlsx")
