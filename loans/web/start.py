"""The start page, for whoever comes without being signed in, and the browsable documentation of the API."""

from flask import Response, make_response, redirect, render_template, url_for

from loans.web.page import pages, render, signed_in

blueprint = pages("web")

# Swagger UI draws its icons from data: addresses and sets styles on elements
_DOCS = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


@blueprint.get("/")
def start() -> Response:
    """What this is, and which three jobs it does; who is signed in is sent to their own day."""
    if signed_in():
        return redirect(url_for("home.home"))  # type: ignore[return-value]
    return render("start.html")


@blueprint.get("/docs")
def docs() -> Response:
    """The API's documentation, to read and to try."""
    answer = make_response(render_template("docs.html"))
    answer.headers["Content-Security-Policy"] = _DOCS
    return answer
