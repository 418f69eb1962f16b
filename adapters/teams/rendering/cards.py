"""Card -> Adaptive Card, within Teams' limits. One function a kind of block. Must not know what a card is about.

Source: adaptivecards.io, schema 1.5, and learn.microsoft.com, "Cards reference".
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.teams.rendering.actions import button_rows
from adapters.teams.rendering.dress import CHANNEL, CHART, TABLE, Dress, Surface
from adapters.teams.rendering.figures import chart_blocks, native_table, table_lines
from adapters.teams.rendering.text import (
    BOLD,
    COMMAND,
    ITALIC,
    NORMAL,
    QUIET,
    Json,
    Style,
    line,
    lines,
    message_text,
    one_line,
    run,
    runs,
    shown,
    stacked,
    title,
    verbatim,
    with_mention,
)
from cadence.cards import (
    Block,
    Buttons,
    Card,
    Chart,
    Divider,
    Facts,
    Heading,
    Link,
    Table,
    Text,
    Tone,
    Verbatim,
)
from cadence.text.leads import Lead, read_lines, titled_texts

VERSION = "1.5"
CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
MOST_BYTES = 72_000
"""Of the card as UTF-16, as Teams counts: it takes 80 KB, the rest of the message included."""
LONGEST_HEADER = 150
LONGEST_LINK = 2_000
STYLES = {Lead.TITLE: BOLD, Lead.OBJECTIVE: ITALIC}
"""What a line begins with that is set apart; a key result's place stays as the rest of its line."""
TONES = {Tone.NORMAL: NORMAL, Tone.STRONG: BOLD, Tone.QUIET: QUIET}
MONO_LABEL = Style(bold=True, mono=True, size="Small")
LINKED = Style(color="Accent")
LABEL_SHARE, VALUE_SHARE = 2, 3
APART = ("Medium", "Large")
BEGUN = "okr "
LEFT_OUT = "This is too long for one message; the rest was left out."


@dataclass(frozen=True, kw_only=True)
class _Pen:
    """How much is drawn. is_plain: no native forms and no fallbacks, where the whole would be too large with them."""

    dress: Dress
    is_plain: bool = False

    @property
    def is_personal(self) -> bool:
        return self.dress.surface is Surface.PERSONAL

    def draws(self, kind: str) -> bool:
        return kind in self.dress.natives and not self.is_plain


def render_card(card: Card, dress: Dress = CHANNEL) -> Json:
    """The Adaptive Card, version 1.5. What is too large is drawn in plainer ways, and then its end gives way."""
    for pen in (_Pen(dress=dress), _Pen(dress=dress, is_plain=True)):
        made = adaptive_card([*_elements(card, pen)], message_text(card))
        if size_of(made) <= MOST_BYTES:
            return made
    return _cut(made)


def activity_of(card_json: Json, summary: str) -> Json:
    """The message that shows this card and nothing else; summary: `message_text` of it."""
    return {"type": "message", "summary": summary, "attachments": [{"contentType": CONTENT_TYPE, "content": card_json}]}


def adaptive_card(body: Sequence[Json], fallback: str, actions: Sequence[Json] = ()) -> Json:
    """A card of these. fallback: what clients say that cannot show it."""
    is_wide = any(element["type"] == "Table" for element in body)
    return {
        "type": "AdaptiveCard",
        "version": VERSION,
        "fallbackText": fallback,
        "body": [*body] or [line([run(fallback)])],
        **({"actions": [*actions]} if actions else {}),
        **({"msteams": {"width": "Full"}} if is_wide else {}),
    }


def size_of(made: Json) -> int:
    """Bytes as UTF-16."""
    return len(json.dumps(made, ensure_ascii=False).encode("utf-16-le", "surrogatepass"))


def _elements(card: Card, pen: _Pen) -> Iterator[Json]:
    """The blocks one after another; a divider is a line above whatever comes next."""
    titled, heading, apart = titled_texts(card.blocks), "", Json()
    for number, block in enumerate(card.blocks):
        for made in _drawn(block, pen, heading, number in titled):
            yield apart | made if made.get("spacing") in APART else made | apart
            apart = Json()
        apart = apart | _room_below(block)
        heading = block.text if isinstance(block, Heading) else heading


def _room_below(block: Block) -> Json:
    """What stands below buttons belongs to something else."""
    if isinstance(block, Divider):
        return {"separator": True, "spacing": "Medium"}
    return {"spacing": "Medium"} if isinstance(block, Buttons) else {}


