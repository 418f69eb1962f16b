"""Messages that are too long for any platform: several in one thread, with nothing left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.cards import Block, Button, Buttons, Card, Heading, Link, Table, Text
from cadence.model import Message, Place
from cadence.splitting import (
    LONGEST_TEXT,
    MOST_BLOCKS,
    MOST_WEIGHT,
    cut,
    part_key,
    parts_left_over,
    parts_of,
    split,
    weight,
)

WORDS = "a long line about what holds us back " * 20


def message(*blocks: Block, place: Place | None = None) -> Message:
    return Message(
        id="m", workspace_id="local", key="answer:1", place=place or Place(channel="C1"), card=Card("Ben", blocks)
    )


def test_a_card_that_fits_stays_as_it_is() -> None:
    one = message(Heading("Ben"), Text("moved"), Buttons((Button("Undo", "checkin.undo", "1"),)))
    assert parts_of(one) == [one]


def test_a_long_card_goes_on_in_its_own_thread() -> None:
    first, *rest = parts_of(message(*(Text(WORDS) for _ in range(30))))
    assert rest and first.key == "answer:1" and first.place.thread is None
    assert [part.key for part in rest] == [part_key("answer:1", number) for number in range(2, len(rest) + 2)]
    assert {part.place.thread for part in rest} == {"answer:1"}
    assert "goes on in the thread" in str(first.card.blocks)


def test_within_a_thread_it_goes_on_there() -> None:
    place = Place(channel="C1", thread="prompt:1")
    assert {part.place for part in parts_of(message(*(Text(WORDS) for _ in range(30)), place=place))} == {place}


def test_a_direct_message_goes_on_in_its_thread_and_is_one_nudge() -> None:
    long = message(*(Text(WORDS) for _ in range(30)), place=Place(member="U1"))
    assert {part.is_nudge for part in parts_of(long)[1:]} == {False}
    assert {part.place.member for part in parts_of(long)} == {"U1"}


def test_each_part_has_a_notification_of_its_own() -> None:
    _, second, *_ = parts_of(message(*(Text(WORDS) for _ in range(30))))
    assert second.card.notice.startswith("Ben (2 of")


def test_a_text_stays_with_its_buttons() -> None:
    rows = [
        block for n in range(40) for block in (Text(f"{n} {WORDS}"), Buttons((Button("Done", "action.done", str(n)),)))
    ]
    for card in split(Card("List", tuple(rows))):
        assert isinstance(card.blocks[0], Text) and isinstance(card.blocks[-1], Buttons)


def test_a_long_table_keeps_its_headings_in_every_part() -> None:
    table = Table(("Decision", "Owner"), tuple((f"{n} {WORDS[:200]}", "Ana") for n in range(80)))
    tables = [block for card in split(Card("Summary", (table,))) for block in card.blocks]
    assert len(tables) > 1
    assert all(isinstance(block, Table) and block.columns == table.columns for block in tables)
    assert [row for block in tables if isinstance(block, Table) for row in block.rows] == list(table.rows)


def test_parts_that_are_no_longer_needed_are_known() -> None:
    long, short = (parts_of(message(*(Text(WORDS) for _ in range(n))))[0].card for n in (60, 1))
    assert parts_left_over(long, short)[0] == part_key("answer:1", 2)
    assert parts_left_over(short, long) == []


@given(st.text(max_size=9_000))
def test_cutting_leaves_out_nothing_but_the_breaks(text: str) -> None:
    pieces = cut(text)
    assert all(len(piece) <= LONGEST_TEXT for piece in pieces)
    rest = text
    for piece in pieces:
        assert rest.startswith(piece)
        rest = rest[len(piece) :]
        rest = rest[1:] if rest[:1] in ("\n", " ") else rest
    assert rest == ""


@given(st.lists(st.one_of(st.text(max_size=3_000).map(Text), st.just(Link("x", key="prompt:1"))), max_size=80))
def test_every_part_fits(blocks: list[Block]) -> None:
    for card in split(Card("x", tuple(blocks))):
        assert len(card.blocks) <= MOST_BLOCKS
        assert sum(map(weight, card.blocks)) <= MOST_WEIGHT or len(card.blocks) <= 2


@pytest.mark.parametrize("count", [1, 47])
def test_too_many_blocks_are_too_long_as_well(count: int) -> None:
    assert len(split(Card("x", tuple(Text("y") for _ in range(count))))) == (1 if count == 1 else 2)
