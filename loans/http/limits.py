"""How often one may try: what slows the guessing of passwords, in the API and on the pages alike."""

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

TRIES = "10 per minute"
limiter = Limiter(key_func=get_remote_address)


def tried_name() -> str:
    """Who is tried and from where: by the name in a JSON body or in a form."""
    content = request.get_json(silent=True)
    given = content.get("username") if isinstance(content, dict) else request.form.get("username", "")
    return f"{get_remote_address()}/{str(given)[:80]}"


sign_in_limit = limiter.shared_limit(TRIES, scope="sign-in", key_func=tried_name)
"""One count for both ways in: the page is no second chance."""
