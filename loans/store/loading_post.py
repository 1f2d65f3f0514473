"""Booking a load: every row that ``carry_in`` would write, loan by loan, written set by set out of the staged rows.

Everything happens in the transaction of the caller, so a load is visible whole or not at all. Keys are given by the
database and joined back by (noun, key), which is unique. CROSS JOIN holds SQLite to the order that is written: it
would begin with the streams, for the sake of ORDER BY, and look through all results for each; PostgreSQL plans freely.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, table, text

from loans.domain.network import BEGINNING, Group
from loans.store.bulk import insert_columns
from loans.store.tables import entry
from loans.store.types import canonical

_CUSTOMERS = """
CREATE TEMPORARY TABLE posting_customer AS
SELECT r.customer_no AS customer_no, min(r.contract) AS contract FROM load_result r
WHERE r.load_id = {load} AND r.ready = 1 AND r.loan_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM borrower b WHERE b.customer_no = r.customer_no)
GROUP BY r.customer_no
"""
_CUSTOMER_STREAMS = """
INSERT INTO stream (noun, key) SELECT 'borrower', customer_no FROM posting_customer ORDER BY contract
"""
_CUSTOMER_ENTRIES = """
INSERT INTO entry (stream_id, sequence, kind, effective_on, booked_at, actor, reason, body, origin)
SELECT s.id, 1, 'borrower_registered', :today, :now, :actor, '',
       '{{"borrower_class":"' || r.customer_class || '","commune":"' || r.commune || '","customer_no":"'
       || r.customer_no || '"}}', :origin
FROM posting_customer p
CROSS JOIN load_result r CROSS JOIN stream s
WHERE r.load_id = :load AND r.contract = p.contract AND s.noun = 'borrower' AND s.key = p.customer_no
ORDER BY p.contract
"""
_CUSTOMER_ROWS = """
INSERT INTO borrower (id, entry_id, customer_no, borrower_class, name, identity_no, commune)
SELECT s.id, e.id, p.customer_no, r.customer_class, r.customer_name, r.identity_no, r.commune
FROM posting_customer p
CROSS JOIN load_result r CROSS JOIN stream s CROSS JOIN entry e
WHERE r.load_id = :load AND r.contract = p.contract AND s.noun = 'borrower' AND s.key = p.customer_no
  AND e.stream_id = s.id AND e.sequence = 1
ORDER BY p.contract
"""
_CUSTOMER_UNSEALED = """
INSERT INTO unsealed (entry_id)
SELECT e.id FROM posting_customer p
CROSS JOIN stream s CROSS JOIN entry e
WHERE s.noun = 'borrower' AND s.key = p.customer_no AND e.stream_id = s.id AND e.sequence = 1
"""
_LOAN_STREAMS = """
INSERT INTO stream (noun, key)
SELECT 'loan', r.contract_no FROM load_result r
WHERE r.load_id = :load AND r.ready = 1 AND r.loan_id IS NULL ORDER BY r.contract
"""
_LOAN_ENTRIES = """
INSERT INTO entry (stream_id, sequence, kind, effective_on, booked_at, actor, reason, body, origin)
SELECT s.id, 1, 'loan_opened', :day, :now, :actor, '', r.body, :origin
FROM load_result r CROSS JOIN stream s
WHERE r.load_id = :load AND r.ready = 1 AND r.loan_id IS NULL AND s.noun = 'loan' AND s.key = r.contract_no
ORDER BY r.contract
"""
_LOANS = """
CREATE TEMPORARY TABLE posting_loan AS
SELECT r.contract AS contract, s.id AS loan_id, e.id AS entry_id, b.id AS borrower_id, g.id AS group_id,
       r.pieces_file AS pieces_file, r.history AS history
FROM load_result r
CROSS JOIN stream s CROSS JOIN entry e CROSS JOIN borrower b
LEFT JOIN credit_group g ON g.number = r.group_no AND r.group_no <> ''
WHERE r.load_id = {load} AND r.ready = 1 AND r.loan_id IS NULL AND s.noun = 'loan' AND s.key = r.contract_no
  AND e.stream_id = s.id AND e.sequence = 1 AND b.customer_no = r.customer_no
ORDER BY r.contract
"""
_INDEX = "CREATE UNIQUE INDEX ix_posting_loan ON posting_loan (contract)"
_UNSEALED = "INSERT INTO unsealed (entry_id) SELECT entry_id FROM posting_loan"
_OF = "FROM posting_loan p JOIN load_result r ON r.load_id = :load AND r.contract = p.contract"
_APPLICATIONS = f"""
INSERT INTO application (id, entry_id, borrower_id, source_id, commune, group_id, purpose, amount, term_months,
                         new_workers, total_workers, programme, pre_departure_cost, labour_contract_months)
SELECT p.loan_id, p.entry_id, p.borrower_id, r.source_id, r.commune, p.group_id, 'create', r.amount, r.term_months,
       0, 0, :programme, 0, 0 {_OF} ORDER BY p.loan_id
