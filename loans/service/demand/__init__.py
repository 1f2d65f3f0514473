"""The demand review of the annual plan (rà soát nhu cầu): answers checked, recorded and laid side by side."""

from loans.service.demand.batch import Recorded, settle
from loans.service.demand.record import check_demand, record_demand
from loans.service.demand.review import Answered, LastYear, Review, demand_review

__all__ = [
    "Answered",
    "LastYear",
    "Recorded",
    "Review",
    "check_demand",
    "demand_review",
    "record_demand",
    "settle",
]
