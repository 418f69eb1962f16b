"""docs/parity.md names every journey, and no other; and the tests that hold what differs."""

import re
from pathlib import Path

import pytest

from tests.parity import test_journeys, test_what_waits

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "parity.md").read_text(encoding="utf-8")


def test_each_journey_stands_in_the_table() -> None:
    names = [*vars(test_journeys), *vars(test_what_waits)]
    journeys = {name.removeprefix("test_") for name in names if name.startswith("test_")}
    assert set(re.findall(r"`([a-z]+(?:_[a-z]+){3,})`", TABLE)) == journeys


@pytest.mark.parametrize(("path", "name"), re.findall(r"`(tests/[a-z_/]+\.py)::(\w+)`", TABLE))
def test_what_differs_is_held_by_a_test_that_is_there(path: str, name: str) -> None:
    assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")


def test_each_number_has_its_test() -> None:
    shown = {int(number) for number in re.findall(r"\[(\d+)\]", TABLE)}
    assert shown == {int(number) for number in re.findall(r"^(\d+)\. `tests/", TABLE, re.MULTILINE)} != set()
