"""LibreOffice as a reader of our workbooks: everything recomputed from the formulas, nothing believed."""

import io
import re
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from tests.needs import needs

CACHED = re.compile(rb"(<f>[^<]*</f>)<v>[^<]*</v>")
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
Cells = dict[str, list[list[Any]]]


def formulas(content: bytes) -> int:
    """How many formulas a workbook holds."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(len(CACHED.findall(archive.read(name))) for name in archive.namelist() if "/worksheets/" in name)


def forgotten(content: bytes) -> bytes:
    """The workbook with the remembered result of every formula taken out."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, CACHED.sub(rb"\1", data) if "/worksheets/" in name else data)
    return made.getvalue()


def cells(content: bytes) -> Cells:
    """Every sheet's cells as they are shown to a program."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def recomputed(workbooks: Mapping[str, bytes], folder: Path) -> dict[str, Cells]:
    """Each workbook without its remembered results, opened and saved again by LibreOffice."""
    office = needs("soffice", "libreoffice-calc-nogui")
    profile, given, made = folder / "profile", folder / "given", folder / "made"
    for each in (profile / "user", given, made):
        each.mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS, "utf-8")
    for name, content in workbooks.items():
        (given / f"{name}.xlsx").write_bytes(forgotten(content))
    subprocess.run(
        [
            office,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            *("--convert-to", "xlsx:Calc MS Excel 2007 XML"),
            *("--outdir", str(made)),
            *sorted(str(file) for file in given.iterdir()),
        ],
        check=True,
        capture_output=True,
        timeout=600,
    )
    return {name: cells((made / f"{name}.xlsx").read_bytes()) for name in workbooks}
