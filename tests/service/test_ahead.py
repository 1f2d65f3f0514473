"""What stands behind a forecast: schedules as columns, each instalment counted once."""

import numpy as np

from loans.service.books.said import contracted

NOT_MOVED = np.datetime64("NaT", "D")


def test_an_instalment_of_which_a_part_had_moved_elsewhere_counts_once() -> None:
    days = np.array(["2026-12-05", "2026-11-05", "2026-11-05", "2026-11-05", "2026-11-05"], "datetime64[D]")
    since = np.array([NOT_MOVED, NOT_MOVED, np.datetime64("2026-10-07"), NOT_MOVED, NOT_MOVED])
    found = contracted(np.array([0, 0, 0, 1, 1]), days, np.array([5, 3, 4, 1, 2]), since)
    assert found["place"].tolist() == [0, 0, 1, 1]
    assert found["due"].astype(str).tolist() == ["2026-11-05", "2026-12-05", "2026-11-05", "2026-11-05"]
    assert found["principal"].tolist() == [7, 5, 1, 2]
