"""Card -> Block Kit, within Slack's limits. One function a kind of block.

Knows Block Kit; must not know what a card is about. Source: docs.slack.dev/reference/block-kit.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from adapters.slack.rendering.dress import CHART, PLAIN, TABLE, Dress
from adapters.slack.rendering.figures import table_text
from adapters.slack.rendering.natives import LONGEST_TITLE as LONGEST_CHART_TITLE
from adapters.slack.rendering.natives import native_chart, native_table
from adapters.slack.rendering.text import (
    LONGEST_SECTION,
    Json,
    Run,
    code,
    escape,
    figure,
    link,
    name_of,
    pieces,
    plain,
    prose,
    shorten,
    unformatted,
    with_slash,
)
from cadence.cards import (
    Button,
    Buttons,
    Card,
    Chart,
    Divider,
    Facts,
    Heading,
    Link,
    Look,
    Table,
    Text,
    Tone,
    Verbatim,
)
from cadence.text.figures import chart_text
from cadence.text.leads import Lead, read_lines, titled_texts

MOST_OF_A_KIND = {TABLE: 1, CHART: 2}
"""How many native blocks of each kind Slack takes in one message."""
LONGEST_HEADER = 150
LONGEST_LABEL = 75
LONGEST_NOTICE = 300
LONGEST_FIELD = LONGEST_QUIET = 2_000
FIELDS_A_SECTION = 10
WEEKLY = "Week by week"
"""A chart's title where the heading says already what it is about: Slack wants one."""
BOLD, ITALIC = "*", "_"
STYLES = {Lead.TITLE: BOLD, Lead.OBJECTIVE: ITALIC}
"""What a line begins with that is set apart; a key result's place stays as the rest of its line."""
PRESS = "press"
NO_WORDS = "…"
LEFT_OUT = "This is too long for one message; the rest was left out."


def message_text(card: Card) -> str:
    """What the notification says."""
    return escape(shorten(unformatted(card.notice).strip() or NO_WORDS, LONGEST_NOTICE))


def render_card(card: Card, dress: Dress = PLAIN) -> list[Json]:
    """The card's blocks, never none. What does not fit in the dress's native blocks is shown in the plain ones."""
    blocks = _number_buttons([*_blocks(card, dress)])
    if dress.natives and not _fits(blocks, dress):
        return render_card(card, replace(dress, natives=frozenset()))
    return _fit(blocks, dress) or [prose(Run(card.notice or NO_WORDS))]


def _blocks(card: Card, dress: Dress) -> Iterator[Json]:
    used: Counter[str] = Counter()
    titled, title = titled_texts(card.blocks), ""
    for number, block in enumerate(card.blocks):
        if isinstance(block, Link):
            yield from _link(block, dress)
        elif (native := _native(block, dress, used)) is not None:
            used[native["type"]] += 1
            yield native if native.get("title") != shorten(title, LONGEST_CHART_TITLE) else {**native, "title": WEEKLY}
        elif isinstance(block, Chart):
            yield from _chart(block, title)
        elif isinstance(block, Text) and number in titled:
            yield from _titled(block)
        else:
            yield from _RENDER[type(block)](block)
        title = block.text if isinstance(block, Heading) else title


def _titled(block: Text) -> list[Json]:
    first, _, rest = block.text.partition("\n")
    head, *more = pieces(rest)
    return [prose(Run(first, BOLD), Run("\n"), *_runs(head)), *(prose(*_runs(piece)) for piece in more)]


def _native(block: Any, dress: Dress, used: Counter[str]) -> Json | None:
    """The block in Slack's own form for it, where there is one that this place takes."""
    kind, make = _NATIVES.get(type(block), ("", None))
    if make is None or kind not in dress.natives or used[kind] >= MOST_OF_A_KIND[kind]:
        return None
    return make(block)


def _heading(block: Heading) -> list[Json]:
    return [{"type": "header", "text": plain(block.text, LONGEST_HEADER)}] if block.text.strip() else []


def _text(block: Text) -> list[Json]:
    longest = LONGEST_QUIET if block.tone is Tone.QUIET else LONGEST_SECTION
    return [_paragraph(piece, block.tone) for piece in pieces(block.text, longest)]


def _paragraph(text: str, tone: Tone) -> Json:
    if tone is Tone.QUIET:
        return {"type": "context", "elements": [plain(unformatted(text))]}
    if tone is Tone.STRONG:
        return prose(*(Run(line, BOLD) for line in text.splitlines(keepends=True)))
    return prose(*_runs(text))


def _runs(text: str) -> list[Run]:
    """The text, with what begins a line set apart from the rest where it is shown in another style."""
    runs: list[Run] = []
    for number, line in enumerate(read_lines(text)):
        runs += [Run("\n" if number else ""), Run(line.lead, STYLES.get(line.kind, "")), Run(line.rest)]
    return [run for run in runs if run.text]


def _facts(block: Facts) -> list[Json]:
    fields = [field for label, value in block.pairs for field in _fact(label, value)]
    rows = [fields[start : start + FIELDS_A_SECTION] for start in range(0, len(fields), FIELDS_A_SECTION)]
    return [{"type": "section", "fields": row} for row in rows]


def _fact(label: str, value: str) -> tuple[Json, Json]:
    return name_of(shorten(with_slash(label), LONGEST_HEADER)), plain(unformatted(value), LONGEST_FIELD)


def _table(block: Table) -> list[Json]:
    return code(table_text(block))


def _chart(block: Chart, heading: str) -> list[Json]:
    """heading: what stands above it, not to be said twice."""
    title = "" if block.title == heading else block.title
    return figure(title, chart_text(block))


def _verbatim(block: Verbatim) -> list[Json]:
    return code(block.text)


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


def _link(block: Link, dress: Dress) -> list[Json]:
    """Left out where nobody knows where it leads."""
    url = block.url or dress.addresses.get(block.key, "")
    if not url.startswith("https://") or len(url) > LONGEST_SECTION:
        return []
    return [link(shorten(block.label, LONGEST_HEADER), url)]


def _divider(_: Divider) -> list[Json]:
    return [{"type": "divider"}]


_RENDER: dict[type[Any], Callable[[Any], list[Json]]] = {
    Heading: _heading,
    Text: _text,
    Facts: _facts,
    Table: _table,
    Verbatim: _verbatim,
    Buttons: _buttons,
    Divider: _divider,
}

_NATIVES: dict[type[Any], tuple[str, Callable[[Any], Json | None]]] = {
    Table: (TABLE, native_table),
    Chart: (CHART, native_chart),
}


def _number_buttons(blocks: list[Json]) -> list[Json]:
    """Slack wants every action_id to be unique: `press:decision.set:2`."""
    found = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
    for number, button in enumerate(found):
        button["action_id"] += f":{number}"
    return blocks


def _fit(blocks: list[Json], dress: Dress) -> list[Json]:
    """The last defence against a card that Slack would refuse: its end gives way, but not its last buttons."""
    if _fits(blocks, dress):
        return blocks
    note = {"type": "context", "elements": [plain(LEFT_OUT)]}
    kept, last = blocks[:-1], blocks[-1:]
    while kept and not _fits([*kept, note, *last], dress):
        kept = kept[:-1]
    return [*kept, note, *last]


def _fits(blocks: Sequence[Json], dress: Dress) -> bool:
    size = len(json.dumps(blocks, ensure_ascii=False))
    return len(blocks) <= dress.most_blocks and size <= dress.most_characters
