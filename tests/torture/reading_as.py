"""What each platform makes of what we send: the words that are seen, and everything that does something.

Restated from the platforms' documentation, not from our renderers: docs.slack.dev/messaging/formatting-message-text,
the Markdown of Adaptive Cards (learn.microsoft.com, "Text features"), and HTML. Knows no card of ours.
"""

import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from tests.fakes.slack.state import as_read
from tests.fakes.teams.cards import texts_of, walk

Json = dict[str, Any]
OUR_LINK = re.compile(r"<https://[^|<>\s]+\|[^|<>]+>")
ESCAPES = re.compile(r"&(?!amp;|lt;|gt;)")
LOOKED_UP = re.compile(r"(?<!\w)[@#]\w|https?://")
"""What Slack makes links of by itself, where it formats text."""
MARKDOWN_LINK = re.compile(r"\]\(|<[a-z][a-z0-9+.-]*:|^\s*\[[^\]]+\]:", re.IGNORECASE | re.MULTILINE)
MARKDOWN = re.compile(r"\*\S|\S\*|_\w|\]\(|^\s*(?:[#>+=-]|\d+[.)])|`|~~|//|www\.|<")
FUNCTION = re.compile(r"\{\{|\$\{|</?at\b", re.IGNORECASE)
RESTLESS = re.compile("[\u202a-\u202e\u2066-\u2069]|(?:[\u0300-\u036f]){5,}")
UNSEEN = {"Cc", "Cf", "Cs", "Cn", "Zs", "Zl", "Zp"}


def bare(text: str) -> str:
    """Its visible letters: without blanks, without what shows nothing, without what sets code apart, and with our
    commands as the engine writes them."""
    text = re.sub("[\u0300-\u036f]+", "", text)  # how many of them is another matter
    letters = "".join(letter for letter in text if unicodedata.category(letter) not in UNSEEN)
    return re.sub(r"[`�]|/(?=okr\b)|@Drumbeat", "", letters)


def unrest(seen: str) -> list[str]:
    """What turns the words of others around, or stands far above its line."""
    return [f"not calm: {found[0]!r}" for found in RESTLESS.finditer(seen)]


def slack_faults(node: Any) -> Iterator[str]:
    """Everything in blocks or a view that Slack would take for more than text."""
    if isinstance(node, list):
        for each in node:
            yield from slack_faults(each)
    if not isinstance(node, dict):
        return
    if node.get("type") == "mrkdwn":
        yield from slack_text_faults(node["text"])
    for value in node.values():
        yield from slack_faults(value)


def slack_text_faults(mrkdwn: str) -> Iterator[str]:
    """The same of one text that it formats, or of a message's own text."""
    rest = OUR_LINK.sub("", mrkdwn)
    if {"<", ">"} & {*rest}:
        yield f"a token: {rest!r}"
    if ESCAPES.search(rest):
        yield f"not escaped: {rest!r}"


def slack_seen(blocks: list[Json]) -> str:
    """The words of a message as they are read."""
    return "\n".join(_slack_seen(blocks))


def _slack_seen(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _slack_seen(each)
    elif isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield as_read(node["text"]) if node.get("type") == "mrkdwn" else node["text"]
        else:
            for value in node.values():
                yield from _slack_seen(value)


def teams_faults(card: Json) -> Iterator[str]:
    """Everything in a card that Teams would take for more than text: Markdown where it reads some, functions, mentions,
    links that are not https."""
    if any(key in card.get("msteams", {}) for key in ("entities",)):
        yield "a mention"
    for node in walk(card):
        kind = str(node.get("type", ""))
        if kind == "TextBlock" and MARKDOWN.search(node["text"]):
            yield f"Markdown: {node['text']!r}"
        if kind in {"TextBlock", "TextRun"} and FUNCTION.search(node["text"]):
            yield f"a function: {node['text']!r}"
        if kind == "Input.Toggle" and MARKDOWN_LINK.search(node["title"]):
            yield f"a link at a tick: {node['title']!r}"
        if kind == "Input.ChoiceSet":
            yield from (f"a link at a choice: {each['title']!r}" for each in node["choices"] if _links(each["title"]))
        if kind == "RichTextBlock":
            yield from (f"more than a line: {run['text']!r}" for run in node["inlines"] if "\n" in run["text"])


def _links(title: str) -> bool:
    return MARKDOWN_LINK.search(title) is not None


def teams_seen(card: Json) -> str:
    return "\n".join(texts_of(card))


class Page(HTMLParser):
    """tags: everything that is an element, with its attributes' names. seen: the text between."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self._seen: list[str] = []
        self.feed(html)
        self.close()

    @property
    def seen(self) -> str:
        return "".join(self._seen)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self._seen.append(data)
