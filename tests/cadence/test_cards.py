"""Cards survive the way through JSON."""

import json

from cadence.cards import (
    Button,
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
    from_data,
    to_data,
)


def test_every_block_comes_back_from_json_as_it_was() -> None:
    message = card(
        "Growth, week 6",
        Heading("Growth"),
        Text("two\nlines", Tone.QUIET),
        Facts((("Owner", "Ana"), ("Due", "Thu 12 Nov"))),
        Table(("a", "b"), (("1", "2"), ("3", "4"))),
        Chart("1.1", ("w5", "w6"), (1.5, None), 3.0, "%"),
        Verbatim("as it stands"),
        buttons(Button("Answer", "checkin.answer", "id", Look.PRIMARY)),
        Divider(),
    )
    assert from_data(json.loads(json.dumps(to_data(message)))) == message


def test_a_card_of_nothing_but_its_notice_shows_the_notice() -> None:
    assert card("Nothing waits for you.").blocks == (Text("Nothing waits for you."),)
