"""How often one may try: what slows the guessing of passwords, in the API and on the pages alike."""

import unicodedata
from collections.abc import Callable
from typing import Any

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

TRIES = "10 per minute"
TRIES_OF_ADDRESS = "60 per minute"
"""Across all names: a whole office behind one address signs in at eight, a list of names takes longer."""
limiter = Limiter(key_func=get_remote_address)


def tried_name() -> str:
    """Who is tried and from where: by the name in a JSON body or in a form, however it is written.

    Blanks around the name are dropped before anything is cut off, as they are where the name is looked up.
    """
    content = request.get_json(silent=True)
    given = content.get("username") if isinstance(content, dict) else request.form.get("username", "")
    return f"{get_remote_address()}/{unicodedata.normalize('NFC', str(given)).strip().casefold()[:80]}"


_by_name = limiter.shared_limit(TRIES, scope="sign-in", key_func=tried_name)
_by_address = limiter.shared_limit(TRIES_OF_ADDRESS, scope="sign-in-address", key_func=get_remote_address)


def sign_in_limit(view: Callable[..., Any]) -> Callable[..., Any]:
    """Slow the tries of one name and those of one address; one count for both ways in: the page is no second chance."""
    return _by_address(_by_name(view))
