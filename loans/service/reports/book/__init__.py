"""The loan book and what moved in it: the two tables from which every report of the auditor's desk is drawn.

``loan_book`` is one row a loan at the end of a day, ``turnover_book`` what moved on each loan between two days.
"""

from loans.service.books.columns import with_plain_days
from loans.service.reports.book.ageing import NOT_OVERDUE, Bucket, buckets
from loans.service.reports.book.files import csv_lines, write_parquet
from loans.service.reports.book.loans import FUNDING, loan_book
from loans.service.reports.book.movements import MOVEMENTS, turnover_book
from loans.service.reports.book.places import commune_name
from loans.service.reports.book.summary import BY, MONEY, behind, classes, ratio_percent, summary, total

__all__ = [
    "BY",
    "FUNDING",
    "MONEY",
    "MOVEMENTS",
    "NOT_OVERDUE",
    "Bucket",
    "behind",
    "buckets",
    "classes",
    "commune_name",
    "csv_lines",
    "loan_book",
    "ratio_percent",
    "summary",
    "total",
    "turnover_book",
    "with_plain_days",
    "write_parquet",
]
