"""Errors as people and programs need them: RFC 9457, a stable code, Vietnamese and English, field, article."""

from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, json
from werkzeug.exceptions import HTTPException

from loans.domain.refusal import Busy, Conflict, Finding, Forbidden, Refusal, Unknown
from loans.store.fault import BUSY, STORAGE_FULL, UNAVAILABLE, outage

MIME = "application/problem+json"
_log = structlog.get_logger("loans.errors")

_STATUS_OF_CODE = {
    "sign_in_needed": 401,
    "sign_in_failed": 401,
    "idempotency_key_missing": 400,
    "malformed_request": 400,
    "if_match_missing": 428,
}
_STATUS_OF_KIND = ((Busy, 503), (Unknown, 404), (Conflict, 409), (Forbidden, 403), (Refusal, 422))

_VIETNAMESE = {
    "Missing data for required field.": "Thiếu dữ liệu bắt buộc.",
    "Unknown field.": "Trường này không có trong biểu mẫu; bỏ đi hoặc sửa tên.",
    "Field may not be null.": "Không được để trống.",
    "Not a valid integer.": "Phải là số nguyên, viết bằng chữ số, không có phần lẻ.",
    "Not a valid string.": "Phải là chuỗi ký tự.",
    "Not a valid boolean.": "Phải là true hoặc false.",
    "Not a valid date.": "Phải là ngày dạng YYYY-MM-DD.",
    "Not a valid datetime.": "Phải là thời điểm dạng ISO 8601 có múi giờ.",
    "Not a valid list.": "Phải là danh sách.",
    "Not a valid mapping type.": "Phải là đối tượng JSON.",
    "Invalid input type.": "Kiểu dữ liệu không đúng.",
    "Not valid JSON.": "Nội dung không phải JSON hợp lệ.",
}

_HTTP = {
    400: ("malformed_request", "Yêu cầu không đúng định dạng.", "The request is malformed."),
    401: ("sign_in_needed", "Cần đăng nhập.", "Sign in first."),
    404: ("no_such_page", "Không có địa chỉ này. Xem /docs.", "There is no such address. See /docs."),
    405: ("method_not_allowed", "Địa chỉ này không nhận phương thức đó.", "This address does not take that method."),
    413: ("too_large", "Nội dung quá lớn. Chia nhỏ rồi gửi lại.", "The content is too large. Split it and send again."),
    415: (
        "not_json",
        "Nội dung phải là application/json; tệp tải lên phải đúng loại tệp mà địa chỉ này nhận (xem /docs).",
        "The content must be application/json; a file must be of a kind that this address takes (see /docs).",
    ),
    429: (
        "too_many_tries",
        "Thử quá nhiều lần. Đợi một phút rồi thử lại.",
        "Too many tries. Wait a minute, try again.",
    ),
}

_OUTAGES = {
    STORAGE_FULL: (
        "Hết chỗ lưu trữ; chưa có gì được ghi. Báo quản trị viên, rồi gửi lại đúng yêu cầu này.",
        "The storage is full; nothing was recorded. Tell the administrator, then send the same request again.",
    ),
    BUSY: (
        "Cơ sở dữ liệu đang bận; chưa có gì được ghi. Đợi vài giây rồi gửi lại đúng yêu cầu này.",
        "The database is busy; nothing was recorded. Wait a few seconds and send the same request again.",
    ),
    # a connection lost during the commit leaves open what became of it: the key, sent again, finds out
    UNAVAILABLE: (
        "Mất kết nối cơ sở dữ liệu; chưa rõ yêu cầu đã được ghi hay chưa. "
        "Đợi vài giây rồi gửi lại đúng yêu cầu này với cùng Idempotency-Key.",
        "The database could not be reached; whether this was recorded is not known. "
        "Wait a few seconds and send the same request again with the same Idempotency-Key.",
    ),
}


Page = Callable[[dict[str, Any]], Response | None]
"""Shows a problem as a page where a person asked for one; None: let it be answered as a problem."""


