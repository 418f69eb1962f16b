"""Text in Slack's own forms. Everything is data: nothing here can mention, link or format by accident.

`rich` is the form for what people typed: Slack does not parse rich text, so nothing in it needs escaping.
"""

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

LONGEST_SECTION = 3_000
ELLIPSIS = "…"
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
MOST_CODES = 12
"""Each takes room of its own in a message: a text of nothing else stays as it was typed."""
TYPED = re.compile(r"`(okr [^`\n]+)`")
COMMAND = re.compile(r"\bokr(?= |$)")


def escape(text: str) -> str:
    """For mrkdwn and for a message's top-level text. The order matters: `&` first."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shorten(text: str, longest: int) -> str:
    """At most `longest` characters, with an ellipsis where something had to go."""
    return text if len(text) <= longest else text[: longest - 1] + ELLIPSIS


def plain(text: str, longest: int = LONGEST_SECTION) -> Json:
    """A plain_text object; a blank where there is nothing, because Slack refuses empty text."""
    return {"type": "plain_text", "text": shorten(text, longest) or " ", "emoji": False}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def paragraph(*spans: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(spans)}


def preformatted(text: str) -> Json:
    """Monospaced, exactly as it stands; backticks in it are only backticks."""
    return {"type": "rich_text_preformatted", "elements": [span(shorten(text, LONGEST_SECTION))]}


def span(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text, "style": style} if style else {"type": "text", "text": text}


def with_slash(text: str) -> str:
    """`okr add` as it is typed in Slack, `/okr add`; text that is no command stays as it is."""
    return COMMAND.sub("/okr", text) if COMMAND.match(text) else text


def unformatted(text: str) -> str:
    """The text for where Slack formats nothing: our own commands as they are typed, everything else as it stands."""
    return TYPED.sub(r"/\1", text)


def spans(text: str, **style: bool) -> list[Json]:
    """The text with `code` set as code. Our own commands get the slash that Slack needs."""
    parts = list(_parts(text)) if len(CODE.findall(text)) <= MOST_CODES else [(text, False)]
    return [span(part, **style, **({"code": True} if is_code else {})) for part, is_code in parts]


def pieces(text: str, longest: int = LONGEST_SECTION) -> list[str]:
    """The text in pieces that fit, cut at line breaks where there are any."""
    found: list[str] = []
    while len(text) > longest:
        cut = text.rfind("\n", 1, longest)
        cut = cut if cut > 0 else longest
        found.append(text[:cut])
        text = text[cut:].removeprefix("\n")
    return [piece for piece in [*found, text] if piece.strip()]


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    at = 0
    for code in CODE.finditer(text):
        if code.start() > at:
            yield text[at : code.start()], False
        yield with_slash(code[1]), True
        at = code.end()
    if at < len(text):
        yield text[at:], False