def _drawn(block: Block, pen: _Pen, heading: str, is_titled: bool) -> list[Json]:
    if isinstance(block, Chart):
        return chart_blocks(block, heading, pen.draws(CHART))
    if isinstance(block, Text) and is_titled:
        return _titled(block, pen)
    return _RENDER[type(block)](block, pen)


def _heading(block: Heading, _: _Pen) -> list[Json]:
    return [title(block.text[:LONGEST_HEADER], "Large", "Large")] if block.text.strip() else []


def _text(block: Text, pen: _Pen) -> list[Json]:
    if block.tone is not Tone.NORMAL:
        return lines(block.text, TONES[block.tone], is_personal=pen.is_personal)
    return stacked(_led(block.text, pen))


def _titled(block: Text, pen: _Pen) -> list[Json]:
    """What its buttons are about, and then its details."""
    first, _, rest = shown(block.text).partition("\n")
    return stacked([runs(first, BOLD, pen.is_personal), *_led(rest, pen)])


def _led(text: str, pen: _Pen) -> Iterator[list[Json]]:
    """Each line, what it begins with set apart from the rest; a little room above a new section or objective."""
    for number, each in enumerate(read_lines(shown(text))):
        style = STYLES.get(each.kind)
        lead = runs(each.lead, style, pen.is_personal) if style else []
        whole = [*lead, *runs(each.rest if style else each.lead + each.rest, NORMAL, pen.is_personal)]
        if number and style:
            yield []
        yield whole if any(piece["text"].strip() for piece in whole) else []


def _facts(block: Facts, pen: _Pen) -> list[Json]:
    pairs = [(label, value) for label, value in block.pairs if label.strip() or value.strip()]
    return [_fact(label, value, pen, number == 0) for number, (label, value) in enumerate(pairs)]


def _fact(label: str, value: str, pen: _Pen, is_first: bool) -> Json:
    """Label and value beside each other. A FactSet would take what people typed for Markdown."""
    typed = with_mention(label, pen.is_personal)
    name = [run(one_line(typed) or " ", MONO_LABEL if COMMAND.match(label) else BOLD)]
    columns = [(LABEL_SHARE, [line(name)]), (VALUE_SHARE, lines(value, is_personal=pen.is_personal) or [line([])])]
    return {
        "type": "ColumnSet",
        "columns": [{"type": "Column", "width": width, "items": items} for width, items in columns],
        **({} if is_first else {"spacing": "Small"}),
    }


def _table(block: Table, pen: _Pen) -> list[Json]:
    if not block.columns or not block.rows:
        return [line([run(" · ".join(map(one_line, block.columns)), BOLD)])] if block.columns else []
    return [native_table(block)] if pen.draws(TABLE) else table_lines(block)


def _verbatim(block: Verbatim, pen: _Pen) -> list[Json]:
    """A line that is given back is as it is typed there."""
    found = verbatim(block.text.removeprefix(BEGUN) if pen.is_personal else block.text)
    return [{"type": "Container", "style": "emphasis", "items": found}] if found else []


def _buttons(block: Buttons, pen: _Pen) -> list[Json]:
    return button_rows(block.buttons, pen.dress, has_fallbacks=not pen.is_plain)


def _link(block: Link, pen: _Pen) -> list[Json]:
    """Left out where nobody knows where it leads."""
    url = block.url or pen.dress.links.get(block.key, "")
    if not url.startswith("https://") or len(url) > LONGEST_LINK:
        return []
    opens = {"type": "Action.OpenUrl", "url": url}
    return [line([run(one_line(block.label, LONGEST_HEADER) or url, LINKED) | {"selectAction": opens}], "Small")]


def _divider(_: Divider, __: _Pen) -> list[Json]:
    return []


_RENDER: dict[type[Any], Callable[[Any, _Pen], list[Json]]] = {
    Heading: _heading,
    Text: _text,
    Facts: _facts,
    Table: _table,
    Verbatim: _verbatim,
    Buttons: _buttons,
    Divider: _divider,
    Link: _link,
}


def _cut(made: Json) -> Json:
    """The last defence against a card that Teams would refuse: its end gives way, but not its last buttons."""
    body, note = made["body"], line([run(LEFT_OUT, QUIET)])
    last = body[-1:] if body[-1]["type"] == "ActionSet" else []
    kept = body[: len(body) - len(last)]
    while kept and size_of({**made, "body": [*kept, note, *last]}) > MOST_BYTES:
        kept = kept[: -max(1, len(kept) // 20)]
    return {**made, "body": [*kept, note, *last]}
