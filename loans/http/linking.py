"""After a request that booked very much: seal and link it, so that the next reader need not."""

from flask import Response, after_this_request

from loans.http.context import context


def link_afterwards() -> None:
    """Once this request's transaction has ended, link all that is sealed; no writer waits for it."""

    @after_this_request
    def _link(response: Response) -> Response:
        store = context().store
        store.seal()
        store.link()
        return response