"""
_LOAN_ROWS = f"""
INSERT INTO loan (id, entry_id, contract_no, application_id, borrower_id, source_id, commune, group_id, point_id,
                  approved_on, signed_on, regime, rate_group, rate_e7, overdue_rate_e7, rate_fixed, method,
                  instalment_rule, workers, amount, programme)
SELECT p.loan_id, p.entry_id, r.contract_no, p.loan_id, p.borrower_id, r.source_id, r.commune, p.group_id, r.point_id,
       r.approved_on, r.signed_on, r.regime, r.rate_group, r.rate_e7, r.overdue_rate_e7, r.rate_fixed = 1, r.method,
       r.instalment_rule, 0, r.amount, :programme {_OF} ORDER BY p.loan_id
"""
_OPENINGS = f"""
INSERT INTO opening (entry_id, loan_id, load_id, effective_on, brought, in_term, overdue, frozen, overdue_since,
                     interest_known, interest_in_term, interest_overdue, disbursed, repaid, old_code, marks)
SELECT p.entry_id, p.loan_id, r.load_id, :day, r.brought, r.in_term, r.overdue, r.frozen, r.overdue_since,
       r.interest_known = 1, r.interest_in_term, r.interest_overdue, r.disbursed, r.repaid,
       nullif(r.old_code, ''), r.marks {_OF} ORDER BY p.entry_id
"""
_ONE_PIECE = f"""
INSERT INTO instalment (entry_id, number, loan_id, due_on, principal)
SELECT p.entry_id, 1, p.loan_id, r.due_on, r.outstanding {_OF}
WHERE p.history = 0 AND p.pieces_file IS NULL ORDER BY p.entry_id
"""
_PIECES = """
INSERT INTO instalment (entry_id, number, loan_id, due_on, principal)
SELECT entry_id, row_number() OVER (PARTITION BY entry_id ORDER BY part, due_on, voucher_no{collate}, principal),
       loan_id, due_on, principal
FROM (
    SELECT p.entry_id, p.loan_id, 0 AS part, v.effective_on AS due_on, v.voucher_no, v.principal
    FROM posting_loan p JOIN load_voucher v ON v.load_id = :load AND v.contract = p.contract
    WHERE p.history = 1 AND v.principal > 0
    UNION ALL
    SELECT p.entry_id, p.loan_id, 1, i.due_on, '', i.due
    FROM posting_loan p JOIN load_instalment i ON i.load_id = :load AND i.contract = p.contract
                                              AND i.file_id = p.pieces_file
    UNION ALL
    SELECT p.entry_id, p.loan_id, 1, r.due_on, '', r.outstanding
    FROM posting_loan p JOIN load_result r ON r.load_id = :load AND r.contract = p.contract
    WHERE p.history = 1 AND p.pieces_file IS NULL
) AS every
"""
_PAST = """
INSERT INTO past_voucher (entry_id, number, loan_id, effective_on, voucher_no, disbursed, principal, interest)
SELECT p.entry_id, row_number() OVER (PARTITION BY v.contract ORDER BY v.effective_on, v.voucher_no{collate}),
       p.loan_id, v.effective_on, v.voucher_no, v.disbursed, v.principal, v.interest
FROM posting_loan p JOIN load_voucher v ON v.load_id = :load AND v.contract = p.contract
WHERE p.history = 1
"""
_FREEZES = f"""
INSERT INTO debt_freeze (entry_id, loan_id, effective_on, last_on, cause, supplementary, in_term, overdue)
SELECT p.entry_id, p.loan_id, :day, r.frozen_through, 'other', 1 = 0, r.frozen, 0 {_OF}
WHERE r.frozen > 0 ORDER BY p.entry_id
"""
_POSTINGS = f"""
INSERT INTO posting (entry_id, line, source_id, account, effective_on, amount)
SELECT p.entry_id, 1, r.source_id, 'outstanding', :day, r.outstanding {_OF} ORDER BY p.entry_id
"""
_AGAINST = f"""
INSERT INTO posting (entry_id, line, source_id, account, effective_on, amount)
SELECT p.entry_id, 2, r.source_id, 'available', :day, -r.outstanding {_OF} ORDER BY p.entry_id
"""
FILLED = (
    "stream",
    "entry",
    "unsealed",
    "borrower",
    "application",
    "loan",
    "opening",
    "instalment",
    "past_voucher",
    "debt_freeze",
    "posting",
    "credit_group",
    "group_fact",
)
"""The tables that a load fills."""
_STEPS = (
    (_CUSTOMER_STREAMS, _CUSTOMER_ENTRIES, _CUSTOMER_ROWS, _CUSTOMER_UNSEALED, _LOAN_STREAMS, _LOAN_ENTRIES),
    (_UNSEALED, _APPLICATIONS, _LOAN_ROWS, _OPENINGS, _ONE_PIECE, _PIECES, _PAST, _FREEZES, _POSTINGS, _AGAINST),
)
_OF_GROUP = ("number", "commune", "point_id", "organisation", "leader", "hamlet_id")
_GROUPS = """
CREATE TEMPORARY TABLE posting_group (number VARCHAR PRIMARY KEY, commune VARCHAR, point_id BIGINT,
                                      organisation VARCHAR, leader VARCHAR, hamlet_id BIGINT, body TEXT)
