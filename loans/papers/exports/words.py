"""Words of a sheet as people and programs write them: any case, spacing or Unicode form, accents left out."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from loans.domain.area import Spelling, spelling

_BLANK = " \t\r\n\u00a0\u200b\ufeff"


def is_blank(cell: Any) -> bool:
    """Whether a cell holds nothing that can be seen."""
    return cell is None or cell == "" or (isinstance(cell, str) and not (cell.strip(_BLANK) and cell.strip()))


def plain(text: Any) -> str:
    """Text without accents, in lower case, single-spaced."""
    return spelling(str(text)).plain


@lru_cache(4_096)
def tight(text: str) -> tuple[str, tuple[str, ...], str]:
    """Letters without spaces, the mark of each, the tones in their order: what two headings are compared by."""
    parts = spelling(text)
    marks = tuple(mark for syllable in parts.marks for mark in syllable)
    return "".join(parts.syllables), marks, "".join(parts.tones)


def may_be(written: Any, meant: str) -> bool:
    """Whether what is written can stand for ``meant``: its spaces and accents may be missing, none may be wrong."""
    if not isinstance(written, str) or written.isdigit():
        return False
    (letters, marks, tones), (own, own_marks, own_tones) = tight(written), tight(meant)
    if letters != own or not letters:
        return False
    right = all(mark in ("", other) for mark, other in zip(marks, own_marks, strict=True))
    return right and _within(tones, own_tones)


def same(written: Any, meant: str) -> bool:
    """Whether what is written is ``meant`` with all its accents."""
    return isinstance(written, str) and tight(written) == tight(meant)


def begins(cell: Any, words: Sequence[str]) -> bool:
    """Whether a cell begins with one of some plain words."""
    shown: Spelling = spelling(str(cell).strip(_BLANK)[:80])
    return any(f"{shown.plain.rstrip(' :')} ".startswith(f"{word} ") for word in words)


def _within(tones: str, own: str) -> bool:
    left = iter(own)
    return all(tone in left for tone in tones)
