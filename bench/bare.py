"""The bare stack: Flask and one SQLAlchemy Core transaction of five statements, as durable as ours, on ours's own pool.

No sign-in, no rule, no idempotency, no log: what nobody on this stack can do without.
"""

import os
from datetime import date
from typing import Any

from flask import Flask, Response, jsonify, request
from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    insert,
    select,
)

from loans.store.engine import WRITING, open_engine
from loans.store.types import Key

ROWS = "LOANS_BENCH_ROWS"
"""How many rows one request inserts: as many as one repayment of ours."""

metadata = MetaData()
loan = Table("bare_loan", metadata, Column("id", Key, primary_key=True), Column("amount", BigInteger, nullable=False))
entry = Table(
    "bare_entry",
    metadata,
    Column("id", Key, primary_key=True),
    Column("loan_id", Key, ForeignKey("bare_loan.id"), nullable=False, index=True),
    Column("kind", String(40), nullable=False),
    Column("on", Date, nullable=False),
    Column("body", Text, nullable=False),
)
voucher = Table(
    "bare_voucher",
    metadata,
    Column("entry_id", Key, ForeignKey("bare_entry.id"), primary_key=True),
    Column("number", String(40), nullable=False, unique=True),
    Column("amount", BigInteger, nullable=False),
)
line = Table(
    "bare_line",
    metadata,
    Column("entry_id", Key, ForeignKey("bare_entry.id"), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("amount", BigInteger, nullable=False),
)
reply = Table("bare_reply", metadata, Column("key", String(80), primary_key=True), Column("body", Text, nullable=False))

_LOAN = select(loan.c.amount).where(loan.c.id == bindparam("id"))
_ENTRY, _VOUCHER, _LINE, _REPLY = insert(entry), insert(voucher), insert(line), insert(reply)


def prepare(engine: Engine, ids: list[int]) -> None:
    """Empty tables, and the loans that will be paid on."""
    metadata.drop_all(engine)
    metadata.create_all(engine)
    with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        connection.execute(insert(loan), [{"id": each, "amount": 80_000_000} for each in ids])


def create_app(engine: Engine | None = None, rows: int | None = None) -> Flask:
    """The application; the database out of LOANS_DATABASE_URL, the rows of one request out of LOANS_BENCH_ROWS."""
    app = Flask("bare", static_folder=None)
    writing = (engine or open_engine(os.environ["LOANS_DATABASE_URL"])).execution_options(**{WRITING: True})
    lines = (rows or int(os.environ[ROWS])) - 3  # beside the entry, the voucher and the reply

    @app.get("/health")
    def health() -> Response:
        return jsonify({"status": "ok"})

    @app.post("/repayments/<int:loan_id>")
    def repay(loan_id: int) -> Response:
        return jsonify(_repaid(writing, lines, loan_id, request.get_json(), request.headers["Idempotency-Key"]))

    return app


def _repaid(engine: Engine, lines: int, loan_id: int, given: dict[str, Any], key: str) -> dict[str, Any]:
    with engine.begin() as connection:
        owed = connection.execute(_LOAN, {"id": loan_id}).scalar_one()
        said = {"loan_id": loan_id, "kind": "repaid", "on": date.fromisoformat(given["on"])}
        made = connection.execute(_ENTRY, said | {"body": request.get_data(as_text=True)}).inserted_primary_key
        by = made[0] if made else None
        amount, number = given["amount"], given["voucher_no"]
        connection.execute(_VOUCHER, {"entry_id": by, "number": number, "amount": amount})
        connection.execute(_LINE, [{"entry_id": by, "line": each, "amount": amount} for each in range(lines)])
        shown = {"id": loan_id, "entry": by, "owed": owed - amount}
        connection.execute(_REPLY, {"key": key, "body": str(shown)})
    return shown
