"""What the words of this work mean, and by which article: shown beside a word on hover and on focus."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from loans.web.texts import say

FILE = Path(__file__).with_name("terms.toml")


@dataclass(frozen=True, slots=True)
class Term:
    """One word: as it reads in both languages, its meaning, and the article where one defines it."""

    key: str
    vi: str
    en: str
    meaning_vi: str
    meaning_en: str
    article: str

    @property
    def word(self) -> str:
        """The word in the reader's language."""
        return say(self.vi, self.en)

    @property
    def meaning(self) -> str:
        """Its meaning in the reader's language."""
        return say(self.meaning_vi, self.meaning_en)


def meaning(word: str) -> Term:
    """A term by its Vietnamese word ("khoanh nợ"); one that is not in the list is a fault of the template."""
    return terms()[word.casefold()]


@cache
def terms() -> dict[str, Term]:
    """Every term by its Vietnamese word."""
    table = tomllib.loads(FILE.read_text("utf-8"))
    found = (
        Term(key, each["vi"], each["en"], each["meaning_vi"], each["meaning_en"], each.get("article", ""))
        for key, each in table.items()
    )
    return {term.vi.casefold(): term for term in found}
