"""docs/parity.md names every journey, and no other."""

import re
from pathlib import Path

from tests.parity import test_journeys

TABLE = Path(__file__).parents[2] / "docs" / "parity.md"


def test_each_journey_stands_in_the_table() -> None:
    journeys = {name.removeprefix("test_") for name in vars(test_journeys) if name.startswith("test_")}
    assert set(re.findall(r"`([a-z]+(?:_[a-z]+){3,})`", TABLE.read_text(encoding="utf-8"))) == journeys
