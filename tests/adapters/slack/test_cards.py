"""Cards as Block Kit: within Slack's limits, with user text as data."""

import re
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.models.blocks import Block

from adapters.slack.rendering import MESSAGE, message_text, render_card
from adapters.slack.rendering.figures import table_text
from adapters.slack.rendering.text import pieces
from cadence.cards import (
    Button,
    Buttons,
    Card,
    Chart,
    Divider,
    Facts,
    Heading,
    Look,
    Table,
    Text,
    Tone,
    Verbatim,
    buttons,
    card,
)
from cadence.text.figures import chart_text, sparkline
from tests.fakes.slack.limits import faults_of_message
from tests.fakes.slack.state import Message

HOSTILE = "<!channel> <@U1ANA> <https://example.com|click> *bold* ```fence``` & `okr`"

EVERYTHING = card(
    "Growth · week 6 of 13",
    Heading("Growth · week 6 of 13"),
    Text("For today 12:00: two calls to make", Tone.STRONG),
    Text("What moved?"),
    Text("About a minute", Tone.QUIET),
    Facts((("Lead", "Ana"), ("Meeting", "12:00"))),
    Table(("Decision", "Owner"), (("Pause paid ads?", "Ana"),)),
    Chart("Activation", ("28 Sep", "5 Oct", "12 Oct"), (31.0, None, 38.0), 45.0, "%"),
    Verbatim("Growth, week 6"),
    Divider(),
    buttons(Button("Answer", "checkin.answer", "id", Look.PRIMARY), Button("Drop", "action.drop", "id", Look.DANGER)),
)


def checked(shown: Card) -> list[dict[str, Any]]:
    """The rendered blocks, after slack_sdk's and our own check of them."""
    blocks = render_card(shown)
    assert faults_of_message(blocks) == []
    for parsed in Block.parse_all(blocks):
        parsed.validate_json()
    return blocks


def said(shown: Card) -> str:
    return Message("C", "1", "", checked(shown)).said


def test_every_kind_of_block_is_accepted_by_slack() -> None:
    kinds = [block["type"] for block in checked(EVERYTHING)]
    assert kinds == [
        "header",
        "section",
        "section",
        "context",
        "section",
        "section",
        "section",
        "section",
        "divider",
        "actions",
    ]


@pytest.mark.parametrize(
    "shown",
    [
        card("n", Heading("x" * 500)),
        card("n", Text("x" * 9_000)),
        card("n", Text("line\n" * 2_000, Tone.QUIET)),
        card("n", Text("")),
        card("n", Facts(tuple((f"label {n}", "v" * 3_000) for n in range(4)))),
        card("n", Facts((("", ""),))),
        card("n", Table(("a", "b"), tuple(("x" * 300, str(n)) for n in range(100)))),
        card("n", Table(("a",), ())),
        card("n", Chart("t", (), ())),
        card("n", Verbatim("x" * 5_000)),
        card("n", Buttons(())),
        card("n", buttons(Button("x" * 100, "board.show"))),
        card("n", *(Text(str(n)) for n in range(80)), buttons(Button("Board", "board.show", "1"))),
        Card("", ()),
    ],
)
def test_whatever_its_size_a_card_fits(shown: Card) -> None:
    assert checked(shown)


def test_a_card_that_is_far_too_long_says_so_and_keeps_its_last_buttons() -> None:
    blocks = checked(card("n", *(Text(str(n)) for n in range(80)), buttons(Button("Board", "board.show", "1"))))
    assert blocks[-1]["type"] == "actions"
    assert "left out" in str(blocks[-2])


@pytest.mark.parametrize("kind", [Heading, Text, Verbatim])
def test_user_text_is_shown_as_it_was_typed_and_never_parsed(kind: Any) -> None:
    blocks = checked(card("n", kind(HOSTILE)))
    assert "mrkdwn" not in str(blocks)
    assert "<!channel> <@U1ANA> <https://example.com|click> *bold* ```fence``` &" in said(card("n", kind(HOSTILE)))


def test_labels_of_facts_are_escaped_and_values_are_plain() -> None:
    [block] = checked(card("n", Facts(((HOSTILE, HOSTILE),))))
    label, value = block["fields"]
    assert label["type"] == "plain_text" or "<" not in label["text"]
    assert value == {"type": "plain_text", "text": HOSTILE, "emoji": False}


@pytest.mark.parametrize(
    ("label", "shown"),
    [("okr checkin", "`/okr checkin`"), ("okr edit 2.1 · okr remove 2.1", "`/okr edit 2.1 · /okr remove 2.1`")],
)
def test_a_fact_about_a_command_shows_how_slack_wants_it(label: str, shown: str) -> None:
    [block] = checked(card("n", Facts(((label, "your form"),))))
    assert block["fields"][0]["text"] == shown


