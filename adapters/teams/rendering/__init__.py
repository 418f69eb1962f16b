"""How Drumbeat looks in Teams: cards and forms become Adaptive Cards. Knows no request and makes no call."""

from adapters.teams.rendering.cards import activity_of, render_card
from adapters.teams.rendering.dress import CHANNEL, DIALOG, GROUP, PERSONAL, Dress, FormWay, Surface
from adapters.teams.rendering.forms import fits, render_form, render_note
from adapters.teams.rendering.text import message_text

__all__ = [
    "CHANNEL",
    "DIALOG",
    "GROUP",
    "PERSONAL",
    "Dress",
    "FormWay",
    "Surface",
    "activity_of",
    "fits",
    "message_text",
    "render_card",
    "render_form",
    "render_note",
]
