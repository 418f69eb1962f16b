"""What Slack refuses in text objects and rich text. Pure."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

RICH = {"rich_text_section", "rich_text_preformatted", "rich_text_quote", "rich_text_list"}
INLINE = {"text", "link", "user", "emoji", "channel", "usergroup", "date"}
"""Without `broadcast`: Slack would take it, but Drumbeat must never call a whole channel."""
LINKS = ("https://", "http://", "mailto:")


def text(given: Json | None, longest: int, name: str = "text", plain: bool = False) -> Iterator[str]:
    if not isinstance(given, dict) or given.get("type") not in ({"plain_text"} if plain else {"plain_text", "mrkdwn"}):
        yield f"{name} is no {'plain_text' if plain else 'text'} object"
    elif not 1 <= len(given.get("text", "")) <= longest:
        yield f"{name} must have 1 to {longest} characters, has {len(given.get('text', ''))}"


def rich_text(block: Json) -> Iterator[str]:
    if not block.get("elements"):
        yield "needs elements"
    for element in block.get("elements", []):
        yield from _rich_element(element)


def _rich_element(element: Json) -> Iterator[str]:
    if element.get("type") not in RICH:
        yield f"unsupported element {element.get('type')}"
    if not element.get("elements"):
        yield f"missing required field: elements of {element.get('type')}"
    for part in element.get("elements", []):
        yield from _rich_element(part) if element.get("type") == "rich_text_list" else _inline(part)


def _inline(part: Json) -> Iterator[str]:
    if part.get("type") not in INLINE:
        yield f"unsupported element {part.get('type')}"
    if part.get("type") == "text" and not part.get("text"):
        yield "text must not be empty"
    if part.get("type") == "link" and not str(part.get("url", "")).startswith(LINKS):
        yield f"no link: {part.get('url')}"
    if "text" in part and not part["text"]:
        yield "the text of a link must not be empty"


def length_of(cell: Json) -> int:
    """How many characters a person reads in it."""
    if isinstance(cell.get("text"), str):
        return len(cell["text"])
    return sum(length_of(part) for part in cell.get("elements", []))
