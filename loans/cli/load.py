"""`loans load`: bring in what exists — files staged, checked row by row, compared with the bank, posted on demand."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from loans.settings import database_url

if TYPE_CHECKING:
    from loans.domain.loading import Load, LoadFile
    from loans.papers.exports import Declared
    from loans.service.unit_of_work import UnitOfWork
    from loans.store.unit_of_work import Store

_LINKED_AT_ONCE = 5_000  # a second or so between two steps of the progress bar
_NAMED = 20
"""Refused and doubtful rows whose cells and days are told; the workbook of bad rows has all."""
_BEFORE_ALL = -(2**62)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("files", type=_FILE, nargs=-1)
@click.option("--control", type=_FILE, help="Tổng đối chiếu của ngân hàng (sao kê 1) · the bank's control totals")
@click.option("--load", "load_id", type=int, help="Tiếp tục đợt nạp số · go on with a load")
@click.option("--layout", help="Mẫu của tệp khoản vay · the layout of the files, where headings do not say it")
@click.option("--mapping", help="Tên ánh xạ cột đã lưu · a saved mapping for the files")
@click.option("--withdraw", multiple=True, type=(int, str), metavar="FILE REASON", help="Rút tệp số · take a file out")
@click.option("--accept", multiple=True, metavar="CODE", help="Chấp nhận mã nghi vấn · accept a doubt by its code")
@click.option("--source", "source_id", type=int, help="Nguồn vốn mặc định · source where a row names none")
@click.option("--keep-good", is_flag=True, help="Ghi các dòng tốt, bỏ dòng lỗi · keep the good rows")
@click.option("--without-control", default="", metavar="REASON", help="Ghi sổ không đối chiếu, vì sao · and why")
@click.option("--bad-rows", type=click.Path(path_type=Path, dir_okay=False), help="Tệp .xlsx dòng lỗi · bad rows")
@click.option("--yes", is_flag=True, help="Ghi sổ; không có thì chỉ chạy thử · post; without it a dry run")
def load(day: datetime, files: tuple[Path, ...], control: Path | None, load_id: int | None, **asked: Any) -> None:
    """Nạp số dư và lịch sử khoản vay từ tệp ngân hàng, số liệu ngày DAY. · Bring loans in from bank exports.

    Chạy thử trước; thêm --yes để ghi sổ. A dry run unless --yes. Exit 0: clean or posted; 1: bad rows; 2: refused.
    """
    from loans.store.schema import is_current
    from loans.store.unit_of_work import Store

    store = Store.at(database_url())
    if not is_current(store.engine):
        click.echo(
            "Cơ sở dữ liệu chưa sẵn sàng: chạy `loans init`. · The database is not ready: run `loans init`.", err=True
        )
        raise SystemExit(2)
    work = _Work(store)
    present = work.opened(day.date(), load_id, asked["accept"], asked["source_id"])
    click.echo(f"Đợt nạp {present.id}, số liệu ngày {present.day:%d/%m/%Y} · load {present.id}")
    given = [*files, *([control] if control else [])]
    if asked["yes"] and given and work.is_posted(present, given):
        work.finish()
        return
    work.withdraw(present.id, asked["withdraw"])
    work.stage(present.id, files, asked["layout"], asked["mapping"])
    if control is not None:
        work.stage(present.id, [control], None, None)
    work.check(present.id)
    left = work.tell(present.id)
    if asked["bad_rows"]:
        asked["bad_rows"].write_bytes(work.bad_rows(present.id))
    if asked["yes"]:
        work.post(present.id, keep_good=asked["keep_good"], without_control=asked["without_control"])
        return
    click.echo(f"Chạy thử, chưa ghi sổ. Ghi sổ: loans load {present.day} --load {present.id} --yes · a dry run")
    raise SystemExit(1 if left else 0)


def _reads(file: "LoadFile", layout: str | None, declared: "Declared | None") -> bool:
    """Whether a file was read under the layout or mapping that is asked for now; asked for none, it was."""
    if declared is not None:
        return dict(file.mapping) == declared.as_dict()
    return layout in (None, file.layout)


class _Work:
    """The steps of a load from the command line, each told as it goes."""

    def __init__(self, store: "Store") -> None:
        from loans.domain.calendar import today_in_hanoi
        from loans.service.actor import Actor

        self.store, self.actor = store, Actor("operator", "operator")
        self.today: date = today_in_hanoi(store.clock())

    def writing(self, *, first: bool = False) -> AbstractContextManager["UnitOfWork"]:
        """A transaction in the operator's name."""
        return self.store.writing(self.actor.username, origin="command line", first=first)

    def opened(self, day: date, load_id: int | None, accept: Sequence[str], source_id: int | None) -> "Load":
        """The load to go on with, or a new one; what is accepted is declared."""
        from dataclasses import replace

        from loans.service.loading import choose, open_load

        with self.writing() as uow:
            present = uow.loads.get(load_id) if load_id else None
            if present is None:
                present = open_load(uow, today=self.today, day=day, programme="job_creation")
            wanted = replace(
                present.choices,
                accept=tuple(accept) or present.choices.accept,
                source_id=source_id or present.choices.source_id,
            )
            return choose(uow, load_id=present.id, choices=wanted) if wanted != present.choices else present

    def withdraw(self, load_id: int, files: Sequence[tuple[int, str]]) -> None:
        """Take files out of the load again."""
        from loans.service.loading import withdraw

        for file_id, reason in files:
            with self.writing() as uow:
                withdraw(uow, load_id=load_id, file_id=file_id, reason=reason)

    def stage(self, load_id: int, files: Sequence[Path], layout: str | None, mapping: str | None) -> None:
        """Read files to their end; one that was begun goes on where it was, those read before it stay as they are."""
        from loans.papers.exports import Declared
        from loans.papers.loading import digest_of, stage_file, take_in

        with self.store.reading() as uow:
            saved = uow.mappings.find(mapping) if mapping else None
            read = {file.sha256: file for file in uow.loads.files(load_id)}
        if mapping and saved is None:
            raise click.BadParameter(f"không có ánh xạ «{mapping}» · no such mapping", param_hint="--mapping")
        declared = Declared(saved.name, saved.subject, saved.headings) if saved else None
        begun = {digest for digest, file in read.items() if not file.is_whole}
        digests = {path: digest_of(path) for path in files} if begun else {}
        going_on = not begun.isdisjoint(digests.values())
        for path in files:
            there = read.get(digests[path]) if going_on else None
            if there and there.is_whole and _reads(there, layout, declared):
                continue
            file = take_in(self.writing, load_id, path, name=path.name, layout=layout, mapping=declared)
            with click.progressbar(length=0, label=f"Đọc · reading {path.name}", show_pos=True) as bar:
                for now in stage_file(self.writing, file, path):
                    bar.length = now.done
                    bar.update(now.done - bar.pos)

    def check(self, load_id: int) -> None:
        """Check to the end."""
        from loans.domain.loading import Step
        from loans.service.loading import Lookups, check_next

        kept = Lookups()
        with self.store.reading() as uow:
            lines, step = uow.loads.staged(load_id), uow.loads.get(load_id).step
        if step in (Step.POSTED, Step.DROPPED):
            return
        with click.progressbar(length=lines, label="Kiểm tra · checking", show_pos=True) as bar:
            while True:
                with self.writing() as uow:
                    present = check_next(uow, self.actor, load_id, lookups=kept)
                with self.store.reading() as uow:
                    done = sum(uow.loads.counts(load_id).values())
                bar.update(done - bar.pos)
                if present.step != Step.CHECKING:
                    return

    def tell(self, load_id: int) -> int:
        """Print counts by result and code, and the control totals that differ; answers how many rows are bad."""
        from loans.domain.loading import CODES
        from loans.service.loading import control_differences, explained, progress_of

        with self.store.reading() as uow:
            found = progress_of(uow, load_id)
            compared = control_differences(uow, found.load)
            bad = uow.loads.rows(load_id, results=["refused", "doubtful"], code="", after=_BEFORE_ALL, limit=_NAMED)
            told = [(row, fault) for row in explained(uow, found.load, bad) for fault in row.faults]
        for file in found.files:
            click.echo(f"  tệp {file.id}: {file.name}, {file.layout}, {file.done:,} dòng · file, rows")
        for result, count in sorted(found.results.items()):
            click.echo(f"{result:12} {count:>10,}")
        for code, count in sorted(found.codes.items()):
            click.echo(f"  {CODES[code].severity:9} {code} {count:,}: {CODES[code].vi} | {CODES[code].en}")
        for row, fault in told:
            place = f"{row.contract_no} ({row.file}, {row.row}) {fault['field']} «{fault['cell']}»"
            click.echo(f"  {place}: {fault['vi']} | {fault['en']}")
        if compared is None:
            click.echo("Chưa có tổng đối chiếu · no control totals")
        differing = [each for each in compared or [] if not each.agrees]
        for each in differing:
            click.echo(f"  xã {each.commune} {each.measure}: ngân hàng {each.stated:,}, đọc được {each.read:,}")
        if compared is not None and not differing:
            click.echo("Tổng đối chiếu khớp · control totals agree")
        return found.results.get("refused", 0) + found.results.get("doubtful", 0)

    def bad_rows(self, load_id: int) -> bytes:
        """The workbook of bad rows."""
        from loans.papers.loading_rows import bad_rows_of

        with self.store.reading() as uow:
            return bad_rows_of(uow, load_id)

    def post(self, load_id: int, *, keep_good: bool, without_control: str) -> None:
        """Make the load visible, then give its entries their positions and their links, so that no reader has to."""
        from loans.service.loading import post_load

        with self.writing(first=True) as uow:
            done = post_load(
                uow,
                self.actor,
                today=self.today,
                load_id=load_id,
                keep_good=keep_good,
                without_control=without_control,
            )
        self.finish()
        click.echo(
            f"Đã ghi sổ {done.loans:,} khoản vay, đính chính {done.corrected:,}, tổ mới {done.groups:,}, để lại "
            f"{done.left:,} · posted {done.loans:,} loans, corrected {done.corrected:,}, left {done.left:,}"
        )

    def is_posted(self, load: "Load", files: Sequence[Path]) -> bool:
        """Whether a load of exactly these files is in the books: a run was cut off after its posting."""
        from loans.domain.loading import Step
        from loans.papers.loading import digest_of

        if load.step != Step.POSTED:
            return False
        with self.store.reading() as uow:
            held = {file.sha256 for file in uow.loads.files(load.id)}
        return {digest_of(path) for path in files} <= held

    def finish(self) -> None:
        """Give what is posted its positions and its links."""
        self.link(self.store.seal().position)

    def link(self, last: int) -> None:
        """Link every position up to the last; where a broken chain does not go on, `loans audit verify` says so."""
        with click.progressbar(length=last, label="Nối chuỗi · linking", show_pos=True) as bar:
            while bar.pos < last:
                step = self.store.link(_LINKED_AT_ONCE).position - bar.pos
                if not step:
                    return
                bar.update(step)
