"""What plain `gunicorn` reads in this folder; the numbers and their reasons stand in the package."""

from loans.gunicorn_settings import *  # noqa: F403
