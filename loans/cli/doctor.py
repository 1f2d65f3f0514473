"""`loans doctor`: whether the installation is in order: its database, and the snapshot that its reports draw from."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from loans.settings import database_url, snapshot_folder

if TYPE_CHECKING:
    from loans.service.books.examined import Examined
    from loans.store.unit_of_work import Store

FAULTY = 1


@click.command()
@click.option("--json", "as_json", is_flag=True, help="In ra JSON · Print JSON.")
def doctor(as_json: bool) -> None:
    """Khám hệ thống: cấu trúc cơ sở dữ liệu, ảnh chụp sổ đang dùng. · Examine the database and the snapshot in use.

    Exit 0 where all is in order, 1 where anything is not; a snapshot that is missing or behind is in order.
    """
    from loans.store.schema import differences, is_current
    from loans.store.unit_of_work import Store

    store = Store.at(database_url())
    current = is_current(store.engine)
    schema = differences(store.engine) if current else []
    folder = snapshot_folder()
    found = _examined(store) if current and folder is not None else None
    if as_json:
        said = {"schema_current": current, "schema_differences": schema, "snapshot": _plain(found)}
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        for vi, en in [*_of_schema(current, schema), *_of_snapshot(found, off=folder is None)]:
            click.echo(vi)
            click.echo(f"  {en}")
    raise SystemExit(FAULTY if not current or schema or (found is not None and found.why) else 0)


def _examined(store: "Store") -> "Examined":
    from loans.service.books.examined import examined, position_of
    from loans.service.books.made_by import made_by
    from loans.service.unit_of_work import Known
    from loans.store.books.generations import Generations
    from loans.store.engine import identity_of

    folder = snapshot_folder()
    if folder is None:
        raise RuntimeError("snapshots are switched off")
    files = Generations(folder)
    position = position_of(files)
    with store.reading(Known(store.clock(), position) if position else None) as uow:
        return examined(files, uow, made_by(identity_of(store.engine)))


def _plain(found: "Examined | None") -> dict[str, Any] | None:
    if found is None:
        return None
    return asdict(found) | {"fault_at": found.fault_at.isoformat() if found.fault_at else None}


def _of_schema(current: bool, differences: list[str]) -> list[tuple[str, str]]:
    if not current:
        return [
            (
                "Cơ sở dữ liệu: chưa ở phiên bản này. Chạy `loans init`.",
                "The database is not at this version: run `loans init`.",
            )
        ]
    if not differences:
        return [("Cơ sở dữ liệu: đúng cấu trúc.", "The database has this version's schema.")]
    told = "; ".join(differences)
    return [
        (f"Cơ sở dữ liệu: cấu trúc KHÁC phiên bản này: {told}.", f"The schema differs from this version's: {told}.")
    ]


def _of_snapshot(found: "Examined | None", *, off: bool) -> list[tuple[str, str]]:
    if off:
        return [("Ảnh chụp sổ: đã tắt (LOANS_SNAPSHOT=off).", "Snapshots are switched off (LOANS_SNAPSHOT=off).")]
    if found is None:
        return []
    lines = [_in_use(found)]
    if found.building:
        lines.append(("Một tiến trình đang tạo ảnh chụp mới.", "A process is building a new one."))
    if found.fault_at:
        moment = found.fault_at.isoformat(" ", "seconds")
        lines.append((f"Lỗi gần nhất: {moment}: {found.fault}.", f"The last fault: {moment}: {found.fault}."))
    return lines


def _in_use(found: "Examined") -> tuple[str, str]:
    if not found.name:
        return (
            "Ảnh chụp sổ: chưa có; báo cáo đầu tiên sẽ tạo.",
            "There is no snapshot yet; the first report makes one.",
        )
    size = f"{found.size / 1_000_000:.1f} MB"
    if found.why:
        return (
            f"Ảnh chụp sổ {found.name} ({size}): KHÔNG dùng được: {found.why}; báo cáo kế tiếp sẽ tạo lại.",
            f"The snapshot {found.name} ({size}) cannot be used: {found.why}; the next report makes a new one.",
        )
    return (
        f"Ảnh chụp sổ {found.name}: {found.loans} khoản vay, {size}; chậm {found.behind} bút toán đã niêm phong, "
        f"{found.unsealed} chờ niêm phong.",
        f"The snapshot {found.name}: {found.loans} loans, {size}; {found.behind} sealed entries behind, "
        f"{found.unsealed} not sealed yet.",
    )
