"""Titles of sections, objectives and places of key results are told apart from the rest of a line."""

import pytest

from cadence.text.leads import TITLES, Lead, Line, read_lines


@pytest.mark.parametrize("title", TITLES)
def test_a_line_may_begin_with_the_title_of_a_section(title: str) -> None:
    assert read_lines(f"{title} and more") == [Line(Lead.TITLE, title, " and more")]
    assert read_lines(title) == [Line(Lead.TITLE, title, "")]


def test_an_objective_is_the_line_above_its_first_key_result() -> None:
    kinds = [line.kind for line in read_lines("1 Customers stay\n1.1 Renewals 84%\n2 Others\n3.1 Uptime\n3 done")]
    assert kinds == [Lead.OBJECTIVE, Lead.PLACE, Lead.NOTHING, Lead.PLACE, Lead.NOTHING]


@pytest.mark.parametrize("text", ["ACTIONABLE", "API down", "1.1", "see OFF TRACK", "12 ", ""])
def test_other_lines_are_left_alone(text: str) -> None:
    assert read_lines(text) == [Line(Lead.NOTHING, "", text)]
