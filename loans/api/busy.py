"""How a report says that there is no room for it now, as the API's description has it."""

from typing import Any

from marshmallow import fields, validate

from loans.api.fields import Strict
from loans.http.errors import MIME


class ReportBusySchema(Strict):
    """No room for this report now; ``running``: seconds for which that has run whose end makes room."""

    code = fields.String(validate=validate.Equal("report_busy"))
    detail = fields.String()
    detail_en = fields.String()
    retry_after = fields.Integer(validate=validate.Range(min=1))
    running = fields.Integer(validate=validate.Range(min=0))


BUSY: dict[str, Any] = {
    "description": "Báo cáo đang được lập, hoặc máy chủ đang lập báo cáo khác; hỏi lại sau Retry-After giây. · The "
    "report is being worked out, or others are; ask again after Retry-After seconds.",
    "content_type": MIME,
    "schema": ReportBusySchema,
    "headers": {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer", "minimum": 1}}},
}
"""The answer 503 of a report."""
