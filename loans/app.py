"""The composition root: joins store, API and pages into one application. Imported by the server and the CLI alone."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from flask import Flask, Response, jsonify
from flask_smorest import Api

from loans import api as loans_api
from loans import web
from loans.domain.refusal import Refusal
from loans.http import errors, logs, serving
from loans.http.context import Context
from loans.http.limits import limiter
from loans.service.books.ledgers import Ledgers
from loans.service.books.made_by import made_by
from loans.service.unit_of_work import Ledgers as KeptLedgers
from loans.settings import Settings, settings
from loans.store.books.generations import Generations
from loans.store.engine import identity_of
from loans.store.schema import is_current
from loans.store.unit_of_work import Store, utc_now

LARGEST_BODY = 8 * 1024 * 1024
"""A year's demand or a long group list is far below this; what is larger is an upload and has its own way in."""


def create_app(
    configured: Settings | None = None, clock: Callable[[], datetime] = utc_now, store: Store | None = None
) -> Flask:
    """The application. Refuses to start on a signing key that is missing or known, or on a demo outside demo mode."""
    chosen = configured or settings()
    logs.configure()
    app = Flask("loans", static_folder=None)
    app.url_map.merge_slashes = False  # a doubled slash is a wrong address, answered like one
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,  # a form may carry a sheet that was pasted
        API_TITLE="loans: cho vay hỗ trợ tạo việc làm",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        RATELIMIT_STORAGE_URI="memory://",
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    joined = store or Store.at(chosen.database_url, clock)
    keep_ledgers(joined, chosen)
    app.extensions["loans"] = Context(joined, chosen, clock)
    refuse_demo_in_earnest(joined, chosen)
    logs.install(app)
    serving.install(app)
    limiter.init_app(app)
    loans_api.register(Api(app))
    errors.install(app, web.problem_page)  # after the API, whose own handlers would answer in another shape
    web.register(app)
    _add_probes(app, joined)
    app.after_request(_harden)
    if configured is None:
        read_ahead(joined)
    return app


def keep_ledgers(store: Store, chosen: Settings) -> None:
    """Let reports draw from ledgers that were read before, in the folder that the settings name."""
    if chosen.snapshot is not None:
        store.ledgers = Ledgers(Generations(chosen.snapshot), made_by(identity_of(store.engine)))


def read_ahead(store: Store) -> None:
    """Open the snapshot, or begin to make one, before the first report asks for it; nobody waits for this."""
    if store.ledgers is not None:
        threading.Thread(target=_read, args=(store, store.ledgers), name="ledgers", daemon=True).start()


def _read(store: Store, ledgers: KeptLedgers) -> None:
    try:
        if is_current(store.engine):
            with store.reading(store.known_at(None)) as uow:
                ledgers.view(uow)
    except Exception:  # whatever it is, the first report meets it and says so
        structlog.get_logger("loans.books").exception("snapshot", refused="not read ahead")


def openapi(app: Flask) -> dict[str, Any]:
    """The API's description, as served."""
    with app.test_client() as client:
        served: dict[str, Any] = client.get("/api/v1/openapi.json").get_json()
    return served


def _add_probes(app: Flask, store: Store) -> None:
    @app.get("/health")
    def health() -> Response:
        """Whether the process answers."""
        return jsonify({"status": "ok"})

    @app.get("/ready")
    def ready() -> tuple[Response, int]:
        """Whether the database answers and stands at this version's schema."""
        current = is_current(store.engine)
        return jsonify({"status": "ok" if current else "migrate", "schema": current}), 200 if current else 503


def refuse_demo_in_earnest(store: Store, chosen: Settings) -> None:
    """Outside demo mode a database that holds the demonstration refuses to start."""
    if chosen.demo or not is_current(store.engine):
        return
    with store.reading() as uow:
        demo = uow.entries.find("demo", "programme")
    if demo is not None:
        raise Refusal(
            "demo_database",
            field="LOANS_DATABASE_URL",
            vi="Cơ sở dữ liệu này chứa chương trình trình diễn (dữ liệu giả). "
            "Dùng cơ sở dữ liệu khác, hoặc đặt LOANS_DEMO=1.",
            en="This database holds the demonstration (fake data). Use another database, or set LOANS_DEMO=1.",
        )


def _harden(answer: Response) -> Response:
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("Referrer-Policy", "same-origin")
    answer.headers.setdefault("X-Frame-Options", "DENY")
    answer.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    if answer.mimetype in ("application/json", errors.MIME, "text/csv"):
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer
