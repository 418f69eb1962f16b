"""What people typed is shown in Slack as they typed it, whatever it looks like to Slack."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.rendering.text import LONGEST_SECTION, Run, code, figure, link, prose
from tests.fakes.slack.limits import faults_of_message
from tests.fakes.slack.state import as_read

ODD = st.text(alphabet="ab 1*_~`<>&|!@#:\n\"'-.x", max_size=60)


def read(block: dict[str, dict[str, str]]) -> str:
    """As a person sees it."""
    shown = block["text"]
    return as_read(shown["text"]) if shown["type"] == "mrkdwn" else shown["text"]


@given(ODD)
def test_any_text_is_shown_as_it_was_typed(text: str) -> None:
    block = prose(Run(text))
    assert faults_of_message([block]) == []
    assert read(block).strip() == text.strip()


@given(ODD, ODD)
def test_a_bold_beginning_changes_nothing_of_what_is_read(title: str, rest: str) -> None:
    shown = read(prose(Run(title, "*"), Run(f"\n{rest}")))
    assert shown.split() == f"{title}\n{rest}".split()


@given(ODD)
def test_code_is_exact(text: str) -> None:
    shown = "\n".join(block["text"]["text"].replace("```", "") for block in code(text))
    assert html.unescape(shown).split() == text.replace("```", "").split()


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("two deals slipped", "plain_text"),
        ("type `okr mine`", "mrkdwn"),
        ("5*3 is *not* bold", "plain_text"),
        ("the _new_ flow, `okr mine`", "plain_text"),
        ("signup_flow_v2 and 5 * 3, `okr mine`", "mrkdwn"),
        ("> quoted, `okr mine`", "plain_text"),
        ("`okr mine` for <!channel> & co", "mrkdwn"),
        ("`okr mine` ```", "plain_text"),
        ("`okr mine` @channel", "plain_text"),
        ("`okr mine` in #growth", "plain_text"),
        ("`okr mine` https://x.example", "plain_text"),
        ("`okr blocker @ben`, mail a@b", "mrkdwn"),
        ("`rm -rf`", "plain_text"),
        ("`okr mine`, `rm -rf`", "plain_text"),
        ("`okr mine` and a ` alone", "plain_text"),
    ],
)
def test_formatting_is_ours_alone(typed: str, kind: str) -> None:
    assert prose(Run(typed))["text"]["type"] == kind


def test_nothing_that_was_typed_is_formatted_within_our_own_marks() -> None:
    shown = prose(Run("1 Grow *revenue* now", "_"), Run("\n1.1 Sign-ups"))["text"]
    assert (shown["type"], shown["text"]) == ("plain_text", "1 Grow *revenue* now\n1.1 Sign-ups")
    assert prose(Run("1 Grow 2*3 now", "_"))["text"] == {"type": "mrkdwn", "text": "_1 Grow 2*3 now_"}


def test_a_time_is_no_emoji() -> None:
    assert prose(Run("For today 12:00: two calls", "*"))["text"]["text"] == "*For today 12:00\u2060: two calls*"
    assert prose(Run("For today 12:00: two calls"))["text"]["emoji"] is False
    assert prose(Run("shipped :tada:"))["text"]["emoji"] is True


def test_what_would_become_too_long_by_escaping_is_plain() -> None:
    shown = prose(Run("`okr mine` " + "&" * 2_900))["text"]
    assert shown["type"] == "plain_text" and len(shown["text"]) <= LONGEST_SECTION


def test_long_code_comes_in_pieces_that_fit_once_escaped() -> None:
    blocks = code("\n".join(["a & b < c"] * 900))
    assert len(blocks) > 1
    assert all(len(block["text"]["text"]) <= LONGEST_SECTION for block in blocks)


def test_a_figure_stands_below_its_title() -> None:
    assert [block["text"]["text"] for block in figure("1.1 Activation", "▁▃█")] == ["*1.1 Activation*\n```\n▁▃█\n```"]
    assert len(figure("1.1 *A* b", "▁▃█")) == 2


def test_nothing_in_an_address_ends_the_link() -> None:
    shown = link("From a message", "https://x.example/a|b>c d")["text"]["text"]
    assert shown == "<https://x.example/a%7Cb%3Ec%20d|From a message>"
