"""Everything back: the files of an export as an equal database, in one transaction, proved before it is kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, column, delete, inspect, select, table, text

from loans.domain.proof import Head
from loans.domain.refusal import Faults, Refusal
from loans.service.audit import Verification
from loans.service.audit import told as told_of_proof
from loans.store.account import SqlAccounts
from loans.store.exchange.checked import REFERENCE, refuse_damaged, refuse_other_tables, refuse_unfit
from loans.store.exchange.descriptor import Package, Resource, read_package
from loans.store.exchange.files import Chunk, read
from loans.store.exchange.rows import insert_rows, key_of, present_rows
from loans.store.schema import exclusive, migrate
from loans.store.verify import verify

MOST_FAULTS = 100
"""Faults that are told; a file of another making would have millions."""

Told = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands now: tables, rows, what verifying its proof found, and who has to get a new password."""

    tables: int
    rows: int
    proof: Verification
    accounts: tuple[str, ...]


def restore(
    engine: Engine,
    folder: Path,
    *,
    heads: Sequence[Head] = (),
    unproved: bool = False,
    told: Told = lambda _table, _rows: None,
) -> Restored:
    """Make an empty database equal to the one that was exported; refused, it is left as it was.

    An export of an older revision is restored there and then upgraded. The chain is computed again from what was
    restored and must end where the schema says, and hold each of ``heads``, kept outside the export; where the books
    were broken before they went out, ``unproved`` keeps them as they are, and the answer says what is broken.
    """
    package = read_package(folder)
    refuse_damaged(folder, package)
    with exclusive(engine) as connection, connection.begin():
        refuse_unfit(connection, package)
        migrate(connection, package.revision)
        refuse_other_tables(connection, package)
        _load(connection, folder, package, told)
        _number(connection, package)
        migrate(connection)
        proof = verify(connection, [package.head, *heads])
        if not unproved:
            _refuse_broken(package, proof)
        accounts = tuple(user.username for user in SqlAccounts(connection).all() if user.active)
    return Restored(len(package.resources), sum(each.rows for each in package.resources), proof, accounts)


def _load(connection: Connection, folder: Path, package: Package, told: Told) -> None:
    """Every file into its table; after the first fault the rest is only read, so that all faults are told at once."""
    faults = Faults()
    connection.execute(delete(table("watermark")))
    for each in package.resources:
        rows = 0
        for chunk in read(folder, each):
            rows += len(chunk.rows)
            _note(faults, each, chunk)
            if not faults.found:
                _insert(connection, each, chunk, faults)
            if len(faults.found) >= MOST_FAULTS:
                break
        if rows != each.rows and not faults.found:
            faults.add(
                each.path,
                "rows_missing",
                field=each.table,
                value=rows,
                vi=f"có {rows} dòng, lược đồ nói {each.rows}.",
                en=f"it has {rows} rows, the schema says {each.rows}.",
            )
        told(each.table, rows)
    faults.refuse(
        "export_not_restorable",
        vi=f"Bản xuất {folder} không nạp được; cơ sở dữ liệu giữ nguyên. Sửa các lỗi sau hoặc lấy lại bản gốc.",
        en=f"The export {folder} cannot be restored; the database is as it was. Mend what follows, or fetch the "
        "original.",
    )


def _note(faults: Faults, each: Resource, chunk: Chunk) -> None:
    for fault in chunk.faults[:MOST_FAULTS]:
        faults.add(
            f"{each.path}:{fault.row}",
            "cell_unreadable",
            field=fault.column,
            value=fault.value,
            vi=f"dòng {fault.row}, cột «{fault.column}»: không đọc được «{fault.value[:80]}».",
            en=f"row {fault.row}, column “{fault.column}”: “{fault.value[:80]}” cannot be read.",
        )


def _insert(connection: Connection, each: Resource, chunk: Chunk, faults: Faults) -> None:
    rows = chunk.rows
    if each.table in REFERENCE:
        keyed, present = key_of(each), present_rows(connection, each)
        rows = [row for row in rows if present.get(keyed(row)) != tuple(row)]
    refused = insert_rows(connection, each, rows)
    if refused is not None:
        place, why = refused
        faults.add(
            f"{each.path}:{chunk.first + place}",
            "row_refused",
            field=each.table,
            vi=f"dòng {chunk.first + place}: cơ sở dữ liệu từ chối ({why}).",
            en=f"row {chunk.first + place}: the database refuses it ({why}).",
        )


def _number(connection: Connection, package: Package) -> None:
    """New rows are numbered after those that came; SQLite does so by itself. PostgreSQL also learns what it holds."""
    if connection.dialect.name != "postgresql":
        return
    seen = inspect(connection)
    for each in package.resources:
        for name in seen.get_pk_constraint(each.table)["constrained_columns"]:
            sequence = connection.scalar(
                text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": each.table, "column": name}
            )
            last = connection.scalar(select(column(name)).select_from(table(each.table)).order_by(
                column(name).desc()).limit(1)) if sequence else None  # fmt: skip
            if last:
                connection.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})
    connection.execute(text("ANALYZE"))


def _refuse_broken(package: Package, proof: Verification) -> None:
    if proof.ok and proof.head == package.head:
        return
    said = told_of_proof(proof)
    raise Refusal(
        "proof_broken",
        field="head",
        value=str(package.head),
        vi="Chuỗi bằng chứng của bản xuất không đúng; cơ sở dữ liệu giữ nguyên. Lấy lại bản gốc; nếu sổ gốc đã đứt "
        "từ trước (`loans audit verify` ở nơi xuất), thêm --unproved. " + " ".join(vi for vi, _ in said),
        en="The proof of the export does not hold; the database is as it was. Fetch the original; where the books "
        "were broken before (`loans audit verify` where they came from), add --unproved. "
        + " ".join(en for _, en in said),
    )
