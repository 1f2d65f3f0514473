"""PDF by typst: a template of this package, data beside it, the fonts of typst alone; no net, no clock.

Data never becomes source: it travels as JSON in ``sys.inputs`` and is read there as text, so ``#``, ``$`` or ``*`` in a
name are characters like others. The same template and data give the same bytes on every computer.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import typst

from loans.papers.form import clean

UNDATED = date(2026, 1, 1)
"""The day of creation of a file whose paper bears no day."""


@cache
def _fonts() -> typst.Fonts:
    """Those inside typst: a font of the system would make the same paper look different elsewhere."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def pdf(template: str, data: Mapping[str, Any], *, day: date | None = None) -> bytes:
    """The paper that ``templates/<template>.typ`` makes of ``data``: texts, whole numbers, lists, mappings.

    Figures come as finished text: a template places them and computes nothing. ``day`` is the paper's own day, which
    the file bears as its day of creation.
    """
    if not template.isidentifier():
        raise ValueError(f"{template!r} is no template's name")
    made = day or UNDATED
    with as_file(files("loans.papers") / "templates") as folder:
        return typst.compile(
            folder / f"{template}.typ",
            root=folder,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(_printable(data), ensure_ascii=False)},
            timestamp=datetime(made.year, made.month, made.day, tzinfo=UTC),
        )


def _printable(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {str(key): _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    raise TypeError(f"{value!r} cannot be printed: give text")
