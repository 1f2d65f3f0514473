# The service in two stages: what builds it stays behind.
ARG PYTHON=3.11
FROM python:${PYTHON}-slim AS builder
WORKDIR /build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/loans
# The libraries first: their layer is built again only when the lock changes.
COPY requirements/run.lock requirements/run.lock
RUN /opt/loans/bin/pip install --require-hashes --only-binary :all: -r requirements/run.lock
COPY . .
# setuptools and wheel come from the lock, so nothing unlocked takes part.
RUN /opt/loans/bin/pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && /opt/loans/bin/pip install --no-deps --no-index dist/*.whl \
    && /opt/loans/bin/pip uninstall --yes setuptools wheel pip

FROM python:${PYTHON}-slim
# A fixed number, so that a volume keeps its owner from one image to the next.
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin loans \
    && install -d -o loans -g loans -m 0700 /var/lib/loans
COPY --from=builder /opt/loans /opt/loans
COPY gunicorn.conf.py /srv/loans/
WORKDIR /srv/loans
USER 10001
# All that is written goes to one volume: the signing key, and the database where it is SQLite.
ENV PATH=/opt/loans/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    LOANS_BIND=0.0.0.0:8080 \
    LOANS_INSTANCE=/var/lib/loans
VOLUME /var/lib/loans
EXPOSE 8080
# The slim image has no curl. Start counts 20 s: a first start draws the key and opens the pool.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health', timeout=4)"]
# Plain gunicorn reads gunicorn.conf.py of this folder; as process 1 it gets the stop signal itself.
CMD ["gunicorn"]
