"""After a request that booked very much: seal and link it, so that the next reader need not."""

import structlog
from flask import Response, after_this_request
from sqlalchemy.exc import SQLAlchemyError

from loans.http.context import context

_log = structlog.get_logger("loans.linking")


def link_afterwards() -> None:
    """Once this request's transaction has ended, link all that is sealed; no writer waits for it.

    What was booked stays booked and is answered so: where linking fails, `loans audit seal` or a reader goes on.
    """

    @after_this_request
    def _link(response: Response) -> Response:
        store = context().store
        try:
            store.seal()
            store.link()
        except SQLAlchemyError as fault:
            _log.warning("load_not_linked", fault=type(fault).__name__)
        return response