def test_a_fact_that_only_mentions_okr_stays_as_it_is() -> None:
    [block] = checked(card("n", Facts((("our okr review", "x"),))))
    assert block["fields"][0]["text"] == "*our okr review*"


def test_the_notification_is_escaped_in_the_right_order() -> None:
    assert message_text(card("a & b <!here>")) == "a &amp; b &lt;!here&gt;"


def test_commands_in_our_words_get_the_slash_that_slack_needs() -> None:
    [block] = checked(card("n", Text("Type `okr setup` here, or `2.1`; okrs is no command.")))
    assert block["text"]["text"] == "Type `/okr setup` here, or `2.1`; okrs is no command."


def test_buttons_of_the_same_action_stay_apart() -> None:
    rows = [buttons(Button("Done", "action.done", str(n)), Button("Drop", "action.drop", str(n))) for n in range(3)]
    blocks = checked(card("n", *rows))
    ids = [element["action_id"] for block in blocks for element in block["elements"]]
    assert len(set(ids)) == 6
    assert ids[0] == "press:action.done:0"


def test_a_long_text_is_cut_at_line_breaks_and_loses_nothing() -> None:
    text = "\n".join(f"line {number}" for number in range(1_000))
    assert "\n".join(pieces(text, 300)) == text
    assert all(len(piece) <= 300 for piece in pieces(text, 300))


def test_a_table_is_aligned() -> None:
    table = Table(("Decision", "Owner"), (("Pause paid ads?", "Ana"), ("日本", "not set")))
    assert table_text(table) == "DECISION         OWNER\nPause paid ads?  Ana\n日本             not set"


def test_a_line_break_in_a_cell_cannot_break_the_table() -> None:
    assert table_text(Table(("a", "b"), (("x\ny", "z"),))) == "A    B\nx y  z"


def test_a_chart_is_a_sparkline_with_its_ends_and_target() -> None:
    chart = Chart("Activation", ("28 Sep", "5 Oct", "12 Oct"), (31.0, None, 38.5), 45.0, "%")
    assert chart_text(chart) == "▁ █  31% → 38.5% · target 45% · 28 Sep – 12 Oct"


@pytest.mark.parametrize(("values", "bars"), [((1.0,), "▁"), ((3.0, 3.0), "▁▁"), ((1.0, 2.0, 3.0), "▁▅█")])
def test_a_sparkline_has_a_bar_a_value(values: tuple[float | None, ...], bars: str) -> None:
    assert sparkline(values) == bars


def test_titles_of_sections_and_objectives_are_set_apart_from_key_results() -> None:
    [block] = checked(Card("", (Text("KEY RESULTS last\n1 Customers stay\n1.1 Renewals 84\nACTIONS 3 done"),)))
    shown = "*KEY RESULTS* last\n_1 Customers stay_\n1.1 Renewals 84\n*ACTIONS* 3 done"
    assert block["text"] == {"type": "mrkdwn", "text": shown}


def bold_in(shown: Card) -> list[str]:
    texts = [block["text"]["text"] for block in checked(shown) if block["type"] == "section"]
    return [found for text in texts for found in re.findall(r"\*([^*]+)\*", text)]


def entry(text: str) -> tuple[Text, Buttons]:
    return Text(text), buttons(Button("Decide", "decision.decide", "1"))


def test_what_buttons_are_about_stands_out_from_its_details() -> None:
    assert bold_in(card("n", *entry("Pause paid ads?\nAna decides"), *entry("Hire?\nBen decides"))) == [
        "Pause paid ads?",
        "Hire?",
    ]


def test_lines_below_a_heading_are_equals_and_a_single_line_is_no_title() -> None:
    assert bold_in(card("n", Heading("Growth"), *entry("Call to make: ads\nBlocked: export"))) == []
    assert bold_in(card("n", *entry("Your call by Thu 12 Nov: pause paid ads?"))) == []


def test_where_slack_formats_nothing_commands_are_shown_as_they_are_typed() -> None:
    text = "+3 more: `okr mine`; `code` and `okr` stay"
    quiet, facts = checked(card("n", Text(text, Tone.QUIET), Facts((("More", text),))))
    assert quiet["elements"][0]["text"] == facts["fields"][1]["text"] == "+3 more: /okr mine; `code` and `okr` stay"
    assert message_text(card(text)) == "+3 more: /okr mine; `code` and `okr` stay"


def test_a_chart_below_a_heading_does_not_say_it_again() -> None:
    chart = Chart("1.1 Activation", ("28 Sep", "5 Oct"), (31.0, 38.0))
    blocks = render_card(card("n", Heading("1.1 Activation"), chart), MESSAGE)
    assert blocks[1]["title"] == "Week by week"
    assert "Activation" not in said(card("n", Heading("x"), replace(chart, title="x")))
