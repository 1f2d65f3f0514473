"""After a request that booked very much: seal and link it, so that the next reader need not."""

import structlog
from flask import Response, after_this_request

from loans.http.context import context
from loans.store.fault import outage

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
        except Exception as fault:
            if not outage(fault):
                raise
            _log.warning("load_not_linked", outage=outage(fault))
        return response
