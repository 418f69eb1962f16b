"""Form -> Adaptive Card with inputs, for a dialog or for the personal chat; and notes in a form's place.

Must not know what a field means. What comes back is read by `adapters.teams.decoding`.
"""

from collections.abc import Mapping, Sequence

from adapters.teams.carried import Carried
from adapters.teams.rendering.cards import render_card
from adapters.teams.rendering.dress import DIALOG, Dress, FormWay
from adapters.teams.rendering.text import Json
from cadence.cards import Card
from cadence.forms import Form, FormValues

EMPTY = "(empty)"
"""Stands for the empty value of a choice, which clients do not send back; to be read as an empty one."""


def render_form(
    form: Form,
    carried: Carried,
    people: Sequence[tuple[str, str]],
    way: FormWay,
    errors: Mapping[str, str] | None = None,
    typed: FormValues | None = None,
) -> Json:
    """The form's card. carried: where it was opened (key, step, origin); what belongs to the form is added.

    people: id and name of those who may be chosen (CHAT), or at least of those who are chosen already (DIALOG).
    errors: by field id. typed: stands in the fields instead of what the form opened with.
    """
    return {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": form.title}]}


def render_note(card: Card, dress: Dress = DIALOG) -> Json:
    """A card in a form's place, which only says something."""
    return render_card(card, dress)
