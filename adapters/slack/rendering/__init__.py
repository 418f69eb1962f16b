"""How Drumbeat looks in Slack: cards become Block Kit, forms become modals. Knows no request and makes no call."""

from adapters.slack.rendering.cards import message_text, render_card
from adapters.slack.rendering.dress import HOME, MESSAGE, PLAIN, Dress
from adapters.slack.rendering.views import home_view, render_form, render_home, render_note

__all__ = [
    "HOME",
    "MESSAGE",
    "PLAIN",
    "Dress",
    "home_view",
    "message_text",
    "render_card",
    "render_form",
    "render_home",
    "render_note",
]
