"""What is looked at before a database is touched: are all files there, as they were written, and is there room?"""

from collections.abc import Sequence
from hashlib import file_digest
from pathlib import Path

from sqlalchemy import Connection, inspect, literal, select, table

from loans.domain.refusal import Faults, Refusal
from loans.store.exchange.descriptor import LEFT_OUT, Package, Resource
from loans.store.exchange.files import FORMS, refuse_without_arrow
from loans.store.schema import lineage, revision_of

REFERENCE = ("commune", "succession")
"""Ships with the program: a database that was only prepared holds these rows already."""

_WORKING = {"alembic_version", *LEFT_OUT}
_NOT_HISTORY = {*REFERENCE, *_WORKING, "watermark"} - {"credential"}


def refuse_damaged(folder: Path, package: Package) -> None:
    """Refuse with every file that is missing, or is not what the schema says byte by byte (``export_damaged``)."""
    faults = Faults()
    for each in package.resources:
        if each.form not in FORMS:
            _add(faults, each, "form_unknown", f"định dạng {each.form} lạ", f"unknown format {each.form}")
            continue
        refuse_without_arrow(each.form)
        if not (folder / each.path).is_file():
            _add(faults, each, "file_missing", "thiếu tệp", "the file is missing")
        elif _digest(folder / each.path) != each.sha256:
            _add(faults, each, "file_changed", "tệp đã bị sửa hoặc hỏng", "the file was changed or is damaged")
    faults.refuse(
        "export_damaged",
        vi=f"Bản xuất {folder} không nguyên vẹn; chưa ghi gì. Lấy lại bản gốc rồi chạy lại.",
        en=f"The export {folder} is not whole; nothing was written. Fetch the original and run again.",
    )


def _add(faults: Faults, each: Resource, code: str, vi: str, en: str) -> None:
    faults.add(each.path, code, field=each.table, vi=f"{vi}.", en=f"{en}.")


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def refuse_unfit(connection: Connection, package: Package) -> None:
    """Refuse a database that holds anything, or stands beyond the export; and an export newer than this version."""
    known, present = lineage(connection), revision_of(connection)
    if package.revision not in known:
        raise Refusal(
            "export_too_new",
            field="revision",
            value=package.revision,
            vi=f"Bản xuất ở phiên bản bảng «{package.revision}», chương trình chỉ biết đến «{known[-1]}». "
            "Cài phiên bản mới hơn của chương trình.",
            en=f"The export is of the revision “{package.revision}”, this program knows none after “{known[-1]}”. "
            "Install a newer version of the program.",
        )
    held = _held(connection)
    if held or (not present and inspect(connection).get_table_names()):
        raise _not_empty(", ".join(held) or "…")
    if present and known.index(present) > known.index(package.revision):
        raise Refusal(
            "database_too_new",
            field="LOANS_DATABASE_URL",
            value=present,
            vi=f"Bản xuất ở phiên bản bảng «{package.revision}», cơ sở dữ liệu đã ở «{present}». "
            "Dùng cơ sở dữ liệu chưa có bảng nào; bản xuất được nạp rồi nâng cấp.",
            en=f"The export is of the revision “{package.revision}”, the database stands at “{present}” already. "
            "Use a database without any table: the export is restored there and then upgraded.",
        )


def refuse_other_tables(connection: Connection, package: Package) -> None:
    """Refuse an export whose tables and columns are not those of its revision (``export_incomplete``)."""
    seen = inspect(connection)
    wanted = {
        name: {each["name"] for each in seen.get_columns(name)}
        for name in seen.get_table_names()
        if name not in _WORKING
    }
    given = {each.table: {field.name for field in each.fields} for each in package.resources}
    differing = sorted(name for name in {*wanted, *given} if wanted.get(name) != given.get(name))
    if not differing and len(given) == len(package.resources):
        return
    names = ", ".join(differing)
    raise Refusal(
        "export_incomplete",
        field="resources",
        value=names,
        vi=f"Bảng trong bản xuất không khớp phiên bản «{package.revision}»: {names}. Lấy lại bản xuất gốc.",
        en=f"The export's tables are not those of the revision “{package.revision}”: {names}. Fetch the original.",
    )


def _held(connection: Connection) -> Sequence[str]:
    """The tables that hold something recorded, or somebody's password."""
    names = sorted(set(inspect(connection).get_table_names()) - _NOT_HISTORY)
    return [name for name in names if connection.execute(select(literal(1)).select_from(table(name)).limit(1)).first()]


def _not_empty(names: str) -> Refusal:
    return Refusal(
        "database_not_empty",
        field="LOANS_DATABASE_URL",
        value=names,
        vi=f"Cơ sở dữ liệu đã có dữ liệu ({names}); chưa ghi gì. Khôi phục vào một cơ sở dữ liệu trống.",
        en=f"The database holds something already ({names}); nothing was written. Restore into an empty one.",
    )
