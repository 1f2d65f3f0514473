"""Every scenario says by which article, plan or ruling it holds."""

import re
from pathlib import Path

import pytest

FEATURES = sorted((Path(__file__).parents[2] / "features").glob("*.feature"))


@pytest.fixture
def kind() -> str:
    """No database is asked."""
    return ""


@pytest.mark.parametrize("file", FEATURES, ids=lambda file: file.stem)
def test_every_scenario_is_tagged_with_its_article(file: Path) -> None:
    """Comments and empty lines apart; a tag of the whole feature counts for each of its scenarios."""
    lines = [line for line in file.read_text("utf-8").splitlines() if line.strip() and line.strip()[0] != "#"]
    whole = lines[0].startswith("@")
    scenarios = [place for place, line in enumerate(lines) if re.match(r"\s*(Khung kịch|Kịch) bản:", line)]
    assert scenarios
    for place in scenarios:
        assert whole or lines[place - 1].strip().startswith("@"), lines[place]
