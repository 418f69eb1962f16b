"""How Drumbeat looks in Slack: cards become Block Kit, forms become modals. Knows no request and makes no call."""

from adapters.slack.rendering.cards import message_text, render_card
from adapters.slack.rendering.views import render_form, render_note

__all__ = ["message_text", "render_card", "render_form", "render_note"]
