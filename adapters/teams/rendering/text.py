"""Text in Adaptive Cards. Everything is data: nothing here can mention, link, format or call a function by accident."""

from typing import Any

from cadence.cards import Card

Json = dict[str, Any]


def message_text(card: Card) -> str:
    """What the notification and the list of chats say: the activity's `summary`, one line, at most 300 characters."""
    return " ".join(card.notice.split())[:300] or "…"


def with_mention(text: str, is_personal: bool) -> str:
    """`okr add` as it is typed here: `add` in the personal chat, `@Drumbeat add` elsewhere; other text as it stands."""
    return text.replace("okr", "" if is_personal else "@Drumbeat", 1).strip()
