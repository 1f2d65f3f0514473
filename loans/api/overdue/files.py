"""Tables as CSV, streamed in chunks, so that a large pull never stands in memory as text."""

from collections.abc import Iterator
from datetime import date

import pandas as pd
from flask import Response

from loans.api.audit import head_header
from loans.http.attachment import disposition
from loans.service.reports.book import csv_lines
from loans.service.unit_of_work import Known

MARK = "\ufeff"
"""The mark of UTF-8, by which spreadsheets read Vietnamese."""


def csv(frame: pd.DataFrame, known: Known, as_of: date, name: str) -> Response:
    """CSV of a report; day and moment stand on every row."""
    dated = frame.assign(as_of=as_of.isoformat(), known_at=known.moment.isoformat(), position=known.position)
    return streamed(dated, known, f"{name}-{as_of.isoformat()}.csv")


def streamed(frame: pd.DataFrame, known: Known, name: str) -> Response:
    """CSV of a table as it is."""
    answer = Response(_marked(frame), 200, mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = disposition(name)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers.extend(head_header(known))
    return answer


def _marked(frame: pd.DataFrame) -> Iterator[str]:
    yield MARK
    yield from csv_lines(frame, ends="\r\n")