def install(app: Flask, page: Page | None = None) -> None:
    """Make every error of the application answer in the one shape; to people it is shown as a page."""
    app.extensions["loans.problem_page"] = page
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _broken)


def refused(refusal: Refusal) -> Response:
    """A refusal as a problem."""
    status, code = problem_of(refusal)
    extra: dict[str, Any] = {"present": refusal.present} if refusal.present else {}
    if isinstance(refusal, Busy):
        extra |= {"retry_after": refusal.retry_after, "running": refusal.running}
    if refusal.field:
        extra |= {"field": refusal.field, "value": refusal.value}
    answer = problem(
        status,
        code,
        vi=refusal.vi,
        en=refusal.en,
        cites=list(refusal.cites),
        errors=[_finding(finding) for finding in refusal.findings],
        **extra,
    )
    if isinstance(refusal, Busy):
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


def problem_of(refusal: Refusal) -> tuple[int, str]:
    """The status and the stable code under which a refusal is answered."""
    status = _STATUS_OF_CODE.get(refusal.code) or next(
        status for kind, status in _STATUS_OF_KIND if isinstance(refusal, kind)
    )
    return status, refusal.code


def problem(status: int, code: str, *, vi: str, en: str, **extra: Any) -> Response:
    """One payload shape for every error."""
    body = {
        "type": f"urn:loans:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": vi,
        "detail_en": en,
        "request_id": g.get("request_id", ""),
        **{name: value for name, value in extra.items() if value not in ([], None)},
    }
    text = json.dumps(body, ensure_ascii=False, default=str)
    shown = _page(body)
    if shown is not None:
        return shown
    # half of a surrogate pair in what was sent must not break the answer that refuses it
    return Response(text.encode("utf-8", "backslashreplace"), status=status, mimetype=MIME)


def _page(body: dict[str, Any]) -> Response | None:
    page: Page | None = current_app.extensions.get("loans.problem_page")
    return page(body) if page else None


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "source": finding.source,
        "code": finding.code,
        "detail": finding.vi,
        "detail_en": finding.en,
        "field": finding.field,
        "value": finding.value,
        "cites": list(finding.cites),
    }


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    messages = getattr(error, "data", {}).get("messages") if hasattr(error, "data") else None
    if status == 422 and messages:
        return problem(
            422,
            "invalid_fields",
            vi="Có trường không hợp lệ; sửa các trường nêu dưới đây.",
            en="Some fields are not valid; correct those named below.",
            errors=list(_field_errors(messages)),
        )
    code, vi, en = _HTTP.get(status, ("request_refused", "Yêu cầu bị từ chối.", "The request was refused."))
    answer = problem(status, code, vi=vi, en=en)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _broken(error: Exception) -> Response:
    """A fault of ours, or a database out of reach: logged whole, answered without its inside."""
    _log.error("broken", exc_info=error, request_id=g.get("request_id", ""))
    found = outage(error)
    if found:
        vi, en = _OUTAGES[found]
        return problem(503, found, vi=vi, en=en)
    return problem(
        500,
        "server_fault",
        vi="Hệ thống gặp lỗi; chưa có gì được ghi. Báo quản trị viên kèm mã yêu cầu.",
        en="Something broke here; nothing was recorded. Tell the administrator the request id.",
    )


def _field_errors(messages: Any, path: str = "") -> Iterator[dict[str, Any]]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            step = path if name in ("json", "query", "headers", "_schema") else f"{path}.{name}".lstrip(".")
            yield from _field_errors(inner, step)
        return
    for message in messages if isinstance(messages, list) else [messages]:
        vi, _, en = str(message).partition(" | ")
        yield {
            "source": path,
            "code": "invalid_field",
            "detail": vi if en else _VIETNAMESE.get(vi, "Giá trị không hợp lệ. " + vi),
            "detail_en": en or vi,
            "field": path,
        }
