"""A small synthetic programme to try things on: fake people, made-up sums, the same at every first run.

Identities cannot be mistaken for real ones: identity numbers begin with 000, customer numbers with 99.
"""

from loans.service.demo.build import build
from loans.service.demo.story import COMMUNES, PEOPLE, TODAY

__all__ = ["COMMUNES", "PEOPLE", "TODAY", "build"]
