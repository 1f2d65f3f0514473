"""Scanned papers sent along with a form: kept in the transaction of the step that they prove."""

from datetime import date

from flask import request

from loans.http.attachment import printable
from loans.service.paper import BEGINS, keep_paper
from loans.service.unit_of_work import UnitOfWork
from loans.web.form import Form

FIELD = "scan"


def kept_scans(uow: UnitOfWork, form: Form, today: date) -> list[int]:
    """Keep the scans of a form (PDF, PNG, JPEG) and answer their ids; another kind of file is told at its field."""
    kept = []
    for file in request.files.getlist(FIELD):
        if not file.filename:
            continue
        if file.mimetype not in BEGINS:
            form.fault(
                FIELD,
                "paper_not_readable",
                f"«{file.filename}» không phải PDF, PNG hoặc JPEG. Quét lại và lưu thành một trong các loại đó.",
                f"“{file.filename}” is no PDF, PNG or JPEG. Scan it again as one of them.",
            )
            continue
        found = keep_paper(
            uow,
            today=today,
            name=printable(file.filename)[:200] or "tệp",
            media_type=file.mimetype,
            content=file.stream.read(),
        )
        kept.append(found.id)
    form.check()
    return kept
