"""Vietnamese names compared as people write them: any case, spacing, tone placement, with accents or without.

A syllable is taken apart into its plain letters, the mark of each letter (mũ, trăng, móc, gạch ngang) and one
tone for the whole syllable, so that Hoà and Hòa are equal and "Hoa" may be either. An accent that is written
must be right; an accent that is left out may be anything.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_MARKS = "\u0302\u0306\u031b"
_STROKE = "đ"
_DASHES = re.compile(r"[-\u2010-\u2015\u2212_.,;]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_PLAIN = (
    *((sign, "") for sign in (*_TONES, *_MARKS, *"\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")),
    *((sign, " ") for sign in "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212_.,;\t\n"),
    *((sign, "d") for sign in (_STROKE, "ð")),
)
_BETWEEN = "\x1f"  # the separator of units, which no name contains


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name taken apart: plain syllables, the mark of every letter, the tone of every syllable."""

    syllables: tuple[str, ...]
    marks: tuple[tuple[str, ...], ...]
    tones: tuple[str, ...]

    @property
    def plain(self) -> str:
        """The name without accents, in lower case, single-spaced: "van mieu quoc tu giam"."""
        return " ".join(self.syllables)

    def may_be(self, other: "Spelling") -> bool:
        """Whether this, perhaps with accents left out, can stand for the fully written ``other``."""
        return (
            self.syllables == other.syllables
            and all(mine in ("", theirs) for mine, theirs in zip(self.tones, other.tones, strict=True))
            and all(
                mine in ("", theirs)
                for ours, yours in zip(self.marks, other.marks, strict=True)
                for mine, theirs in zip(ours, yours, strict=True)
            )
        )

    def without(self, count: int) -> "Spelling":
        """The spelling without its first ``count`` syllables."""
        return Spelling(self.syllables[count:], self.marks[count:], self.tones[count:])

    def first(self, count: int) -> "Spelling":
        """The first ``count`` syllables alone."""
        return Spelling(self.syllables[:count], self.marks[:count], self.tones[:count])


def spelling(text: str) -> Spelling:
    """Take a name apart; dashes and dots count as spaces, invisible characters as nothing."""
    shown = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lower().replace("ð", _STROKE)
    parts = [_syllable(word) for word in _DASHES.sub(" ", shown).split()]
    return Spelling(
        tuple(letters for letters, _, _ in parts),
        tuple(marks for _, marks, _ in parts),
        tuple(tone for _, _, tone in parts),
    )


def plain(texts: Sequence[str]) -> list[str]:
    """What ``spelling(text).plain`` says of each text, taken apart all at once: for going through many names."""
    shown = unicodedata.normalize(
        "NFD", unicodedata.normalize("NFKC", _BETWEEN.join(each.replace(_BETWEEN, " ") for each in texts)).lower()
    )
    for sign, plainly in _PLAIN:
        shown = shown.replace(sign, plainly)
    return [" ".join(each.split()) for each in shown.split(_BETWEEN)]


def _syllable(word: str) -> tuple[str, tuple[str, ...], str]:
    letters: list[str] = []
    marks: list[str] = []
    tone = ""
    for character in unicodedata.normalize("NFD", word):
        if character in _TONES:
            tone = character
        elif character in _MARKS and marks:
            marks[-1] += character
        elif character == _STROKE:
            letters.append("d")
            marks.append(_STROKE)
        else:
            letters.append(character)
            marks.append("")
    return "".join(letters), tuple(marks), tone


_KINDS = tuple(
    (kind, spelling(written))
    for kind, written in (
        ("phường", "phường"),
        ("phường", "p"),
        ("xã", "xã"),
        ("xã", "x"),
        ("thị trấn", "thị trấn"),
        ("thị trấn", "tt"),
        ("thị trấn", "t t"),
    )
)

_DISTRICT_KINDS = tuple(spelling(written) for written in ("quận", "q", "huyện", "h", "thị xã", "tx", "thành phố", "tp"))


def readings(text: str) -> tuple[tuple[str, Spelling], ...]:
    """The ways to read a written name, each as (kind or "", name): first whole, then without a prefix.

    "Phuong Liet" is the name Phương Liệt before it is a phường called Liet; "P. Phương Liệt" is only the second.
    """
    whole = spelling(text)
    found = [("", whole)]
    for kind, prefix in _KINDS:
        length = len(prefix.syllables)
        if len(whole.syllables) > length and whole.first(length).may_be(prefix):
            found.append((kind, whole.without(length)))
    return tuple(found)


def district_spelling(text: str) -> Spelling:
    """A district's name without quận, huyện or thị xã."""
    whole = spelling(text)
    for prefix in _DISTRICT_KINDS:
        length = len(prefix.syllables)
        if len(whole.syllables) > length and whole.first(length).may_be(prefix):
            return whole.without(length)
    return whole
