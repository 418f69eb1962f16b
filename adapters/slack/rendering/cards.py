"""Card -> Block Kit, within Slack's limits. One function a kind of block.

Knows Block Kit; must not know what a card is about. Source: docs.slack.dev/reference/block-kit.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from adapters.slack.rendering.figures import chart_text, table_text
from adapters.slack.rendering.text import (
    LONGEST_SECTION,
    Json,
    escape,
    paragraph,
    pieces,
    plain,
    preformatted,
    rich,
    shorten,
    span,
    spans,
    with_slash,
)
from cadence.cards import Button, Buttons, Card, Chart, Divider, Facts, Heading, Link, Look, Table, Text, Tone, Verbatim
from cadence.leads import Lead, read_lines

MOST_BLOCKS = 50
MOST_CHARACTERS = 13_000
LONGEST_HEADER = 150
LONGEST_LABEL = 75
LONGEST_NOTICE = 300
LONGEST_FIELD = LONGEST_QUIET = 2_000
FIELDS_A_SECTION = 10
STYLES = {Lead.TITLE: {"bold": True}, Lead.OBJECTIVE: {"italic": True}}
"""What a line begins with that is set apart; a key result's place stays as the rest of its line."""
PRESS = "press"
NO_WORDS = "…"
LEFT_OUT = "This is too long for one message; the rest was left out."


def message_text(card: Card) -> str:
    """What the notification says."""
    return escape(shorten(card.notice or NO_WORDS, LONGEST_NOTICE))


def render_card(card: Card) -> list[Json]:
    """The card's blocks, never none."""
    blocks = [rendered for block in card.blocks for rendered in _RENDER[type(block)](block)]
    return _fit(_number_buttons(blocks)) or [rich(paragraph(span(card.notice or NO_WORDS)))]


def _heading(block: Heading) -> list[Json]:
    return [{"type": "header", "text": plain(block.text, LONGEST_HEADER)}] if block.text.strip() else []


def _text(block: Text) -> list[Json]:
    longest = LONGEST_QUIET if block.tone is Tone.QUIET else LONGEST_SECTION
    return [_paragraph(piece, block.tone) for piece in pieces(block.text, longest)]


def _paragraph(text: str, tone: Tone) -> Json:
    if tone is Tone.QUIET:
        return {"type": "context", "elements": [plain(text)]}
    if tone is Tone.STRONG:
        return rich(paragraph(*spans(text, bold=True)))
    looks = groupby(_pieces(text), key=itemgetter(0))
    shown = (("".join(piece for _, piece in group), STYLES.get(kind, {})) for kind, group in looks)
    return rich(paragraph(*(one for piece, style in shown for one in spans(piece, **style))))


def _pieces(text: str) -> Iterator[tuple[Lead, str]]:
    """The text, with what begins a line told apart from the rest where it is shown in another style."""
    for number, line in enumerate(read_lines(text)):
        yield Lead.NOTHING, "\n" if number else ""
        yield line.kind if line.kind in STYLES else Lead.NOTHING, line.lead
        yield Lead.NOTHING, line.rest


def _facts(block: Facts) -> list[Json]:
    fields = [field for label, value in block.pairs for field in _fact(label, value)]
    rows = [fields[start : start + FIELDS_A_SECTION] for start in range(0, len(fields), FIELDS_A_SECTION)]
    return [{"type": "section", "fields": row} for row in rows]


def _fact(label: str, value: str) -> tuple[Json, Json]:
    name = escape(shorten(with_slash(label), LONGEST_HEADER)).replace("*", "")
    return {"type": "mrkdwn", "text": f"*{name}*", "verbatim": True}, plain(value, LONGEST_FIELD)


def _table(block: Table) -> list[Json]:
    return [rich(preformatted(piece)) for piece in pieces(table_text(block))]


def _chart(block: Chart) -> list[Json]:
    return [rich(paragraph(span(f"{block.title}\n", bold=True)), preformatted(chart_text(block)))]


def _verbatim(block: Verbatim) -> list[Json]:
    return [rich(preformatted(piece)) for piece in pieces(block.text)]


def _buttons(block: Buttons) -> list[Json]:
    return [{"type": "actions", "elements": [_button(button) for button in block.buttons]}] if block.buttons else []


def _button(button: Button) -> Json:
    made: Json = {
        "type": "button",
        "text": plain(button.label, LONGEST_LABEL),
        "action_id": f"{PRESS}:{button.action}",
    }
    if button.value:
        made["value"] = button.value
    if button.look is not Look.NORMAL:
        made["style"] = button.look.value
    return made


def _link(block: Link) -> list[Json]:
    """Shown where its address is known; `key` is resolved by whoever renders a delivery."""
    if not block.url.startswith("https://"):
        return []
    return [rich(paragraph({"type": "link", "url": block.url, "text": block.label}))]


def _divider(_: Divider) -> list[Json]:
    return [{"type": "divider"}]


_RENDER: dict[type[Any], Callable[[Any], list[Json]]] = {
    Heading: _heading,
    Text: _text,
    Facts: _facts,
    Table: _table,
    Chart: _chart,
    Verbatim: _verbatim,
    Buttons: _buttons,
    Divider: _divider,
    Link: _link,
}


def _number_buttons(blocks: list[Json]) -> list[Json]:
    """Slack wants every action_id to be unique: `press:decision.set:2`."""
    found = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
    for number, button in enumerate(found):
        button["action_id"] += f":{number}"
    return blocks


def _fit(blocks: list[Json]) -> list[Json]:
    """The last defence against a card that Slack would refuse: its end gives way, but not its last buttons."""
    if _fits(blocks):
        return blocks
    note = {"type": "context", "elements": [plain(LEFT_OUT)]}
    kept, last = blocks[:-1], blocks[-1:]
    while kept and not _fits([*kept, note, *last]):
        kept = kept[:-1]
    return [*kept, note, *last]


def _fits(blocks: Sequence[Json]) -> bool:
    return len(blocks) <= MOST_BLOCKS and len(json.dumps(blocks, ensure_ascii=False)) <= MOST_CHARACTERS