"""
_GROUP_ENTRY = """
FROM posting_group p CROSS JOIN stream s CROSS JOIN entry e
WHERE s.noun = 'group' AND s.key = p.number AND e.stream_id = s.id AND e.sequence = 1
"""
_GROUP_STEPS = (
    "INSERT INTO stream (noun, key) SELECT 'group', number FROM posting_group ORDER BY number",
    """
INSERT INTO entry (stream_id, sequence, kind, effective_on, booked_at, actor, reason, body, origin)
SELECT s.id, 1, 'group_registered', :today, :now, :actor, '', p.body, :origin
FROM posting_group p CROSS JOIN stream s WHERE s.noun = 'group' AND s.key = p.number ORDER BY p.number
""",
    f"INSERT INTO unsealed (entry_id) SELECT e.id {_GROUP_ENTRY}",
    f"INSERT INTO credit_group (id, entry_id, number, commune) SELECT s.id, e.id, p.number, p.commune {_GROUP_ENTRY}",
    f"""
INSERT INTO group_fact (entry_id, group_id, since, point_id, organisation, leader, hamlet_id)
SELECT e.id, s.id, :beginning, p.point_id, p.organisation, p.leader, p.hamlet_id {_GROUP_ENTRY}
""",
)
_NAMED = re.compile(r":([a-z]+)")
_TYPED = [bindparam("now", type_=entry.c.booked_at.type)] + [
    bindparam(name, type_=entry.c.effective_on.type) for name in ("day", "today", "beginning")
]


def post(connection: Connection, load_id: int, said: Mapping[str, Any]) -> int:
    """Book what is ready and not yet in the books; ``said``: day, today, actor, now, origin. Answers how many loans."""
    given = {"load": load_id, **said}
    given["programme"] = connection.scalar(text("SELECT programme FROM load WHERE id = :load"), {"load": load_id})
    _prepare(connection)
    connection.execute(text(_CUSTOMERS.format(load=int(load_id))))
    for step in _STEPS[0]:
        _run(connection, step, given)
    connection.execute(text(_LOANS.format(load=int(load_id))))
    connection.execute(text(_INDEX))
    _look_at(connection, ["posting_loan"])
    for step in _STEPS[1]:
        _run(connection, step, given)
    posted = int(connection.scalar(text("SELECT count(*) FROM posting_loan")) or 0)
    for name in ("posting_loan", "posting_customer"):
        connection.execute(text(f"DROP TABLE {name}"))
    _look_at(connection, FILLED)
    return posted


def add_groups(
    connection: Connection, groups: Sequence[Group], bodies: Sequence[Mapping[str, Any]], said: Mapping[str, Any]
) -> None:
    """Book groups with their first facts: a stream, an entry, the group and its fact each."""
    if not groups:
        return
    connection.execute(text(_GROUPS))
    facts = {name: [getattr(each, name) for each in groups] for name in _OF_GROUP}
    insert_columns(connection, table("posting_group"), {**facts, "body": [canonical(each) for each in bodies]})
    for step in _GROUP_STEPS:
        _run(connection, step, {"beginning": BEGINNING, **said})
    connection.execute(text("DROP TABLE posting_group"))


def _prepare(connection: Connection) -> None:
    for name in ("posting_loan", "posting_customer"):
        connection.execute(text(f"DROP TABLE IF EXISTS {name}"))
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL jit = off"))  # it compiles for longer than these statements run
    _look_at(connection, ("load_result", "load_voucher", "load_instalment"))


def _look_at(connection: Connection, names: Iterable[str]) -> None:
    """PostgreSQL plans by its statistics, and nobody has looked at tables that were just filled.

    A few thousand rows of each are enough to plan by; the server looks at more of them in its own time.
    """
    if connection.dialect.name != "postgresql":
        return
    connection.execute(text("SET LOCAL default_statistics_target = 10"))
    for name in names:
        connection.execute(text(f"ANALYZE {name}"))


def _run(connection: Connection, step: str, given: dict[str, Any]) -> None:
    """One statement with the parameters that it names; text is ordered by its code points on both databases."""
    collate = ' COLLATE "C"' if connection.dialect.name == "postgresql" else ""
    named = set(_NAMED.findall(step))
    typed = [each for each in _TYPED if each.key in named]
    connection.execute(text(step.format(collate=collate)).bindparams(*typed), {name: given[name] for name in named})
