"""The pages that people look at: for now the start page and the browsable documentation of the API."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, make_response, render_template

from loans.http.context import context

blueprint = Blueprint("web", __name__, template_folder="templates", static_folder="static", static_url_path="/static")

SWAGGER = next(iter(sorted((Path(__file__).parent / "static" / "vendor").glob("swagger-ui-dist-*")))).name
_PAGE = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
# Swagger UI draws its icons from data: addresses and sets styles on elements
_DOCS = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


@blueprint.get("/")
def start() -> Response:
    """What this is, where the documentation stands, and which three jobs it does."""
    return _page("start.html", _PAGE, demo=context().settings.demo)


@blueprint.get("/docs")
def docs() -> Response:
    """The API's documentation, to read and to try."""
    return _page("docs.html", _DOCS, swagger=f"vendor/{SWAGGER}")


def _page(template: str, policy: str, **given: Any) -> Response:
    answer = make_response(render_template(template, **given))
    answer.headers["Content-Security-Policy"] = policy
    return answer
