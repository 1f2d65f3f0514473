"""Tables as files for large pulls: CSV in chunks, Parquet where pyarrow is installed."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from loans.domain.refusal import Refusal

CHUNK = 5_000
"""Rows that stand in memory as text at once."""


def csv_lines(frame: pd.DataFrame, *, ends: str = "\n") -> Iterator[str]:
    """The text of a CSV in chunks, its headings first; days as yyyy-mm-dd, "" where there is none."""
    yield frame[:0].to_csv(index=False, lineterminator=ends)
    for first in range(0, len(frame), CHUNK):
        yield frame[first : first + CHUNK].to_csv(index=False, header=False, lineterminator=ends)


def write_parquet(frame: pd.DataFrame, file: Path) -> None:
    """The table as Parquet; without pyarrow refused (``parquet_missing``) with what to install."""
    if find_spec("pyarrow") is None:
        raise Refusal(
            "parquet_missing",
            field="format",
            value="parquet",
            vi="Chưa cài pyarrow nên không ghi được Parquet. Cài bằng `pip install 'loans[columns]'` hoặc chọn CSV.",
            en="Parquet needs pyarrow. Install it with `pip install 'loans[columns]'`, or choose CSV.",
        )
    frame.to_parquet(file, index=False)
