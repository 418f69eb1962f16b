"""Between backticks stands what is to be typed, where we wrote it; what people put between theirs is theirs."""

import pytest

from cadence.text.to_type import TO_TYPE


@pytest.mark.parametrize(
    "line",
    ["okr", "okr mine", "/okr add", "2.1 45% conf 6 two deals slipped", "growth/2.1", "stop: webinars", "make run"],
)
def test_what_is_to_be_typed_stands_out(line: str) -> None:
    assert TO_TYPE.sub(r"<\1>", f"Type `{line}`.") == f"Type <{line}>."


@pytest.mark.parametrize("typed", ["`code`", "`rm -rf`", "```okr mine```", "``okr mine``", "`okra`", "`` ` ``"])
def test_whatever_else_stands_between_backticks_is_shown_as_it_is(typed: str) -> None:
    assert TO_TYPE.search(typed) is None
