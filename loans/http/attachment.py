"""A file given back to keep: what the API and the pages share."""

import unicodedata
from urllib.parse import quote

from flask import Response

LONGEST_NAME = 150
_NEVER = str.maketrans({"/": "_", "\\": "_", '"': "'"})


def printable(name: str) -> str:
    """A file's name without what no header and no list can show: line ends, control signs."""
    return "".join(sign for sign in name if sign.isprintable())


def disposition(name: str, *, kind: str = "attachment") -> str:
    """The header of a file's name: plain letters for everybody, Vietnamese ones beside them (RFC 6266, RFC 5987).

    A header holds Latin-1 alone: a name written into it as it is breaks the answer on the way out.
    """
    whole = printable(name).translate(_NEVER).strip(" .") or "tep"
    stem, dot, suffix = whole.rpartition(".")
    if len(whole) > LONGEST_NAME:
        whole = (stem[: LONGEST_NAME - len(suffix) - 1] + dot + suffix)[-LONGEST_NAME:]
    plain = _plain(whole)
    marked = f"; filename*=UTF-8''{quote(whole, safe='')}" if plain != whole else ""
    return f'{kind}; filename="{plain}"{marked}'


def attachment(content: bytes, *, media_type: str, name: str) -> Response:
    """A file to keep, under a name that may hold Vietnamese letters."""
    answer = Response(content, 200, mimetype=media_type)
    answer.headers["Content-Disposition"] = disposition(name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _plain(name: str) -> str:
    """The name in ASCII: Vietnamese letters without accents, "_" for any other sign, and for "%", which may be code."""
    letters = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    bare = (sign for sign in letters if not unicodedata.combining(sign))
    return "".join(sign if sign.isascii() and sign != "%" else "_" for sign in bare)
