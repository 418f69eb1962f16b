"""Cards that are brought up to date after whatever their buttons do: their buttons and forms carry a mark.

A mark stands before the action of a button, and before the context of a form that such a button led to; taken off, the
request is the one that it would be elsewhere. Knows marks; must not know which card they stand for.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from cadence.cards import Block, Button, Buttons
from cadence.forms import Form
from cadence.requests import ButtonPressed, FormChanged, FormSubmitted, Request


def marked(blocks: Sequence[Block], mark: str, but: Collection[str] = ()) -> tuple[Block, ...]:
    """The blocks with every button marked. but: actions that stay as they are."""
    return tuple(_marked_row(each, mark, but) if isinstance(each, Buttons) else each for each in blocks)


def marked_form(form: Form, mark: str) -> Form:
    """The form that a marked button led to, marked again."""
    return replace(form, context=mark + form.context)


def unmarked(request: Request, mark: str) -> Request | None:
    """What was pressed or sent in the card of this mark, as if it came from elsewhere; None for everything else."""
    match request:
        case ButtonPressed(action=action) if action.startswith(mark):
            return replace(request, action=action.removeprefix(mark))
        case FormSubmitted(context=context) | FormChanged(context=context) if context.startswith(mark):
            return replace(request, context=context.removeprefix(mark))
    return None


def _marked_row(row: Buttons, mark: str, but: Collection[str]) -> Buttons:
    return Buttons(tuple(_marked(button, mark, but) for button in row.buttons))


def _marked(button: Button, mark: str, but: Collection[str]) -> Button:
    return button if button.action in but else replace(button, action=mark + button.action)
