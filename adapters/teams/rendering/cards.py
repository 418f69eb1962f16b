"""Card -> Adaptive Card, within Teams' limits. One function a kind of block. Must not know what a card is about."""

from adapters.teams.rendering.dress import CHANNEL, Dress
from adapters.teams.rendering.text import Json
from cadence.cards import Card

CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"


def render_card(card: Card, dress: Dress = CHANNEL) -> Json:
    """The Adaptive Card, version 1.5, at most 80 KB as UTF-16."""
    return {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": card.notice}]}


def activity_of(card_json: Json, summary: str) -> Json:
    """The message that shows this card and nothing else; summary: `message_text` of it."""
    return {"type": "message", "summary": summary, "attachments": [{"contentType": CONTENT_TYPE, "content": card_json}]}
