"""The server's settings, a reason beside each; `gunicorn -c python:loans.gunicorn_settings` reads them.

They stand in the package so that an installed wheel has them too; gunicorn.conf.py in the root re-exports them.
"""

import os
from pathlib import Path

from loans import capacity as _capacity

wsgi_app = "loans.app:create_app()"
proc_name = "loans"

# Loopback unless the operator says otherwise: the service speaks plain HTTP and TLS belongs to the proxy.
bind = os.environ.get("LOANS_BIND") or f"127.0.0.1:{os.environ.get('LOANS_PORT') or 8080}"

# Threads, because a request waits for the database; each holds at most one connection.
worker_class = "gthread"
workers, threads = _capacity.workers(os.environ), _capacity.threads(os.environ)

# Under gthread this watches a worker's main loop, not a request: 30 s without a sign of life means it hangs.
timeout = 30
# A stop lets the longest allowed answer (a year's export) finish; compose.yaml waits 5 s longer.
graceful_timeout = 30
# A tablet on a weak line keeps its connection between two taps; idle ones cost no thread under gthread.
keepalive = 15

# PostgreSQL: a fresh process after about 10,000 requests bounds any leak; the jitter of a tenth keeps the workers
# from leaving together. SQLite: never, as the old and the new process would both be writers for a while.
max_requests = 0 if _capacity.one_writer(os.environ) else 10_000
max_requests_jitter = max_requests // 10

# The heartbeat is a file: on a slow disk its write can block a healthy worker until it is killed.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  (memory, not a predictable file name)
# Nobody commands a running server through a socket in a home folder; a container has no home at all.
control_socket_disable = True

# The application logs each request once, structured and without query string, cookie or sign-in;
# gunicorn's own access log would repeat it with the query string, where names and identity numbers may stand.
accesslog = None
# Its start, stop and worker faults go to stderr, for the supervisor to keep.
errorlog = "-"


def post_worker_init(_worker: object) -> None:
    """Where numba is installed (extra ``fast``), a worker's first report about many loans has the rules compiled in the
    background; ``LOANS_KERNEL=numpy`` leaves that out."""
    from loans.service.books.compiled import PROCESS

    if os.environ.get("LOANS_KERNEL") != "numpy":
        PROCESS.when_asked()
