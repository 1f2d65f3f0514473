"""What a check made of staged rows: results by contract, counted, listed, summed; and what the books hold already."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, case, delete, func, or_, select, update

from loans.domain.fund import Account
from loans.domain.loading import LOADABLE, Control
from loans.domain.network import Group
from loans.service.unit_of_work import ResultRow
from loans.store.base import Port, sequences_of, whole
from loans.store.bulk import insert_columns
from loans.store.loading_post import add_groups, post
from loans.store.tables import (
    application,
    borrower,
    credit_group,
    debt_freeze,
    entry,
    instalment,
    load_file,
    load_loan,
    load_result,
    loan,
    opening,
    past_voucher,
    posting,
    reversal,
)

_SHEET = 1 << 21
"""Rows of the sheets of a workbook after the first are numbered from here on, each sheet apart."""


class SqlResults(Port):
    def __init__(self, connection: Connection, actor: str, now: datetime, origin: str = "") -> None:
        super().__init__(connection, None)
        self._author = {"actor": actor, "now": now, "origin": origin}

    def clear_results(self, load_id: int) -> None:
        """Forget what was checked: the files or the choices have changed."""
        self._connection.execute(delete(load_result).where(load_result.c.load_id == load_id))

    def add_results(self, columns: Mapping[str, Sequence[Any]]) -> None:
        insert_columns(self._connection, load_result, columns)

    def counts(self, load_id: int) -> Mapping[tuple[str, str], int]:
        """How many contracts there are of each result and combination of codes."""
        of = (load_result.c.result, load_result.c.codes)
        query = select(*of, func.count()).where(load_result.c.load_id == load_id).group_by(*of)
        return {(result, codes): int(count) for result, codes, count in self._connection.execute(query)}

    def rows(self, load_id: int, *, results: Sequence[str], code: str, after: int, limit: int) -> Sequence[ResultRow]:
        """Results in the order of contracts, of some kinds and with a code where that is asked."""
        query = _results().where(load_result.c.load_id == load_id, load_result.c.contract > after)
        if results:
            query = query.where(load_result.c.result.in_(results))
        if code:
            query = query.where(load_result.c.codes.contains(f",{code},", autoescape=True))
        query = query.order_by(load_result.c.contract).limit(limit)
        return [_result(row) for row in self._connection.execute(query).mappings()]

    def bad_lines(self, load_id: int, results: Sequence[str], limit: int) -> Sequence[Mapping[str, Any]]:
        """The staged lines of contracts of some results, every line of a contract that has several."""
        bad = (load_result.c.load_id == load_id, load_result.c.result.in_(results))
        query = (
            select(load_loan, load_result.c.result, load_result.c.codes, load_file.c.layout)
            .join(
                load_result,
                and_(load_result.c.load_id == load_loan.c.load_id, load_result.c.contract == load_loan.c.contract),
            )
            .join(load_file, load_file.c.id == load_loan.c.file_id)
            .where(*bad, load_loan.c.file_id == load_result.c.file_id)
            .order_by(load_loan.c.contract, load_loan.c.row)
            .limit(limit)
        )
        return [dict(row) for row in self._connection.execute(query).mappings()]

    def totals(self, load_id: int, *, ready: bool) -> Mapping[str, Control]:
        """Sums by the bank's commune over every row of the programme's, or over those that will be posted."""
        of = load_result.c
        query = (
            select(
                of.commune_code,
                func.count(),
                func.count(of.customer_no.distinct()),
                *(whole(column) for column in (of.outstanding, of.in_term, of.overdue, of.frozen)),
            )
            .where(of.load_id == load_id, of.result != "outside")
            .group_by(of.commune_code)
        )
        if ready:
            query = query.where((of.ready == 1) | (of.result == "unchanged"))
        found = self._connection.execute(query)
        return {code: Control(code, *(int(part) for part in parts)) for code, *parts in found}

    def set_ready(self, load_id: int, combinations: Sequence[str]) -> int:
        """Mark what may be posted: loadable results whose codes are one of some combinations; answers how many."""
        of = load_result.c
        may = and_(of.result.in_(LOADABLE), of.codes.in_(combinations))
        changed = update(load_result).where(of.load_id == load_id).values(ready=case((may, 1), else_=0))
        self._connection.execute(changed)
        query = select(func.count()).select_from(load_result).where(of.load_id == load_id, of.ready == 1)
        return int(self._connection.scalar(query) or 0)

    def add_groups(self, groups: Sequence[Group], bodies: Sequence[Mapping[str, object]], today: date) -> None:
        """Register many groups at once, as ``register_group`` does one by one."""
        add_groups(self._connection, groups, bodies, {"today": today, **self._author})

    def post(self, load_id: int, day: date, today: date) -> int:
        """Book everything that is ready and new, in one's own name: see ``loading_post``."""
        return post(self._connection, load_id, {"day": day, "today": today, **self._author})

    def loadable(self, load_id: int) -> Sequence[Mapping[str, Any]]:
        """What is ready and new, in the order of contracts."""
        of = load_result.c
        query = select(load_result).where(of.load_id == load_id, of.ready == 1, of.loan_id.is_(None))
        return [dict(row) for row in self._connection.execute(query.order_by(of.contract)).mappings()]

    def corrections(self, load_id: int) -> Sequence[Mapping[str, Any]]:
        """What is ready and corrects an opening, in the order of contracts."""
        of = load_result.c
        query = select(load_result).where(of.load_id == load_id, of.ready == 1, of.loan_id.is_not(None))
        return [dict(row) for row in self._connection.execute(query.order_by(of.contract)).mappings()]

    def stale(self, load_id: int) -> int:
        """How many contracts that may be loaded have come into the books, or moved there, since they were checked."""
        of = load_result.c
        last = select(func.max(entry.c.sequence)).where(entry.c.stream_id == of.loan_id).scalar_subquery()
        come = select(loan.c.id).where(loan.c.contract_no == of.contract_no).exists()
        moved = or_(and_(of.loan_id.is_(None), come), and_(of.loan_id.is_not(None), of.sequence != last))
        query = select(func.count()).select_from(load_result)
        query = query.where(of.load_id == load_id, of.result.in_(LOADABLE), moved)
        return int(self._connection.scalar(query) or 0)

    def unbalanced(self, load_id: int) -> int:
        """How many loans of a load come to something else, by balance and past vouchers, than the capital posted."""
        past, kept = past_voucher.c, posting.c
        moved = select(func.sum(past.disbursed - past.principal)).where(past.entry_id == opening.c.entry_id)
        bound = select(func.sum(kept.amount)).where(
            kept.entry_id == opening.c.entry_id, kept.account == Account.OUTSTANDING.value
        )
        comes_to = opening.c.brought + func.coalesce(moved.scalar_subquery(), 0)
        query = (
            select(func.count())
            .select_from(opening.join(loan, loan.c.entry_id == opening.c.entry_id))
            .where(opening.c.load_id == load_id, comes_to != func.coalesce(bound.scalar_subquery(), 0))
        )
        return int(self._connection.scalar(query) or 0)

    # --- what the books hold already

    def held(self, contracts: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """Of some contract numbers those in the books, with terms and, where it was brought in, its opening."""
        standing = opening.c.entry_id.not_in(select(reversal.c.reversed_id))
        group = select(credit_group.c.number).where(credit_group.c.id == loan.c.group_id).scalar_subquery()
        query = (
            select(
                loan,
                application.c.term_months,
                borrower.c.customer_no,
                func.coalesce(group, "").label("group_no"),
                *(opening.c[name].label(f"opening_{name}") for name in _OPENING),
                opening.c.entry_id.label("opening_entry"),
                entry.c.body.label("opening_body"),
                debt_freeze.c.last_on.label("opening_frozen_through"),
            )
            .join(application, application.c.id == loan.c.application_id)
            .join(borrower, borrower.c.id == loan.c.borrower_id)
            .outerjoin(opening, and_(opening.c.loan_id == loan.c.id, standing))
            .outerjoin(entry, entry.c.id == opening.c.entry_id)
            .outerjoin(debt_freeze, debt_freeze.c.entry_id == opening.c.entry_id)
            .where(loan.c.contract_no.in_(contracts))
        )
        rows = self._connection.execute(query).mappings().all()
        last = sequences_of(self._connection, [row["id"] for row in rows])
        return {row["contract_no"]: {**row, "sequence": last[row["id"]]} for row in rows}

    def opened_rows(self, entry_ids: Sequence[int]) -> tuple[Mapping[int, Any], Mapping[int, Any]]:
        """By opening: its instalments (due, đồng); its past vouchers (day, number, paid out, principal, interest)."""
        pieces: dict[int, list[Any]] = {}
        vouchers: dict[int, list[Any]] = {}
        asked = select(instalment).where(instalment.c.entry_id.in_(entry_ids)).order_by(instalment.c.number)
        for row in self._connection.execute(asked):
            pieces.setdefault(row.entry_id, []).append((row.due_on, row.principal))
        asked = select(past_voucher).where(past_voucher.c.entry_id.in_(entry_ids)).order_by(past_voucher.c.number)
        for row in self._connection.execute(asked):
            parts = (row.effective_on, row.voucher_no, row.disbursed, row.principal, row.interest)
            vouchers.setdefault(row.entry_id, []).append(parts)
        return pieces, vouchers


_OPENING = [
    "effective_on",
    "in_term",
    "overdue",
    "frozen",
    "brought",
    "overdue_since",
    "interest_known",
    "interest_in_term",
    "interest_overdue",
    "disbursed",
    "repaid",
    "old_code",
]


_PLACE = ("commune_code", "commune_name", "hamlet_code")


def _results() -> Select[Any]:
    of = load_result.c
    line = and_(
        load_loan.c.load_id == of.load_id,
        load_loan.c.contract == of.contract,
        load_loan.c.file_id == of.file_id,
        load_loan.c.row == of.row,
    )
    facts = (of.contract, of.contract_no, of.row, of.result, of.codes, of.commune, of.outstanding)
    told = (load_file.c.name, load_loan.c.repairs, load_loan.c.faults)
    place = (load_loan.c[name].label(f"place_{name}") for name in _PLACE)
    return select(*facts, *told, *place).outerjoin(load_loan, line).join(load_file, load_file.c.id == of.file_id)


def _result(row: Any) -> ResultRow:
    return ResultRow(
        contract=row["contract"],
        contract_no=row["contract_no"],
        file=row["name"],
        row=row["row"] % _SHEET,
        result=row["result"],
        codes=tuple(code for code in row["codes"].split(",") if code),
        commune=row["commune"],
        outstanding=int(row["outstanding"] or 0),
        repairs=json.loads(row["repairs"] or "[]"),
        faults=json.loads(row["faults"] or "[]"),
        place=(row["place_commune_code"] or "", row["place_commune_name"] or "", row["place_hamlet_code"] or ""),
    )
